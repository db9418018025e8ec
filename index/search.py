"""Finding the clause: dense and lexical scores of every statement, fused, within a scope."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

from corpus.figures import normalise
from corpus.guide import Lang
from index import store
from index.cross_encoder import CrossEncoder
from index.embedding import Encoder, Vectors
from index.lexical import words
from index.passage import Hit, Passage, Role, Scope
from index.probe import Probe

_Function = TypeVar("_Function")
_CANDIDATES = 80
_SIDE_BY_SIDE = 2  # texts encoded at once
_LEXICAL_SHARE = 0.3  # of the fused score; measured on the development questions (docs/decisions)
_COSINE_FLOOR, _COSINE_SPAN = 0.78, 0.14  # E5's cosines live between about 0.78 and 0.92
SCORE_OF_COSINE = (1 - _LEXICAL_SHARE) / _COSINE_SPAN  # what one unit of cosine is in a score
_ASKED_FLOOR, _ASKED_SPAN = 0.80, 0.16  # between two questions they are higher


class Searcher:
    """Search over one generation of the index. Safe to share between threads."""

    def __init__(
        self,
        data_dir: Path,
        encoder: Encoder,
        exact: bool = False,
        server: str = "",
        cross: CrossEncoder | None = None,
    ):
        """`cross` reads a question with a statement; without one, `answers` has nothing to say."""
        self._cross = cross
        folder = store.current(data_dir)
        if folder is None:
            raise store.IndexMissing(f"{store.root(data_dir)}: there is no index yet; run `python -m index build`")
        manifest = store.read_manifest(folder)
        same = manifest.encoder == encoder.name and manifest.dimension == encoder.dimension  # name first: no loading
        if not same or manifest.format != store.FORMAT:
            raise store.IndexUnfit(
                f"{folder.parent}: the index was built with the encoder {manifest.encoder!r}, the settings ask for "
                f"{encoder.name!r}; run `python -m index build`, or set ZHINAN_EMBEDDER back"
            )
        self.generation = store.Generation(folder, exact, server)
        keep = _unkept if server else lru_cache(maxsize=256)  # a server may be gone or empty the next time
        # A question is searched for in several scopes, and in one scope for several reasons. No cache may hold a
        # method of this object: it would keep it, and its generation's lock, until a garbage collection.
        near = _Near(self.generation, lru_cache(maxsize=256)(encoder.query))
        self._near, self._questions = near, keep(near.questions)
        self._found = keep(_Ranking(near, self._questions).search)
        self.manifest = manifest
        try:
            self._probe = Probe.load(folder)
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise store.IndexUnfit(f"{folder}: is not whole (probe.npz); run `python -m index build`") from error

    def search(self, question: str, lang: Lang, scope: Scope = Scope(), count: int = 10) -> list[Hit]:
        """The best statements for a question, best first; at most `count`."""
        return list(self._found(question, lang, scope)[:count])

    def imported(self, question: str, lang: Lang, scope: Scope = Scope(), count: int = 10) -> list[Hit]:
        """The best statements of unreviewed guides for a question, best first; none where nothing was imported.

        `score` is the plain sum of closeness and coverage, so that it compares with what the edition says.
        """
        rows = self.generation.passages[lang, "imported"]
        if not rows:
            return []
        terms, lexical = words(question, lang), self.generation.lexical[lang, "imported"]
        dense = dict(self._near.rows(question, lang, scope, "imported"))
        scores = lexical.scores(terms)
        found = [int(i) for i in scores.argsort()[::-1][:_CANDIDATES] if scores[i] > 0 and scope.admits(rows[int(i)])]
        floor = min(dense.values(), default=0.0)
        hits = []
        for row in {*dense, *found}:
            cosine, coverage = dense.get(row, floor), lexical.coverage(terms, row)
            score = (1 - _LEXICAL_SHARE) * (cosine - _COSINE_FLOOR) / _COSINE_SPAN + _LEXICAL_SHARE * coverage
            hits.append(
                Hit(rows[row].clause_id, rows[row].statement, score, cosine, coverage, lexical.rarest(terms, row))
            )
        return sorted(hits, key=lambda h: (-h.score, h.clause_id, h.statement))[:count]

    def usual(self, question: str, lang: Lang, scope: Scope = Scope(), role: Role = "statement") -> float:
        """The cosine that a question has with a middling passage: what nearness is worth nothing. 0 where none is."""
        return self._near.middle(question, lang, scope, role)

    def silences(self, question: str, lang: Lang, scope: Scope = Scope(), count: int = 5) -> list[tuple[str, float]]:
        """The recorded silences nearest to a question, as ids with the cosine of their nearest expected question."""
        best: dict[str, float] = {}
        for row, cosine in self._questions(question, lang, scope):
            if row.silence:
                best.setdefault(f"{row.guide}/{row.silence}", cosine)
        return list(best.items())[:count]

    def prepare(self, *questions: str) -> None:
        """Have the vectors of texts that are about to be asked for: made side by side, which takes hardly longer than
        one of them where there are two cores. EncoderError as the search raises it."""
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            list(pool.map(self._near.vector, dict.fromkeys(questions)))

    def topics(self, question: str, lang: Lang) -> dict[str, float]:
        """How much a question speaks of each topic, by its vector: about 1 for sure, about 0 for not."""
        return self._probe.read(self._near.vector(question), lang)

    def vectors(self, question: str, lang: Lang, clause_id: str, statement: int) -> tuple[Vectors, Vectors]:
        """A question's vector and that of one statement of the edition. KeyError where there is no such statement."""
        return self._near.vector(question), self.generation.vector(lang, f"{clause_id}#{statement}@{lang}")

    def answers(self, question: str, lang: Lang, clause_id: str, statement: int) -> float | None:
        """How much one statement answers a question, in logits, by reading the two together; None where nothing reads
        so. Takes several times as long as a search: for what nearness leaves open."""
        if self._cross is None:
            return None
        return self._cross.score(normalise(question), self.generation.text(lang, f"{clause_id}#{statement}@{lang}"))

    def clauses(self, question: str, lang: Lang, scope: Scope = Scope(), count: int = 10) -> list[str]:
        """The ids of the best clauses, best first: each clause counts by its best statement."""
        ordered = dict.fromkeys(hit.clause_id for hit in self.search(question, lang, scope, _CANDIDATES))
        return list(ordered)[:count]


def _unkept(function: _Function) -> _Function:
    return function


class _Near:
    """The passages nearest to a question by meaning."""

    def __init__(self, generation: store.Generation, vector: Callable[[str], Vectors]):
        self.generation, self._vector = generation, vector

    def vector(self, question: str) -> Vectors:
        """A question's vector."""
        return self._vector(normalise(question))

    def rows(self, question: str, lang: Lang, scope: Scope, role: Role) -> dict[int, float]:
        """Rows of one role with their cosines, nearest first."""
        return dict(self.generation.nearest(lang, self.vector(question), _CANDIDATES, scope, role))

    def middle(self, question: str, lang: Lang, scope: Scope, role: Role) -> float:
        """The median cosine of all rows of one role."""
        return self.generation.middle(lang, self.vector(question), scope, role)

    def questions(self, question: str, lang: Lang, scope: Scope) -> tuple[tuple[Passage, float], ...]:
        """The expected questions nearest to one asked, with their cosines."""
        rows = self.generation.passages[lang, "question"]
        return tuple((rows[row], cosine) for row, cosine in self.rows(question, lang, scope, "question").items())


class _Ranking:
    """Statements ordered by meaning, by words, and by the questions they are expected to answer."""

    def __init__(self, near: _Near, questions: Callable[[str, Lang, Scope], tuple[tuple[Passage, float], ...]]):
        self._near, self._generation, self._questions = near, near.generation, questions
        self._places: dict[Lang, dict[tuple[str, int], int]] = {
            lang: {(p.clause_id, p.statement): row for row, p in enumerate(near.generation.passages[lang, "statement"])}
            for lang in store.LANGS
        }

    def search(self, question: str, lang: Lang, scope: Scope) -> tuple[Hit, ...]:
        """Every candidate, best first."""
        generation, rows = self._generation, self._generation.passages[lang, "statement"]
        dense = self._near.rows(question, lang, scope, "statement")
        terms = words(question, lang)
        lexical = generation.lexical[lang, "statement"]
        scores = lexical.scores(terms)
        best = float(scores.max()) if len(scores) else 0.0
        found = scores.argsort()[::-1][: int((scores > 0).sum())]
        allowed = islice((int(i) for i in found if scope.admits(rows[i])), _CANDIDATES)
        floor = min(dense.values(), default=0.0)
        asked = self._asked(question, lang, scope)
        places = self._places[lang]
        hits = []
        for row in set(dense) | set(allowed) | {places[at] for at in asked}:
            cosine = dense.get(row, floor)
            likeness, nearest = asked.get((rows[row].clause_id, rows[row].statement), (0.0, ""))
            closeness = max((cosine - _COSINE_FLOOR) / _COSINE_SPAN, (likeness - _ASKED_FLOOR) / _ASKED_SPAN)
            share = float(scores[row]) / best if best else 0.0
            score = (1 - _LEXICAL_SHARE) * closeness + _LEXICAL_SHARE * share
            hits.append(
                Hit(
                    rows[row].clause_id,
                    rows[row].statement,
                    score,
                    cosine,
                    lexical.coverage(terms, row),
                    lexical.rarest(terms, row),
                    likeness,
                    nearest,
                )
            )
        return tuple(sorted(hits, key=lambda h: (-h.score, h.clause_id, h.statement)))

    def _asked(self, question: str, lang: Lang, scope: Scope) -> dict[tuple[str, int], tuple[float, str]]:
        """The statements that answer the expected questions nearest to one asked: the best cosine of each, and for
        which of its questions."""
        best: dict[tuple[str, int], tuple[float, str]] = {}
        for row, cosine in self._questions(question, lang, scope):
            if row.clause_id:
                best.setdefault((row.clause_id, row.statement), (cosine, row.text))
        return best

"""Ways of finding the clause, on the same questions: BM25 alone, the encoder alone, our search, the tutorial's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.figures import normalise
from corpus.guide import Lang
from corpus.library import Library
from evals.case import Case, EvalError
from evals.metrics import RETRIEVAL
from evals.results import Peer
from evals.retrieval import DEPTH, Ranking, asked, scores_of
from evals.stock import Tutorial
from index import store
from index.build import key
from index.chunking import passages
from index.embedding import Encoder, Vectors
from index.lexical import LexicalIndex, words
from index.passage import Passage
from index.search import Searcher

PAIRS: tuple[tuple[Lang, Lang], ...] = (("zh", "zh"), ("en", "en"), ("zh", "en"), ("en", "zh"))
_LANGS: tuple[Lang, ...] = ("zh", "en")


class System(Protocol):
    """One way of finding clauses."""

    name: str

    def rank(self, question: str, lang: Lang) -> Ranking:
        """The clauses for a question among the texts of one language, best first."""
        ...


class Bm25:
    """BM25 over the statements, alone."""

    name = "BM25 alone"

    def __init__(self, rows: Sequence[Passage]):
        self._rows = {lang: [p for p in rows if p.lang == lang] for lang in _LANGS}
        self._index = {
            lang: LexicalIndex.build([words(f"{p.text} {p.keywords}", lang) for p in part])
            for lang, part in self._rows.items()
        }

    def rank(self, question: str, lang: Lang) -> Ranking:
        """Clauses by their best statement; those that share no word with the question are not ranked."""
        scores = self._index[lang].scores(words(question, lang))
        best = [i for i in np.argsort(-scores, kind="stable") if scores[i] > 0]
        return _clauses(self._rows[lang][i].clause_id for i in best)


class Dense:
    """The encoder alone: cosine between question and statement, exact."""

    name = "encoder alone"

    def __init__(self, rows: Sequence[Passage], vectors: Vectors, embed: Callable[[str], Vectors]):
        self._embed = embed
        of = {lang: [i for i, p in enumerate(rows) if p.lang == lang] for lang in _LANGS}
        self._part = {lang: ([rows[i] for i in of[lang]], vectors[of[lang]]) for lang in _LANGS}

    def rank(self, question: str, lang: Lang) -> Ranking:
        """Clauses by their best statement."""
        rows, vectors = self._part[lang]
        return _clauses(rows[i].clause_id for i in np.argsort(-(vectors @ self._embed(question)), kind="stable"))


class Ours:
    """Our search over everything, without the narrowing that reading the question adds."""

    name = "our search"

    def __init__(self, searcher: Searcher):
        self._searcher = searcher

    def rank(self, question: str, lang: Lang) -> Ranking:
        """Clauses as the assistant's own searcher ranks them."""
        return [frozenset({clause}) for clause in self._searcher.clauses(question, lang, count=DEPTH)]


class Remembering:
    """An encoder that embeds each question once, whoever asks."""

    def __init__(self, encoder: Encoder):
        self._encoder, self.name, self.dimension = encoder, encoder.name, encoder.dimension
        self._known: dict[str, Vectors] = {}

    def query(self, text: str) -> Vectors:
        """One question as a vector."""
        text = normalise(text)
        if text not in self._known:
            self._known[text] = self._encoder.query(text)
        return self._known[text]

    def queries(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Many questions as a matrix; these are not remembered."""
        return self._encoder.queries(texts, progress)

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Passages as a matrix; these are not remembered."""
        return self._encoder.passages(texts, progress)


def systems(library: Library, encoder: Encoder, data_dir: Path) -> tuple[list[System], Tutorial]:
    """The four over one edition and its index, and the last of them by itself."""
    rows = passages(library)
    folder = store.current(data_dir)
    known = store.stored_vectors(folder) if folder else {}
    keys = [key(encoder.name, row) for row in rows]
    if any(k not in known for k in keys):
        raise EvalError(f"{data_dir}: the index is not of this edition; run `python -m index build`")
    once = Remembering(encoder)
    tutorial = Tutorial(library, once, data_dir / "evals" / "tutorial.npz")
    vectors = np.stack([known[k] for k in keys])
    return [Bm25(rows), Dense(rows, vectors, once.query), Ours(Searcher(data_dir, once)), tutorial], tutorial


def compare(found: Sequence[System], cases: Sequence[Case], advance: Callable[[], None] | None = None) -> list[Peer]:
    """Each system on each pair of languages: question in the first, text in the second."""
    peers = []
    for system in found:
        for asked_in, written_in in PAIRS:
            part = [case for case in cases if case.lang == asked_in and case.clauses]
            scores = [scores_of(case.clauses, system.rank(asked(case), written_in)) for case in part]
            for name in RETRIEVAL if scores else ():
                mean = sum(s[name] for s in scores) / len(scores)
                pair = f"{asked_in}→{written_in}"
                peers.append(Peer(system=system.name, lang=pair, measure=name, score=round(mean, 4), n=len(scores)))
            if advance:
                advance()
    return peers


def _clauses(ids: Iterable[str]) -> Ranking:
    """The first ten different clauses of a ranking of statements."""
    ordered: dict[str, None] = {}
    for clause in ids:
        ordered.setdefault(clause)
        if len(ordered) == DEPTH:
            break
    return [frozenset({clause}) for clause in ordered]

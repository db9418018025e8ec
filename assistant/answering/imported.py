"""Answers from imported documents that nobody has reviewed: their own sentences, quoted, and always marked as such.

They are asked beside the edition and never mixed with it: a question that names such a document, or that fits one of
its sentences clearly better than anything the edition says, is answered from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.compose import Sources
from assistant.answering.phrases import say
from assistant.answering.question import Question
from corpus.guide import Guide, Lang
from corpus.importing.matching import terms
from corpus.library import Library
from index.passage import Hit, Scope
from index.search import Searcher

_NAMED = 0.5  # the share of a document's title terms, by rarity, that a question must have to name it
_FLOOR_COSINE, _FLOOR_COVERAGE = 0.835, 0.34  # below both, nothing in the documents answers
_FLOOR_HINTED, _FLOOR_FOREIGN = 0.80, 0.77  # with a word of its title, in its own language and across languages
_AHEAD = 0.03  # how much nearer than the edition a sentence of a document that is not named must be
_NEAR = 0.12  # what is said besides the best
_SHORT = 420  # characters of a clause that is quoted whole


# Words of titles that say of no document which one it is
_GENERIC = frozenset(
    (
        "guide", "guides", "guideline", "guidelines", "applicant", "applicants", "application", "applications", "call",
        "calls", "proposal", "proposals", "programme", "program", "fund", "funds", "funding", "grant", "grants",
        "project", "projects", "notice", "document", "scheme", "rules", "terms", "year", "new", "information", "the",
        "for", "and",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """An answer from unreviewed documents."""

    status: str  # answered or not_found
    text: str
    sources: Sources


class Unreviewed:
    """Answers over the unreviewed guides of one library."""

    def __init__(self, library: Library, searcher: Searcher):
        self._library, self._searcher = library, searcher
        self._guides = {g.id: g for g in library.guides.values() if not g.reviewed}
        known = (
            terms("\n".join(t for g in library.edition.guides.values() for t in _all_words(g))) if self._guides else ()
        )
        self._titles = {g.id: frozenset(terms(g.title.zh)) for g in self._guides.values()}
        self._own = {
            id_: frozenset(t for t in own | terms(id_) if t not in known and t not in _GENERIC and len(t) > 1)
            for id_, own in self._titles.items()
        }
        self._sounds = {g.id: frozenset(_sounds(g.title.zh)) for g in self._guides.values()}

    @property
    def any(self) -> bool:
        """Is there an unreviewed guide at all?"""
        return bool(self._guides)

    def answer(self, question: Question, query: str, earlier: str = "") -> Found | None:
        """The answer, or None where the question is one for the edition."""
        if not self._guides or question.smalltalk:
            return None
        named = self._named(question.text) or (self._named(earlier) if question.follows else ())
        hinted = named or self._hinted(question.text) or (self._hinted(earlier) if question.follows else ())
        if not named and ((question.places.directions and question.places.by_name) or question.places.clauses):
            return None
        hits = self._searcher.imported(query, question.lang, Scope(frozenset(hinted)), 40)
        best = hits[0] if hits else None
        if best is None:
            return None
        fits = best.cosine >= _FLOOR_COSINE or best.coverage >= _FLOOR_COVERAGE
        near = _FLOOR_FOREIGN if self._foreign(best, question.lang) else _FLOOR_HINTED
        if hinted and (fits or best.cosine >= near):
            return self._quoted(question.lang, hits)
        if named:
            return self._nothing(question.lang, named, best)
        if not fits or not self._ahead(best, question, query):
            return None
        return self._quoted(question.lang, hits)

    def _named(self, text: str) -> tuple[str, ...]:
        """The documents whose titles a question gives, at least half of them."""
        asked = terms(text)
        shares = {id_: len(own & asked) / len(own) for id_, own in self._titles.items() if len(own) > 1}
        best = max(shares.values(), default=0.0)
        return tuple(id_ for id_, share in shares.items() if share >= _NAMED and share >= best - 0.1)

    def _hinted(self, text: str) -> tuple[str, ...]:
        """The documents of whose titles a question has a word that the edition never uses, in letters or by sound."""
        asked = terms(text)
        spoken = set(re.findall(r"[a-z]{5,}", text.lower()))
        return tuple(id_ for id_ in self._guides if self._own[id_] & asked or self._sounds[id_] & spoken)

    def _foreign(self, hit: Hit, lang: Lang) -> bool:
        """Is a hit in the other language than the question?"""
        return self._chinese(self._guides[self._library.clauses[hit.clause_id].guide]) != (lang == "zh")

    def _ahead(self, best: Hit, question: Question, query: str) -> bool:
        """Is it nearer to the question than anything in the edition?"""
        said = self._searcher.search(query, question.lang, count=1)
        if not said:
            return True
        edition = said[0]
        closeness = max(edition.cosine, edition.asked - 0.03)
        here = best.cosine + 0.08 * best.coverage
        there = closeness + 0.08 * edition.coverage
        return here >= there + _AHEAD * (0.0 if best.coverage > edition.coverage + 0.2 else 1.0)

    def _quoted(self, lang: Lang, hits: list[Hit]) -> Found:
        best = hits[0]
        sources = Sources(self._library)
        guide = self._guides[self._library.clauses[best.clause_id].guide]
        lines = [f"- {self._statement(c, n)} {sources.mark(c)}" for c, n in self._chosen(hits, guide)]
        return Found("answered", "\n\n".join([self._frame(guide, lang), "\n".join(lines)]), sources)

    def _chosen(self, hits: list[Hit], guide: Guide) -> list[tuple[str, int]]:
        """What to quote: the best clause whole where it is short, else its best sentences; then what is as near."""
        best = hits[0]
        says = self._library.clauses[best.clause_id].clause.says
        if sum(len(s.zh) for s in says) <= _SHORT:
            chosen = [(best.clause_id, n) for n in range(len(says))]
        else:
            own = [h for h in hits if h.clause_id == best.clause_id and h.score >= best.score - 2 * _NEAR][:4]
            chosen = [(h.clause_id, h.statement) for h in sorted(own, key=lambda h: h.statement)]
        for hit in hits[1:12]:
            same = self._library.clauses[hit.clause_id].guide == guide.id and hit.clause_id != best.clause_id
            if same and hit.score >= best.score - _NEAR and len(chosen) < 8:
                chosen.append((hit.clause_id, hit.statement))
        return list(dict.fromkeys(chosen))

    def _nothing(self, lang: Lang, named: tuple[str, ...], best: Hit) -> Found:
        sources = Sources(self._library)
        guide = self._guides[named[0]]
        nearest = f"{self._statement(best.clause_id, best.statement)} {sources.mark(best.clause_id)}"
        text = say("unreviewed_silent", lang, title=guide.short.of(lang))
        return Found("not_found", f"{text}{'' if lang == 'zh' else ' '}{say('nearest', lang)}{nearest}", sources)

    def _statement(self, clause_id: str, number: int) -> str:
        """A sentence of a document as printed, with nothing that Markdown or a browser would act on."""
        text = self._library.clauses[clause_id].clause.says[number].zh
        text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
        return re.sub(r"([\[\]<>`|*_#])", r"\\\1", text)

    def _frame(self, guide: Guide, lang: Lang) -> str:
        """Where the words come from, that nobody reviewed them, and in which language they are."""
        key = "unreviewed" if self._chinese(guide) == (lang == "zh") else "unreviewed_foreign"
        return say(key, lang, title=guide.short.of(lang))

    @staticmethod
    def _chinese(guide: Guide) -> bool:
        words = "".join(s.zh for c in guide.clauses for s in c.says)
        return len(re.findall(r"[\u4e00-\u9fff]", words)) * 4 > len(re.findall(r"\w", words))


def _all_words(guide: Guide) -> Iterator[str]:
    yield from (guide.title.zh, guide.title.en)
    for clause in guide.clauses:
        for statement in clause.says:
            yield from (statement.zh, statement.en)


def _sounds(title: str) -> Iterator[str]:
    """The words of a Chinese title as they are written in English text: 临海 → linhai."""
    import rjieba
    from pypinyin import lazy_pinyin

    for run in re.findall(r"[\u4e00-\u9fff]+", title):
        for word in rjieba.cut(run):
            for length in (2, 3):
                if len(word) >= length and len(sound := "".join(lazy_pinyin(word[:length]))) >= 5:
                    yield sound

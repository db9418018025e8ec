"""Answers from imported documents that nobody has reviewed: their own sentences, quoted, and always marked as such.

They are asked beside the edition and never mixed with it: a question that names such a document, or that fits one of
its sentences clearly better than anything the edition says, is answered from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answering.compose import Sources
from assistant.answering.phrases import say
from assistant.answering.question import Question, simplified
from assistant.answering.titles import Titles
from assistant.answering.wanted import THINGS, has, wanted
from corpus.figures import normalise
from corpus.guide import Guide, Lang
from corpus.importing.matching import terms
from corpus.library import Library
from index.passage import Hit, Scope
from index.search import SCORE_OF_COSINE, Searcher

_FLOOR_COSINE, _FLOOR_COVERAGE = 0.835, 0.34  # below both, nothing in the documents answers what names none
# How much nearer to the question than a middling statement the best one is that answers it (docs/decisions/0030)
_CLEAR, _CLEAR_FOREIGN = 0.058, 0.042
_COVERED, _WANTED = 0.05, 0.01  # what a word in common and a thing of the kind wanted are worth, as cosines
_FEW = 12  # statements of a document below which their middle says little
_AHEAD = 0.05  # how much nearer than the edition a sentence of a document that is not named must be
_NEAR = 0.12  # what is said besides the best
_SHORT = 420  # characters of a clause that is quoted whole


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
        self._titles = Titles(tuple(self._guides.values()), frozenset(known))

    @property
    def any(self) -> bool:
        """Is there an unreviewed guide at all?"""
        return bool(self._guides)

    def answer(self, question: Question, query: str, earlier: str = "") -> Found | None:
        """The answer, or None where the question is one for the edition."""
        if not self._guides or question.smalltalk:
            return None
        titles = self._titles
        named = titles.named(question.text) or (titles.named(earlier) if question.follows else ())
        hinted = named or titles.hinted(question.text) or (titles.hinted(earlier) if question.follows else ())
        if not named and ((question.places.directions and question.places.by_name) or question.places.clauses):
            return None
        asked = titles.without(query, hinted) if hinted else query
        hits = self._ranked(asked, question, Scope(frozenset(hinted)))
        if not hits:
            return None
        if not self._clear(hits[0], asked, question):
            called = named or tuple(id_ for id_ in hinted if titles.called(question.text, id_))
            return self._nothing(question.lang, called, hits[0]) if called else None
        if hinted or self._ahead(hits[0], question, query):
            return self._quoted(question.lang, hits)
        return None

    def _ranked(self, asked: str, question: Question, scope: Scope) -> list[Hit]:
        """The sentences nearest to a question; a thing of the kind that it wants counts a little."""
        hits = self._searcher.imported(asked, question.lang, scope, 40)
        kinds = [kind for kind in wanted(simplified(normalise(question.text)).lower()) if kind in THINGS]
        if not kinds:
            return hits
        better = []
        for hit in hits:
            said = self._library.clauses[hit.clause_id].clause.says[hit.statement].zh.lower()
            worth = _WANTED if any(has(kind, said) for kind in kinds) else -_WANTED
            better.append(replace(hit, score=hit.score + worth * SCORE_OF_COSINE, cosine=hit.cosine + worth))
        return sorted(better, key=lambda h: (-h.score, h.clause_id, h.statement))

    def _clear(self, best: Hit, asked: str, question: Question) -> bool:
        """Is the best sentence nearer to what is asked than sentences about something else are?"""
        guide = self._guides[self._library.clauses[best.clause_id].guide]
        closeness = best.cosine + _COVERED * best.coverage
        if not self._foreign(best, question.lang):
            return closeness - self._searcher.usual(asked, question.lang) >= _CLEAR
        few = sum(len(c.says) for c in guide.clauses) < _FEW
        its: Lang = "en" if question.lang == "zh" else "zh"
        usual = (
            self._searcher.usual(asked, its)
            if few
            else self._searcher.usual(asked, question.lang, Scope(frozenset({guide.id})), "imported")
        )
        return closeness - usual >= _CLEAR_FOREIGN

    def _foreign(self, hit: Hit, lang: Lang) -> bool:
        """Is a hit in the other language than the question?"""
        return self._chinese(self._guides[self._library.clauses[hit.clause_id].guide]) != (lang == "zh")

    def _ahead(self, best: Hit, question: Question, query: str) -> bool:
        """Is it near, and nearer to the question than anything in the edition?"""
        if best.cosine < _FLOOR_COSINE and best.coverage < _FLOOR_COVERAGE:
            return False
        said = self._searcher.search(query, question.lang, count=1)
        if not said:
            return True
        edition = said[0]
        closeness = max(edition.cosine, edition.asked - 0.03)
        here = best.cosine + 0.08 * best.coverage
        there = closeness + 0.08 * edition.coverage
        return here >= there + _AHEAD

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
        text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"^[-•●▪*·]\s+", "", text))
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

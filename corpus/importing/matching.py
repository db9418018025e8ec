"""Which official words belong to which clause of the edition.

A clause finds its counterpart by its printed number, then by its heading, then by content: the edition restates in its
own words, but figures, names and most of the terms carry over. A counterpart that shares too little with the clause is
no counterpart: better none than a wrong one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.figures import figures
from corpus.guide import Clause, Guide
from corpus.importing.block import Block
from corpus.importing.outline import Section

_LIKE = 0.30  # the share of a clause's terms, by weight, that its counterpart has at least
_SURE = 0.45  # the same, where no number or heading says that they belong together
_SURE_RUN = 0.35  # overlap of a clause with a run of blocks cut out of a longer section
_KNOWN = 0.8  # the share of an edition's clauses that a document must have to be that guide


@dataclass(frozen=True)
class Counterpart:
    """The official words of one clause, and where they stand."""

    ref: str
    text: str
    page: int | None
    likeness: float
    by: str  # number, heading or content


@dataclass(frozen=True)
class Match:
    """A document held against one guide of the edition."""

    guide: Guide
    counterparts: dict[str, Counterpart]  # by the clause's ref
    unclaimed: tuple[Section, ...]  # sections with words of their own that no clause restates

    @property
    def found(self) -> float:
        """The share of the guide's clauses that have a counterpart."""
        return len(self.counterparts) / len(self.guide.clauses)


def recognise(guides: Sequence[Guide], sections: Sequence[Section]) -> Match | None:
    """The guide of the edition that a document is, with its counterparts; None where it is a document of its own.

    Next year's call has the same numbers: the figures of the title must stand in the document's own title too, and
    most of the edition's figures in their counterparts.
    """
    likely = max(guides, key=lambda g: _numbers_in_common(g, sections), default=None)
    best = match(likely, sections) if likely else None
    if best is None or best.found < _KNOWN or not _same_issue(best.guide, sections) or _agreement(best) < 0.85:
        return None
    return best


def _numbers_in_common(guide: Guide, sections: Sequence[Section]) -> float:
    """How much of a guide a document could be, by clause numbers, headings and terms."""
    refs = {loose(s.ref) for s in sections} | {loose(s.title) for s in sections}
    named = sum(loose(c.ref) in refs or loose(c.heading.zh) in refs for c in guide.clauses) / len(guide.clauses)
    ours = terms("".join(c.text("zh") for c in guide.clauses))
    return named + len(ours & terms("".join(s.text for s in sections))) / len(ours)


def match(guide: Guide, sections: Sequence[Section]) -> Match:
    """Every clause of a guide with the section that has its official words, where one has."""
    weigh = _Weights([s.text for s in sections])
    free = {s.ref: s for s in sections}
    chosen: dict[str, Counterpart] = {}
    by_number = {loose(s.ref): s for s in sections}
    for clause in guide.clauses:
        section = by_number.get(loose(clause.ref))
        if (
            section
            and section.ref in free
            and (like := weigh.likeness(clause, section.text)) >= _LIKE * _short(clause, section)
        ):
            chosen[clause.ref] = _counterpart(section, like, "number")
            del free[section.ref]
    for clause in guide.clauses:
        if clause.ref in chosen:
            continue
        named = [s for s in free.values() if _same_heading(clause, s)]
        best = max(named, key=lambda s: weigh.likeness(clause, s.text), default=None)
        if best and (like := weigh.likeness(clause, best.text)) >= _LIKE:
            chosen[clause.ref] = _counterpart(best, like, "heading")
            del free[best.ref]
    _by_content(guide, sections, chosen, free, weigh)
    _with_title_lines(sections, chosen, free)
    left = tuple(s for s in free.values() if not s.titled_only)
    ordered = {c.ref: chosen[c.ref] for c in guide.clauses if c.ref in chosen}
    return Match(guide, ordered, left)


def loose(ref: str) -> str:
    """A ref without what documents and editors write differently: blanks, quotes, middle dots, width."""
    return re.sub(r"[\s“”\"'‘’·・•]", "", unicodedata.normalize("NFKC", ref)).lower()


def _counterpart(section: Section, like: float, by: str) -> Counterpart:
    return Counterpart(section.ref, section.text, section.page, round(like, 3), by)


def _same_heading(clause: Clause, section: Section) -> bool:
    names = {loose(clause.ref), loose(clause.heading.zh)}
    title = loose(section.title or section.ref)
    tail = re.split("[:：]", title)[-1]
    cut = re.sub(r"\(.*\)$", "", title)
    return bool(title) and bool(names & {title, tail, cut})


def _short(clause: Clause, section: Section) -> float:
    """A heading alone, or a single short sentence, shares less with its restatement."""
    return 0.5 if len(section.text) < 40 or len(clause.text("zh")) < 40 else 1.0


def _by_content(
    guide: Guide, sections: Sequence[Section], chosen: dict[str, Counterpart], free: dict[str, Section], weigh: _Weights
) -> None:
    """Clauses whose headings are the editor's: a free section, or the end of one that another clause has."""
    for clause in guide.clauses:
        if clause.ref in chosen:
            continue
        ranked = sorted(free.values(), key=lambda s: -weigh.overlap(clause, terms(s.text)))
        if ranked and (like := weigh.overlap(clause, terms(ranked[0].text))) >= _SURE:
            chosen[clause.ref] = _counterpart(ranked[0], like, "content")
            del free[ranked[0].ref]
            continue
        owner, blocks, like = _best_run(clause, sections, weigh)
        if owner is None or like < _SURE_RUN:
            continue
        chosen[clause.ref] = Counterpart(owner.ref, _text(blocks), blocks[0].page, round(like, 3), "content")
        _take_away(owner, blocks, chosen)


def _with_title_lines(sections: Sequence[Section], chosen: dict[str, Counterpart], free: dict[str, Section]) -> None:
    """Title lines above the first clause, which no clause restates on its own, are printed with that clause."""
    front, after = sections[0], sections[1] if len(sections) > 1 else None
    if front.ref not in free or after is None or re.search("[。；]", front.text) or len(front.text) > 120:
        return
    for ref, counterpart in chosen.items():
        if counterpart.ref == after.ref:
            page = front.page or counterpart.page
            chosen[ref] = replace(counterpart, text=f"{front.text}\n{counterpart.text}", page=page)
            del free[front.ref]
            return


def _best_run(
    clause: Clause, sections: Sequence[Section], weigh: _Weights
) -> tuple[Section | None, tuple[Block, ...], float]:
    """The run of blocks inside a section that says most of a clause and least beside it."""
    best: tuple[Section | None, tuple[Block, ...], float] = (None, (), 0.0)
    for section in sections:
        for start in range(1, len(section.blocks)):
            seen: set[str] = set()
            for end in range(start, len(section.blocks)):
                seen |= terms(section.blocks[end].text)
                if (score := weigh.overlap(clause, frozenset(seen))) > best[2]:
                    best = section, section.blocks[start : end + 1], score
    return best


def _take_away(owner: Section, blocks: tuple[Block, ...], chosen: dict[str, Counterpart]) -> None:
    """What became a clause's own counterpart no longer stands in the one it was cut from."""
    cut = _text(blocks)
    for ref, counterpart in chosen.items():
        if counterpart.ref == owner.ref and counterpart.text != cut and cut in counterpart.text:
            kept = counterpart.text.replace(cut, "").strip("\n").replace("\n\n", "\n")
            chosen[ref] = replace(counterpart, text=kept)


def _text(blocks: Sequence[Block]) -> str:
    return "\n".join(b.text for b in blocks)


def _same_issue(guide: Guide, sections: Sequence[Section]) -> bool:
    """Do the year and batch of the guide's title stand in the document's own words about itself?"""
    wanted = figures(guide.title.zh, chinese=True)
    if not wanted:
        return True
    marked = re.findall(
        r"(?:19|20)\d\d(?:年度?)?|第[一二三四五六七八九十\d]+[批期届]", unicodedata.normalize("NFKC", guide.title.zh)
    )
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", "".join(s.text for s in sections[:4])))
    return all(mark in words for mark in marked)


def _agreement(found: Match) -> float:
    """The share of the edition's figures that stand in their counterparts."""
    clauses = {c.ref: c for c in found.guide.clauses}
    total = agreed = 0
    for ref, counterpart in found.counterparts.items():
        own = figures(clauses[ref].text("zh"))
        there = figures(re.sub(r"(?<=\d) (?=\d{3}\b)", "", counterpart.text), chinese=True) | figures(counterpart.text)
        total += len(own)
        agreed += len(own & there)
    return agreed / total if total else 1.0


class _Weights:
    """How telling each pair of characters or word is within one document."""

    def __init__(self, texts: Sequence[str]):
        self._count = Counter(term for text in texts for term in terms(text))
        self._total = max(1, len(texts))
        self._terms: dict[str, frozenset[str]] = {}

    def likeness(self, clause: Clause, text: str) -> float:
        """The share of the shorter one's terms, by weight, that stand in the other; 0 to 1."""
        ours, theirs = self._of(clause.text("zh")), self._of(text)
        if not ours or not theirs:
            return 0.0
        shared = sum(self._weight(t) for t in ours & theirs)
        return shared / min(sum(self._weight(t) for t in ours), sum(self._weight(t) for t in theirs))

    def overlap(self, clause: Clause, theirs: frozenset[str]) -> float:
        """What two have in common, as a share of both (Dice), by weight; 0 to 1."""
        ours = self._of(clause.text("zh"))
        both = sum(map(self._weight, ours)) + sum(map(self._weight, theirs))
        return 2 * sum(map(self._weight, ours & theirs)) / both if both else 0.0

    def _of(self, text: str) -> frozenset[str]:
        if text not in self._terms:
            self._terms[text] = terms(text)
        return self._terms[text]

    def _weight(self, term: str) -> float:
        return math.log(1 + self._total / (self._count[term] or 0.5))


@lru_cache(maxsize=4096)
def terms(text: str) -> frozenset[str]:
    """Pairs of Chinese characters, words and numbers of a text."""
    plain = unicodedata.normalize("NFKC", text).lower()
    pairs = {run[i : i + 2] for run in re.findall(r"[\u3400-\u9fff]+", plain) for i in range(len(run) - 1)}
    return frozenset(pairs | set(re.findall(r"[a-z]{2,}|\d+(?:\.\d+)?", plain)))

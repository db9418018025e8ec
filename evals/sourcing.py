"""Where does each figure of an answer come from? What stands in no cited clause is unsourced, and must not happen.

A number, date, time, telephone or address is sourced when it stands in the words, heading or notes of a clause that
the answer cites; in the question or an earlier turn; in the verdict, the closing date or the answer's own day (the
rules computed those); or is worked out in plain sight: a computation with sourced terms (`10 × 60,000 = 600,000`),
the days from the answer's day to a date it names, a count of what it lists ("of 7 directions, 2 say …") or of what a
cited clause lists ("the list names 21"). List
numbers, markers `[1]` and clause or direction numbers such as 1.3(3) are no figures. The clause's words are taken
from the edition, not from the answer.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from assistant.answer import Answer, Citation
from corpus.figures import addresses
from corpus.library import Library
from corpus.reading import canonical, tokens

_LOCATOR = re.compile(
    r"附件\s*\d+(?:\.[一二三四五六七八九十](?:\.\d+)?)?|表\s*\d+|[一二三四五六七八九十]\.\d+|第\s*\d+\s*[条项款](?!目)"
    r"|\b(?:annex|appendix|attachment|table|item|section|clause|paragraph|part)\s+\d+(?:\.\d+)*",
    re.I,
)
_UNIT = r"\s*(?:万|亿|%|元|年|个月|million|billion|per\s?cent|years?|months?)"
_LISTED = re.compile(
    r"⟦(\d+)⟧\s*(?:[个种](?:方向|写法|读法|说法|计划|项目方向|国家|说|写|有|明|在)|条|处|份指南|项要求|"
    r"(?:[a-z-]+ ){0,2}(?:directions?|clauses|calls|guides|programmes|places|countries|requirements|readings|"
    r"wordings|says?|states?)\b)"
)
_ENUMERATED = re.compile(r"(?:所列共|\blist names)\s*⟦(\d+)⟧")
_DAYS = re.compile(r"⟦(\d+)⟧\s*(?:天|days?\b)")
_TERM = r"⟦(-?\d+(?:/\d+)?)⟧"
_FILLER = r"[^⟦⟧\n=。;]{0,12}?"
# a minus between two numbers reads as a range (~); before an equals sign it is a minus
_EQUATION = re.compile(rf"{_TERM}{_FILLER}([×x*+÷/~-]){_FILLER}{_TERM}{_FILLER}(?:=|≈|等于|equals|is){_FILLER}{_TERM}")
_SUM = re.compile(rf"{_TERM}(?:{_FILLER}\+{_FILLER}{_TERM})+{_FILLER}={_FILLER}{_TERM}")


class Sources:
    """The edition as the place figures come from. Keeps what it has read."""

    def __init__(self, library: Library):
        self._library = library
        self._read: dict[str, frozenset[str]] = {}
        numbers = sorted({d.split("-", 1)[1] for d in library.directions}, key=len, reverse=True)
        inner = "|".join(re.escape(number) for number in numbers) or "(?!)"
        number = rf"(?<![\d.])(?:(?:exchange|joint)-)?(?:{inner})"
        self._direction_number = re.compile(rf"{number}(?:(?:\s?[(（]\d{{1,2}}[)）])+|(?!\d|[.,]\d|{_UNIT}))", re.I)
        sizes = [len(guide.directions) for guide in library.guides.values()]
        self._sizes = {str(size) for size in (*sizes, sum(sizes))}
        self._names = self._names_of_guides()

    def words(self, citation: Citation) -> str:
        """All that a cited clause says, notes and heading included; the citation's own words for imported documents."""
        if citation.clause_id in self._library.clauses:
            return self.clause(citation.clause_id)
        return " ; ".join((citation.ref, citation.title.zh, citation.title.en, citation.text.zh, citation.text.en))

    def clause(self, clause_id: str) -> str:
        """All that a clause of the edition says, in both languages. KeyError where there is none."""
        clause = self._library.clauses[clause_id].clause
        said = [clause.ref]
        for wording in (clause.heading, *clause.says, *clause.notes):
            said += [wording.zh, wording.en]
        return " ; ".join(said)

    def unsourced(self, answer: Answer, given: str = "") -> tuple[str, ...]:
        """The figures of an answer that come from nowhere, sorted; `given` is the question with its earlier turns."""
        cited = [self.words(citation) for citation in answer.citations]
        cited += [c.official.text for c in answer.citations if c.official]
        known = self._names | tokens(given) | tokens(_computed(answer))
        known = frozenset(known.union(*(self._tokens(words) for words in cited)))
        text = self._direction_number.sub(" ", _LOCATOR.sub(" ", answer.answer))
        found = set(tokens(_without_addresses(text), words=False) - known)
        found -= _shown(text, known) | self._counted(text, answer) | _days_to(text, answer, known)
        found = {figure for figure in found if not _part_of_whole(figure, found)}
        given_addresses = frozenset().union(*(_addresses(words) for words in (given, *cited)))
        return tuple(sorted(_spelt(f) for f in found)) + tuple(sorted(_addresses(text) - given_addresses))

    def _tokens(self, words: str) -> frozenset[str]:
        if words not in self._read:
            self._read[words] = tokens(words)
        return self._read[words]

    def _counted(self, text: str, answer: Answer) -> set[str]:
        """Counts of what the answer itself lists: bullets, table rows, clauses cited (in all, or in the same line);
        and of a call's directions."""
        bullets = len(re.findall(r"(?m)^\s*(?:[-*•]|\d{1,2}[.)、])\s*\S", text))
        rows = len(re.findall(r"(?m)^\s*\|(?!\s*:?-)", text)) - 1  # less the heading
        listed = {str(bullets), str(rows), str(len(answer.citations))} | self._sizes
        clauses = (
            self._library.clauses[c.clause_id].clause for c in answer.citations if c.clause_id in self._library.clauses
        )
        lists = (s.zh.partition("：")[2] for clause in clauses for s in clause.says)
        enumerated = {str(things.count(mark) + 1) for things in lists for mark in "、；" if mark in things}
        found = set(_ENUMERATED.findall(canonical(text, words=False))) & enumerated
        for line in text.splitlines():
            here = listed | {str(len(set(re.findall(r"\[\d{1,2}\]", line))))}
            found |= {number for number in _LISTED.findall(canonical(line, words=False)) if number in here}
        return found

    def _names_of_guides(self) -> frozenset[str]:
        names = [t for g in self._library.guides.values() for b in (g.short, g.title) for t in (b.zh, b.en)]
        names += [t for d in self._library.directions.values() for t in (d.title.zh, d.title.en)]
        return tokens(" ; ".join(names))


def _computed(answer: Answer) -> str:
    """What the rules worked out for this answer: its day, the closing time, the verdict's findings."""
    said = [answer.as_of.isoformat()]
    if answer.closed:
        said.append(f"{answer.closed.deadline:%Y-%m-%d %H:%M}")
    for finding in answer.verdict.findings if answer.verdict else ():
        said += [finding.required.zh, finding.required.en, finding.reason.zh, finding.reason.en, str(finding.measured)]
    return " ; ".join(said)


def _shown(text: str, known: frozenset[str]) -> set[str]:
    """Results of computations that the answer shows, whose terms are sourced and which are right."""
    results: set[str] = set()
    for first, sign, second, result in _EQUATION.findall(canonical(text, words=False)):
        a, b = Fraction(first), Fraction(second)
        quotient = a / b if b else None
        right = {"+": a + b, "-": a - b, "~": a - b, "÷": quotient, "/": quotient}.get(sign, a * b)
        if {first, second} <= known | results and right == Fraction(result):
            results.add(result)
    for chain in _SUM.finditer(canonical(text, words=False)):
        *addends, total = re.findall(_TERM, chain[0])
        if set(addends) <= known | results and sum(map(Fraction, addends), Fraction(0)) == Fraction(total):
            results.add(total)
    return results


def _days_to(text: str, answer: Answer, known: frozenset[str]) -> set[str]:
    """Days between the answer's day and a sourced date that the answer names."""
    named = [re.findall(r"\d+", token) for token in tokens(text) & known if re.fullmatch(r"y\d+m\d+d\d+", token)]
    spans = {str(abs((date(int(y), int(m), int(d)) - answer.as_of).days)) for y, m, d in named}
    return {number for number in _DAYS.findall(canonical(text, words=False)) if number in spans}


def _part_of_whole(figure: str, others: set[str]) -> bool:
    """Of an unsourced date only the fullest reading is named."""
    return any(figure != other and figure in other and other[0] in "ym" for other in others)


def _addresses(text: str) -> frozenset[str]:
    return frozenset(a.rstrip("/).]*") for a in addresses(text))


def _without_addresses(text: str) -> str:
    return re.sub(r"https?://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", " ", text)


def _spelt(token: str) -> str:
    """A token as a reader would write it: `y2026m7d1` → 2026-7-1, `t17:00` → 17:00, `5/2` → 2.5."""
    if token.startswith("tel"):
        return token[3:]
    if token.startswith("t"):
        return token[1:]
    if token[0] in "ym":
        return "-".join(re.findall(r"\d+", token))
    value = Fraction(token)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"

"""Working out what a question asks for and the guides give only the terms of: a difference, a rate times a span, or the
number of countries or institutions that a statement lists.

Only from figures of one unit in the statements that answer, and always with the computation shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assistant.answering.claims import Figure, figures_in
from assistant.answering.phrases import say
from assistant.answering.points import Point
from assistant.answering.question import Question, simplified
from assistant.answering.vocabulary import is_kind
from corpus.guide import Lang

_UNITS: dict[str, tuple[str, str]] = {  # what a figure may count, in both languages
    "money": ("元", "yuan"),
    "yen": ("日元", "yen"),
    "person": ("人", "people"),
    "project": ("个项目", "projects"),
    "country": ("个国家", "countries"),
    "paper": ("篇", "papers"),
    "share": ("个百分点", "percentage points"),
    "month": ("个月", "months"),
    "year": ("年", "years"),
    "day": ("天", "days"),
}
_SUMS_OF_MONEY = ("money", "yen")
_RATE = {
    "day": re.compile(r"每天|每日|\b(?:a|per|each) day|daily"),
    "month": re.compile(r"每个?月|\b(?:a|per|each) month|monthly"),
    "year": re.compile(r"每年|\b(?:a|per|each) year|annual|yearly"),
}
_CALENDAR = 1000
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?!\d|[,.]\d)")
_ABOUT = re.compile(r"约|大概|余|多(?=[名人个万亿])|\b(?:about|around|more than|over|nearly)\b")

_LIST = re.compile(r"^[^：]+(?<!不限于)：([^。：，]+)(?<!等)。$")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
# asked for, or supposed: "three fields, isn't it?"
_HOW_MANY_ZH = r"(?<!哪)几|多少|[一二两三四五六七八九十]+|\d+"
_HOW_MANY_EN = r"how many|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+"
_ASKED_FOR, _OTHERWISE = (
    re.compile(r"几|多少|how many"),
    re.compile(r"[哪谁几]|多少|\b(?:which|what|who|how|when|where)\b"),
)
_LISTED: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {  # how a question asks for their number; their name
    "countries": (
        re.compile(
            rf"(?:{_HOW_MANY_ZH})个?[\u4e00-\u9fff]{{0,6}}国"
            rf"|\b(?:{_HOW_MANY_EN}) (?:[a-z]+ ){{0,3}}(?:countries|states|nations)\b"
        ),
        re.compile(r"国"),
    ),
    "institutions": (
        re.compile(
            rf"(?:{_HOW_MANY_ZH})(?:[家所]|个(?:单位|机构|大学|高校))"
            rf"|\b(?:{_HOW_MANY_EN}) (?:[a-z]+ ){{0,3}}"
            r"(?:bodies|units|institutions|institutes|universities|organi[sz]ations)\b"
        ),
        re.compile(r"单位|机构|大学|高校"),
    ),
    "fields": (
        re.compile(
            rf"领域[\u4e00-\u9fff]{{0,3}}(?:{_HOW_MANY_ZH})(?:个|大?[块类])"
            rf"|(?:{_HOW_MANY_ZH})(?:个|大?[块类]|大)[\u4e00-\u9fff]{{0,6}}领域"
            rf"|\b(?:{_HOW_MANY_EN}) (?:[a-z]+ ){{0,3}}(?:fields|areas)\b"
        ),
        re.compile(r"领域"),
    ),
}


@dataclass(frozen=True)
class Reckoned:
    """A result in words, with the statements that its terms stand in."""

    text: str
    points: tuple[Point, ...]


def reckoned(question: Question, points: Sequence[Point]) -> Reckoned | None:
    """The difference or the product that a question asks for; None where it asks for none, or terms are not clear."""
    text = simplified(question.text).lower()
    if is_kind("differs_by", text):
        return _difference(points, question.lang)
    product = _product(text, points, question.lang) if is_kind("comes_to", text) else None
    return product or _count(text, points, question.lang)


def _difference(points: Sequence[Point], lang: Lang) -> Reckoned | None:
    """Between the only two figures of one unit that the first statement has for two years, or those of two statements
    on one topic, each with a single one of the same meaning (both at least, both per person …)."""
    if not points:
        return None
    own = _by_unit(points[0], lang)
    years = set(_YEAR.findall(points[0].statement.of(lang)))
    for unit, figures in own.items():
        if len(figures) == 2 and len(years) >= 2:
            return _shown(unit, figures[0], figures[1], points[:1], lang)
    for other in points[1:3]:
        if other.statement.about[0] != points[0].statement.about[0]:
            continue
        theirs = _by_unit(other, lang)
        for unit, figures in own.items():
            if len(figures) == 1 and len(theirs.get(unit, ())) == 1 and _alike(figures[0], theirs[unit][0]):
                return _shown(unit, figures[0], theirs[unit][0], (points[0], other), lang)
    return None


def _alike(one: Figure, two: Figure) -> bool:
    """Do two figures mean the same kind of amount: per project, in total, at least, at most?"""
    return one.share == two.share and one.bound == two.bound


def _shown(unit: str, one: Figure, two: Figure, points: Sequence[Point], lang: Lang) -> Reckoned | None:
    high, low = sorted((Fraction(one.value), Fraction(two.value)), reverse=True)
    if high == low:
        return Reckoned(say("same", lang), tuple(points))
    about = any(_ABOUT.search(p.statement.of(lang).lower()) for p in points)
    terms = _written((high, low, high - low), unit, lang)
    key = "difference_about" if about else "difference"
    return Reckoned(say(key, lang, high=terms[0], low=terms[1], result=terms[2]), tuple(points))


def _product(text: str, points: Sequence[Point], lang: Lang) -> Reckoned | None:
    """A rate that the first statement gives, times the one span of days, months or years that the question names."""
    spans = [(next(iter(f.unit)), Fraction(f.value)) for f in figures_in(text) if f.unit and f.unit <= _RATE.keys()]
    if not points or len(spans) != 1 or spans[0][1] == 1:
        return None  # how much a day is the rate itself
    span, count = spans[0]
    said = points[0].statement.of(lang)
    rates = [(u, fs[0]) for u, fs in _by_unit(points[0], lang).items() if u in _SUMS_OF_MONEY and len(fs) == 1]
    if len(rates) != 1 or not _RATE[span].search(said.lower()):
        return None
    unit, rate = rates[0]
    terms = _written((Fraction(rate.value), count * Fraction(rate.value)), unit, lang)
    return Reckoned(say("product", lang, count=_number(count), rate=terms[0], result=terms[1]), tuple(points[:1]))


def _count(text: str, points: Sequence[Point], lang: Lang) -> Reckoned | None:
    """How many things of the kind asked for the first statement that lists such has; None where a statement before it
    says a number itself."""
    matches = ((kind, asked.search(text)) for kind, (asked, _) in _LISTED.items())
    kind, found_at = next(((kind, match) for kind, match in matches if match), ("", None))
    if found_at is None or not (_ASKED_FOR.search(found_at[0]) or not _OTHERWISE.search(text)):
        return None  # a number is told, where something else is asked
    for point in points:
        head = point.statement.zh.split("：")[0]
        found = listed(point.statement.zh)
        if _by_unit(point, "zh") or (found and re.search(r"\d", head)):
            return None
        if found and _LISTED[kind][1].search(head):
            return Reckoned(say("listed", lang, count=str(len(found))), (point,))
    return None


def listed(statement: str) -> tuple[str, ...]:
    """The things that a Chinese statement of the edition lists to its end, after a colon: all of them, none as an
    example. The English one lists the same."""
    found = _LIST.search(_BRACKETS.sub("", statement))
    mark = "；" if found and "；" in found[1] else "、"  # between groups, each of several things
    return tuple(found[1].split(mark)) if found and mark in found[1] else ()


def _by_unit(point: Point, lang: Lang) -> dict[str, list[Figure]]:
    """The figures of a statement that count something known, by what they count; no dates."""
    found: dict[str, list[Figure]] = {}
    for figure in figures_in(point.statement.of(lang)):
        for unit in figure.unit & _UNITS.keys() if figure.kind == "number" else ():
            if unit == "year" and Fraction(figure.value) >= _CALENDAR:
                continue  # 2000 年以来: since when, not how long
            found.setdefault(unit, []).append(figure)
    return found


def _written(values: Sequence[Fraction], unit: str, lang: Lang) -> list[str]:
    """Amounts as people write them, all in one scale."""
    name = _UNITS[unit][lang == "en"]
    scale, word = 1, ""
    if unit in _SUMS_OF_MONEY:
        steps = ((10**8, "亿"), (10**4, "万")) if lang == "zh" else ((10**9, " billion"), (10**6, " million"))
        scale, word = next(((s, w) for s, w in steps if min(v for v in values if v) >= s * 10), (1, ""))
    blank = "" if lang == "zh" and word else " "
    return [f"{_number(v / scale)}{' ' if word and lang == 'zh' else ''}{word}{blank}{name}" for v in values]


def _number(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.10g}"

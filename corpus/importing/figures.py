"""A grammar of limits: ages, dates, counts, money, shares and periods with the words that make them limits.

It reads what a clause prints, exactly and with its place, and understands nothing: whom a limit binds is for an editor
to say. A number without a limiting word counts only where its noun makes it one (`项目执行期为 2 年`, `拟支持项目数：5 个`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from corpus.importing.calendar import blanked, read_dates
from corpus.importing.numbering import chinese

Kind = Literal["age", "birth", "date", "count", "money", "share", "period", "level"]
Comparison = Literal["at_least", "at_most", "between", "exactly", "on_or_after", "on_or_before", "before", "within"]
Value = Fraction | date | datetime


@dataclass(frozen=True)
class Draft:
    """One limit as printed. Money in yuan or in the unit named, shares as fractions; `start` and `end` in the text."""

    kind: Kind
    comparison: Comparison
    low: Value | None
    high: Value | None
    unit: str
    in_principle: bool
    start: int
    end: int
    words: str  # the phrase around it

    @property
    def values(self) -> tuple[Value, ...]:
        """Its limits, without the open side."""
        return tuple(v for v in dict.fromkeys((self.low, self.high)) if v is not None)


_SCALE = {"万亿": 10**12, "千亿": 10**11, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3,
          "billion": 10**9, "million": 10**6, "thousand": 10**3, "bn": 10**9, "k": 10**3}  # fmt: skip
_CURRENCY = r"人民币|日元|美元|欧元|英镑|元|yuan|RMB|CNY|EUR|USD|JPY|GBP|euros?|dollars?"
_MONEY_BEFORE = r"(?:RMB|CNY|EUR|USD|JPY|GBP|€|\$|£|¥|人民币)\s?"
_UNITS: dict[str, tuple[Kind, str]] = {
    "周岁": ("age", "years"), "岁": ("age", "years"), "years of age": ("age", "years"), "years old": ("age", "years"),
    "人次": ("count", "person-times"), "个月": ("period", "months"), "months": ("period", "months"),
    "month": ("period", "months"), "年": ("period", "years"), "years": ("period", "years"), "year": ("period", "years"),
    "周": ("period", "weeks"), "weeks": ("period", "weeks"), "week": ("period", "weeks"), "天": ("period", "days"),
    "个工作日": ("period", "working days"), "working days": ("period", "working days"), "日": ("period", "days"),
    "days": ("period", "days"), "day": ("period", "days"), "小时": ("period", "hours"), "hours": ("period", "hours"),
    "篇": ("count", "papers"), "项": ("count", "items"), "家": ("count", "units"), "名": ("count", "people"),
    "位": ("count", "people"), "人": ("count", "people"), "次": ("count", "times"), "场": ("count", "events"),
    "个": ("count", "items"), "国": ("count", "countries"), "件": ("count", "items"), "份": ("count", "copies"),
    "种": ("count", "kinds"), "页": ("count", "pages"), "字": ("count", "characters"), "级": ("level", "level"),
    "people": ("count", "people"), "persons": ("count", "people"), "participants": ("count", "people"),
    "researchers": ("count", "people"), "partners": ("count", "units"), "entities": ("count", "units"),
    "organisations": ("count", "units"), "organizations": ("count", "units"), "institutions": ("count", "units"),
    "countries": ("count", "countries"), "projects": ("count", "items"), "proposals": ("count", "items"),
    "papers": ("count", "papers"), "publications": ("count", "papers"), "visits": ("count", "times"),
    "pages": ("count", "pages"), "words": ("count", "words"), "workshops": ("count", "events"),
}  # fmt: skip
_UNIT = "|".join(sorted((re.escape(u) + (r"\b" if u.isascii() else "") for u in _UNITS), key=len, reverse=True))
_ARABIC = r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_CN = "[一二两三四五六七八九十百]{1,4}"
_WORD_EN = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_EN = "|".join(_WORD_EN)
_NUM = rf"(?:{_ARABIC}|{_CN}|(?i:\b(?:{_EN})\b))"
_SCALES = "|".join(sorted(_SCALE, key=len, reverse=True))
_TAIL = rf"(?:(?P<scale>\s*(?:{_SCALES}))?\s*(?P<unit>%|{_CURRENCY}|{_UNIT})?(?P<more>人民币)?)"
_QUANTITY = re.compile(
    rf"(?P<coin>{_MONEY_BEFORE})?(?<![A-Za-z\d.第〔\[])(?P<a>{_NUM})(?:\s*(?P<unit1>%|{_UNIT}|万)?\s*(?:~|-|–|—|至|到|and|to|或)\s*(?P<b>{_NUM}))?{_TAIL}"
)
_PARTS = re.compile(
    rf"百分之(?P<hundredth>{_CN}|\d+)|(?P<below>{_CN}|\d+)分之(?P<above>{_CN}|\d+)|(?P<half>一半|半数|half)"
)
_LEAST = re.compile(
    r"(?:不少于|不低于|不得少于|不得低于|不小于|不短于|至少|最少|最低|起码|应达到|须达到|累计|at least|no(?:t)? (?:fewer|less) than|(?:a )?minimum(?: of)?|more than|over)"
    r"(?P<gap>[^，。；,.;：:\d]{0,9})$",
    re.I,
)
_MOST = re.compile(
    r"(?:不超过|不得超过|不能超过|不可超过|未超过|不高于|不多于|不大于|不得多于|不长于|最多|至多|最高|最长|上限为?|仅限|限|(?<![不得])(?:低于|少于|小于)|不满|未满|仅支持\D{0,4}"
    r"|up to|no(?:t)? (?:more|longer|older|later|higher) than|(?:a )?maximum(?: of)?|at most|not exceed(?:ing)?|cannot exceed|exceeds?|less than|fewer than|under|limited to|within)"
    r"(?P<gap>[^，。；,.;：:\d]{0,8})$",
    re.I,
)
_AFTER_LEAST = re.compile(
    r"\s*(?:\(含\))?\s*(?:及|或)?\s*(?:以上|or more|or above|and above|at (?:the )?(?:least|minimum))", re.I
)
_AFTER_MOST = re.compile(
    r"\s*(?:\(含\))?\s*(?:及|或)?\s*(?:以下|以内|之内|or less|or fewer|or under|at most|maximum)", re.I
)
_WITHIN = re.compile(r"\s*内(?!地|部|容|设|蒙|政)")
_NOUN = re.compile(
    r"(?:执行期|实施期|实施周期|执行周期|研究期|项目周期|期限|项目数|项目数量|支持项目|经费|概算|额度|资助|补助|行程|团组人数|参[会加]人数|名额|规模|时长|费用|强度|拟支持"
    r"|duration|budget|grant|amount|contribution|funding|award|period|number of (?:projects|awards|grants))"
    r"[^，。；,;\d]{0,14}$",
    re.I,
)
_ONE_OF_A_KIND = re.compile(r"(?:各(?:举办|组织|召开|派|选派)?|每年(?:举办|召开)?|举办|召开|组织|仅限|分别)\s*$")
_PRINCIPLE = re.compile(r"原则上?|一般|in principle|normally|as a rule", re.I)


def read_limits(text: str) -> tuple[Draft, ...]:
    """Every limit that a text prints, in its order."""
    plain = blanked(text)
    found, free = read_dates(plain)
    drafts = [
        Draft(
            d.kind,
            d.comparison,
            d.low,
            d.high,
            d.unit,
            _principled(plain, d.start),
            d.start,
            d.end,
            _phrase(text, d.start, d.end),
        )
        for d in found
    ]
    for match in _PARTS.finditer(free):
        draft = _limit(text, free, match.start(), match.end(), "share", _part(match), None, "share", False)
        drafts += [draft] if draft else []
    for match in _QUANTITY.finditer(free):
        draft = _quantity(text, free, match)
        drafts += [draft] if draft else []
    return tuple(sorted(drafts, key=lambda d: d.start))


def _quantity(text: str, free: str, match: re.Match[str]) -> Draft | None:
    unit = match["unit"] or ""
    first, second = _value(match["a"]), _value(match["b"]) if match["b"] else None
    if first is None or (match["b"] and second is None):
        return None
    scale = _SCALE.get((match["scale"] or "").strip().lower(), 1)
    own = _SCALE.get(match["unit1"] or "", scale)
    kind, name = _kind(match, unit)
    if kind is None:
        return None
    if kind == "share":
        first, second = first / 100, second / 100 if second is not None else None
    else:
        first, second = first * (own if second is not None else scale), second * scale if second is not None else None
    spelled = not re.match(r"\d", match["a"])
    return _limit(text, free, match.start(), match.end(), kind, first, second, name, spelled)


def _kind(match: re.Match[str], unit: str) -> tuple[Kind | None, str]:
    """What is counted. None where a number stands for itself."""
    if match["coin"]:
        coin = match["coin"].strip()
        return "money", {
            "€": "EUR",
            "$": "USD",
            "£": "GBP",
            "¥": "yuan",
            "RMB": "yuan",
            "CNY": "yuan",
            "人民币": "yuan",
        }.get(coin, coin)
    if unit == "%":
        return "share", "share"
    if unit and re.fullmatch(_CURRENCY, unit) and (unit != "元" or match["scale"] or True):
        names = {
            "元": "yuan",
            "人民币": "yuan",
            "RMB": "yuan",
            "CNY": "yuan",
            "日元": "JPY",
            "美元": "USD",
            "欧元": "EUR",
            "英镑": "GBP",
            "euros": "EUR",
            "euro": "EUR",
        }
        return "money", names.get(unit, unit)
    if match["unit1"] and match["unit1"] in _UNITS and not unit:
        return None, ""
    if unit in _UNITS:
        return _UNITS[unit]
    return None, ""


def _limit(
    text: str,
    free: str,
    start: int,
    end: int,
    kind: Kind,
    first: Fraction,
    second: Fraction | None,
    unit: str,
    spelled: bool,
) -> Draft | None:
    """The draft for a quantity, if its surroundings make it a limit."""
    before, after = free[max(0, start - 26) : start], free[end : end + 14]
    principled = _principled(free, start)
    least, most = _LEAST.search(before), _MOST.search(before)
    if least and most:  # the nearer word rules: 不超过 … 至少 3
        least, most = (least, None) if least.start("gap") >= most.start("gap") else (None, most)
    comparison: Comparison | None = None
    if second is not None:
        noun = (
            _NOUN.search(before)
            or kind in ("level", "period")
            or principled
            or (kind == "count" and re.search(r"为$", before.strip()))
        )
        comparison = "between" if noun or least or most else None
        joined = re.search(r"或|\bor\b", free[start:end])
        comparison = "exactly" if comparison and joined else comparison
        low, high = (first, second) if first <= second else (None, None)
    elif _AFTER_LEAST.match(after) or least:
        comparison, low, high = "at_least", first, None
    elif _AFTER_MOST.match(after) or most or (kind == "period" and _WITHIN.match(after)):
        comparison, low, high = "at_most", None, first
    elif ((_NOUN.search(before) or principled) and not spelled) or (spelled and _ONE_OF_A_KIND.search(before)):
        comparison, low, high = "exactly", first, first
    if comparison is None or (low is None and high is None):
        return None
    if spelled and comparison == "exactly" and not _ONE_OF_A_KIND.search(before):
        return None
    return Draft(kind, comparison, low, high, unit, principled, start, end, _phrase(text, start, end))


def _value(word: str) -> Fraction | None:
    word = word.strip()
    if re.match(r"\d", word):
        return Fraction(re.sub(r"[, ]", "", word))
    if word.lower() in _WORD_EN:
        return Fraction(_WORD_EN[word.lower()])
    return Fraction(chinese(word)) if re.fullmatch(_CN, word) else None


def _part(match: re.Match[str]) -> Fraction:
    if match["half"]:
        return Fraction(1, 2)
    if match["hundredth"]:
        return (_value(match["hundredth"]) or Fraction(0)) / 100
    return (_value(match["above"]) or Fraction(0)) / (_value(match["below"]) or Fraction(1))


def _principled(text: str, start: int) -> bool:
    """Does `in principle` stand in the same breath?"""
    return bool(_PRINCIPLE.search(re.split(r"[。；;]", text[max(0, start - 24) : start])[-1]))


def _phrase(text: str, start: int, end: int) -> str:
    """The words around a limit, up to the next stop."""
    left = max((text.rfind(stop, 0, start) for stop in "，。；;：\n（("), default=-1)
    right = min((at for stop in "，。；;\n）)" if (at := text.find(stop, end)) >= 0), default=len(text))
    return text[left + 1 : right].strip()[:120]

"""A grammar of limits: ages, dates, counts, money, shares and periods with the words that make them limits.

It reads what a clause prints, exactly and with its place, and understands nothing: whom a limit binds is for an
editor to say. A number without a limiting word counts only where its noun makes it one (`执行期为 2 年`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from corpus.importing.calendar import blanked, read_dates
from corpus.importing.numbering import chinese
from corpus.importing.quantity import (
    AFTER_LEAST,
    AFTER_MOST,
    CN,
    CURRENCY,
    LEAST,
    MOST,
    NOUN,
    ONE_OF_A_KIND,
    PARTS,
    PRINCIPLE,
    QUANTITY,
    SCALE,
    UNITS,
    WITHIN,
    WORD_EN,
    Kind,
)

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
    for match in PARTS.finditer(free):
        draft = _limit(text, free, match.start(), match.end(), "share", _part(match), None, "share", False)
        drafts += [draft] if draft else []
    for match in QUANTITY.finditer(free):
        draft = _quantity(text, free, match)
        drafts += [draft] if draft else []
    return tuple(sorted(drafts, key=lambda d: d.start))


def _quantity(text: str, free: str, match: re.Match[str]) -> Draft | None:
    unit = match["unit"] or ""
    first, second = _value(match["a"]), _value(match["b"]) if match["b"] else None
    if first is None or (match["b"] and second is None):
        return None
    scale = SCALE.get((match["scale"] or "").strip().lower(), 1)
    own = SCALE.get(match["unit1"] or "", scale)
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
    if unit and re.fullmatch(CURRENCY, unit) and (unit != "元" or match["scale"] or True):
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
    if match["unit1"] and match["unit1"] in UNITS and not unit:
        return None, ""
    if unit in UNITS:
        return UNITS[unit]
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
    least, most = LEAST.search(before), MOST.search(before)
    if least and most:  # the nearer word rules: 不超过 … 至少 3
        least, most = (least, None) if least.start("gap") >= most.start("gap") else (None, most)
    comparison: Comparison | None = None
    if second is not None:
        noun = (
            NOUN.search(before)
            or kind in ("level", "period")
            or principled
            or (kind == "count" and re.search(r"为$", before.strip()))
        )
        comparison = "between" if noun or least or most else None
        joined = re.search(r"或|\bor\b", free[start:end])
        comparison = "exactly" if comparison and joined else comparison
        low, high = (first, second) if first <= second else (None, None)
    elif AFTER_LEAST.match(after) or least:
        comparison, low, high = "at_least", first, None
    elif AFTER_MOST.match(after) or most or (kind == "period" and WITHIN.match(after)):
        comparison, low, high = "at_most", None, first
    elif ((NOUN.search(before) or principled) and not spelled) or (spelled and ONE_OF_A_KIND.search(before)):
        comparison, low, high = "exactly", first, first
    if comparison is None or (low is None and high is None):
        return None
    if spelled and comparison == "exactly" and not ONE_OF_A_KIND.search(before):
        return None
    return Draft(kind, comparison, low, high, unit, principled, start, end, _phrase(text, start, end))


def _value(word: str) -> Fraction | None:
    word = word.strip()
    if re.match(r"\d", word):
        return Fraction(re.sub(r"[, ]", "", word))
    if word.lower() in WORD_EN:
        return Fraction(WORD_EN[word.lower()])
    return Fraction(chinese(word)) if re.fullmatch(CN, word) else None


def _part(match: re.Match[str]) -> Fraction:
    if match["half"]:
        return Fraction(1, 2)
    if match["hundredth"]:
        return (_value(match["hundredth"]) or Fraction(0)) / 100
    return (_value(match["above"]) or Fraction(0)) / (_value(match["below"]) or Fraction(1))


def _principled(text: str, start: int) -> bool:
    """Does `in principle` stand in the same breath?"""
    return bool(PRINCIPLE.search(re.split(r"[。；;]", text[max(0, start - 24) : start])[-1]))


def _phrase(text: str, start: int, end: int) -> str:
    """The words around a limit, up to the next stop."""
    left = max((text.rfind(stop, 0, start) for stop in "，。；;：\n（("), default=-1)
    right = min((at for stop in "，。；;\n）)" if (at := text.find(stop, end)) >= 0), default=len(text))
    return text[left + 1 : right].strip()[:120]

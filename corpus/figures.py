"""Reading figures out of text: numbers, money, shares and dates in Chinese and English, as exact values.

`figures("6万元")`, `figures("60,000 yuan")` and `figures("６００００元")` are the same set. It is what the check
of the edition, the evaluation and the answers' own test for unsourced figures all stand on.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SCALES = {
    "千": 10**3, "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4,
    "trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3,
    "bn": 10**9,
}  # fmt: skip
# "may" is a month only with a capital: "only 3 may take part" has none
_MONTH = "|".join("(?-i:May)" if m == "may" else m for m in sorted(MONTHS, key=len, reverse=True))
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9._~:/?#@!$&'*+;=%-]+|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<![A-Za-z0-9])www\.[A-Za-z0-9./_-]+"
)
_DATE_EN = re.compile(
    rf"(?<![\w.])(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b\.?(?:,?\s+(?P<y>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?P<y2>\d{{4}}))?"
    rf"|(?P<m3>{_MONTH})\b\.?,?\s+(?P<y3>\d{{4}}))",
    re.I,
)
_NUMBER = re.compile(
    r"(?:(?<![A-Za-z\d.])|(?<=RMB)|(?<=CNY)|(?<=JPY)|(?<=USD)|(?<=EUR)|(?<=TRL))"
    r"(?P<n>\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<s>\s*(?:万亿|千万|百万|亿|万|千(?![米克瓦])|trillion\b|billion\b|million\b|thousand\b|bn\b))?",
    re.I,
)
_PHONE = re.compile(
    r"\+\d{9,14}(?!\d)|\+\d{1,3}[\s-](?:\(\d{1,3}\)[\s-]?)?\d{1,4}(?:[\s-]?\d{3,8}){1,4}(?!\d)"
    r"|(?<!\d)0\d{2,3}-(?:\d{7,8}|\d{3,4}[\s-]\d{4})(?!\d)"
)
_LONGEST_PHONE = 13  # digits; what follows after a blank is a figure of its own
_DOTTED = re.compile(r"(?<![\d.])(\d{4})\.(\d{1,2})\.(\d{1,2})(?![\d.])")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE = re.compile(r"([零〇一二两三四五六七八九十百千]+)(万亿|亿|万)?")


def normalise(text: str) -> str:
    """Full-width to half-width (NFKC), with dashes and tildes made one."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[‐‑‒–—―−]", "-", text).replace("～", "~").replace("∼", "~")


def figures(text: str, *, chinese: bool = False) -> frozenset[str]:
    """Every figure of a text as an exact, canonical string: `45`, `2129/100`, `60000`.

    Years, months and days of a date count one by one, so `2026年7月1日` and `1 July 2026` agree. Digits inside
    web and e-mail addresses do not count (those are compared whole); telephone numbers count as `tel:` plus their
    digits. With `chinese`, numbers written in Chinese numerals (两次, 十八) count too.
    """
    text = _ADDRESS.sub(" ", normalise(text.replace("，", "；")))
    found: set[str] = set()

    def phone(match: re.Match[str]) -> str:
        groups = re.split(r"(?<=\d)(?=\s)", match[0])
        while len(groups) > 1 and len(re.sub(r"\D", "", "".join(groups))) > _LONGEST_PHONE:
            groups.pop()
        number = "".join(groups)
        found.add("tel:" + re.sub(r"\D", "", number))
        return " " + match[0][len(number) :] + " "

    def english_date(match: re.Match[str]) -> str:
        day = match["d"] or match["d2"]
        month = match["m"] or match["m2"] or match["m3"]
        year = match["y"] or match["y2"] or match["y3"]
        found.add(str(MONTHS[month.lower()]))
        found.update(str(int(part)) for part in (day, year) if part)
        return " "

    text = _PHONE.sub(phone, text)
    text = _DOTTED.sub(r" \1 / \2 / \3 ", text)
    text = _DATE_EN.sub(english_date, text)
    for match in _NUMBER.finditer(text):
        value = Fraction(re.sub(r"[, \u00a0\u202f]", "", match["n"]))
        scale = (match["s"] or "").strip().lower()
        found.add(str(value * _SCALES.get(scale, 1)))
    if chinese:
        for match in _CHINESE.finditer(text):
            number = _chinese_number(match[1])
            if number is not None:
                found.add(str(number * _SCALES.get(match[2] or "", 1)))
    return frozenset(found)


def addresses(text: str) -> frozenset[str]:
    """Every web and e-mail address of a text, lower-cased, without a closing full stop."""
    return frozenset(m[0].rstrip(".,;").lower() for m in _ADDRESS.finditer(normalise(text)))


def _chinese_number(word: str) -> int | None:
    """十八 → 18, 两 → 2, 二〇二六 → 2026; None where it is no number."""
    if not any(c in "十百千" for c in word):
        return int("".join(str(_DIGITS[c]) for c in word))
    total, current = 0, None
    for c in word:
        if c in _DIGITS:
            current = _DIGITS[c]
        else:
            unit = {"十": 10, "百": 100, "千": 1000}[c]
            total += (1 if current is None else current) * unit
            current = None
    return total + (current or 0)

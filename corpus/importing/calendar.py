"""Dates and windows in a text as limits, and the text without them and without what only looks like a figure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from corpus.figures import MONTHS

_NO_FIGURE = re.compile(
    r"https?://[^\s，。；）)]+|www\.[\w./-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|《[^》]*》|〔\d+〕\s*\d+\s*号|\[\d+(?:[,-]\d+)*\]"
    r"|\+\d[\d\s()-]{6,}\d|(?<!\d)0\d{2,3}-\d{7,8}|第\s*[\d一二三四五六七八九十百]+\s*(?:次|届|批|期|条|款|章|节|类|轮|个五年)?"
    r"|\d+\s*号|[“\"][^“”\"]{0,12}\d\+\d[^“”\"]{0,6}[”\"]|[A-Za-z]+\d+[A-Za-z\d-]*"
)
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_CLOCK = r"(?:\s*(?P<{p}h>\d{{1,2}})\s*[:：时](?:\s*(?P<{p}min>\d{{2}}))?\s*(?:分|整)?)?"
_ZH = r"(?:(?P<{p}y>\d{{4}})\s*年)\s*(?P<{p}m>\d{{1,2}})\s*月\s*(?:(?P<{p}d>\d{{1,2}})\s*日)?" + _CLOCK
_ZH_END = r"(?:(?P<{p}y>\d{{4}})\s*年)?\s*(?P<{p}m>\d{{1,2}})\s*月\s*(?P<{p}d>\d{{1,2}})\s*日" + _CLOCK
_EN = rf"(?P<{{p}}d>\d{{{{1,2}}}})(?:st|nd|rd|th)?\s+(?P<{{p}}m>{_NAMES})\s+(?P<{{p}}y>\d{{{{4}}}})"
_ISO = r"(?P<{p}y>\d{{4}})[-./](?P<{p}m>\d{{1,2}})[-./](?P<{p}d>\d{{1,2}})" + _CLOCK
_RANGE = [
    re.compile(_ZH.format(p="a") + r"\s*(?:至|到|-|~|—|–)\s*" + _ZH_END.format(p="b")),
    re.compile(_EN.format(p="a") + r"\s*(?:to|until|and|-|–)\s*" + _EN.format(p="b"), re.I),
]
_SINGLE = [re.compile(shape.format(p="a"), re.I) for shape in (_ZH, _EN, _ISO)]
_CLOCK_EN = re.compile(
    r"(?:at\s+)?(?P<h>\d{1,2})[:.](?P<min>\d{2})\s*(?:h\b|hours|CET|CEST|UTC|Brussels|\()?[^.;]{0,30}?(?:on\s+)?$", re.I
)
_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*年内(?!部)")
_LATE = (
    r"(?:截止(?:时间|日期|日)?(?:为|是|：|:)?|截至|不晚于|不迟于|deadline[^.;]{0,40}|by|until"
    r"|no later than|not later than"
    r"|closes?(?: on)?)\s*[：:]?\s*"
)
_BORN = re.compile(r"\s*(?:\(含\))?\s*(?:及|或)?\s*(?:以后|之后)\s*出生")


@dataclass(frozen=True)
class Dated:
    """A date that is a limit."""

    kind: Literal["birth", "date"]
    comparison: Literal["on_or_after", "on_or_before", "before", "within"]
    low: date | datetime | None
    high: date | datetime | None
    unit: str
    start: int
    end: int


def blanked(text: str) -> str:
    """A text of the same length, half-width, with addresses, titles, ordinals and telephone numbers blanked out."""
    plain = "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
    plain = re.sub("[‐‑‒–—―−～∼]", lambda m: "~" if m[0] in "～∼" else "-", plain)
    return _NO_FIGURE.sub(lambda m: " " * len(m[0]), plain)


def read_dates(plain: str) -> tuple[list[Dated], str]:
    """The dates that limit something, and the text with every date blanked out."""
    found: list[Dated] = []
    for pattern in _RANGE:
        for match in pattern.finditer(plain):
            low, high = _moment(match, "a", None), _moment(match, "b", match["ay"])
            if low and high:
                found.append(Dated("date", "within", low, high, "day", match.start(), match.end()))
                plain = _without(plain, match)
    for pattern in _SINGLE:
        for match in pattern.finditer(plain):
            moment = _moment(match, "a", None)
            dated = _single(plain, match, moment) if moment else None
            found += [dated] if dated else []
            plain = _without(plain, match)
    for match in _YEAR.finditer(plain):
        year = int(match["y"])
        found.append(Dated("date", "within", date(year, 1, 1), date(year, 12, 31), "day", match.start(), match.end()))
    return found, re.sub(
        r"(?<!\d)(?:19|20)\d\d\s*(?:年(?:度|代|内|底|初|以来)?|财年)", lambda m: " " * len(m[0]), plain
    )


def _single(plain: str, match: re.Match[str], moment: date | datetime) -> Dated | None:
    before, after = plain[max(0, match.start() - 30) : match.start()], plain[match.end() : match.end() + 14]
    clock = _CLOCK_EN.search(before)
    if clock and not isinstance(moment, datetime) and int(clock["h"]) < 24 and int(clock["min"]) < 60:
        moment = datetime(moment.year, moment.month, moment.day, int(clock["h"]), int(clock["min"]))
    place = match.start(), match.end()
    if _BORN.match(after):
        return Dated("birth", "on_or_after", moment, None, "day", *place)
    if re.match(r"\s*(?:\(含\))?\s*(?:及|或)\s*(?:以后|之后)", after):
        return Dated("date", "on_or_after", moment, None, "day", *place)
    if re.match(r"\s*(?:\(含\))?\s*(?:及|或)\s*(?:以前|之前)", after):
        return Dated("date", "on_or_before", None, moment, "day", *place)
    if re.match(r"\s*(?:之前|以前|前)(?!沿|景|期|往)", after) or re.search(
        r"(?:(?<!不)早于|(?<!not )before|prior to)\s*(?:the\s*)?$", before, re.I
    ):
        return Dated("date", "before", None, moment, "day", *place)
    if re.search(_LATE + r"(?:\d{1,2}[:.]\d{2}[^.;]{0,30})?$", before, re.I) or re.match(r"\s*(?:截止|为止)", after):
        return Dated("date", "on_or_before", None, moment, "day", *place)
    if re.search(
        r"(?:不早于|自|from|opens?(?: on)?|not (?:before|earlier than)|born on or after)\s*$", before, re.I
    ) or re.match(r"\s*起", after):
        return Dated("date", "on_or_after", moment, None, "day", *place)
    return None


def _moment(match: re.Match[str], prefix: str, year: str | None) -> date | datetime | None:
    groups = match.groupdict()
    years, month, day = groups.get(f"{prefix}y") or year, groups[f"{prefix}m"], groups.get(f"{prefix}d")
    if not years or not day:
        return None
    number = MONTHS.get(month.lower()) or int(month)
    hour, minute = groups.get(f"{prefix}h"), groups.get(f"{prefix}min")
    try:
        if hour is not None:
            return datetime(int(years), number, int(day), int(hour), int(minute or 0))
        return date(int(years), number, int(day))
    except ValueError:
        return None


def _without(plain: str, match: re.Match[str]) -> str:
    return plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]

"""Days as people say them: a birth date, an age, the day a laboratory was set up. What is not certain is not read."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(sorted((*_MONTHS, *(m[:3] for m in _MONTHS), "sept"), key=len, reverse=True))
DAY = (
    r"(?:\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?|(?:\d{4}|\d{2})年(?:\d{1,2}月(?:份)?(?:\d{1,2}[日号]?)?)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})\.?,? \d{{4}}|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|(?:{_MONTH})\.?,? \d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}}/\d{{4}}"
    r"|\b(?:19|20)\d{6}\b|\b(?:19|20)\d{2}\b)"
)
_WHO = r"(?:我|他|她|负责人|申请人|人选)"
_BORN = tuple(
    re.compile(p)
    for p in (
        rf"(?:生于|出生(?:于|日期|年月|时间)?(?:是|为|在|:)*|生日(?:是|为|:)?)({DAY})",
        rf"(?<!毕业)({DAY})(?:[底初末]|上半年|下半年)?(?:出)?生(?!产|物|命|效|病|源|态|活|成)",
        rf"(?:^|,){_WHO}(?:们负责人)?(?:是)?({DAY})的(?!项目|实验室|协议)",
        rf"born(?: on| in)?(?: the)? ({DAY})",
        rf"(?:date of birth|birth date|birthdate|birthday|dob)(?: is|:)? ({DAY})",
    )
)
_AGE = tuple(
    re.compile(p)
    for p in (
        r"(?<![\d.虚])(\d{2,3})周?岁",
        rf"(?:{_WHO}|今年|已经)(?:今年|已经|刚|是|都|也)*(\d{{2}})(?:了)?$",
        r"(\d{2,3}) years old|\baged? (\d{2})\b(?! years? (?:in|of))"
        r"|(\d{2})[- ]year-old (?!compan|firm|institut|lab|universit)",
        r"\b(?:i am|i'm|he is|he's|she is|she's"
        r"|(?:pi|leader|applicant|colleague|candidate) (?:is|,)|(?:have|has|just) turned)"
        r"(?: now| already| currently| just)? (\d{2})(?=$| and| at| now| this| years old| as of| today)",
    )
)
_TURNS = re.compile(
    r"(?:(?P<y>\d{4}|明|今|去)年)(?P<m>\d{1,2})?(?:月)?(?:(?P<d>\d{1,2})[日号])?(?:份)?"
    r"(?:就|要|才|将|会|刚)*(?:满|过|到)(?P<n>\d{2})周?岁"
    r"|(?P<near>上个?|这个?|本|下个?)月(?:就|要|才|将|会|刚)*(?:满|过|到)(?:了)?(?P<zh>\d{2})周?岁"
    rf"|(?:turn(?:s|ed|ing)?|(?:will|'ll) be) (?P<en>\d{{2}}) (?:on |in )?(?:the )?"
    rf"(?:(?P<day>{DAY})"
    r"|(?P<rel>this|next|last) (?:year|(?P<month>month)|(?P<season>spring|summer)))"
)
_ON = re.compile(rf"(?:截至|截止|到|as of|on)(?: the)? ?({DAY})")
_LAB = (
    re.compile(
        rf"(?:实验室|laborator(?:y|ies)|\blabs?\b)[^,]{{0,20}}?"
        rf"(?:于|在|是|in|on|since)? ?({DAY})[^,]{{0,6}}?(?:建|成立|设立|挂牌|$)"
    ),
    re.compile(rf"({DAY})[^,]{{0,8}}?(?:建|成立|设立|挂牌)[^,]{{0,10}}?实验室"),
    re.compile(
        rf"(?:set up|establish(?:ed)?|found(?:ed)?|built|opened)[^,]{{0,30}}?\blab(?:oratory)?\b[^,]{{0,25}}? "
        rf"(?:in|on|since) ({DAY})"
    ),
    re.compile(
        rf"(?:set up|establish(?:ed)?|found(?:ed)?|built|opened) (?:our|a|the|this)(?: joint)? lab(?:oratory)?\b"
        rf"[^,]{{0,45}}? "
        rf"(?:in|on|since) ({DAY})"
    ),
)
_NOT_SET_UP = re.compile(r"协议|agreement|not |没|未|计划|打算|将|\bplan|\bwill\b")
_SAME = re.compile(
    rf"({DAY})([^。.!?\n]{{0,80}}?)((?:in |on )?(?:that|the|this) (?:very )?same (?:month|day)|(?:在|于)?同[月日])"
)
_YOUNGEST, _OLDEST = 16, 100


def birth(part: str, as_of: date) -> str | None:
    """The birth date said in a part of a sentence, ISO and no more exact than it was said."""
    for expression in _BORN:
        if match := expression.search(part):
            return iso(match[1], as_of)
    match = _TURNS.search(part)
    return _from_birthday(match, as_of) if match else None


def age(part: str, as_of: date) -> tuple[int, str, tuple[int, int]] | None:
    """The age said, the day it is true on, and where it stands; none where the part says "turns" or 虚岁."""
    if "虚" in part or _TURNS.search(part):
        return None
    for expression in _AGE:
        if match := expression.search(part):
            group = match.lastindex or 1
            years, on = int(match[group]), _ON.search(part)
            day = iso(on[1], as_of) if on else as_of.isoformat()
            return (years, day, match.span(group)) if _YOUNGEST <= years <= _OLDEST and day else None
    return None


def lab(part: str, as_of: date) -> str | None:
    """The day a joint laboratory was set up."""
    for clause in re.split(r"\band\b|并且?", part):
        found = next((m for expression in _LAB if (m := expression.search(clause))), None)
        if found and not _NOT_SET_UP.search(clause):
            return iso(found[1], as_of)
    return None


def carried(plain: str) -> str:
    """A text in which "that same month" is the month named before it."""
    return _SAME.sub(lambda m: f"{m[1]}{m[2]}{'in ' if m[3].isascii() else ''}{m[1]}", plain)


def whole(text: str, as_of: date) -> str | None:
    """The date that the whole of a short reply is."""
    return iso(text, as_of) if re.fullmatch(DAY, text) else None


def iso(text: str, as_of: date) -> str | None:
    """A date as written, ISO; 3/6/1979 is only its year, since either figure may be the month."""
    if match := re.fullmatch(r"(\d{4})[-./年](?:(\d{1,2})(?:[-./月](?:份)?(?:(\d{1,2})[日号]?)?)?)?", text):
        return _joined(int(match[1]), match[2], match[3])
    if match := re.fullmatch(r"(\d{2})年(?:(\d{1,2})月(?:份)?(?:(\d{1,2})[日号]?)?)?", text):
        year = _century(int(match[1]), as_of)
        return _joined(year, match[2], match[3]) if year else None
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        return _joined(int(match[1]), match[2], match[3])
    year = int(text[-4:]) if text[-4:].isdigit() else None
    named = next((i for i, m in enumerate(_MONTHS, 1) if re.search(rf"\b{m[:3]}", text)), None)
    if year and named:
        day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", text[:-4])
        return _joined(year, str(named), day[1] if day else None)
    if year and (match := re.fullmatch(r"(\d{1,2})/\d{4}", text)):
        return _joined(year, match[1], None)
    if year and (match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.]\d{4}", text)):
        day_, month = sorted((int(match[1]), int(match[2])), reverse=True)
        return _joined(year, str(month), str(day_)) if day_ > 12 or day_ == month else str(year)
    return str(year) if year else None


def _joined(year: int, month: str | None, day: str | None) -> str | None:
    try:
        date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join([f"{year:04}", *(f"{int(p):02}" for p in (month, day) if p)])


def _century(two: int, as_of: date) -> int | None:
    fits = [y for y in (1900 + two, 2000 + two) if _YOUNGEST <= as_of.year - y < _OLDEST]
    return fits[0] if len(fits) == 1 else None


def _from_birthday(match: re.Match[str], as_of: date) -> str | None:
    """The birth date behind "turns 46 next March": as many years before that birthday."""
    years = int(match["n"] or match["zh"] or match["en"])
    if match["near"] or match["month"]:
        step = {"上": -1, "last": -1, "下": 1, "next": 1}.get(match["rel"] or match["near"][0], 0)
        year, month = divmod(as_of.year * 12 + as_of.month - 1 + step, 12)
        return _joined(year - years, str(month + 1), None)
    if match["day"]:
        said = iso(match["day"], as_of)
        return f"{int(said[:4]) - years:04}{said[4:]}" if said else None
    if match["en"]:
        if match["season"] and (match["rel"] != "next" or as_of.month < 3):
            return None
        return str(as_of.year + {"this": 0, "next": 1, "last": -1}[match["rel"]] - years)
    year = as_of.year + {"明": 1, "今": 0, "去": -1}[match["y"]] if len(match["y"]) == 1 else int(match["y"])
    return _joined(year - years, match["m"], match["d"])

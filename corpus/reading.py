"""Reading an answer the way a person compares it: one spelling for every number, date, time and telephone.

`2026 年 7 月 1 日 17:00，6 万元` and `5 pm, 1 July 2026; RMB 60,000` carry the same tokens: `⟦y2026⟧⟦m7⟧⟦d1⟧`,
`⟦t17:00⟧`, `⟦60000⟧`. Everything that compares (matching, sourcing, check) stands on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from corpus.figures import figures, normalise

_MONTHS = {name: n for n, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}
_MONTH = (
    r"(?:(?i:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)|Mar(?:ch)?|May|MARCH|MAY)\b\.?"  # "may" and "march" are also verbs
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|~|至|到|to|until|through|and)\s*"
_DATES = [
    (re.compile(r"(?<![\d.])(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?=T\d|[^\d]|$)"), "ymd"),
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"), "ymd"),
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月"), "ym"),
    (re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"), "md"),
    (re.compile(rf"(?<![\w.]){_DAY}\s+(?:of\s+)?({_MONTH}),?\s+(\d{{4}})(?!\d)"), "dmy"),
    (re.compile(rf"\b({_MONTH})\s+{_DAY},?\s+(\d{{4}})(?!\d)"), "mdy"),
    (re.compile(rf"(?<![\w.]){_DAY}\s+(?:of\s+)?({_MONTH})"), "dm"),
    (re.compile(rf"\b({_MONTH}),?\s+(\d{{4}})(?!\d)"), "my"),
    (re.compile(rf"\b({_MONTH})\s+{_DAY}\b(?![\d,]\d)"), "md"),
]
_YMD, _MD = r"⟦y(\d+)⟧⟦m\d+⟧⟦d\d+⟧", r"(?<!⟧)⟦m\d+⟧⟦d\d+⟧"
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}|0\d{2,3})[\s\d()-]{6,}\d")
_CLOCK_EN = re.compile(r"(?<!\d)(\d{1,2})(?::(\d{2}))?\s*([ap])\.?\s?m\b\.?", re.I)
_CLOCK = re.compile(
    r"(上午|下午|晚上)?\s*(?<!\d)(\d{1,2})\s*(?::(\d{2})(?!\d)|[时点](?![间效要意建])(?:\s*(\d{2})\s*分)?)"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.])(?:\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s*(?:万亿|千万|百万|亿|万|(?:trillion|billion|million|thousand|bn)\b))?",
    re.I,
)
_CURRENCY = re.compile(r"\b(RMB|CNY|JPY|USD|EUR|GBP|US)(?=\d)|(?<=[A-Za-z])([¥￥$€£])(?=\d)", re.I)
_COUNTERS = "年个名人家项次月周天岁位国份期场篇批种类倍届轮件处条所万亿"
_NUMERAL = "一二两三四五六七八九十"
_CHINESE = re.compile(rf"(?<![第零〇{_NUMERAL}百千])(?=[百千]*[{_NUMERAL}])([{_NUMERAL}百千]+)(?=[{_COUNTERS}])")
_SHARE_ZH = re.compile(rf"百分之\s*([\d.]+|[{_NUMERAL}百]+)")
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_WORD = re.compile(rf"(?<![A-Za-z-])({'|'.join(_WORDS)})(?![A-Za-z])", re.I)
_HAN = r"\u3400-\u9fff"
_UNITS = {"one": 1} | {word: value for word, value in _WORDS.items() if value < 20}
_TENS = {word: value for word, value in _WORDS.items() if value >= 20}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-]+(?:{'|'.join(list(_UNITS)[:9])})\b)?|(?:{'|'.join(_UNITS)}))\b"
_HUNDREDS = rf"(?:(?:{_SMALL}|\ba)\s+hundred(?:\s+(?:and\s+)?{_SMALL})?|{_SMALL})"
_SPELT = re.compile(
    rf"(?<![A-Za-z-]){_HUNDREDS}(?:\s+(?:thousand|million|billion)(?:\s+(?:and\s+)?{_HUNDREDS})?)*(?![A-Za-z])", re.I
)
_COUNTED = re.compile(
    r"\bone(?=\s+(?:[a-z-]+\s+){0,2}(?:papers?|patents?|visits?|persons?|people|researchers?|events?|meetings?|seminars?|"
    r"conferences?|companies|company|institutions?|institutes?|units?)\b)",
    re.I,
)
_RUN_ZH = re.compile(
    r"[〇零一二两三四五六七八九十百千][〇零一二两三四五六七八九十百千万亿]+|[一二两三四五六七八九十](?=[日号+~～\-×*/=%节章条款部届批至到或]|点(?![要说意建间])|时(?![间期候]))"
)
_IDIOMS = re.compile(r"一带一路|十分|一一|千万(?!元)|百分之[\d〇零一二两三四五六七八九十百]+")


def plain(text: str) -> str:
    """The words of a Markdown answer: without marks, citation markers `[1]`, list numbers and clause items `1.3(4)`."""
    text = re.sub(r"\[([^\]]*[^\]\d][^\]]*)\]\((\S+?)\)", r"\1 \2", text)
    text = re.sub(r"\s*\[\^?\d{1,2}\](?!\()", "", text)
    text = re.sub(r"(?m)^\s*(?:>\s*)?(?:[-*+]\s+|\d{1,2}[.)、]\s+|#{1,6}\s+)", "", text)
    text = re.sub(r"(?<!\d)(\d\.\d)\s?[(（]\d{1,2}[)）]", r"\1", text)
    text = re.sub(r"\\([*_#\[\]()~-])", r"\1", text)
    return re.sub(r"\*+|__|`+|~~|\|", lambda m: " " if m[0] == "|" else "", text)


def canonical(text: str, *, words: bool = True) -> str:
    """The text with every figure as one token `⟦…⟧`, case, width, accents and quotes folded, blanks made single.

    Blanks beside Han characters are dropped. With `words`, numbers in words count too (两次, three years).
    """
    text = normalise(plain(text)).replace("億", "亿").replace("萬", "万")
    text = _CURRENCY.sub(lambda m: (m[1] or m[2]) + " ", text)
    if words:
        text = _CHINESE.sub(lambda m: _chinese(m[1]), text)
        text = _WORD.sub(lambda m: str(_WORDS[m[1].lower()]), text)
        text = re.sub(r"(?i)\bone(?=[\s-]+(?:years?|months?|weeks?|days?|projects?)\b)", "1", text)
    text = re.sub(r"(\d+)万([1-9])(?![\d.,万千百])", r"\g<1>.\2万", text)  # 36万2 as people say it
    text = _PHONE.sub(lambda m: "⟦tel" + re.sub(r"\D", "", m[0]) + "⟧", text)
    text = _outside_tokens(text, _dates)
    text = _elided(text)
    text = _outside_tokens(text, _times)
    text = _SHARE_ZH.sub(lambda m: (m[1] if m[1][0].isdigit() else _chinese(m[1])) + "%", text)
    text = re.sub(r"(?<=\d)\s*(?:per\s?cent|％)", "%", text)
    text = _outside_tokens(text, lambda part: _NUMBER.sub(_number, part))
    text = re.sub(rf"(?<=⟧){_TO}(?=⟦)", "~", text)
    return folded(text)


def in_digits(text: str) -> str:
    """The text with numbers in words as digits, further than a reader of well-meant answers needs it.

    forty-five → 45, one hundred and forty-four thousand → 144000, 一百四十四万 → 144万,
    二〇二六年七月十三日 → 2026年7月13日.
    """
    text = re.sub(rf"(?<=[〇零{_NUMERAL}百千万亿])\s+(?=[{_HAN}%])", "", text)
    text = _SPELT.sub(lambda m: m[0] if m[0].lower() == "one" else _spelt(m[0]), text)
    text = _COUNTED.sub("1", text)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\ue000{len(kept) - 1}\ue001"

    text = _RUN_ZH.sub(lambda m: _digits_zh(m[0]), _IDIOMS.sub(keep, text))
    return re.sub("\ue000(\\d+)\ue001", lambda m: kept[int(m[1])], text)


def _spelt(words: str) -> str:
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _UNITS or word in _TENS:
            current += _UNITS.get(word) or _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in ("thousand", "million", "billion"):
            total += max(current, 1) * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word]
            current = 0
    return str(total + current)


def _digits_zh(word: str) -> str:
    """十八 → 18, 一百四十四万 → 144万, 二〇二六 → 2026; as it stands where it is no number."""
    match = re.fullmatch(r"([^万亿]+)(万亿|亿|万)?", word)
    if not match:
        return word
    value = _chinese(match[1])
    return value + (match[2] or "") if value.isdigit() else word


def folded(text: str) -> str:
    """Case, width, accents, quotes and blanks made one; figures left as they are written."""
    decomposed = unicodedata.normalize("NFKD", normalise(text).casefold())
    text = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    text = re.sub(r"[“”\"‘’'「」『』《》]", "", text)
    text = re.sub(rf"\s+(?=[{_HAN}])|(?<=[{_HAN}])\s+", "", text)
    return re.sub(r"\s+", " ", text).strip()


def tokens(text: str, *, words: bool = True) -> frozenset[str]:
    """Every figure of a text as a value: `60000`, `t17:00`, `tel01058882999`, dates `y2026m7d1` with their parts.

    A date also counts as each vaguer reading of it (the year alone as a number), never as a bare month or day.
    """
    found: set[str] = set()
    for run in re.findall(r"(?:⟦[^⟧]*⟧)+", canonical(text, words=words)):
        parts = re.findall(r"⟦([^⟧]*)⟧", run)
        for group in _date_groups(parts):
            found |= _readings(group) if group[0][0] in "ymd" else {group[0]}
    return frozenset(found)


def _date_groups(parts: list[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for part in parts:
        joins = groups and part[0] in "md" and groups[-1][-1][0] in ("y" if part[0] == "m" else "m")
        if joins:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _readings(date: list[str]) -> set[str]:
    by = {part[0]: part for part in date}
    year, month, day = by.get("y", ""), by.get("m", ""), by.get("d", "")
    readings = {year + month + day}
    if year:
        readings |= {year[1:], year + month}
    if month and day:
        readings.add(month + day)
    return readings


def _outside_tokens(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to everything that is not a token yet; its pieces must not need to look across one."""
    return "".join(p if p.startswith("⟦") else change(p) for p in re.split(r"(⟦[^⟧]*⟧)", text))


def _dates(text: str) -> str:
    for pattern, order in _DATES:
        text = pattern.sub(lambda m, order=order: _date(order, m.groups(), m[0]), text)  # type: ignore[misc]
    return text


def _date(order: str, groups: tuple[str, ...], written: str) -> str:
    parts = dict(zip(order, groups, strict=True))
    month = parts["m"]
    number = int(month) if month.isdigit() else _MONTHS[month[:3].lower()]
    if not 1 <= number <= 12 or not 1 <= int(parts.get("d", 1)) <= 31:
        return written
    year = f"⟦y{int(parts['y'])}⟧" if "y" in parts else ""
    day = f"⟦d{int(parts['d'])}⟧" if "d" in parts else ""
    return f"{year}⟦m{number}⟧{day}"


def _elided(text: str) -> str:
    """Ranges made whole: 7月1日至31日, 2027年1月1日至12月31日, 1 to 31 July 2026, July 1-31, 2026, March 2-6."""
    text = re.sub(rf"((?:⟦y\d+⟧)?⟦m\d+⟧)(⟦d\d+⟧){_TO}(\d{{1,2}})\s*[日号]", r"\1\2~\1⟦d\3⟧", text)
    text = re.sub(r"(?<!⟧)(⟦m\d+⟧)(⟦d\d+⟧)\s*-\s*(\d{1,2}),?\s+(\d{4})(?!\d)", r"⟦y\4⟧\1\2~⟦y\4⟧\1⟦d\3⟧", text)
    text = re.sub(rf"(⟦m\d+⟧)(⟦d\d+⟧)\s*(?:-|to)\s*(\d{{1,2}})(?![\d.,:%]|\s*[{_HAN}m])", r"\1\2~\1⟦d\3⟧", text)
    text = re.sub(rf"(?<![\d:])(\d{{1,2}}){_TO}((?:⟦y\d+⟧)?⟦m\d+⟧)(⟦d\d+⟧)", r"\2⟦d\1⟧~\2\3", text)
    text = re.sub(rf"({_MD}){_TO}({_YMD})", r"⟦y\3⟧\1~\2", text)
    return re.sub(rf"({_YMD}){_TO}({_MD})", r"\1~⟦y\2⟧\3", text)


def _times(text: str) -> str:
    def english(match: re.Match[str]) -> str:
        hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
        return f"⟦t{hour}:{match[2] or '00'}⟧" if int(match[1]) <= 12 else match[0]

    def clock(match: re.Match[str]) -> str:
        hour = int(match[2])
        if hour > 24:
            return match[0]
        late = match[1] in ("下午", "晚上") and hour < 12
        return f"⟦t{hour + 12 if late else hour}:{match[3] or match[4] or '00'}⟧"

    return _outside_tokens(_CLOCK_EN.sub(english, text), lambda part: _CLOCK.sub(clock, part))


def _number(match: re.Match[str]) -> str:
    value = figures(match[0])
    return f"⟦{next(iter(value))}⟧" if len(value) == 1 else match[0]


def _chinese(word: str) -> str:
    value = [f for f in figures(word, chinese=True) if f.isdigit()]
    return value[0] if value else word

"""Plain text for reading: width, case, numerals and blanks made one; sentences and their parts; patterns from data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answering.question import simplified
from assistant.eligibility.told_dates import DAY
from assistant.eligibility.vocabulary import vocabulary
from corpus.edition_file import read_yaml

CUES = tuple(Path(__file__).with_name(f"telling{part}.yaml") for part in ("", "_flags", "_figures"))
NUMBER = r"(?<![\d.])(\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,6})?)(?!\d)"
_MONEY = (
    r"((?>(?:(?:rmb|cny|¥|人民币) ?)?\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,6})? ?"
    r"(?:亿|千万|百万|万|million|m\b|thousand|k\b)?"
    r"(?: ?(?:元|块|人民币|yuan|rmb|cny))?))"
    r"(?! ?(?:欧|美|日元|韩元|英镑|euros?|usd|us dollars?|dollars?|won|yen|eur|pound))"
)
_MONEY_UNITS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "million": 10**6, "m": 10**6}
_MONEY_UNITS |= {"thousand": 1000, "k": 1000}
_BARE_MONEY = 10_000  # a smaller sum without 万, million or yuan may be meant in any of them
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_YEAR = re.compile(r"([零〇一二三四五六七八九]{4}|[四五六七八九零〇][零〇一二三四五六七八九])(?=年)")
_HAN_NUMBER = re.compile(
    r"(?<![第同统唯])([零一二两三四五六七八九十百千]+)(?=[年月日号岁篇人次场周天个项件级名位家所份方万亿]|周岁|星期)"
)
_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_UNITS = {w: i for i, w in enumerate(f"{_WORDS} eighteen nineteen".split(), 1)}
_DECADES = {
    w: i * 10 for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_DECADES)})(?:[- ]({'|'.join(list(_UNITS)[:9])}))?|({'|'.join(list(_UNITS)[1:])})"
    r"|(one)(?= (?:from|joint|paper|visit|trip|person|year|patent|event|incoming|outgoing|of (?:them|which)|in\b"
    r"|chinese|korean|foreign|unit|institution|institute|professor|lecturer|phd|doctoral|postdoc|associate|agreement)))\b"
)
_MONTH_DAY = re.compile(
    r"\b([a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]{3,9}), (?=\d{4}\b)"
)
_PART = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_LONGEST = 4000


def plain_text(text: str) -> str:
    """The text as the patterns of telling.yaml expect it."""
    folded = unicodedata.normalize("NFKC", simplified(text[:_LONGEST])).casefold()
    folded = folded.translate(str.maketrans("’‘“”", "''\"\"")).replace("ph.d.", "phd").replace("ph.d", "phd")
    folded = re.sub(r"[^\S\n]+", " ", folded)
    folded = re.sub(r"(?<=[一-鿿]) | (?=[一-鿿])", "", folded)
    folded = _HAN_YEAR.sub(lambda m: "".join(str(_DIGITS[c]) for c in m[1]), folded)
    folded = _HAN_NUMBER.sub(lambda m: str(_han_number(m[1])), folded)
    folded = re.sub(r"(\d+)年半", r"\1.5年", folded)
    folded = _NUMBER_WORD.sub(_number_word, folded)
    folded = folded.replace("元旦", "1月1日")
    return _MONTH_DAY.sub(r"\1 ", folded).strip()


def sentences(plain: str) -> Iterator[str]:
    """The sentences, each with its closing mark."""
    for line in plain.split("\n"):
        yield from (s.strip() for s in re.findall(r".+?(?:[。!?;]+|\.(?![\da-z])|$)", line) if s.strip())


def parts(sentence: str) -> list[str]:
    """The parts of a sentence between commas; a comma inside a figure does not part it."""
    return [p.strip(" 。.!?;:") for p in _PART.split(sentence) if p.strip(" 。.!?;:")]


@cache
def cues() -> Mapping[str, Any]:
    """The content of the telling files, read once; what two of them say of one name stands together."""
    joined: dict[str, Any] = {}
    for path in CUES:
        for name, content in read_yaml(path).items():
            joined[name] = _together(joined.get(name), content)
    return joined


def _together(known: Any, more: Any) -> Any:
    if isinstance(known, dict):
        return {**known, **{name: _together(known.get(name), value) for name, value in more.items()}}
    return [*known, *more] if isinstance(known, list) else more


@cache
def pattern(source: str) -> re.Pattern[str]:
    """A pattern of telling.yaml with its parts put in; the groups that capture are its figures, in order."""
    for name, words in sorted(cues()["parts"].items(), key=lambda item: -len(item[0])):
        source = source.replace(f"#{name}", words if words.startswith("(") else f"(?:{words})")
    source = re.sub("#c(?:国)?", lambda _: f"({_country_names()})", source)
    return re.compile(
        source.replace("#m", _MONEY).replace("#n", NUMBER).replace("#k", NUMBER).replace("#d", f"({DAY})")
    )


def cue(name: str) -> re.Pattern[str]:
    """The pattern that stands under a name of telling.yaml."""
    return pattern(str(cues()[name]))


def hedged(part: str, span: tuple[int, int]) -> bool:
    """Whether the figure there is only a bound or a guess: at least 4, nearly 45, 40 多."""
    before, after = part[: span[0]], part[span[1] :]
    return bool(cue("hedge_before").search(before) or cue("hedge_after").search(after))


def spoken_of(part: str, whom: str) -> bool:
    """Whether a part may tell facts of the `applicant`, or of our own `unit`, rather than of somebody else."""
    ours, others = ("self", "others") if whom == "applicant" else ("own_side", "foreign_side")
    return bool(cue(ours).search(part)) or not cue(others).search(part)


def refused(part: str, start: int) -> bool:
    """Whether a word of refusal stands directly before."""
    return bool(cue("no_before").search(part[:start]))


def asks_verdict(plain: str) -> bool:
    """Whether plain text has the words of a question for a verdict, whoever it is about."""
    return bool(cue("asks").search(plain))


def figure(text: str) -> int | float:
    """A number as written: 1,200 is twelve hundred."""
    value = float(text.replace(",", ""))
    return int(value) if value.is_integer() else value


def amount(text: str) -> int | float | None:
    """A sum in yuan; none where its unit is not certain."""
    unit = re.search(r"亿|千万|百万|万|million|thousand|m\b|k\b", text)
    number = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    value = round(figure(number[0]) * (_MONEY_UNITS[unit[0]] if unit else 1), 2) if number else 0
    certain = unit or value >= _BARE_MONEY or re.search("元|块|人民币|yuan|rmb|cny|¥", text)
    return (int(value) if value == int(value) else value) if certain else None


@cache
def countries() -> Mapping[str, str]:
    """Every name and adjective of a country that is understood, with its ISO code."""
    words = vocabulary()
    found: dict[str, str] = {str(k).casefold(): v for k, v in cues()["demonyms"].items()}
    for code, label in words.choices["country"].items():
        found |= {label.zh.casefold(): code, label.en.casefold(): code}
    for name, code in partner_names().items():
        found |= {name.casefold(): code, words.choices["partner_country"][name].en.casefold(): code}
    return found | {"uk": "GB", "usa": "US", "uae": "AE", "china": "CN", "korea": "KR", "沙特": "SA", "中非": "CF"}


@cache
def partner_names() -> Mapping[str, str]:
    """The guides' own names of partner countries, with their ISO codes."""
    spelled = read_yaml(CUES[0].with_name("facts.yaml"))["choices"]["partner_country"]
    return {name: next(w for w in words if re.fullmatch("[A-Z]{2}", w)) for name, words in spelled.items()}


# A country in one character is none at the head of another name: 塞方, 访塞, but not 塞格德大学
_BEHIND = ("", r"(?![^国方,;.]{1,5}(?:大学|学院|研究所|研究院|公司))")


@cache
def _country_names() -> str:
    names = sorted(countries(), key=len, reverse=True)
    return "|".join(rf"\b{re.escape(n)}\b" if n.isascii() else re.escape(n) + _BEHIND[len(n) == 1] for n in names)


def _han_number(text: str) -> int:
    total, digit = 0, 0
    for c in text:
        if c in _TENS:
            total, digit = total + (digit or 1) * _TENS[c], 0
        else:
            digit = _DIGITS[c]
    return total + digit


def _number_word(match: re.Match[str]) -> str:
    decade, unit, plain, _one = match.groups()
    if decade:
        return str(_DECADES[decade] + (_UNITS[unit] if unit else 0))
    return str(_UNITS[plain] if plain else 1)

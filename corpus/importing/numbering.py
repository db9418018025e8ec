"""The numbering of official documents: 第一章, 一、, （一）, 1., 1.1, （1）, 附件 1, Article 5, Annex B.

`marker` reads the number at the start of a block; whether it really opens a clause is for the outline to say, which
knows what came before.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CN = "[零〇一二两三四五六七八九十百]{1,5}"
_ROMAN = {"i": 1, "v": 5, "x": 10}
# What follows a number that counts something and so numbers nothing: 2.5 万元, 3 million, 40%
_UNIT = re.compile(
    r"\s*(?:%|％|‰|[万亿元岁倍]|million|billion|euro|EUR|USD|RMB|€|years?\b|months?\b)|[年月日个人名项次家~-]", re.I
)
_STYLES: tuple[tuple[str, str], ...] = (
    ("annex", rf"(?P<w>附\s*件|附\s*录|附\s*表)\s*(?P<n>\d{{1,2}}|{_CN})(?!\d)\s*[：:．.]?\s*(?![\d、和至及与，,])"),
    ("annex", r"(?P<w>Annex|Appendix)\s+(?P<n>\d{1,2}|[A-Z]|[IVX]{1,4})\b\s*[:.—–-]?\s*"),
    ("chapter", rf"第\s*(?P<n>{_CN}|\d{{1,2}})\s*(?P<w>编|篇|部分|章)\s*[：:、]?\s*"),
    ("section", rf"第\s*(?P<n>{_CN}|\d{{1,2}})\s*(?P<w>节)\s*[：:、]?\s*"),
    ("article", rf"第\s*(?P<n>{_CN}|\d{{1,3}})\s*(?P<w>条)\s*[：:、]?\s*"),
    ("chapter", r"(?P<w>Part|Chapter)\s+(?P<n>\d{1,2}|[IVX]{1,4})\b\s*[:.—–-]?\s*"),
    ("article", r"(?P<w>Article|Section|§)\s*(?P<n>\d{1,3})(?![\d.]*\d)\s*[:.—–-]?\s*"),
    ("cn", rf"(?P<n>{_CN})\s*[、．.]\s*"),
    ("cn-bracket", rf"[（(]\s*(?P<n>{_CN})\s*[）)]\s*[、.]?\s*"),
    ("dotted", r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})(?![\d.．]*\d)[.．、]?\s*"),
    ("bracket", r"[（(]\s*(?P<n>\d{1,2})\s*[）)]\s*[、.]?\s*"),
    ("half", r"(?P<n>\d{1,2})\s*[）)]\s*"),
    ("dot", r"(?P<n>\d{1,3})\s*[.．、](?!\d)\s*"),
    ("letter", r"[（(](?P<n>[a-z])[）)]\s*"),
    ("letter-half", r"(?P<n>[a-z])\)\s+"),
    ("capital", r"(?P<n>[A-H])\.\s+(?=[A-Z])"),
    ("bare", r"(?P<n>[1-9]\d?)[ \u3000]+(?=[^\W\d_])"),
)  # fmt: skip
_START = re.compile(r"[\d０-９（(第附§A-Za-z零〇一二两三四五六七八九十百]")
_PATTERNS = [(style, re.compile(pattern)) for style, pattern in _STYLES]
_CAPTION = re.compile(
    r"(?P<w>附?表|图|Table|Figure|Fig\.)\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?![\d.]*\d)(?=[\s:：.、]|$)", re.I
)
HEADINGS = frozenset({"annex", "chapter", "section", "cn", "dotted", "bare"})  # styles that may carry a bare title


@dataclass(frozen=True)
class Marker:
    """A number at the start of a block."""

    style: str
    number: tuple[int, ...]
    label: str  # its part of a clause id: 一, (1), 1.3, 附件1, 第三条
    length: int  # characters of the block that it takes up

    @property
    def rooted(self) -> bool:
        """Is the number complete in itself, so that nothing above it belongs into the clause id?"""
        return self.style in ("annex", "article", "dotted", "bare")


@lru_cache(maxsize=8192)
def marker(text: str) -> Marker | None:
    """The number with which a block begins, if it begins with one."""
    if not _START.match(text):
        return None
    for style, pattern in _PATTERNS:
        found = pattern.match(text)
        if not found:
            continue
        rest = text[found.end() :]
        if style in ("dotted", "bare") and (not rest or _UNIT.match(text[found.end("n") :])):
            return None
        number = _number(found["n"], style)
        if number is None:
            continue
        return Marker(style, number, _label(style, found), found.end())
    return None


def caption(text: str) -> str | None:
    """表1 or 图2 where a block is the caption of a table or figure, as it stands in a clause id."""
    found = _CAPTION.match(text)
    if not found or len(text) > 80 or re.search(r"[。；;]$|[。；]|所示|可知|给出了", text):
        return None
    number = _number(found["n"], "cn")
    word = found["w"].replace("附", "").capitalize()
    return f"{word}{number[0]}" if number else None


def follows(new: Marker, last: tuple[int, ...] | None) -> bool:
    """Could this number come next in its run? Small jumps count (1.9 → 2.0, a lost item), falls do not."""
    if last is None:
        return new.number[-1] in (0, 1) or new.style in ("dotted", "article", "annex")
    if new.style != "dotted":
        return 0 < new.number[-1] - last[-1] <= 3
    if new.number <= last:
        return False
    shared = 0
    while shared < min(len(new.number), len(last)) and new.number[shared] == last[shared]:
        shared += 1
    if shared == len(last):  # a level further down: 3.1 → 3.1.1
        return all(step <= 1 for step in new.number[shared:])
    return new.number[shared] - last[shared] <= 3 and all(step <= 1 for step in new.number[shared + 1 :])


def chinese(word: str) -> int:
    """十八 → 18, 二十 → 20, 三 → 3."""
    if not set(word) & set("十百"):
        return int("".join(str(_DIGIT[c]) for c in word))
    total = current = 0
    for c in word:
        if c in _DIGIT:
            current = _DIGIT[c]
        else:
            total, current = total + (current or 1) * (10 if c == "十" else 100), 0
    return total + current


def _number(word: str, style: str) -> tuple[int, ...] | None:
    if style == "dotted":
        return tuple(int(part) for part in re.split(r"[.．]", word))
    if word.isdigit():
        return (int(word),)
    if re.fullmatch(_CN, word):
        return (chinese(word),)
    if style == "letter" or style == "letter-half":
        return (ord(word) - ord("a") + 1,)
    if style in ("annex", "chapter") and re.fullmatch("[IVX]+", word):
        return (_roman(word.lower()),)
    return (ord(word) - ord("A") + 1,) if re.fullmatch("[A-Z]", word) else None


def _roman(word: str) -> int:
    values = [_ROMAN[c] for c in word]
    return sum(-v if any(v < after for after in values[i + 1 :]) else v for i, v in enumerate(values))


def _label(style: str, found: re.Match[str]) -> str:
    number = unicodedata.normalize("NFKC", found["n"])
    if style == "annex":
        return re.sub(r"\s", "", found["w"]) + number
    if style in ("chapter", "section", "article"):
        word = found["w"]
        return f"{word}{number}" if word.isascii() or word == "§" else f"第{number}{word}"
    if style in ("bracket", "cn-bracket", "letter"):
        return f"({number})"
    if style in ("half", "letter-half"):
        return f"{number})"
    return number

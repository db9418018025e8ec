"""Printed lines to blocks: a sentence, a word or a number that was wrapped over lines or pages is made whole again.

A line goes on where it does not end as a sentence does, is no heading, and the next line does not begin something of
its own. Chinese is joined without a blank; inside a number, an address or a word too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from corpus.importing.block import Block, Kind, Line
from corpus.importing.front import is_entry
from corpus.importing.numbering import HEADINGS, caption, marker

_END = tuple("。；！？;!?…：:")
_CLOSERS = "”’」』）)》>】"
_OPENERS = {"（": "）", "(": ")", "《": "》", "“": "”", "【": "】", "〔": "〕"}
_CONTINUES = tuple("，、,（(《“—–-/+＋&")
_LABEL = re.compile(r"(?!<?https?:)[^\s，。；：:、（）()《》]{2,12}[：:]")
_BULLET = re.compile(r"[-–•●▪■□◆◇○※*·✓➢]\s*(?=\S)|——(?=\S)|\[\d{1,3}\]|【")
_PROSE = re.compile(r"[，。；]|(?<=[\u4e00-\u9fff）)]),")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…]")
_URL_TAIL = re.compile(r"(?:https?:/{0,2}\S*|\bh|\bht|\bhttps?|www\.\S*|\S*@\S*|\S+://\S*|\S+\.)$")
_SHORT = 23  # width below which an unnumbered line without a stop is a heading rather than a wrapped line
_TITLE = re.compile(r"(?:通知|公告|通告|办法|指南|名单|意见|规定|细则|规程|章程|简章)$")
_NOTE = re.compile(
    r"(?:资料来源|数据来源|来源|注|摘\s*要|关键词|参考文献|收稿日期"
    r"|Source|Note|Abstract|Key ?words|References)\s*[：:]",
    re.I,
)


def width(text: str) -> float:
    """How wide a text prints, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def join_lines(lines: list[Line]) -> tuple[tuple[Block, ...], str, tuple[tuple[int, int], ...]]:
    """Blocks, the text they stand in, and the offset at which each page begins."""
    lines = [line for line in lines if line.text.strip()]
    measure = _Measure(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and measure.goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return _laid_out(groups, measure)


def _laid_out(
    groups: list[list[Line]], measure: _Measure
) -> tuple[tuple[Block, ...], str, tuple[tuple[int, int], ...]]:
    blocks: list[Block] = []
    pages: list[tuple[int, int]] = []
    parts: list[str] = []
    at = 0
    for group in groups:
        text = ""
        for line in group:
            text = measure.glue(text, line.text) if text else line.text.strip(" \u3000")
            if line.page is not None and (not pages or pages[-1][1] < line.page):
                pages.append((at + max(0, len(text) - len(line.text.strip())), line.page))
        text = tidy(text)
        first = group[0]
        blocks.append(Block(_kind(first, text), text, first.page, at, at + len(text), first.level, first.gap))
        parts.append(text)
        at += len(text) + 1
    return tuple(blocks), "\n".join(parts), tuple(pages)


def tidy(text: str) -> str:
    """Runs of blanks made one; tabs, which divide cells, stay."""
    return re.sub(r" *\t *", "\t", re.sub(r"[ \u00a0\u3000]+", " ", text)).strip()


def heading_like(text: str) -> bool:
    """Could an unnumbered line be a heading by its looks: short, no stop, no figures of its own?"""
    plain = re.sub(r"^[◆◇■●▪]\s*", "", text)
    if "\t" in plain or plain.endswith((*_END, *_CONTINUES, "。", ".")) or _BULLET.match(plain):
        return False
    if re.search(r"[，。；！？;!?%]|https?:|@|[:：]", plain) or re.fullmatch(r"[\d\W_]+", plain):
        return False
    if re.search(r"\d{4}[.年]\d", re.sub(r"[（(].*[）)]$", "", plain)) or plain.count(",") > 1:
        return False
    limit = 40 if not _CJK.search(plain) else _SHORT + 7
    return width(plain) <= limit


def _kind(first: Line, text: str) -> Kind:
    if first.level:
        return "heading"
    if "\t" in text and not re.search(r"[.…·]{4,}\s*\t", text):
        return "row"
    if caption(text):
        return "caption"
    return "item" if first.item or _BULLET.match(text) else "paragraph"


class _Measure:
    """How a document's lines are set: their usual width, and whether blank lines mean anything."""

    def __init__(self, lines: list[Line]):
        open_ended = sorted(width(x.text) for x in lines if not x.whole and not _stops(x.text) and "\t" not in x.text)
        self.full = open_ended[int(len(open_ended) * 0.8)] if open_ended else 0.0
        after_first = [x.gap for x in lines[1:]]
        self.gaps_tell = bool(after_first) and sum(after_first) < 0.8 * len(after_first)
        prose = [x for x in lines if _PROSE.search(x.text) and "\t" not in x.text]
        self.wrapped = sum(not _stops(x.text) for x in prose) > 0.3 * len(prose)
        self._words = Counter(w.lower() for line in lines for w in re.findall(r"[A-Za-z-]{3,}", line.text))

    def goes_on(self, group: list[Line], new: Line) -> bool:
        """Does a line continue the block before it?"""
        last, text = group[-1], new.text.strip()
        before = "".join(line.text for line in group).strip()
        ending = last.text.strip()
        if last.level and last.level == new.level and not (last.whole or new.whole) and not _starts_numbered(text):
            return last.page == new.page and not new.gap  # a heading over several printed lines
        if ending.endswith(("：", ":")) and re.match(r"[+(（]?\d[\d-]{5,}|[\w.-]+@|<?https?://", text):
            return not last.whole
        if last.level or new.level or new.item or "\t" in last.text or "\t" in new.text:
            return False
        if caption(before) or caption(text) or _NOTE.match(text) or is_entry(ending):
            return False
        if _BULLET.match(text) or (_starts_numbered(text) and not _cut_number(ending, text)):
            return False
        if _cut_address(ending, text):
            return True
        if _TITLE.search(ending) and not _PROSE.search(before) and not _starts_numbered(before):
            return False
        if _unclosed(before) and not (self.gaps_tell and new.gap and last.whole):
            return True
        if ending.endswith(_CONTINUES) and not (not _CJK.match(text) and new.gap and self.gaps_tell):
            return not _LABEL.match(text) or not _stops(ending)
        if _stops(ending) and not re.search(r"(?:://|www\.)\S*[?:]$", ending):
            return False
        if _CJK.search(before) and (_CJK.search(before[-60:]) or _CJK.match(text)):
            return self._chinese_goes_on(before, ending, last, text)
        return not _CJK.match(text) and self._latin_goes_on(before, ending, last, new, text)

    def _chinese_goes_on(self, before: str, ending: str, last: Line, text: str) -> bool:
        """Chinese prose always ends with a stop, so what does not is wrapped, unless it is a title or a label."""
        found = marker(before)
        body = before[found.length :] if found else before
        prose = _PROSE.search(body)
        if last.whole and not (prose and width(ending) >= 12):
            return False
        if found and found.style in HEADINGS and not re.search("[。；]", body):  # a title may have commas of its own
            return self.wrapped and width(ending) >= 0.85 * self.full
        if _LABEL.match(text) and not (prose and self.wrapped and width(ending) >= 0.85 * self.full):
            return False
        if prose:
            return width(ending) >= min(12.0, 0.4 * self.full) or before == ending
        if self.wrapped and width(ending) >= max(18.0, 0.85 * self.full):
            return True
        if ending.endswith("》") and text.startswith("《"):
            return True
        return width(ending) >= _SHORT and not ending.endswith(tuple(_CLOSERS)) and not heading_like(text)

    def _latin_goes_on(self, before: str, ending: str, last: Line, new: Line, text: str) -> bool:
        if ending.endswith(".") and not re.search(r"\b(?:e\.g|i\.e|etc|No|Art|Dr|Prof|pp?)\.$", ending):
            return False
        if text[:1].islower() or (text[:1].isdigit() and not last.whole and re.search(r"[a-z,]$", ending)):
            return not (new.gap and self.gaps_tell)
        if last.whole or (new.gap and self.gaps_tell):
            return False
        return width(ending) >= 0.75 * self.full and width(before) > 30

    def glue(self, before: str, new: str) -> str:
        """Two lines of one block as one text."""
        spaced = before[-1:] in " \u00a0"
        left, right = before.rstrip(" \u3000\u00a0"), new.strip(" \u3000\u00a0")
        if not left or not right:
            return left or right
        a, b = left[-1], right[0]
        if _CJK.match(a) or _CJK.match(b):
            return left + right
        token = re.split(r"[\s，。；：、（）]", left)[-1]
        if not spaced and (
            (_URL_TAIL.search(token) and not re.search(r"[A-Za-z]\.$", token)) or _in_address(token, right)
        ):
            return left + right
        if a.isdigit() and b.isdigit():
            return left + (" " if spaced or not _CJK.search(left[-40:]) else "") + right
        if a == "-" and b.isalpha() and left[-2:-1].isalpha():
            return self._dehyphenated(left, right)
        if a in "-–—/" and b.isdigit():
            return left + right
        if re.fullmatch(r"[A-Z]", token) and b.islower() and re.search(r"[，。；：、]$", left[:-1]):
            return left + right  # a capital that extraction parted from its word
        return f"{left} {right}"

    def _dehyphenated(self, left: str, right: str) -> str:
        head, tail = re.split(r"[^A-Za-z-]", left)[-1], re.split(r"[^A-Za-z-]", right)[0]
        kept, closed = (head + tail).lower(), (head[:-1] + tail).lower()
        return left + right if self._words[kept] > self._words[closed] or tail[:1].isupper() else left[:-1] + right


def _in_address(token: str, right: str) -> bool:
    """A web or mail address cut after its dot: mon. + bg."""
    return bool(re.search(r"(?:@|://|www\.)\S*$", token)) and bool(re.match(r"[A-Za-z0-9/?=_.-]+", right))


def _stops(text: str) -> bool:
    if re.search(r"[A-Za-z]{2}[.!?]$", text.strip()) and not re.search(r"[@/]\S*$", text.strip()):
        return not re.search(r"\b(?:e\.g|i\.e|etc|No|Art|Dr|Prof|Mr|Ms|pp?)\.$", text.strip())
    return text.strip().rstrip(_CLOSERS).endswith(_END) or text.strip().endswith(_END)


def _starts_numbered(text: str) -> bool:
    found = marker(text)
    return bool(found) or bool(re.match(r"[①-⑳]", text))


def _cut_address(ending: str, text: str) -> bool:
    """Was a web or mail address cut by the end of a line?"""
    token = re.split(r"[\s，。；：、（）]", ending)[-1]
    scheme = token in ("h", "ht", "htt", "http", "https") and re.match(r"(?:tt)?ps?://|ttps?://|s?://|://", text)
    return bool(scheme) or (token[-1:] in ".-_/@?=" and _in_address(token, text))


def _cut_number(ending: str, text: str) -> bool:
    """Was a number cut by the end of a line (23 + 9 B) inside running text?"""
    return bool(re.search(r"[，, ]\s?\d{1,3}$", ending)) and bool(
        re.match(r"\d{1,3}\s?(?:[A-Z]\b|[人年月日万元名项次篇])", text)
    )


def _unclosed(text: str) -> bool:
    """Does a bracket or quotation mark that opened stay open at the end?"""
    tail = text[-400:]
    return any(tail.count(o) > tail.count(c) and tail.rfind(o) > tail.rfind(c) for o, c in _OPENERS.items())

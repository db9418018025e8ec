"""What a page prints beside its text: running headers, footers, page numbers, mail links strewn in by extraction."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace

from corpus.importing.block import Line

_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／，,]?\s*共?\s*\d{1,4}\s*页?)?[-—–·\s]*"
    r"|[-—–\s]*(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-—–\s]*"
    r"|[-—–\s]*[ivxIVX]{1,5}[-—–\s]*"
)
_DASHED = re.compile(
    r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页(?:\s*[,，]?\s*共\s*\d{1,4}\s*页)?|Page \d{1,4} of \d{1,4}", re.I
)
_LINK = re.compile(r"(?:mailto:\S+\s*)+")
_EDGE = 2  # lines at the head and foot of a page that may be furniture


def without_furniture(lines: list[Line]) -> tuple[list[Line], int]:
    """The lines without what pages repeat around the text, and how many were left out."""
    pages: dict[int | None, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.text.strip():
            pages[line.page].append(at)
    drop = {at for at, line in enumerate(lines) if _LINK.fullmatch(line.text.strip()) or _dashed(line)}
    drop |= _numbers(pages, lines) | _repeated(pages, lines)
    kept: list[Line] = []
    carry = False  # a gap above a dropped line belongs to the one after it
    for at, line in enumerate(lines):
        if at in drop:
            carry |= line.gap
            continue
        kept.append(replace(line, gap=line.gap or carry) if carry else line)
        carry = False
    return kept, len(drop)


def _dashed(line: Line) -> bool:
    return bool(_DASHED.fullmatch(line.text.strip()))


def _numbers(pages: dict[int | None, list[int]], lines: list[Line]) -> set[int]:
    """Bare page numbers: at the head or foot of most pages, and rising with them."""
    found: dict[int, tuple[int, int]] = {}  # line → (page, number)
    for page, rows in pages.items():
        for at in {*rows[:1], *rows[-1:]}:
            text = lines[at].text.strip()
            if page is not None and _PAGE_NUMBER.fullmatch(text):
                digits = re.search(r"\d+", text)
                found[at] = (page, int(digits[0]) if digits else 0)
    shifts = Counter(number - page for page, number in found.values())
    usual, count = shifts.most_common(1)[0] if shifts else (0, 0)
    return {at for at, (page, number) in found.items() if number - page == usual and (count > 1 or usual == 0)}


def _repeated(pages: dict[int | None, list[int]], lines: list[Line]) -> set[int]:
    """Lines at the edges of pages that stand on most of them, but for their digits."""
    if len(pages) < 3 or None in pages:
        return set()
    seen: dict[str, list[int]] = defaultdict(list)
    for rows in pages.values():
        for at in {*rows[:_EDGE], *rows[-_EDGE:]}:
            seen[re.sub(r"\d+", "#", lines[at].text.strip())].append(at)
    least = max(3, len(pages) * 0.5)
    return {at for shape, rows in seen.items() if len(rows) >= least and len(shape) < 90 for at in rows}

"""PDF to lines, by pdfium: text with pages, gaps, headings by size, and what cannot be seen left out."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from corpus.importing.block import ImportFault, Line, TooMuch
from corpus.importing.grid import Box, Grid, grids

MOST_PAGES = 1500
MOST_CHARACTERS = 3_000_000
_TINY = 2.5  # points; smaller print is not meant to be read
_PALE = 245  # red, green and blue from here on are white to the eye


@dataclass
class _Char:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass
class _Row:
    """One printed line of a page, or one row of a table."""

    page: int
    top: float
    bottom: float
    text: str = ""
    sizes: Counter[float] = field(default_factory=Counter)
    bold: int = 0
    letters: int = 0
    table: bool = False


def pdf_lines(data: bytes) -> tuple[list[Line], int, int]:
    """Lines, the number of pages, and how many characters were hidden from the reader. ImportFault where unreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data[-4096:]:
            raise ImportFault("is encrypted; save it without a password and import that") from error
        raise ImportFault("is a damaged PDF; open it in a viewer and save it anew") from error
    pages = len(document)
    if pages > MOST_PAGES:
        raise TooMuch(f"has {pages} pages, at most {MOST_PAGES} are read; split it")
    rows: list[_Row] = []
    hidden = count = pictures = 0
    for number in range(pages):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue
        chars, breaks, unseen, pictured = _characters(page)
        count += len(chars)
        hidden += unseen
        pictures += pictured
        if count > MOST_CHARACTERS:
            raise TooMuch(f"has more than {MOST_CHARACTERS} characters of text; split it")
        rows += _rows(page, number + 1, chars, breaks)
        page.close()
    if count < 10 * pages and count < 200:
        what = "only pictures, no text" if pictures else "no text"
        raise ImportFault(f"has {what} on its {pages} page(s); run text recognition (OCR) on it first")
    return _lines(rows), pages, hidden


def _characters(page: Any) -> tuple[list[_Char], set[int], int, int]:
    """The visible characters of a page, before which of them a line begins, how many are hidden, how many pictures."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    grounds, pictures = _grounds(page)
    width, height = page.get_size()
    chars: list[_Char] = []
    breaks: set[int] = set()
    unseen = 0
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    across, base = ctypes.c_double(), ctypes.c_double()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0xFFFE, 0xFFFF, 0):
            continue
        if code in (10, 13):
            breaks.add(len(chars))
            continue
        letter = "-" if code == 2 else chr(code)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        raw.FPDFText_GetCharOrigin(text, at, across, base)
        raw.FPDFText_GetMatrix(text, at, matrix)
        size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        char = _Char(letter, box.left, base.value, box.right, base.value + size, round(size, 1), False)
        if letter.isspace():
            chars.append(char)
            continue
        raw.FPDFText_GetFillColor(text, at, red, green, blue, alpha)
        pale = min(red.value, green.value, blue.value) >= _PALE
        x, y = char.middle
        outside = not (-5 <= x <= width + 5 and -5 <= y <= height + 5)
        drawn_over = any(g[0] <= x <= g[2] and g[1] <= y <= g[3] for g in grounds) if pale else False
        invisible = _render_mode(raw, text, at) == 3 and not pictures
        if (pale and not drawn_over) or alpha.value == 0 or 0 < size < _TINY or outside or invisible:
            unseen += 1
            continue
        char.bold = raw.FPDFText_GetFontWeight(text, at) >= 600
        chars.append(char)
    return chars, breaks, unseen, pictures


def _render_mode(raw: Any, text: Any, at: int) -> int:
    item = raw.FPDFText_GetTextObject(text, at)
    return int(raw.FPDFTextObj_GetTextRenderMode(item)) if item else 0


def _grounds(page: Any) -> tuple[list[Box], int]:
    """Filled shapes and pictures on which pale print can be read, and the number of pictures."""
    import pypdfium2.raw as raw

    boxes: list[Box] = []
    pictures = 0
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for item in page.get_objects(max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
            boxes.append(item.get_bounds())
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
            if alpha.value > 30 and min(red.value, green.value, blue.value) < 230:
                boxes.append(item.get_bounds())
    return boxes, pictures


def _rows(page: Any, number: int, chars: list[_Char], breaks: set[int]) -> list[_Row]:
    """Lines of running text and rows of ruled tables, in reading order."""
    tables = grids(page)
    rows: list[_Row] = []
    cells: dict[int, list[_Char]] = {}
    row: _Row | None = None
    last: _Char | None = None
    for at, char in enumerate(chars):
        inside = next((n for n, grid in enumerate(tables) if grid.holds(*char.middle)), None)
        if inside is not None:
            if inside not in cells:  # the table stands where its first character does
                cells[inside] = []
                rows.append(_Row(number, tables[inside].top, tables[inside].bottom, f"\0{inside}", table=True))
            cells[inside].append(char)
            row = None
            continue
        if (
            row is None
            or at in breaks
            or (last and abs(char.bottom - last.bottom) > 1.5 * max(char.size, 4) and not char.text.isspace())
        ):
            row = _Row(number, char.top, char.bottom)
            rows.append(row)
            last = None
        _extend(row, char, last)
        if not char.text.isspace():
            last = char
    filled: list[_Row] = []
    for line in rows:
        if line.table:
            filled += _table_rows(tables[int(line.text[1:])], cells[int(line.text[1:])], number)
        elif line.text.strip():
            filled.append(line)
    return filled


def _extend(row: _Row, char: _Char, last: _Char | None) -> None:
    """One more character on a line; a wide empty stretch divides columns."""
    if last and not char.text.isspace() and char.left - last.right > 2.2 * max(last.size, 6):
        row.text = row.text.rstrip() + "\t"
    row.text += char.text
    if not char.text.isspace():
        row.top, row.bottom = max(row.top, char.top), min(row.bottom, char.bottom)
        row.sizes[char.size] += 1
        row.bold += char.bold
        row.letters += 1


def _table_rows(grid: Grid, chars: list[_Char], number: int) -> list[_Row]:
    found = []
    for top, texts in grid.rows([(c.text, *c.middle, c.left, c.right, c.size) for c in chars]):
        found.append(_Row(number, top, top, "\t".join(texts), table=True))
    return found


def _lines(rows: list[_Row]) -> list[Line]:
    """Rows as lines: gaps by distance, heading levels by size and weight of print."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes += row.sizes
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    largest = sorted({_size(r) for r in rows if _size(r) > 1.15 * body and not r.table}, reverse=True)
    ranks = {size: min(rank, 3) for rank, size in enumerate(_merged(largest), 1)}
    bold_share = sum(r.bold for r in rows) / max(1, sum(r.letters for r in rows))
    pitch = _pitch(rows)
    lines: list[Line] = []
    before: _Row | None = None
    for row in rows:
        gap = before is not None and (before.page != row.page or before.bottom - row.top > 0.9 * pitch)
        level = 0
        if not row.table and len(row.text.strip()) <= 90 and "\t" not in row.text:
            nearest = next((s for s in ranks if abs(s - _size(row)) < 0.6), None)
            bold = bold_share < 0.3 and row.letters > 1 and row.bold >= 0.95 * row.letters
            text = row.text.strip()
            ends = text.endswith(("。", "；", ";", ".", "，", ",")) or (nearest is None and text.endswith(("：", ":")))
            level = 0 if ends else ranks[nearest] if nearest is not None else 4 if bold else 0
        lines.append(Line(row.text, row.page, gap and before is not None and before.page == row.page, level))
        before = row
    return lines


def _size(row: _Row) -> float:
    return row.sizes.most_common(1)[0][0] if row.sizes else 0.0


def _merged(sizes: list[float]) -> list[float]:
    """Sizes that differ by rounding only count as one."""
    kept: list[float] = []
    for size in sizes:
        if not kept or kept[-1] - size > 0.6:
            kept.append(size)
    return kept


def _pitch(rows: list[_Row]) -> float:
    """The usual height of a line."""
    heights = sorted(r.top - r.bottom for r in rows if not r.table and r.top > r.bottom)
    return heights[len(heights) // 2] if heights else 10.0

"""DOCX to lines, by python-docx behind a guard: paragraphs with automatic numbers, tables, hidden runs left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from corpus.importing.block import ImportFault, Line, TooMuch
from corpus.importing.word_numbers import Numbers

_LARGEST = 60_000_000  # bytes that the parts we read may unpack to
_MOST_PARTS = 3000
_RATIO = 120
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check_zip(data: bytes) -> None:
    """TooMuch where a packed file would unpack to far more than it is; ImportFault where it is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportFault("is a damaged packed file; open it in Word and save it anew") from error
    size = sum(p.file_size for p in parts if p.filename.endswith((".xml", ".rels")))
    if len(parts) > _MOST_PARTS:
        raise TooMuch(f"packs {len(parts)} parts, at most {_MOST_PARTS} are read")
    if size > _LARGEST or any(
        p.file_size > 1_000_000 and p.file_size > _RATIO * max(1, p.compress_size) for p in parts
    ):
        raise TooMuch("unpacks to far more than it is (a zip bomb?); it is not read")
    if any(p.flag_bits & 1 for p in parts):
        raise ImportFault("is encrypted; save it without a password and import that")
    if not any(p.filename == "word/document.xml" for p in parts):
        raise ImportFault("is a packed file but no Word document; give PDF, DOCX, HTML, Markdown or plain text")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                try:
                    head = packed.open(part).read(2_000_000)
                except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
                    raise ImportFault("is a damaged packed file; open it in Word and save it anew") from error
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise ImportFault("declares XML entities, which no Word document needs; it is not read")


def word_lines(data: bytes) -> tuple[list[Line], int]:
    """Lines of a Word document, and how many characters of it are hidden from the reader."""
    check_zip(data)
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        return _Reader(document).lines()
    except ImportFault:
        raise
    except Exception as error:  # python-docx and lxml raise many kinds for one meaning
        raise ImportFault(f"cannot be read as a Word document ({type(error).__name__}); save it anew") from error


class _Reader:
    """Walks a document's body once."""

    def __init__(self, document: Any):
        self._document = document
        self._numbers = Numbers(document)
        self._hidden = 0
        self._page = 1
        root = document.element.body
        self._paged = root.find(f".//{_W}lastRenderedPageBreak") is not None
        self._gap = False

    def lines(self) -> tuple[list[Line], int]:
        found = [line for element in self._document.element.body for line in self._element(element)]
        return found, self._hidden

    def _element(self, element: Any) -> Iterator[Line]:
        if element.tag == f"{_W}p":
            yield from self._paragraph(element)
        elif element.tag == f"{_W}tbl":
            yield from self._table(element)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            for child in element:
                yield from self._element(child)

    def _paragraph(self, element: Any) -> Iterator[Line]:
        text = self._text(element)
        if not text.strip():
            self._gap = True
            return
        place = self._numbering(element)
        level, label, listed = self._level(element), self._numbers.label(place), place is not None
        for n, part in enumerate(text.split("\n")):
            if part.strip():
                own = f"{label}{part}" if n == 0 and label else part
                yield Line(own, self._page if self._paged else None, self._gap, level, listed and not label, True)
                self._gap = False

    def _table(self, element: Any) -> Iterator[Line]:
        above: list[str] = []
        for row in element.iter(f"{_W}tr"):
            if next(row.iterancestors(f"{_W}tbl")) is not element:
                continue
            cells: list[str] = []
            column = 0
            for cell in row.findall(f"{_W}tc"):
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                text = " ".join(
                    t for p in cell.iter(f"{_W}p") if (t := self._text(p).replace("\t", " ").replace("\n", " ").strip())
                )
                if merge is not None and merge.get(f"{_W}val") != "restart" and column < len(above):
                    text = above[column]
                width = int(span.get(f"{_W}val") or 1) if span is not None else 1
                cells += [text] * min(width, 60)
                column += width
            above = cells
            shown = [c for n, c in enumerate(cells) if n == 0 or c != cells[n - 1] or not c]
            if any(shown):
                text = "\t".join(shown) if len(shown) > 1 else shown[0]
                yield Line(text, self._page if self._paged else None, self._gap, whole=True)
                self._gap = False

    def _text(self, element: Any) -> str:
        parts: list[str] = []
        for node in element.iter():
            if node.tag == f"{_W}lastRenderedPageBreak":
                self._page += 1
            elif node.tag == f"{_W}t" and not self._is_deleted(node):
                if self._is_hidden(node):
                    self._hidden += len(node.text or "")
                else:
                    parts.append(node.text or "")
            elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
                parts.append("\t")
            elif node.tag in (f"{_W}br", f"{_W}cr") and node.get(f"{_W}type") is None:
                parts.append("\n")
        return "".join(parts)

    @staticmethod
    def _is_deleted(node: Any) -> bool:
        return any(a.tag in (f"{_W}del", f"{_W}instrText") for a in node.iterancestors())

    @staticmethod
    def _is_hidden(node: Any) -> bool:
        """Vanished, white on white, or too small to read."""
        run = node.getparent()
        props = run.find(f"{_W}rPr") if run is not None else None
        if props is None:
            return False
        vanish = props.find(f"{_W}vanish")
        if vanish is not None and vanish.get(f"{_W}val") not in ("0", "false"):
            return True
        color, size = props.find(f"{_W}color"), props.find(f"{_W}sz")
        shaded = props.find(f"{_W}shd") is not None or props.find(f"{_W}highlight") is not None
        shaded = shaded or any(a.find(f"{_W}tcPr/{_W}shd") is not None for a in run.iterancestors(f"{_W}tc"))
        value = (color.get(f"{_W}val") or "").upper() if color is not None else ""
        pale = (
            len(value) == 6
            and all(c in "0123456789ABCDEF" for c in value)
            and all(int(value[i : i + 2], 16) >= 245 for i in (0, 2, 4))
        )
        tiny = size is not None and (size.get(f"{_W}val") or "9").isdigit() and int(size.get(f"{_W}val") or 9) <= 4
        return (pale and not shaded) or tiny

    def _style(self, element: Any) -> Any:
        name = element.find(f"{_W}pPr/{_W}pStyle")
        wanted = name.get(f"{_W}val") if name is not None else None
        return (
            next(
                (s for s in self._document.styles.element.findall(f"{_W}style") if s.get(f"{_W}styleId") == wanted),
                None,
            )
            if wanted
            else None
        )

    def _level(self, element: Any) -> int:
        """The heading level that the style or the paragraph gives."""
        outline = element.find(f"{_W}pPr/{_W}outlineLvl")
        style = self._style(element)
        if outline is None and style is not None:
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            name = style.find(f"{_W}name")
            said = (name.get(f"{_W}val") or "").lower() if name is not None else ""
            numbered = re.fullmatch(r"(?:heading|标题)\s*([1-9])", said)
            if numbered or said in ("title", "标题"):
                return int(numbered[1]) if numbered else 1
        value = outline.get(f"{_W}val") if outline is not None else None
        return int(value) + 1 if value and value.isdigit() and int(value) < 9 else 0

    def _numbering(self, element: Any) -> tuple[str, int] | None:
        for holder in (element, self._style(element)):
            found = holder.find(f"{_W}pPr/{_W}numPr") if holder is not None else None
            if found is not None and found.find(f"{_W}numId") is not None:
                level = found.find(f"{_W}ilvl")
                return found.find(f"{_W}numId").get(f"{_W}val"), int(
                    level.get(f"{_W}val") or 0
                ) if level is not None else 0
        return None

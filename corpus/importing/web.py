"""HTML to lines, by selectolax: headings, paragraphs, lists and tables; nothing is fetched, nothing hidden is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.importing.block import ImportFault, Line, TooMuch

_SKIPPED = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "nav", "footer",
     "form", "button", "select", "textarea", "img", "video", "audio", "canvas", "link", "meta", "title"),
)  # fmt: skip
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "header", "aside", "ul", "ol", "li", "dl", "dt", "dd", "blockquote",
     "pre", "figure", "figcaption", "table", "h1", "h2", "h3", "h4", "h5", "h6", "body", "center", "address", "hr",
     "td", "th", "tr", "tbody", "thead", "caption", "details", "summary"),
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?(?![.\d])|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255|transparent)|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.I,
)
# Roles of what stands beside a document on its page
_BESIDE = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"))
_MOST = 0.5  # the share of a page's text that its main part has at least
_DEEPEST = 200
_MOST_NODES = 400_000


def html_lines(text: str) -> tuple[list[Line], int]:
    """Lines of a page, and how many of its elements are hidden from the reader."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text)
    if page.body is None:
        raise ImportFault("has no text that a reader would see")
    reader = _Reader()
    reader.walk(_main(page.body), 0)
    reader.flush()
    if not reader.lines:
        raise ImportFault("has no text that a reader would see")
    return reader.lines, reader.hidden


def _main(body: Any) -> Any:
    """The part of a page that is the document, where the page marks it and it holds most of the text."""
    marked = body.css("main, [role=main]") or body.css("article")
    whole = len(body.text(strip=True) or "")
    if len(marked) == 1 and not _is_hidden(marked[0]) and len(marked[0].text(strip=True) or "") > _MOST * whole:
        return marked[0]
    return body


class _Reader:
    """Walks a page once, collecting inline text until a block ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.hidden = 0
        self._text: list[str] = []
        self._nodes = self._heading = 0
        self._counters: list[int | None] = []  # numbers of the ordered lists around us

    def walk(self, node: Any, depth: int, level: int = 0, item: bool = False) -> None:
        for child in node.iter(include_text=True):
            self._nodes += 1
            if self._nodes > _MOST_NODES or depth > _DEEPEST:
                raise TooMuch("nests or repeats elements without end; it is not read")
            tag = child.tag
            if tag == "-text":
                self._text.append(child.text_content or "")
            elif tag in _SKIPPED or tag.startswith("-") or child.attributes.get("role") in _BESIDE:
                continue
            elif _is_hidden(child):
                self.hidden += 1
            elif tag == "br":
                self.flush(level, item)
            elif tag == "table":
                self.flush(level, item)
                self._table(child)
            elif tag in _BLOCKS:
                self._block(child, tag, depth, level, item)
            else:
                self.walk(child, depth + 1, level, item)

    def _block(self, node: Any, tag: str, depth: int, level: int, item: bool) -> None:
        self.flush(level, item)
        inner = self._level(node, tag, level)
        if tag in ("ol", "ul"):
            start = node.attributes.get("start") or "1"
            self._counters.append(
                int(start) - 1 if tag == "ol" and start.isdigit() and len(start) < 6 else 0 if tag == "ol" else None
            )
        if tag == "li" and self._counters:
            count = self._counters[-1]
            if count is not None:
                self._counters[-1] = count + 1
                words = (node.text(strip=True) or "")[:12]
                if not re.match(r"[（(]?[\d一二三四五六七八九十]+[）).、．]|[①-⑳]", words):
                    self._text.append(f"{count + 1}. ")
        bullet = tag == "li" and bool(self._counters) and self._counters[-1] is None
        self.walk(node, depth + 1, inner, bullet or (item and tag != "li"))
        self.flush(inner, bullet or (item and tag != "li"))
        if tag in ("ol", "ul"):
            self._counters.pop()

    def _level(self, node: Any, tag: str, level: int) -> int:
        """The heading level inside an element; what a reader opens and the questions of a list head what follows."""
        if re.fullmatch("h[1-6]", tag):
            self._heading = int(tag[1])
            return self._heading
        asks = tag == "dt" and (node.text(strip=True) or "").endswith(("?", "？"))
        return min(self._heading + 1, 7) if tag == "summary" or asks else level

    def flush(self, level: int = 0, item: bool = False) -> None:
        """End the line that is being collected."""
        text = re.sub(r"\s+", " ", "".join(self._text)).strip()
        self._text = []
        if text:
            self.lines.append(Line(text, None, True, level, item, True))

    def _table(self, table: Any) -> None:
        """Rows with tabs; a cell over several rows is repeated in each."""
        carried: dict[int, tuple[int, str]] = {}
        for row in _rows(table):
            cells: list[str] = []
            for cell in row.iter():
                if cell.tag not in ("td", "th") or _is_hidden(cell):
                    continue
                while len(cells) in carried and carried[len(cells)][0] > 0:
                    cells.append(self._carry(carried, len(cells)))
                text = re.sub(r"\s+", " ", _visible_text(cell)).strip()
                down = _small(cell.attributes.get("rowspan"))
                if down > 1:
                    carried[len(cells)] = (down - 1, text)
                cells.append(text)
                cells += [""] * (_small(cell.attributes.get("colspan")) - 1)
            while len(cells) in carried and carried[len(cells)][0] > 0:
                cells.append(self._carry(carried, len(cells)))
            if any(cells):
                kept = [c for n, c in enumerate(cells) if c or n == 0 or len(cells) > 2]
                self.lines.append(Line("\t".join(kept).rstrip("\t"), None, False, whole=True))

    @staticmethod
    def _carry(carried: dict[int, tuple[int, str]], column: int) -> str:
        left, text = carried[column]
        carried[column] = (left - 1, text)
        return text


def _rows(table: Any) -> Iterator[Any]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _visible_text(node: Any, depth: int = 0) -> str:
    parts: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            parts.append(child.text_content or "")
        elif child.tag not in _SKIPPED and not child.tag.startswith("-") and not _is_hidden(child) and depth < _DEEPEST:
            parts.append(_visible_text(child, depth + 1))
            parts.append(" " if child.tag in _BLOCKS or child.tag == "br" else "")
    return "".join(parts)


def _is_hidden(node: Any) -> bool:
    attributes = node.attributes
    style = attributes.get("style") or ""
    shaded = "background" in style.lower()
    found = _HIDDEN.search(style)
    pale = found is not None and "color" in found[0].lower() and shaded
    return "hidden" in attributes or attributes.get("aria-hidden") == "true" or (found is not None and not pale)


def _small(value: str | None) -> int:
    return min(int(value), 50) if value and value.isdigit() and len(value) < 4 and int(value) > 0 else 1

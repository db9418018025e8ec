"""What a document is made of once it was read: printed lines, then blocks with pages and offsets.

ImportFault
└── TooMuch      the file exceeds a limit (size, pages, time, memory)
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "row", "caption"]


class ImportFault(Exception):
    """A file cannot be taken in; the message is one line: what, where, what to do."""


class TooMuch(ImportFault):
    """A file is larger, longer or slower to read than the limits allow."""


@dataclass(frozen=True)
class Line:
    """One printed line, or one whole paragraph where the format knows paragraphs. Cells are divided by tabs."""

    text: str
    page: int | None = None
    gap: bool = False  # more space above than between lines
    level: int = 0  # heading level that the format itself gives; 0: none
    item: bool = False  # an item of a list by the format
    whole: bool = False  # a paragraph of the format rather than a printed line


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list item, a caption or a table row, with its lines joined."""

    kind: Kind
    text: str
    page: int | None
    start: int  # offsets into Document.text
    end: int
    level: int = 0
    gap: bool = False

    @property
    def cells(self) -> list[str]:
        """The cells of a table row; one cell for everything else."""
        return [cell.strip() for cell in self.text.split("\t")]


@dataclass(frozen=True)
class Document:
    """A document as read: `text` is its blocks joined by newlines, `pages` where each page begins in it."""

    name: str
    format: str
    blocks: tuple[Block, ...]
    text: str
    pages: tuple[tuple[int, int], ...] = ()  # (offset, page number), ascending
    page_count: int | None = None
    dropped: tuple[str, ...] = field(default=())  # what was left out, in words for the operator

    def page_at(self, offset: int) -> int | None:
        """The page on which an offset stands; None where the format has no pages."""
        place = bisect_right(self.pages, (offset, 10**9))
        return self.pages[place - 1][1] if place else None

"""What stands before the first clause and says something about the rest: tables of contents, abstracts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from corpus.importing.block import Block

_ABSTRACT = re.compile(r"(?:摘\s*要|Abstract)\s*[：:．.]", re.I)
_ENTRY = re.compile(r"(?:[.．…·‥]\s?){3,}\s*\d{1,3}$")  # leader dots and a page
_LONGEST = 200  # characters of an entry


def is_entry(text: str) -> bool:
    """Is a line an entry of a table of contents: a heading, leader dots, a page?"""
    return _listed(text) is not None


def contents(blocks: Sequence[Block]) -> frozenset[str]:
    """The headings that a table of contents gives with their page, each as `entry` names it."""
    return frozenset(entry(found) for b in blocks if (found := _listed(b.text)))


def _listed(text: str) -> str | None:
    """The heading that a line lists with its page; None where it is no entry."""
    found = _ENTRY.search(text) if len(text) <= _LONGEST else None
    heading = text[: found.start()].rstrip(" .．…·‥") if found else ""
    return heading if re.search(r"\w", heading) else None


def entry(text: str) -> str:
    """A heading as it is compared with the table of contents: letters and digits alone."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).lower()


def abstracts(blocks: Sequence[Block]) -> list[Block]:
    """Abstracts of a paper; one that a page break or a footnote cut goes on where a block begins in mid-sentence."""
    found: list[Block] = []
    cut = False
    for block in blocks:
        if _ABSTRACT.match(block.text) or (cut and re.match(r"[a-z“\"(]", block.text)):
            found.append(block)
            cut = not block.text.rstrip().endswith((".", "。"))
    return found

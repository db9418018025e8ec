"""What stands before the first clause and says something about the rest: tables of contents, abstracts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from corpus.importing.block import Block

_ABSTRACT = re.compile(r"(?:摘\s*要|Abstract)\s*[：:．.]", re.I)
_ENTRY = re.compile(r"(.*\w.*?)\s*(?:[.．…·‥]\s?){3,}\s*\d{1,3}")


def is_entry(text: str) -> bool:
    """Is a line an entry of a table of contents: a heading, leader dots, a page?"""
    return bool(_ENTRY.fullmatch(text))


def contents(blocks: Sequence[Block]) -> frozenset[str]:
    """The headings that a table of contents gives with their page, each as `entry` names it."""
    lines = (_ENTRY.fullmatch(b.text) for b in blocks)
    return frozenset(entry(found[1]) for found in lines if found)


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

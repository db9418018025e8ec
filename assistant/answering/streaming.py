"""Cutting an answer into the pieces that a stream sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer import Answer, Citations, Done, Piece, Status, Text

# A sentence keeps its markers and the blanks behind them; an end of line ends a piece too. A full stop ends a
# sentence only before a blank, so that 1.3 and 60.000 stay whole.
_SENTENCE = re.compile(r".+?(?:[。！？](?:[ \t]*\[\d+\])*\s*|[.!?](?:[ \t]*\[\d+\])*+(?:\s+|\Z)|\n\s*|\Z)", re.S)


def sentences(text: str) -> Iterator[str]:
    """The text in runs of a sentence or a line each; joined they are the text again, character by character."""
    yield from (match[0] for match in _SENTENCE.finditer(text))


def whole(answer: Answer) -> Iterator[Piece]:
    """A finished answer in its pieces: what it is, its clauses, its text, itself."""
    yield Status(answer.status, answer.lang, answer.direction)
    yield Citations(answer.citations)
    yield from (Text(text) for text in sentences(answer.answer))
    yield Done(answer)

"""The field of research, as people say it: one of the fields that the direction prints, or a discipline."""

from __future__ import annotations

import re
from typing import Any

from assistant.eligibility.told_words import cue, cues, plain_text
from corpus.guide import Direction
from corpus.library import Library


def field_of(plain: str, library: Library, direction: str) -> dict[str, Any]:
    """The fact `field`, where the text speaks of the work's field; a field that no direction prints is left open.

    A direction open to all fields is told the discipline. Otherwise its own printed fields come first, and a field that
    only other directions print is one it does not support.
    """
    own = library.directions.get(direction)
    if own is None or not cue("field_said").search(plain):
        return {}
    if own.any_field:
        kinds = [kind for kind, words in cues()["fields"].items() if re.search(words, plain)]
        return {"field": kinds[0]} if len(kinds) == 1 else {}
    for candidate in (own, *library.directions.values()):
        if name := _named(plain, candidate):
            return {"field": name}
    return {}


def _named(plain: str, direction: Direction) -> str | None:
    for field in direction.fields:
        for printed in (field, *field.sub):
            if any(plain_text(name) in plain for name in (printed.zh, printed.en)):
                return printed.zh
    return None

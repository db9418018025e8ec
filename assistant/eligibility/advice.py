"""What would change a verdict: for each broken line the smallest change that mends it, or what cannot be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from assistant.eligibility.mending import Mender
from assistant.eligibility.rules import constraints_of, judge
from corpus.guide import Bilingual, Frozen
from corpus.library import Library


class Change(Frozen):
    """How one broken line could be mended. `set`: the facts as they would have to be, where that can be said."""

    constraint_id: str
    clause_id: str
    facts: tuple[str, ...]
    possible: bool
    text: Bilingual
    set: Mapping[str, Any] = Field(default_factory=dict)


def changes(library: Library, direction_id: str, profile: Mapping[str, Any], as_of: date) -> tuple[Change, ...]:
    """One change for each finding that is broken or a warning, in the order of the findings; none where nothing is."""
    verdict = judge(library, direction_id, profile, as_of)
    at_fault = {f.constraint_id for f in verdict.findings if f.outcome in ("broken", "warning")}
    found = []
    for placed in constraints_of(library, direction_id):
        if placed.id not in at_fault:
            continue
        own = placed.constraint
        step = Mender(library, direction_id, profile, as_of, own.label).step(own.requires, profile)
        zh, en = "；".join(words for words, _ in step.words), "; ".join(words for _, words in step.words)
        text = Bilingual(zh=zh + "。", en=en[:1].upper() + en[1:] + ".")
        found.append(
            Change(
                constraint_id=placed.id,
                clause_id=placed.clause_id,
                facts=own.facts,
                possible=step.possible,
                text=text,
                set=step.set,
            )
        )
    return tuple(found)

"""The verdict on what a person told: as the rules say, with the PI counted among the participants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.answer import Verdict
from assistant.eligibility.exact import span
from assistant.eligibility.judged import AGE
from assistant.eligibility.rules import judge
from assistant.eligibility.vocabulary import vocabulary
from corpus.library import Library


def agreeing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts less those that contradict each other: an end said before its start, over several turns."""
    kept = dict(facts)
    for name, fact in vocabulary().facts.items():
        if name in kept and fact.not_before in kept:
            last, first = span(kept[name], name), span(kept[fact.not_before], fact.not_before)
            if last.last < first.first:
                del kept[name], kept[fact.not_before]
    return kept


def verdict_on(library: Library, direction: str, facts: Mapping[str, Any], as_of: date) -> Verdict:
    """The verdict; a PI is one of the participants, so what rules out a participant rules out the PI.

    The PI alone cannot settle what must hold of every participant: without the others, only a rejection counts.
    """
    facts = agreeing(facts)
    verdict = judge(library, direction, facts, as_of)
    if not AGE & facts.keys():
        return verdict
    others = facts.get("participants", [])
    person = {name: facts[name] for name in (*sorted(AGE), "healthy") if name in facts}
    with_pi = judge(library, direction, {**facts, "participants": [*others, person]}, as_of)
    broken = any(f.outcome == "broken" and "participants" in f.facts for f in with_pi.findings)
    return with_pi if broken or others else verdict

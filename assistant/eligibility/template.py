"""A profile to fill in: the facts that a direction asks for, each with what is required of it and an example."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from assistant.eligibility.rules import constraints_of
from assistant.eligibility.vocabulary import Fact, vocabulary
from corpus.library import Library


def template(library: Library, direction_id: str) -> str:
    """Commented YAML that is itself a profile in which nothing is given yet. NotFound for an unknown direction."""
    placed = constraints_of(library, direction_id)
    words = vocabulary()
    asked = {fact for p in placed for fact in p.constraint.facts}
    direction = library.directions.get(direction_id)
    title = f" {direction.title.zh} / {direction.title.en}" if direction else ""
    lines = [
        f"# {direction_id}{title}",
        "# 填上已知的事实，不知道的留空：留空算未知，不算不符合。日期可以只写年或年月。",
        "# Fill in what is known and leave the rest empty: empty means unknown, not unmet. Dates may be partial.",
    ]
    section = ""
    for name in words.order:
        if name not in asked:
            continue
        fact = words.facts[name]
        if fact.section != section:
            section = fact.section
            lines += ["", f"# ---- {words.sections[section].zh} / {words.sections[section].en}"]
        lines += [
            f"#   {p.constraint.clause}: {p.constraint.label.zh} / {p.constraint.label.en}"
            for p in placed
            if name in p.constraint.facts
        ]
        lines.append(f"{name}:  # {fact.label.zh} / {fact.label.en}{_how(fact)}")
    return "\n".join(lines) + "\n"


def _how(fact: Fact) -> str:
    example = json.dumps(fact.example, ensure_ascii=False, default=_day)
    if fact.type == "flag":
        return " (true, false)"
    if fact.type == "choice":
        return f" ({', '.join(vocabulary().choices[fact.of])})"
    return f", e.g. {example if isinstance(fact.example, list | dict) else example.strip(chr(34))}"


def _day(value: Any) -> str:
    assert isinstance(value, date)
    return value.isoformat()

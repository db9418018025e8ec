"""The part of `python -m corpus check` about constraints: do they stand on the words of their clauses, and which
clauses with hard figures have none?
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from pydantic import BaseModel

from corpus.figures import figures
from corpus.guide import Bilingual, Guide, Part
from corpus.library import Library, PlacedConstraint

# Topics of statements that bind applicants, projects or results: where such a statement prints a figure,
# its clause has a constraint or a recorded reason why not.
HARD = frozenset({
    "unit", "unit_count", "company", "age", "degree", "rank", "experience", "team", "visits", "stay", "events",
    "papers", "patents", "training", "hosting", "demonstration", "readiness", "partner", "duration", "limit",
    "matching", "deadline", "recommend",
})  # fmt: skip


def constraint_problems(library: Library) -> list[str]:
    """One line for each constraint that cites wrongly and each clause with hard figures that nothing judges."""
    found: list[str] = []
    seen: set[str] = set()
    for placed in library.constraints:
        if placed.id in seen:
            found.append(f"{placed.guide}: constraint {placed.id} stands twice; give each its own id")
        seen.add(placed.id)
        found += [f"{placed.guide}: constraint {placed.id}: {line}" for line in _constraint(placed, library)]
    for guide in library.guides.values():
        found += [f"{guide.id}/{part.file}: {line}" for part in guide.parts for line in _coverage(part, guide, library)]
    return found


def _constraint(placed: PlacedConstraint, library: Library) -> Iterator[str]:
    own = placed.constraint
    for wording in (own.label, own.remark):
        if wording:
            yield from _same_figures(wording)
    for direction in (*own.only_for, *own.not_for):
        if direction not in library.directions:
            yield f"names direction {direction}, which the edition has not"
    if placed.clause_id not in library.clauses:
        yield f"cites {own.clause}, which the edition has not"
        return
    clause = library.clauses[placed.clause_id].clause
    stated = figures(clause.text("zh"), chinese=True)
    missing = sorted(set(_figures(own.requires)) - stated)
    if missing:
        yield f"its figures {', '.join(missing)} do not stand in {own.clause}"


def _same_figures(wording: Bilingual) -> Iterator[str]:
    zh, en = figures(wording.zh), figures(wording.en)
    if zh != en:
        yield f"figures differ: only in zh {sorted(zh - en)}, only in en {sorted(en - zh)}: {wording.zh[:40]}"


def _figures(value: object) -> Iterator[str]:
    """Every limit of an expression as figures; 0 and 1 mean none and any, and need not be printed."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _figures(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _figures(part)
    elif isinstance(value, date):
        clock = (value.hour,) if isinstance(value, datetime) else ()
        yield from (str(part) for part in (value.year, value.month, value.day, *clock))
    elif isinstance(value, Fraction):
        yield from [str(value * 100)] if value else []
    elif isinstance(value, int) and not isinstance(value, bool) and value > 1:
        yield str(value)


def _coverage(part: Part, guide: Guide, library: Library) -> Iterator[str]:
    recorded = {entry.clause for entry in part.unconstrained}
    known = {clause.ref for clause in part.clauses}
    for ref in sorted(recorded - known):
        yield f"unconstrained: {ref} is no clause of this file"
    if not guide.directions:
        return  # a document without directions sets nothing that could be judged
    if part.direction and not part.constraints:
        yield f"no constraints: nothing can be judged for {part.direction.id}"
        return
    cited = {placed.clause_id for placed in library.constraints}
    for clause in part.clauses:
        hard = any(HARD & set(s.about) and figures(s.zh) for s in clause.says)
        if hard and f"{guide.id}/{clause.ref}" not in cited and clause.ref not in recorded:
            yield f"{clause.ref} prints a hard figure but has no constraint; add one, or a reason under unconstrained"

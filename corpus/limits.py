"""The limits that an edition gives: those of its constraints, and the typed facts in its headers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from pydantic import BaseModel

from corpus.guide import Amount, Guide
from corpus.importing.figures import Draft, Value
from corpus.library import PlacedConstraint

_OPERATORS = (
    "at_least",
    "at_most",
    "between",
    "equals",
    "on_or_after",
    "on_or_before",
    "before",
    "within",
    "born_on_or_after",
    "under_age",
)
_FITTING = {
    "at_least": {"at_least", "exactly", "between"}, "at_most": {"at_most", "between", "exactly"},
    "equals": {"exactly", "between", "at_most", "within"}, "between": {"between", "at_most", "within"},
    "under_age": {"at_most"}, "born_on_or_after": {"on_or_after"}, "on_or_after": {"on_or_after", "within"},
    "on_or_before": {"on_or_before", "within", "before"}, "before": {"before", "within"}, "within": {"within"},
}  # fmt: skip


def limits_of(placed: PlacedConstraint) -> list[tuple[str, object]]:
    """Every limit of a constraint with its operator."""
    return list(_walk(placed.constraint.requires))


def _walk(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if name in _OPERATORS and inner is not None and not isinstance(inner, bool | str | BaseModel):
                yield name, inner
            elif isinstance(inner, BaseModel | tuple):
                yield from _walk(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _walk(inner)


def fits(draft: Draft, operator: str, value: object) -> bool:
    """Does a drafted limit say what a constraint's limit says?"""
    if draft.comparison not in _FITTING[operator]:
        return False
    wanted = [Fraction(v) if isinstance(v, int) else v for v in (value if isinstance(value, tuple) else (value,))]
    return all(v in draft.values for v in wanted if not (v == 1 and len(wanted) > 1))


def header_values(guide: Guide) -> dict[str, set[Value]]:
    """The typed facts of a guide that are no constraints: projects, money, years, the window, the totals."""
    found: dict[str, set[Value]] = {}

    def add(ref: str, *values: object) -> None:
        for value in values:
            if isinstance(value, Amount):
                value = value.value
            if isinstance(value, int):
                found.setdefault(ref, set()).add(Fraction(value))
            elif isinstance(value, date):
                found.setdefault(ref, set()).add(value)

    for part in guide.parts:
        if part.direction:
            one = part.direction
            amounts = [one.projects, one.funding_total, one.funding_per_project, *one.duration_years]
            amounts += [a for f in one.fields for a in (f.projects, f.funding)]
            for clause in part.clauses:
                add(clause.ref, *amounts)
    if guide.totals:
        add(guide.totals.clause.split("/", 1)[1], guide.totals.projects, guide.totals.funding, guide.totals.partners)
    if guide.window:
        add(guide.window.clause.split("/", 1)[1], guide.window.opens, guide.window.closes)
    return found

"""Questions about a plan: what one figure of it means for another, computed from the constraints and shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from assistant.answer import Strength
from assistant.eligibility.lists import evaluate
from assistant.eligibility.logic import MISSING, Scope, Words, figure
from assistant.eligibility.profile import read
from assistant.eligibility.rules import constraints_of, scope_of
from corpus import comparison, expression
from corpus.guide import Bilingual, Frozen
from corpus.library import Library, PlacedConstraint


class Plan(Frozen):
    """What a fact must come to, given the others: `fact` is `bound` `value`, and `text` shows the sum."""

    constraint_id: str
    clause_id: str
    strength: Strength
    fact: str
    bound: Literal["at_least", "at_most"]
    value: int
    text: Bilingual


def plans(library: Library, direction_id: str, profile: Mapping[str, Any], as_of: date) -> tuple[Plan, ...]:
    """For every share or sum of which one figure is given and one is not, the least or most the other may be.

    `{papers_total_joint: 7}` gives: papers in Chinese journals, at least 4, because 7 × 50% = 3.5.
    """
    scope = scope_of(library, direction_id, read(profile, as_of))
    found = []
    for placed in constraints_of(library, direction_id):
        condition = placed.constraint.applies_when
        if condition is None or evaluate(condition, scope).truth is not False:
            found += [plan for form in _parts(placed.constraint.requires) for plan in _plan(form, placed, scope)]
    return tuple(found)


def _parts(form: comparison.Form) -> Iterator[comparison.Form]:
    if isinstance(form, expression.AllOf):
        for part in form.all_of:
            yield from _parts(part)
    else:
        yield form


def _plan(form: comparison.Form, placed: PlacedConstraint, scope: Scope) -> Iterator[Plan]:
    if isinstance(form, comparison.Share):
        yield from _share(form, placed, scope)
    elif isinstance(form, comparison.AtLeast) and form.sum and isinstance(form.at_least, int):
        known = {name: scope.look(name) for name in form.sum if scope.look(name) is not MISSING}
        if len(known) == len(form.sum) - 1:
            (open_,) = (name for name in form.sum if name not in known)
            need = form.at_least - sum(known.values())
            if need > 0:
                sums = " - ".join([str(form.at_least), *(str(value) for value in known.values())])
                yield _said(placed, scope, open_, "at_least", math.ceil(need), f"{sums} = {need}")
    elif isinstance(form, comparison.AtLeast) and form.fact and isinstance(form.at_least, comparison.OtherFact):
        own, other = scope.look(form.fact), scope.look(form.at_least.fact)
        if own is MISSING and other is not MISSING:
            yield _said(placed, scope, form.fact, "at_least", math.ceil(other), _of(scope, form.at_least.fact))
        elif other is MISSING and own is not MISSING:
            yield _said(placed, scope, form.at_least.fact, "at_most", math.floor(own), _of(scope, form.fact))


def _share(form: comparison.Share, placed: PlacedConstraint, scope: Scope) -> Iterator[Plan]:
    part, whole = scope.look(form.share), scope.look(form.of)
    limit = form.at_least if form.at_least is not None else form.at_most
    if (part is MISSING) == (whole is MISSING) or isinstance(part, bool) or isinstance(whole, bool) or not limit:
        return
    least = form.at_least is not None
    percent = f"{figure(limit * 100)}%"
    if part is MISSING:
        exact = Fraction(limit * whole)
        value = math.ceil(exact) if least else math.floor(exact)
        yield _said(
            placed,
            scope,
            form.share,
            "at_least" if least else "at_most",
            value,
            f"{figure(whole)} × {percent} = {figure(exact)}",
        )
    else:
        exact = Fraction(part) / limit
        value = math.floor(exact) if least else math.ceil(exact)
        yield _said(
            placed,
            scope,
            form.of,
            "at_most" if least else "at_least",
            value,
            f"{figure(part)} ÷ {percent} = {figure(exact)}",
        )


def _of(scope: Scope, fact: str) -> Words:
    """The other fact and its value, which is the limit."""
    (zh, en), value = scope.label(fact), figure(scope.look(fact))
    return f"{zh} {value}", f"{en} {value}"


def _said(
    placed: PlacedConstraint,
    scope: Scope,
    fact: str,
    bound: Literal["at_least", "at_most"],
    value: int,
    sums: str | Words,
) -> Plan:
    sum_zh, sum_en = (sums, sums) if isinstance(sums, str) else sums
    zh, en = scope.label(fact)
    words = ("至少", "at least") if bound == "at_least" else ("至多", "at most")
    soft = placed.constraint.strength == "in_principle"
    return Plan(
        constraint_id=placed.id,
        clause_id=placed.clause_id,
        strength=placed.constraint.strength,
        fact=fact,
        bound=bound,
        value=value,
        text=Bilingual(
            zh=f"{zh}{'原则上' if soft else ''}{words[0]} {value}（{sum_zh}）。",
            en=f"{en[:1].upper()}{en[1:]}: {'in principle ' if soft else ''}{words[1]} {value} ({sum_en}).",
        ),
    )

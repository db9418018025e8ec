"""The evaluator: which function judges which form, and the forms that hold other expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.eligibility import days, forms, titles
from assistant.eligibility.logic import MISSING, TRUE, Result, Scope, Words, all_of, any_of, negated
from corpus import comparison, expression

_SHOWN = 5  # entries that a reason names


def evaluate(form: comparison.Form, scope: Scope) -> Result:
    """What an expression comes to for these facts. Pure: the same facts give the same result."""
    return _JUDGES[type(form)](form, scope)


def _all_of(form: expression.AllOf, scope: Scope) -> Result:
    return all_of([evaluate(part, scope) for part in form.all_of])


def _any_of(form: expression.AnyOf, scope: Scope) -> Result:
    return any_of([evaluate(part, scope) for part in form.any_of])


def _not(form: expression.Not, scope: Scope) -> Result:
    return negated(evaluate(form.not_, scope))


def _each(form: expression.Each, scope: Scope) -> Result:
    entries = scope.look(form.each)
    if entries is MISSING:
        return scope.lack(form.each)
    if not entries:
        zh, en = scope.label(form.each)
        return Result(
            None, (scope.root(form.each),), ((f"{zh}是空的，无从判断", f"{en}: empty, so there is nothing to judge"),)
        )
    result = all_of([evaluate(form.meets, entry) for entry in scope.entries(form.each)])
    return result._replace(notes=result.notes[:_SHOWN])


def _count(form: expression.Count, scope: Scope) -> Result:
    if scope.look(form.count) is MISSING:
        return scope.lack(form.count)
    results = counted(form, scope)
    sure = sum(result.truth is True for result in results)
    open_ = [result for result in results if result.truth is None]
    limit = form.at_least if form.at_least is not None else form.at_most
    assert limit is not None
    if form.at_least is not None:
        truth = True if sure >= limit else None if sure + len(open_) >= limit else False
    else:
        truth = False if sure > limit else None if sure + len(open_) > limit else True
    return _tally(form, scope, truth, sure, limit, open_)


def counted(form: expression.Count, scope: Scope) -> list[Result]:
    """One result for each entry that counts; equal entries count once where the form says so."""
    entries = scope.entries(form.count)
    if form.distinct:
        entries = list({_key(entry): entry for entry in entries}.values())
    return [evaluate(form.where, entry) if form.where else TRUE for entry in entries]


def _tally(
    form: expression.Count, scope: Scope, truth: bool | None, sure: int, limit: int, open_: list[Result]
) -> Result:
    if truth is True:
        return TRUE
    zh, en = scope.label(form.count)
    wanted = (
        (f"至少要 {limit}", f"at least {limit}") if form.at_least is not None else (f"至多 {limit}", f"at most {limit}")
    )
    which = ("符合条件的有", "meeting the condition") if form.where else ("共有", "in all")
    note: Words = (f"{zh}：{which[0]} {sure} 项，{wanted[0]} 项", f"{en}: {sure} {which[1]}, {wanted[1]} needed")
    if truth is False:
        return Result(False, notes=(note,))
    missing = tuple(dict.fromkeys(name for result in open_ for name in result.missing))
    return Result(None, missing, (note, *(n for result in open_[:_SHOWN] for n in result.notes)))


def _key(entry: Scope) -> Any:
    value = entry.values.get("it", MISSING)
    return "".join(value.split()).casefold() if isinstance(value, str) else repr(sorted(entry.values.items(), key=str))


def _cast(form: expression.Cast, scope: Scope) -> Result:
    if scope.look(form.cast) is MISSING:
        return scope.lack(form.cast)
    entries = scope.entries(form.cast)
    table = [[evaluate(role.where, entry) for entry in entries] for role in form.roles]
    sure = _filled([[result.truth is True for result in row] for row in table])
    if len(sure) == len(form.roles):
        return TRUE
    possible = _filled([[result.truth is not False for result in row] for row in table])
    filled = possible if len(possible) < len(form.roles) else sure
    unfilled = [role.who for number, role in enumerate(form.roles) if number not in filled]
    zh, en = scope.label(form.cast)
    names = "、".join(who.zh for who in unfilled), ", ".join(who.en for who in unfilled)
    if len(possible) < len(form.roles):
        return Result(False, notes=((f"{zh}里缺{names[0]}", f"{en}: no {names[1]}"),))
    open_ = [result for row in table for result in row if result.truth is None]
    missing = tuple(dict.fromkeys(name for result in open_ for name in result.missing))
    notes = tuple(dict.fromkeys(note for result in open_ for note in result.notes))[:_SHOWN]
    return Result(None, missing, ((f"{zh}里{names[0]}还定不下来", f"{en}: {names[1]} not settled yet"), *notes))


def _filled(table: list[list[bool]]) -> dict[int, int]:
    """The roles that can be filled at once, each with a different entry (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(role: int, tried: set[int]) -> bool:
        for entry, fits in enumerate(table[role]):
            if fits and entry not in tried:
                tried.add(entry)
                if entry not in taken or place(taken[entry], tried):
                    taken[entry] = role
                    return True
        return False

    for role in range(len(table)):
        place(role, set())
    return {role: entry for entry, role in taken.items()}


_JUDGES: dict[type[comparison.Form], Callable[[Any, Scope], Result]] = {
    expression.AllOf: _all_of,
    expression.AnyOf: _any_of,
    expression.Not: _not,
    expression.Each: _each,
    expression.Count: _count,
    expression.Cast: _cast,
    comparison.Share: forms.share,
    comparison.Equals: forms.equals,
    comparison.OneOf: forms.one_of,
    comparison.Between: forms.between,
    comparison.AtLeast: forms.at_least,
    comparison.AtMost: forms.at_most,
    comparison.OnOrAfter: days.on_or_after,
    comparison.OnOrBefore: days.on_or_before,
    comparison.Before: days.before,
    comparison.Within: days.within,
    comparison.BornOnOrAfter: days.born,
    comparison.UnderAge: days.under_age,
    comparison.RankAtLeast: titles.rank_at_least,
    comparison.IncludesAll: forms.includes_all,
    comparison.IncludesAny: forms.includes_any,
    comparison.Matches: titles.matches,
    comparison.Given: forms.given,
}

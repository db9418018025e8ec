"""How the forms about days, moments and ages are judged. A partial date decides only where its every day does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from assistant.eligibility.exact import Span
from assistant.eligibility.logic import MISSING, TRUE, Result, Scope, Words
from corpus import comparison


def on_or_after(form: comparison.OnOrAfter, scope: Scope) -> Result:
    """That day counts."""
    day = form.on_or_after
    return _day(form.fact, scope, lambda d: d >= day, (f"早于 {day}", f"before {day}"))


def on_or_before(form: comparison.OnOrBefore, scope: Scope) -> Result:
    """That day counts."""
    day = form.on_or_before
    return _day(form.fact, scope, lambda d: d <= day, (f"晚于 {day}", f"after {day}"))


def before(form: comparison.Before, scope: Scope) -> Result:
    """A bare date itself does not count; exactly at a time of day is left open."""
    limit = form.before
    if not isinstance(limit, datetime):
        return _day(form.fact, scope, lambda d: d < limit, (f"不早于 {limit}", f"not before {limit}"))
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    clock = limit.strftime("%Y-%m-%d %H:%M")
    if value.last < limit:
        return TRUE
    if value.first > limit:
        return scope.refuse(form.fact, (f"晚于 {clock}", f"after {clock}"))
    if value.first == value.last:
        zh, en = scope.label(form.fact)
        return Result(
            None,
            notes=(
                (
                    f"{zh}：正好是 {clock}，条文没有说算不算",
                    f"{en}: exactly {clock}; the clause does not say whether that counts",
                ),
            ),
        )
    return scope.partial(form.fact)


def within(form: comparison.Within, scope: Scope) -> Result:
    """Both ends count."""
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    opens, closes = form.within
    if opens <= value.first and value.last <= closes:
        return TRUE
    if value.last < opens or value.first > closes:
        ends = opens.strftime("%Y-%m-%d %H:%M"), closes.strftime("%Y-%m-%d %H:%M")
        return scope.refuse(form.fact, (f"不在 {ends[0]} 至 {ends[1]} 之内", f"not within {ends[0]} to {ends[1]}"))
    return scope.partial(form.fact)


def born(form: comparison.BornOnOrAfter, scope: Scope) -> Result:
    """By the date of birth; where a part of it, or none, is known, by the age on its day as well."""
    cut = form.born_on_or_after
    span, age, on = (scope.look(name) for name in ("birth_date", "age", "age_on"))
    ranges: list[tuple[date, date, Words]] = []
    if span is not MISSING:
        label = scope.label("birth_date")
        ranges.append((span.first.date(), span.last.date(), (f"{label[0]}：{span.text}", f"{label[1]}: {span.text}")))
    if age is not MISSING and on is not MISSING:
        ranges.append(_born_by_age(age, on, scope))
    if len(ranges) == 2 and max(r[0] for r in ranges) <= min(r[1] for r in ranges):
        ranges.append((max(r[0] for r in ranges), min(r[1] for r in ranges), ranges[1][2]))
    for first, last, words in ranges:
        if first >= cut:
            return TRUE
        if last < cut:
            return Result(False, notes=((f"{words[0]}，早于 {cut}", f"{words[1]}, before {cut}"),))
    if ranges:
        words = ranges[-1][2]
        note = (f"{words[0]}，跨过 {cut}，定不下来", f"{words[1]}, on both sides of {cut}, which does not decide")
        return Result(None, (scope.root("birth_date"),), (note,))
    if age is MISSING:
        return scope.lack("birth_date")
    note = ("年龄要连同所指的日期才能算", "an age counts only with the day it was true on")
    return Result(None, tuple(dict.fromkeys((scope.root("birth_date"), scope.root("age_on")))), (note,))


def _born_by_age(age: int, on: Span, scope: Scope) -> tuple[date, date, Words]:
    first = _years_before(on.first.date(), age + 1) + timedelta(days=1)
    last = _years_before(on.last.date(), age)
    place = scope.place
    return first, last, (
        f"{place[0]}{on.text} 时 {age} 岁，即生于 {first} 至 {last}",
        f"{place[1]}aged {age} on {on.text}, so born {first} to {last}",
    )  # fmt: skip


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def under_age(form: comparison.UnderAge, scope: Scope) -> Result:
    """Exactly at the limit is left open."""
    value, limit = scope.look(form.fact), form.under_age
    if value is MISSING:
        return scope.lack(form.fact)
    if value < limit:
        return TRUE
    if value > limit:
        return scope.refuse(form.fact, (f"超过 {limit} 岁", f"older than {limit}"))
    zh, en = scope.label(form.fact)
    note = (
        f"{zh}：正好 {limit} 岁，条文没有说算不算",
        f"{en}: exactly {limit}; the clause does not say whether that counts",
    )
    return Result(None, notes=(note,))


def _day(fact: str, scope: Scope, test: Callable[[date], bool], fault: Words) -> Result:
    value = scope.look(fact)
    if value is MISSING:
        return scope.lack(fact)
    first, last = test(value.first.date()), test(value.last.date())
    if first is not last:
        return scope.partial(fact)
    return TRUE if first else scope.refuse(fact, fault)

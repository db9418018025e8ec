"""How the forms about numbers, words and lists of words are judged; one function per form, all of them pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from assistant.eligibility.exact import Span
from assistant.eligibility.logic import MISSING, TRUE, Result, Scope, figure, say
from assistant.eligibility.vocabulary import plain
from corpus import comparison


def at_least(form: comparison.AtLeast, scope: Scope) -> Result:
    """Counts are never negative, so a sum that is already enough is enough whatever is still missing."""
    return _measure(form, form.at_least, scope, above=True)


def at_most(form: comparison.AtMost, scope: Scope) -> Result:
    """A sum that is already too much is too much whatever is still missing."""
    return _measure(form, form.at_most, scope, above=False)


def _measure(form: comparison.Measured, limit: int | comparison.OtherFact, scope: Scope, *, above: bool) -> Result:
    bound = scope.look(limit.fact) if isinstance(limit, comparison.OtherFact) else limit
    names = form.sum or (form.fact or "",)
    values = {name: scope.look(name) for name in names}
    if False in [value for value in values.values() if isinstance(value, bool)]:
        return scope.none(names[0])
    lacking = [name for name, value in values.items() if value is MISSING]
    if bound is MISSING:
        assert isinstance(limit, comparison.OtherFact)
        return scope.lack(*lacking, limit.fact)
    total = sum(value for value in values.values() if value is not MISSING)
    enough = total >= bound if above else total <= bound
    if lacking and enough is not above:
        return scope.lack(*lacking)
    if enough:
        return TRUE
    labels = [scope.label(name) for name in names]
    zh, en = " + ".join(zh for zh, _ in labels), " + ".join(en for _, en in labels)
    found = say(scope.fact(names[0]), total)[0]
    wanted = say(scope.fact(names[0]), bound)[0]
    words = (f"少于 {wanted}", f"less than {wanted}") if above else (f"多于 {wanted}", f"more than {wanted}")
    return Result(False, notes=((f"{zh}：{found}，{words[0]}", f"{en}: {found}, {words[1]}"),))


def between(form: comparison.Between, scope: Scope) -> Result:
    """Of a pair, the lower end is held against the lower limit and the higher against the higher."""
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    if value is False:
        return scope.none(form.fact)
    low, high = value if isinstance(value, tuple) else (value, value)
    first, last = form.between
    if low >= first and high <= last:
        return TRUE
    return scope.refuse(form.fact, (f"不在 {first} 至 {last} 之内", f"not within {first} to {last}"))


def equals(form: comparison.Equals, scope: Scope) -> Result:
    """Flags and numbers by value, words by what they say, days by every day they can mean."""
    value, wanted = scope.look(form.fact), form.equals
    if value is MISSING:
        return scope.lack(form.fact)
    fact = scope.fact(form.fact)
    if isinstance(wanted, tuple):
        same = [_is_day(span, day) for span, day in zip(value, wanted, strict=True)]
        if False in same:
            days = wanted[0].isoformat(), wanted[-1].isoformat()
            return scope.refuse(form.fact, (f"应为 {days[0]} 至 {days[1]}", f"must be {days[0]} to {days[1]}"))
        return scope.partial(form.fact) if None in same else TRUE
    if isinstance(wanted, str) and isinstance(value, str):
        same_word = plain(value) == plain(wanted)
    else:
        same_word = value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
    if same_word:
        return TRUE
    must = say(fact, wanted)
    return scope.refuse(form.fact, (f"应为{must[0]}", f"must be {must[1]}"))


def _is_day(span: Span, day: date) -> bool | None:
    first, last = span.first.date(), span.last.date()
    if not first <= day <= last:
        return False
    return True if first == last else None


def one_of(form: comparison.OneOf, scope: Scope) -> Result:
    """Among the named values; unknown for those the clause neither names nor excludes."""
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    if value is False:
        return scope.none(form.fact)
    word = plain(value) if isinstance(value, str) else value
    if word in _named(form.one_of, form.also, scope):
        return TRUE
    said = say(scope.fact(form.fact), value)
    label = scope.label(form.fact)
    if word in _words(form.unclear):
        zh = f"{label[0]}：{said[0]}，条文既没有列出、也没有排除"
        return Result(None, notes=((zh, f"{label[1]}: {said[1]}, which the clause neither names nor excludes"),))
    return scope.refuse(form.fact, ("不在所列范围内", "not among those named"))


def includes_all(form: comparison.IncludesAll, scope: Scope) -> Result:
    """Every wanted entry is in the list."""
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    held = {plain(entry) for entry in value}
    absent = [entry for entry in form.includes_all if plain(entry) not in held]
    if not absent:
        return TRUE
    zh, en = say(scope.fact(form.fact), tuple(absent))
    return scope.refuse(form.fact, (f"缺{zh}", f"lacking {en}"))


def includes_any(form: comparison.IncludesAny, scope: Scope) -> Result:
    """At least one wanted entry is in the list."""
    value = scope.look(form.fact)
    if value is MISSING:
        return scope.lack(form.fact)
    if any(plain(entry) in _named(form.includes_any, (), scope) for entry in value):
        return TRUE
    return scope.refuse(form.fact, ("其中没有所要求的", "none of them is one of those asked for"))


def given(form: comparison.Given, scope: Scope) -> Result:
    """Something is entered."""
    value = scope.look(form.given)
    if value is MISSING:
        return scope.lack(form.given)
    return TRUE if value else scope.none(form.given)


def share(form: comparison.Share, scope: Scope) -> Result:
    """Compared as integers and fractions. What cannot be true of a part and its whole is unknown, with the reason."""
    part, whole = scope.look(form.share), scope.look(form.of)
    lacking = [name for name, value in ((form.share, part), (form.of, whole)) if value is MISSING]
    if part is False or whole is False:
        return scope.none(form.of.partition(".")[0])
    if lacking:
        return scope.lack(*lacking)
    names = scope.label(form.share), scope.label(form.of)
    if part > whole:
        zh = f"{names[0][0]}（{part}）大于{names[1][0]}（{whole}），两数有误"
        return Result(
            None, notes=((zh, f"{names[0][1]} ({part}) is larger than {names[1][1]} ({whole}): one is wrong"),)
        )
    if whole == 0:
        return Result(None, notes=((f"{names[1][0]}为 0，算不出比例", f"{names[1][1]}: 0, so there is no share"),))
    limit = form.at_least if form.at_least is not None else form.at_most
    assert limit is not None
    product = limit * whole
    if part >= product if form.at_least is not None else part <= product:
        return TRUE
    percent, need = f"{figure(limit * 100)}%", figure(product)
    sign = "<" if form.at_least is not None else ">"
    said = f"{say(scope.fact(form.share), part)[0]} {sign} {say(scope.fact(form.of), whole)[0]} × {percent} = {need}"
    return Result(False, notes=((f"{names[0][0]}：{said}", f"{names[0][1]}: {said}"),))


@lru_cache(maxsize=1024)
def _words(values: tuple[int | str, ...]) -> frozenset[int | str]:
    return frozenset(plain(value) if isinstance(value, str) else value for value in values)


def _named(values: tuple[int | str, ...] | str, also: tuple[str, ...], scope: Scope) -> frozenset[int | str]:
    if not isinstance(values, str):
        return _words((*values, *also))
    if scope.direction is None:
        return frozenset()
    if values == "direction.countries":
        return _words(scope.direction.countries)
    fields = [name for f in scope.direction.fields for name in (f, *f.sub)]
    return _words((*(f.zh for f in fields), *(f.en for f in fields), *also))

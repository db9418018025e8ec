"""The smallest step that mends one expression of a constraint: how far a figure has to go, or what has to be added."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from pydantic import Field

from assistant.eligibility.lists import counted, evaluate
from assistant.eligibility.logic import MISSING, Scope, Words, figure, say
from assistant.eligibility.profile import read
from assistant.eligibility.rules import scope_of
from assistant.eligibility.vocabulary import vocabulary
from corpus import comparison, expression
from corpus.guide import Bilingual, Frozen
from corpus.library import Library


class Step(Frozen):
    """What mends one expression: in words, and as facts where that can be said. `about`: the fact or field changed."""

    possible: bool = True
    about: str = ""
    words: tuple[Words, ...]
    set: Mapping[str, Any] = Field(default_factory=dict)


class Mender:
    """Mends one expression; `facts` are the profile as it stands after the steps before."""

    def __init__(self, library: Library, direction: str, profile: Mapping[str, Any], as_of: date, label: Bilingual):
        self._library, self._direction, self._as_of, self._label = library, direction, as_of, label
        self._profile, self._nested = profile, 0
        self._menders: dict[type[comparison.Form], Callable[[Any, Mapping[str, Any]], Step]] = {
            expression.AllOf: self._all_of,
            expression.AnyOf: self._any_of,
            expression.Count: self._count,
            comparison.AtLeast: self._at_least,
            comparison.AtMost: self._at_most,
            comparison.Between: self._between,
            comparison.Equals: self._equals,
            comparison.OneOf: self._one_of,
            comparison.OnOrAfter: self._day,
            comparison.OnOrBefore: self._day,
            comparison.Before: self._day,
            comparison.BornOnOrAfter: self._born,
            comparison.Share: self._share,
            comparison.IncludesAll: self._includes_all,
        }

    def scope(self, facts: Mapping[str, Any]) -> Scope:
        return scope_of(self._library, self._direction, read(facts, self._as_of))

    def step(self, form: comparison.Form, facts: Mapping[str, Any]) -> Step:
        mend: Callable[[Any, Mapping[str, Any]], Step] = self._menders.get(type(form), self._by_label)
        step = mend(form, facts)
        known = vocabulary().facts
        fixed = [known[name].label for name in form.facts() if known[name].fixed]
        if step.possible and fixed and not isinstance(form, expression.AllOf | expression.AnyOf):
            return _cannot(fixed[0])
        return step

    def _all_of(self, form: expression.AllOf, facts: Mapping[str, Any]) -> Step:
        words: dict[str, tuple[Words, ...]] = {}
        set_: dict[str, Any] = {}
        # sums come last: what the other parts add counts towards them
        for part in sorted(form.all_of, key=lambda part: bool(getattr(part, "sum", ()))):
            now = {**facts, **set_}
            if evaluate(part, self.scope(now)).truth is not False:
                continue
            step = self.step(part, now)
            if not step.possible:
                return step
            words[step.about or str(len(words))] = step.words  # a later step on the same fact says it all
            set_ |= step.set
        whole = self._by_label().words
        said = tuple(dict.fromkeys(word for group in words.values() for word in group))
        own = tuple(word for word in said if word not in whole)  # the label says nothing that a nearer word does not
        return Step(words=own or whole, set=set_)

    def _any_of(self, form: expression.AnyOf, facts: Mapping[str, Any]) -> Step:
        self._nested += 1
        steps = [self.step(part, facts) for part in form.any_of]
        self._nested -= 1
        open_ = sorted((s for s in steps if s.possible), key=lambda s: len(s.words))
        if not open_:
            return steps[0]
        zh = "，或者".join("，并且".join(w for w, _ in s.words) for s in open_)
        en = ", or ".join(" and ".join(w for _, w in s.words) for s in open_)
        return Step(words=((zh, en),), set=open_[0].set)

    def _by_label(self, *_: Any) -> Step:
        return Step(words=((f"须做到：{self._label.zh}", f"needed: {self._label.en}"),))

    def _count(self, form: expression.Count, facts: Mapping[str, Any]) -> Step:
        scope = self.scope(facts)
        if form.at_least is None or scope.look(form.count) is MISSING:
            return self._by_label()
        have = sum(result.truth is True for result in counted(form, scope))
        zh, en = scope.label(form.count)
        more = form.at_least - have
        wanted = f"{zh}还差 {more} 项（{self._label.zh}）", f"{en}: {more} more ({self._label.en})"
        where = form.where
        plain_number = isinstance(where, comparison.AtLeast) and where.fact == "it" and isinstance(where.at_least, int)
        if plain_number and isinstance(where, comparison.AtLeast):
            return Step(words=(wanted,), set={form.count: [*facts[form.count], *[where.at_least] * more]})
        return Step(words=(wanted,))

    def _at_least(self, form: comparison.AtLeast, facts: Mapping[str, Any]) -> Step:
        scope = self.scope(facts)
        bound = scope.look(form.at_least.fact) if isinstance(form.at_least, comparison.OtherFact) else form.at_least
        names = form.sum or (form.fact or "",)
        values = {name: scope.look(name) for name in names if not isinstance(scope.look(name), bool)}
        if bound is MISSING or MISSING in values.values() or not values:
            return self._by_label()
        name = min(values, key=lambda n: values[n])  # of a sum, the smallest part grows
        zh, en = scope.label(name)
        target = values[name] + bound - sum(values.values())
        have = self.scope(self._profile).look(name)
        sum_ = f"{figure(target)} - {figure(have)} = {figure(target - have)}"
        words = (
            f"{zh}再增加 {figure(target - have)}，达到 {figure(target)}（{sum_}）",
            f"{en}: {figure(target - have)} more, {figure(target)} in all ({sum_})",
        )
        return Step(about=name, words=(words,), set=_put(facts, name, target))

    def _at_most(self, form: comparison.AtMost, facts: Mapping[str, Any]) -> Step:
        if form.fact is None or not isinstance(form.at_most, int):
            return self._by_label()
        return self._to(form.fact, form.at_most, facts)

    def _between(self, form: comparison.Between, facts: Mapping[str, Any]) -> Step:
        scope = self.scope(facts)
        value = scope.look(form.fact)
        low, high = form.between
        if isinstance(value, tuple):
            kept = max(value[0], low), min(value[1], high)
            return self._to(form.fact, list(kept) if kept[0] <= kept[1] else [low, high], facts)
        return self._to(form.fact, low if value < low else high, facts)

    def _equals(self, form: comparison.Equals, facts: Mapping[str, Any]) -> Step:
        wanted = [day.isoformat() for day in form.equals] if isinstance(form.equals, tuple) else form.equals
        return self._to(form.fact, wanted, facts)

    def _one_of(self, form: comparison.OneOf, facts: Mapping[str, Any]) -> Step:
        if isinstance(form.one_of, str) or "." in form.fact or len(form.one_of) > 6:
            return self._by_label()
        scope = self.scope(facts)
        fact = scope.fact(form.fact)
        said = [say(fact, value) for value in form.one_of]
        zh, en = scope.label(form.fact)
        words = f"{zh}须为{'、'.join(w for w, _ in said)}之一", f"{en}: one of {', '.join(w for _, w in said)}"
        return Step(
            words=(words if len(said) > 1 else (f"{zh}须为{said[0][0]}", f"{en}: {said[0][1]}"),),
            set={form.fact: form.one_of[0]},
        )

    def _day(self, form: Any, facts: Mapping[str, Any]) -> Step:
        limit = getattr(form, "on_or_after", None) or getattr(form, "on_or_before", None)
        if limit is None:
            if isinstance(form.before, datetime):
                return self._by_label()
            limit = form.before - timedelta(days=1)
        return self._to(form.fact, limit.isoformat(), facts)

    def _born(self, form: comparison.BornOnOrAfter, facts: Mapping[str, Any]) -> Step:
        return _cannot(vocabulary().facts["birth_date"].label)

    def _share(self, form: comparison.Share, facts: Mapping[str, Any]) -> Step:
        scope = self.scope(facts)
        part, whole = scope.look(form.share), scope.look(form.of)
        if isinstance(part, bool) or isinstance(whole, bool) or MISSING in (part, whole):
            return self._by_label()
        zh, en = scope.label(form.share)
        limit = form.at_least if form.at_least is not None else form.at_most or Fraction(0)
        sum_ = f"{figure(whole)} × {figure(limit * 100)}% = {figure(limit * whole)}"
        if form.at_least is not None:
            need = math.ceil(limit * whole)
            more = figure(need - part)
            words = f"{zh}再增加 {more}，至少 {need}（{sum_}）", f"{en}: {more} more, at least {need} ({sum_})"
        else:
            need = math.floor(limit * whole)
            words = f"{zh}降到不超过 {need}（{sum_}）", f"{en}: at most {need} ({sum_})"
        return Step(about=form.share, words=(words,), set=_put(facts, form.share, need))

    def _includes_all(self, form: comparison.IncludesAll, facts: Mapping[str, Any]) -> Step:
        scope = self.scope(facts)
        held = list(scope.look(form.fact))
        absent = [entry for entry in form.includes_all if entry not in held]
        zh, en = say(scope.fact(form.fact), tuple(absent))
        label = scope.label(form.fact)
        return Step(words=((f"{label[0]}补上{zh}", f"{label[1]}: add {en}"),), set={form.fact: [*held, *absent]})

    def _to(self, path: str, value: Any, facts: Mapping[str, Any]) -> Step:
        changed = _put(facts, path, value)
        scope = self.scope({**facts, **changed})
        zh, en = scope.label(path)
        said = say(scope.fact(path), scope.look(path))
        words = f"{zh}改为{said[0]}", f"{en}: change to {said[1]}"
        if isinstance(value, bool):
            flag = (f"{zh}：须为“{said[0]}”", f"{en}: must be {said[1]}")
            return Step(about=path, words=(flag,) if self._nested else self._by_label().words, set=changed)
        return Step(about=path, words=(words,), set=changed)


def _cannot(label: Bilingual) -> Step:
    return Step(possible=False, words=((f"改变不了：{label.zh}", f"cannot change: {label.en}"),))


def _put(facts: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    name, _, field = path.partition(".")
    value = int(value) if isinstance(value, Fraction) and value.denominator == 1 else value
    return {name: {**facts[name], field: value}} if field else {name: value}

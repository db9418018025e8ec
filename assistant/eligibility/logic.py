"""Three-valued logic with its reasons: true, false or unknown, what is missing, and what decided it.

Kleene's rules: *all* is false as soon as one part is, *any* is true as soon as one part is; unknown only where the
missing part could still decide. So a fact that is not given can never turn a verdict into a rejection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from assistant.eligibility.exact import Span
from assistant.eligibility.vocabulary import Fact, vocabulary
from corpus.guide import Direction

Words = tuple[str, str]  # Chinese, English


class Result(NamedTuple):
    """What an expression comes to. `missing` and `notes` say why it is unknown, `notes` also why it is false."""

    truth: bool | None
    missing: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()


class _Nothing:
    """The value of a fact that is not given."""


MISSING: Final = _Nothing()
TRUE: Final = Result(True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where facts are looked up: the profile, or one entry of one of its lists."""

    values: Mapping[str, Any]
    facts: Mapping[str, Fact]
    direction: Direction | None = None
    owner: str = ""  # the list whose entry this is
    place: Words = ("", "")

    def look(self, path: str) -> Any:
        """The value, or MISSING. A field of a record given as `false` (none) is False."""
        name, _, field = path.partition(".")
        value = self.values.get(name, MISSING)
        return value.get(field, MISSING) if field and isinstance(value, dict) else value

    def fact(self, path: str) -> Fact:
        """The vocabulary's entry of a fact, of a record's field, or of the list whose plain entry `it` is."""
        name, _, field = path.partition(".")
        if name == "it" and self.owner:
            return vocabulary().facts[self.owner]
        fact = self.facts[name]
        return fact.fields[field] if field else fact

    def label(self, path: str) -> Words:
        """What a fact is called, with its place in the list."""
        name, _, field = path.partition(".")
        fact = self.fact(path)
        zh, en = fact.label.zh, fact.label.en
        if field:
            whole = self.facts[name].label
            zh, en = f"{whole.zh}{zh}", f"{whole.en}, {en}"
        return f"{self.place[0]}{zh}", f"{self.place[1]}{en}"

    def root(self, path: str) -> str:
        """The fact of the profile that has to be asked for."""
        return self.owner or path.partition(".")[0]

    def lack(self, *paths: str) -> Result:
        """Unknown, because these are not given."""
        inner = [self.label(path) for path in paths if self.owner or "." in path]
        notes = tuple((f"未给出{zh}", f"not given: {en}") for zh, en in inner)
        return Result(None, tuple(dict.fromkeys(self.root(path) for path in paths)), notes)

    def refuse(self, path: str, fault: Words) -> Result:
        """False, with the value and what is wrong with it."""
        zh, en = self.label(path)
        value = say(self.fact(path), self.look(path))
        return Result(False, notes=((f"{zh}：{value[0]}，{fault[0]}", f"{en}: {value[1]}, {fault[1]}"),))

    def none(self, path: str) -> Result:
        """False, because there is none of it."""
        zh, en = self.label(path.partition(".")[0])
        return Result(False, notes=((f"{zh}：没有", f"{en}: none"),))

    def partial(self, path: str) -> Result:
        """Unknown, because the part of the date that is known does not decide."""
        zh, en = self.label(path)
        known = say(self.fact(path), self.look(path))
        note = (f"{zh}：只知道 {known[0]}，定不下来", f"{en}: only {known[1]} is known, which does not decide")
        return Result(None, (self.root(path),), (note,))

    def entries(self, path: str) -> list[Scope]:
        """One scope for each entry of a list that is given."""
        values = self.look(path)
        fact = self.fact(path)
        return [
            Scope(
                value if isinstance(value, dict) else {"it": value},
                fact.fields,
                self.direction,
                self.root(path),
                (f"第 {number} 项", f"entry {number}, "),
            )
            for number, value in enumerate(values, 1)
        ]


def all_of(results: Iterable[Result]) -> Result:
    """False if one is, else unknown if one is, else true."""
    seen = list(results)
    for truth in (False, None):
        if any(result.truth is truth for result in seen):
            return _because(truth, (result for result in seen if result.truth is truth))
    return TRUE


def any_of(results: Iterable[Result]) -> Result:
    """True if one is, else unknown if one is, else false."""
    seen = list(results)
    if any(result.truth is True for result in seen):
        return TRUE
    truth = None if any(result.truth is None for result in seen) else False
    return _because(truth, (result for result in seen if result.truth is truth))


def negated(result: Result) -> Result:
    """The opposite; unknown stays unknown."""
    return result if result.truth is None else Result(not result.truth)


def _because(truth: bool | None, results: Iterable[Result]) -> Result:
    missing: dict[str, None] = {}
    notes: dict[Words, None] = {}
    for result in results:
        missing.update(dict.fromkeys(result.missing))
        notes.update(dict.fromkeys(result.notes))
    return Result(truth, tuple(missing), tuple(notes))


def say(fact: Fact, value: Any) -> Words:
    """A value in words of both languages."""
    if value is False and fact.or_none:
        return "无", "none"
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, Span):
        return value.text, value.text
    if isinstance(value, int | Fraction):
        return (figure(value),) * 2
    if isinstance(value, dict):
        parts = [(fact.fields[name], inner) for name, inner in value.items()]
        return _joined([(f"{f.label.zh} {say(f, v)[0]}", f"{f.label.en} {say(f, v)[1]}") for f, v in parts], "，")
    if isinstance(value, tuple):
        if fact.pair:
            ends = [say(fact, end) for end in value]
            return f"{ends[0][0]} 至 {ends[1][0]}", f"{ends[0][1]} to {ends[1][1]}"
        return (
            _joined([say(fact, entry) for entry in value], "；" if fact.type == "record" else "、")
            if value
            else ("无", "none")
        )
    named = vocabulary().choices.get("country" if fact.type == "country" else fact.of, {}).get(value)
    return (named.zh, named.en) if named else (str(value), str(value))


def figure(value: int | Fraction) -> str:
    """An exact number as people write it: 2800000, 3.5, and a fraction that never ends as 10/3."""
    if isinstance(value, int) or value.denominator == 1:
        return str(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(value)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.normalize():f}"


def _joined(words: Sequence[Words], mark: str) -> Words:
    return mark.join(zh for zh, _ in words), {"，": ", ", "；": "; ", "、": ", "}[mark].join(en for _, en in words)

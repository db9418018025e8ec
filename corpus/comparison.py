"""The plain forms of the language of constraints: one fact, or a few, held against a limit that the clause prints.

A fact is a name of the profile's vocabulary; inside a list it is a field of the entry, or `it` where the entries are
plain values; `conf_cn.size` is a field of a single record. Limits are exact: int, fraction, date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from corpus.wording import Frozen

FromDirection = Literal["direction.fields", "direction.countries"]  # the direction's own header gives the values
Texts = tuple[str, ...]


class Form(Frozen):
    """Base of the forms: `facts` are the outermost facts an expression rests on, in the order they are asked."""

    def facts(self) -> tuple[str, ...]:
        """Names without fields: `conf_cn.size` counts as `conf_cn`."""
        return tuple(dict.fromkeys(self._facts()))

    def _facts(self) -> Iterator[str]:
        fact = getattr(self, "fact", None)
        if fact:
            yield fact.split(".")[0]


class OtherFact(Frozen):
    """A limit that another fact gives."""

    fact: str


class Measured(Form):
    """A comparison of one number, or of the sum of several."""

    fact: str | None = None
    sum: Texts = ()

    @model_validator(mode="after")
    def _one_of_them(self) -> Measured:
        if (self.fact is None) == (not self.sum):
            raise ValueError("give fact, or sum with a list of facts")
        return self

    def _facts(self) -> Iterator[str]:
        yield from (name.split(".")[0] for name in (self.sum or (self.fact or "",)))
        for limit in (getattr(self, "at_least", None), getattr(self, "at_most", None)):
            if isinstance(limit, OtherFact):
                yield limit.fact.split(".")[0]


class AtLeast(Measured):
    """The number is the limit or more (以上, 不少于, 不低于)."""

    at_least: StrictInt | OtherFact


class AtMost(Measured):
    """The number is the limit or less (以下, 不超过)."""

    at_most: StrictInt | OtherFact


class Between(Form):
    """The number lies between two limits, both included; of a pair [low, high], both ends do."""

    fact: str
    between: tuple[StrictInt, StrictInt]


class Equals(Form):
    """The value is exactly this: a flag, a number, a word, or a list of days."""

    fact: str
    equals: StrictBool | StrictInt | str | tuple[date, ...]


class OneOf(Form):
    """The value is one of these. `also`: further names of them; `unclear`: neither named nor excluded → unknown."""

    fact: str
    one_of: tuple[StrictInt | str, ...] | FromDirection
    also: Texts = ()
    unclear: Texts = ()


class OnOrAfter(Form):
    """That day or later (及以后)."""

    fact: str
    on_or_after: date


class OnOrBefore(Form):
    """That day or earlier (及以前)."""

    fact: str
    on_or_before: date


class Before(Form):
    """Strictly before a bare date (前, 早于); before a time of day, exactly at that time is unknown."""

    fact: str
    before: date | datetime


class Within(Form):
    """Inside a window, both ends included."""

    fact: str
    within: tuple[datetime, datetime]


class BornOnOrAfter(Form):
    """By `birth_date`; where that does not decide, by `age` with `age_on`. An age without its day decides nothing."""

    born_on_or_after: date

    def _facts(self) -> Iterator[str]:
        yield from ("birth_date", "age", "age_on")


class UnderAge(Form):
    """N岁以下: younger than N years; at exactly N the guides do not decide, so it is unknown."""

    fact: str
    under_age: StrictInt


class RankAtLeast(Form):
    """A professional title of this level or above, by the ladder of titles; a title not on it is unknown."""

    fact: str
    rank_at_least: Literal["junior", "intermediate", "deputy_senior", "senior"]


class Share(Form):
    """`share` as a part of `of`, compared exactly. A part larger than its whole is unknown, and so is a whole of 0."""

    share: str
    of: str
    at_least: Fraction | None = None
    at_most: Fraction | None = None

    @model_validator(mode="after")
    def _a_limit(self) -> Share:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most, as a fraction such as 1/2")
        return self

    def _facts(self) -> Iterator[str]:
        yield from (self.share.split(".")[0], self.of.split(".")[0])


class IncludesAll(Form):
    """The list holds every one of these."""

    fact: str
    includes_all: Texts


class IncludesAny(Form):
    """The list holds at least one of these."""

    fact: str
    includes_any: Texts | FromDirection


class TitleForm(Frozen):
    """A prescribed project title: fixed start and end, the field between, before it one of `countries` where asked."""

    start: str
    end: str
    country: str | None = None  # the fact that holds the partner country, to point out where the title differs
    countries: Texts = ()  # the names a title may give
    short: Mapping[str, str] = Field(default_factory=dict)  # other short names, each with the name it stands for


class Matches(Form):
    """The title has the prescribed form; +, <>, quotes and blanks only separate, and the field may not be empty."""

    fact: str
    matches: TitleForm


class Given(Form):
    """Something is entered; `false` or empty is not, and a missing fact is unknown."""

    given: str

    def _facts(self) -> Iterator[str]:
        yield self.given

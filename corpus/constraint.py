"""What a clause demands, as data: a constraint, and the closed language of expressions it is written in.

An expression is one mapping in YAML, known by the key that names its form: `{fact: visits_total, at_least: 15}`,
`{any_of: [...]}`, `{each: team, meets: {...}}`. A fact is a name of the profile's vocabulary; inside a list it is
a field of the entry, or `it` where the entries are plain values; `conf_cn.size` is a field of a single record.
Nothing here judges: `assistant/eligibility` evaluates, in three-valued logic. Limits are exact (int, fraction, date).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, StrictBool, StrictInt, Tag, model_validator

from corpus.wording import Bilingual, Frozen

Strength = Literal["must", "in_principle", "preferred"]
FromDirection = Literal["direction.fields", "direction.countries"]  # the direction's own header gives the values
Texts = tuple[str, ...]


class Form(Frozen):
    """Base of the forms: `facts` are the outermost facts an expression rests on, in the order they are asked."""

    def facts(self) -> tuple[str, ...]:
        """Names without fields: `conf_cn.size` counts as `conf_cn`."""
        return _unique(self._facts())

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
    """A prescribed project title: fixed start and end, the field between, before it a country where one is asked."""

    start: str
    end: str
    country: str | None = None  # the fact that holds the partner country
    countries: Texts = ()  # the names a title may give
    short: dict[str, str] = {}  # other short names, each with the name it stands for


class Matches(Form):
    """The title has the prescribed form; +, <>, quotes and blanks only separate, and the field may not be empty."""

    fact: str
    matches: TitleForm

    def _facts(self) -> Iterator[str]:
        yield self.fact
        if self.matches.country:
            yield self.matches.country


class Given(Form):
    """Something is entered; `false` or empty is not, and a missing fact is unknown."""

    given: str

    def _facts(self) -> Iterator[str]:
        yield self.given


class Each(Form):
    """Every entry of the list meets the condition. An empty list has nobody to judge: unknown."""

    each: str
    meets: Expression

    def _facts(self) -> Iterator[str]:
        yield self.each


class Count(Form):
    """So many entries of the list (all, or those `where` a condition holds); `distinct` counts equal values once."""

    count: str
    where: Expression | None = None
    at_least: StrictInt | None = None
    at_most: StrictInt | None = None
    distinct: bool = False

    @model_validator(mode="after")
    def _a_limit(self) -> Count:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most")
        return self

    def _facts(self) -> Iterator[str]:
        yield self.count


class Role(Frozen):
    """One part that somebody of the list has to fill."""

    who: Bilingual
    where: Expression


class Cast(Form):
    """Different entries of the list fill the roles, one entry per role."""

    cast: str
    roles: tuple[Role, ...] = Field(min_length=1)

    def _facts(self) -> Iterator[str]:
        yield self.cast


class AllOf(Form):
    """Every one holds."""

    all_of: tuple[Expression, ...] = Field(min_length=1)

    def _facts(self) -> Iterator[str]:
        yield from (fact for part in self.all_of for fact in part.facts())


class AnyOf(Form):
    """At least one holds."""

    any_of: tuple[Expression, ...] = Field(min_length=1)

    def _facts(self) -> Iterator[str]:
        yield from (fact for part in self.any_of for fact in part.facts())


class Not(Form):
    """It does not hold. In YAML the key is `not`."""

    model_config = ConfigDict(populate_by_name=True)
    not_: Expression = Field(alias="not")

    def _facts(self) -> Iterator[str]:
        yield from self.not_.facts()


FORMS: dict[str, type[Form]] = {
    # the forms with structure come first: a count also has the key at_least
    "all_of": AllOf, "any_of": AnyOf, "not": Not, "each": Each, "count": Count, "cast": Cast, "share": Share,
    "equals": Equals, "one_of": OneOf, "between": Between, "at_least": AtLeast, "at_most": AtMost,
    "on_or_after": OnOrAfter, "on_or_before": OnOrBefore, "before": Before, "within": Within,
    "born_on_or_after": BornOnOrAfter, "under_age": UnderAge, "rank_at_least": RankAtLeast,
    "includes_all": IncludesAll, "includes_any": IncludesAny, "matches": Matches, "given": Given,
}  # fmt: skip
_NAMES = {form: name for name, form in FORMS.items()}


def _form(value: Any) -> str | None:
    if isinstance(value, Form):
        return _NAMES[type(value)]
    return next((name for name in FORMS if name in value), None) if isinstance(value, dict) else None


Expression = Annotated[
    Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[Not, Tag("not")]
    | Annotated[Each, Tag("each")]
    | Annotated[Count, Tag("count")]
    | Annotated[Cast, Tag("cast")]
    | Annotated[Share, Tag("share")]
    | Annotated[Equals, Tag("equals")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[Between, Tag("between")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[OnOrAfter, Tag("on_or_after")]
    | Annotated[OnOrBefore, Tag("on_or_before")]
    | Annotated[Before, Tag("before")]
    | Annotated[Within, Tag("within")]
    | Annotated[BornOnOrAfter, Tag("born_on_or_after")]
    | Annotated[UnderAge, Tag("under_age")]
    | Annotated[RankAtLeast, Tag("rank_at_least")]
    | Annotated[IncludesAll, Tag("includes_all")]
    | Annotated[IncludesAny, Tag("includes_any")]
    | Annotated[Matches, Tag("matches")]
    | Annotated[Given, Tag("given")],
    Discriminator(
        _form,
        custom_error_type="expression",
        custom_error_message="not an expression of the closed language; docs/cookbook/add-a-rule.md lists the forms",
    ),
]


def _short_id(value: str) -> str:
    if "/" in value or " " in value:
        raise ValueError("an id is one word without blanks or slashes; the file's direction is put before it")
    return value


class Constraint(Frozen):
    """One requirement of a clause that facts can express.

    `clause` is a ref of the same guide or a full clause id. In a direction's file a constraint binds that direction;
    in a general file it binds every direction of the call, less `not_for`, or those of `only_for`, or, with `check`,
    it belongs to a check of its own (such as `exchange-submission`) and to no direction.
    """

    id: Annotated[str, AfterValidator(_short_id)]
    clause: str
    strength: Strength
    label: Bilingual  # what is required, as a clerk would say it
    remark: Bilingual | None = None  # another reading, or what else to know; it stands behind every reason
    applies_when: Expression | None = None
    requires: Expression
    check: str | None = None
    only_for: Texts = ()
    not_for: Texts = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact it rests on, the condition's first: the order in which a clerk asks."""
        condition = self.applies_when.facts() if self.applies_when else ()
        return _unique(iter((*condition, *self.requires.facts())))


class Unconstrained(Frozen):
    """Why a clause with hard figures has no constraint."""

    clause: str
    because: str = Field(min_length=1)


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))

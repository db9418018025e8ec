"""The closed language of constraints: the forms that hold other expressions, and the union of all forms.

An expression is one mapping in YAML, known by the key that names its form: `{fact: visits_total, at_least: 15}`,
`{any_of: [...]}`, `{each: team, meets: {...}}`. Nothing here judges: `assistant/eligibility` evaluates, in
three-valued logic. `docs/cookbook/add-a-rule.md` shows every form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, StrictInt, Tag, model_validator

from corpus.comparison import (
    AtLeast,
    AtMost,
    Before,
    Between,
    BornOnOrAfter,
    Equals,
    Form,
    Given,
    IncludesAll,
    IncludesAny,
    Matches,
    OneOf,
    OnOrAfter,
    OnOrBefore,
    RankAtLeast,
    Share,
    UnderAge,
    Within,
)
from corpus.wording import Bilingual, Frozen


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

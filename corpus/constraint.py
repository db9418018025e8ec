"""What a clause demands of a profile, as data beside the clause."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from corpus.expression import Expression
from corpus.wording import Bilingual, Frozen

Strength = Literal["must", "in_principle", "preferred"]


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
    only_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Every fact it rests on, the condition's first: the order in which a clerk asks."""
        condition = self.applies_when.facts() if self.applies_when else ()
        return tuple(dict.fromkeys((*condition, *self.requires.facts())))


class Unconstrained(Frozen):
    """Why a clause with hard figures has no constraint."""

    clause: str
    because: str = Field(min_length=1)

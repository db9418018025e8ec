"""What an eligibility question in conversation comes to: lines to say, each with the clause it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.answer import Verdict


@dataclass(frozen=True)
class Line:
    """One line of an answer, and the clause it stands on where it stands on one."""

    text: str
    clause_id: str | None


@dataclass(frozen=True)
class Judged:
    """A verdict in words, the deciding line first; without a `verdict`, a choice of directions or a sum about a plan.

    `asked`: the facts asked for, in the order of the question. `granted`: what the asker did not tell was taken on
    trust, so the verdict's findings on it are met and say so.
    """

    status: Literal["answered", "needs_info"]
    lines: tuple[Line, ...]
    facts: Mapping[str, Any]
    verdict: Verdict | None = None
    granted: bool = False
    asked: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether there is a verdict, and it is no."""
        return self.verdict is not None and self.verdict.outcome == "not_eligible"

    @property
    def nothing_weighed(self) -> bool:
        """Whether a verdict was asked for, but nothing that was told bears on it."""
        told = self.verdict is not None and any(f.measured is not None for f in self.verdict.findings)
        return self.verdict is not None and not told and not self.granted


@dataclass
class Case:
    """What the conversation has come to: `open` once a verdict was asked for, `concerns` if the last turn is part.

    `chosen`: the turn before it asked where one could apply, so that a direction named now asks for its verdict.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    granted: bool = False
    open: bool = False
    concerns: bool = False
    chosen: bool = False
    latest: frozenset[str] = frozenset()

    def learn(self, new: Mapping[str, Any]) -> None:
        """The newest statement counts; a birth date replaces an age, and an age a birth date."""
        if AGE & new.keys():
            for name in AGE:
                self.facts.pop(name, None)
        self.facts |= new
        self.latest = frozenset(new)


AGE = frozenset({"birth_date", "age", "age_on"})

"""The types an answer is made of, exactly as the API returns them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from corpus.guide import Bilingual, Frozen, Lang

Standing = Literal["answered", "not_found", "needs_info"]
Outcome = Literal["eligible", "eligible_with_warnings", "not_eligible", "undetermined"]
FindingOutcome = Literal["met", "broken", "warning", "unknown", "not_applicable"]
Strength = Literal["must", "in_principle", "preferred"]


def _written_out(value: Any) -> Any:
    """A day is written YYYY-MM-DD. Left alone, 0 would be 1970-01-01 and 20260601 a day in that year."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("write the day as YYYY-MM-DD, e.g. 2026-06-30")
    if isinstance(value, int | float | bytes):
        raise ValueError("write the day as text, e.g. 2026-06-30")
    return value


Day = Annotated[date, BeforeValidator(_written_out)]


class Turn(Frozen):
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class Official(Frozen):
    """The official wording of a clause, where the operator has imported the document."""

    text: str
    page: int | None = None


class Citation(Frozen):
    """A clause that an answer stands on; `marker` is the n of its `[n]`."""

    marker: int
    clause_id: str
    guide: str
    ref: str
    title: Bilingual
    text: Bilingual
    official: Official | None = None


class Finding(Frozen):
    """What one constraint says of a profile."""

    constraint_id: str
    outcome: FindingOutcome
    strength: Strength
    facts: tuple[str, ...]
    required: Bilingual
    measured: Any
    reason: Bilingual
    clause_id: str


class Verdict(Frozen):
    """The judgement of a profile against one direction."""

    direction: str
    outcome: Outcome
    as_of: date
    rules_version: str
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]


class Closed(Frozen):
    """Set when the call's window is over on the day of the answer."""

    deadline: datetime


class Answer(Frozen):
    """One answer: Markdown with `[n]` markers, and the clauses they point at."""

    status: Standing
    lang: Lang
    answer: str
    citations: tuple[Citation, ...] = ()
    direction: str | None = None
    verdict: Verdict | None = None
    closed: Closed | None = None
    engine: str = "composer"
    as_of: date
    corpus_version: str
    elapsed_ms: int = 0


class Check(Frozen):
    """A profile to judge against one direction, as `POST /v1/eligibility` takes it."""

    direction: str
    profile: dict[str, Any]
    as_of: Day | None = None
    lang: Literal["auto", "zh", "en"] = "auto"


class Match(Frozen):
    """A profile to judge against every direction, as `POST /v1/match` takes it."""

    profile: dict[str, Any]
    as_of: Day | None = None


class Ask(Frozen):
    """One question, as `POST /v1/ask` takes it."""

    question: str
    lang: Literal["auto", "zh", "en"] = "auto"
    history: tuple[Turn, ...] = Field(default=(), max_length=50)
    direction: str | None = None
    as_of: Day | None = None


@dataclass(frozen=True)
class Status:
    """The first piece of a streamed answer: what kind it is, before any of its text."""

    status: Standing
    lang: Lang
    direction: str | None = None


@dataclass(frozen=True)
class Citations:
    """The clauses that the text stands on, numbered; comes before the text, so that its markers can be shown."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Text:
    """A run of the answer's Markdown, whole sentences where possible; a marker or a figure is never cut in two."""

    text: str


@dataclass(frozen=True)
class Done:
    """The last piece: the whole answer. Where it differs from the pieces before it, it is the one that holds."""

    answer: Answer


Piece = Status | Citations | Text | Done

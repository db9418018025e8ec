"""What was decided to be said: sections of statements, a table, or that the guides do not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.answering.points import Point
from assistant.answering.tables import Table
from corpus.guide import Silence

Kind = Literal["answered", "not_found", "hello"]


@dataclass(frozen=True)
class Section:
    """The part of an answer about one direction, or about none."""

    direction: str | None
    points: tuple[Point, ...]
    silent: tuple[str, ...] = ()  # topics asked for that the guide is silent on
    outside: tuple[str, ...] = ()  # countries asked for that are no partners of the direction
    silence: Silence | None = None  # what the guide does not say, where that is the answer
    nearest: tuple[Point, ...] = ()  # what comes nearest to a question that is not answered
    unsure: bool = False  # perhaps the guides do not say what is asked, only something near it


@dataclass(frozen=True)
class Decision:
    """What to say: sections of statements, or that the guides do not say."""

    kind: Kind
    sections: tuple[Section, ...] = ()
    silence: Silence | None = None
    topics: tuple[str, ...] = ()
    ambiguous: bool = False
    table: Table | None = None
    also: tuple[Silence, ...] = ()  # what the other call does not say, where it may have been meant as well
    nearest: tuple[Point, ...] = field(default=())

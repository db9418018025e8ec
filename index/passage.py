"""What the index holds and what a search returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.guide import Lang

Role = Literal["statement", "question", "imported"]  # imported: a statement of a guide that nobody has reviewed


@dataclass(frozen=True)
class Passage:
    """The unit that is embedded and found: a statement under its heading path, or a question that people ask.

    A question belongs to the statement that answers it, or to a recorded silence where the guides do not say.
    """

    id: str  # "<clause id>#<statement number>@<lang>", questions: "…?<number>@<lang>"
    clause_id: str  # "" for a question about a silence
    statement: int  # position in the clause's statements, from 0
    lang: Lang
    guide: str
    direction: str  # "" outside directions
    text: str  # heading path and statement, as embedded
    keywords: str = ""  # further words for the lexical index only
    role: Role = "statement"
    silence: str = ""  # the id of the silence that a question is about


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` orders, `cosine` (dense) and the rest explains."""

    clause_id: str
    statement: int
    score: float
    cosine: float
    coverage: float
    rarest: float = 0.0  # how telling the rarest word in common is, 0 to 1
    asked: float = 0.0  # cosine with the nearest of the questions that it answers; 0 where none is near
    nearest: str = ""  # that question, normalised


@dataclass(frozen=True)
class Scope:
    """Where to search. Empty fields do not restrict; with both, the general sections of the guides are admitted too."""

    guides: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()

    def admits(self, passage: Passage) -> bool:
        """Does a passage stand in this scope?"""
        if self.directions:
            general = not passage.direction and passage.guide in self.guides
            return passage.direction in self.directions or general
        return not self.guides or passage.guide in self.guides

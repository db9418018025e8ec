"""What the index holds and what a search returns."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.guide import Lang


@dataclass(frozen=True)
class Passage:
    """One statement of a clause with its heading path: the unit that is embedded and found."""

    id: str  # "<clause id>#<statement number>@<lang>"
    clause_id: str
    statement: int  # position in the clause's statements, from 0
    lang: Lang
    guide: str
    direction: str  # "" outside directions
    text: str  # heading path and statement, as embedded
    keywords: str  # further words for the lexical index only


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` orders, `cosine` (dense) and the rest explains."""

    clause_id: str
    statement: int
    score: float
    cosine: float
    coverage: float
    rarest: float = 0.0  # how telling the rarest word in common is, 0 to 1


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

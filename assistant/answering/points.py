"""A statement weighed for a question, and what may be said of one, or of a ranking of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.question import Question, simplified
from corpus.guide import Lang, Topical
from corpus.library import Library
from index.passage import Hit

_MAIN, _SECOND = 0.3, 0.1  # what a topic match is worth
_SAME = 0.94  # likeness from which a question is the expected one
_LIKE, _CLEARLY, _NEAR_TOP = 0.9, 0.02, 10
# Likeness from which a statement answers a part, where it is so much better than the second: of a direction, elsewhere
_LIKELY_PART, _AHEAD, _FAR_AHEAD = 0.87, 0.12, 0.2
_CLEAR = 0.82  # search score that only a statement about the very question reaches (development questions)

# Names of institutions and people: 香港大学, University of Hong Kong, Niels van Leeuwen
_NAME_ZH = re.compile(r"[\u4e00-\u9fff]{2,6}(?:大学|学院|研究所|研究院|公司|基金会)")
_NAME_EN = re.compile(r"[A-Z][a-z]+(?: (?:of|for|and|the|van|von|de|der))*(?: [A-Z][a-z]+)+")


@dataclass(frozen=True, eq=False)
class Point:
    """One statement of one clause, with how well it fits the question."""

    clause_id: str
    number: int
    direction: str | None
    statement: Topical
    score: float
    hit: Hit | None
    lacking: tuple[str, ...] = ()  # what the question asks for and the statement has not (answering/wanted.py)

    @property
    def asked(self) -> float:
        """How near the question is to the nearest one that this statement is known to answer, as a cosine."""
        return self.hit.asked if self.hit else 0.0

    @property
    def key(self) -> tuple[str, int]:
        """What makes a statement the same statement."""
        return self.clause_id, self.number


def well_ahead(best: Point, ranked: list[Point]) -> bool:
    """Does the best statement stand well ahead of all others? Within a direction little competes."""
    needed = _FAR_AHEAD if best.direction is None else _AHEAD
    likely = best is ranked[0] and best.asked >= _LIKELY_PART
    return likely and len(ranked) > 1 and best.score >= ranked[1].score + needed


def named_in(point: Point) -> str:
    return f"{point.clause_id} {point.statement.zh} {point.statement.en}".lower()


def topic_worth(statement: Topical, question: Question) -> float:
    """What the topics of a statement add for a question: most for its main topic."""
    weights = [question.topics.get(topic, 0.0) for topic in statement.about]
    return _MAIN * weights[0] + _SECOND * max(weights[1:], default=0.0)


def quoted(question: Question, statement: Topical) -> bool:
    """Does a statement have a name that the question spells out: a university, an institute, a programme?"""
    names = _names_in(question.text, question.lang)
    if question.lang == "zh":
        return any(name in statement.zh for name in names)
    text = statement.en.lower() if names else ""
    return any(name in text for name in names)


@lru_cache(64)
def _names_in(text: str, lang: Lang) -> tuple[str, ...]:
    if lang == "zh":
        return tuple(_NAME_ZH.findall(simplified(text)))
    return tuple(name.lower() for name in _NAME_EN.findall(text))


def explicit(question: Question, library: Library) -> list[str]:
    """The facets of directions that a question asks for in so many words."""
    return [t for t, w in question.topics.items() if w >= 1 and library.topics[t].facet]


def firm(ranked: list[Point]) -> list[Point]:
    """A direction's own statements that fit the question as only those about the very question do."""
    return [p for p in ranked[:5] if p.hit and p.direction and p.hit.score >= _CLEAR and not p.lacking]


def nearest_asked(ranked: list[Point]) -> list[Point]:
    """The statement known to answer a question so like this one that no better score of another counts."""
    near = max(ranked[:_NEAR_TOP], key=lambda p: p.asked, default=None)
    clear = near is not None and near.asked >= _LIKE and near.asked >= ranked[0].asked + _CLEARLY and not near.lacking
    return [near] if near is not None and clear else []


def same_question(ranked: list[Point]) -> bool:
    """Is the question one that a statement is known to answer?"""
    return bool(ranked) and ranked[0].asked >= _SAME and not ranked[0].lacking

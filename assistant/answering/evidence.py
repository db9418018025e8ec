"""Choosing the statements that answer a question: found by the search, weighed by the topics asked for."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.question import Question
from corpus.guide import Topical
from corpus.library import Library, PlacedClause
from index.passage import Hit, Scope
from index.search import Searcher

_MAIN, _SECOND, _OWN = 0.3, 0.1, 0.08  # what a topic match and standing in the direction itself are worth


_ELSEWHERE = 0.4  # outside the calls topics overlap more, so they count for less
_DOUBT = 0.0


@dataclass(frozen=True, eq=False)
class Point:
    """One statement of one clause, with how well it fits the question."""

    clause_id: str
    number: int
    direction: str | None
    statement: Topical
    score: float
    hit: Hit | None

    @property
    def key(self) -> tuple[str, int]:
        """What makes a statement the same statement."""
        return self.clause_id, self.number


class Evidence:
    """Ranks the edition's statements for a question."""

    def __init__(self, library: Library, searcher: Searcher):
        self._library, self._searcher = library, searcher
        self._calls = {g.id for g in library.guides.values() if g.directions}

    def home(self, question: Question, query: str) -> str | None:
        """The guide of the statement that fits best, topics aside."""
        hits = self._hits(question, query, Scope(frozenset(question.places.guides)))
        return self._library.clauses[max(hits.values(), key=lambda h: h.score).clause_id].guide if hits else None

    def about_calls(self, question: Question, query: str) -> bool:
        """Do the two calls fit a question better than the other documents do?"""
        hits = list(self._hits(question, query, Scope()).values())
        best = {True: 0.0, False: 0.0}
        for hit in hits:
            of_call = self._library.clauses[hit.clause_id].guide in self._calls
            best[of_call] = max(best[of_call], hit.score)
        return best[True] >= best[False] - _DOUBT

    def in_direction(self, question: Question, query: str, direction: str) -> list[Point]:
        """Every statement of a direction and of the general sections that bind it, best first."""
        guide = self._library.part_of(direction)[0].id
        hits = self._hits(
            question, query if question.follows else _focus(question), Scope(frozenset({guide}), frozenset({direction}))
        )
        clauses = [
            c
            for c in self._library.clauses.values()
            if c.direction == direction or (c.guide == guide and c.applies_to_all)
        ]
        return self._ranked(question, clauses, hits)

    def anywhere(self, question: Question, query: str, guides: frozenset[str]) -> list[Point]:
        """The statements found over some guides (none named: all), best first."""
        hits = self._hits(question, query, Scope(guides))
        clauses = [self._library.clauses[c] for c in dict.fromkeys(clause for clause, _ in hits)]
        return [p for p in self._ranked(question, clauses, hits) if p.hit]

    def of_clause(self, clause_id: str) -> list[Point]:
        """The statements of one clause, in order."""
        placed = self._library.clauses[clause_id]
        return [Point(clause_id, n, placed.direction, s, 1.0, None) for n, s in enumerate(placed.clause.says)]

    def _hits(self, question: Question, query: str, scope: Scope) -> dict[tuple[str, int], Hit]:
        found = self._searcher.search(query, question.lang, scope, 80)
        return {(hit.clause_id, hit.statement): hit for hit in found}

    def _ranked(self, question: Question, clauses: list[PlacedClause], hits: dict[tuple[str, int], Hit]) -> list[Point]:
        points = []
        for placed in clauses:
            for number, statement in enumerate(placed.clause.says):
                hit = hits.get((placed.id, number))
                worth = topic_worth(statement, question)
                score = (hit.score if hit else 0.0) + (worth if placed.guide in self._calls else worth * _ELSEWHERE)
                if placed.direction and question.places.directions:
                    score += _OWN
                points.append(Point(placed.id, number, placed.direction, statement, score, hit))
        return sorted(points, key=lambda p: -p.score)


def _focus(question: Question) -> str:
    """What to search with inside a direction: the question without the direction's names, if enough is left."""
    focus = question.places.focus.strip(" ,.?:;，。？：；、的")
    return focus if len(focus) >= (5 if question.lang == "zh" else 14) else question.searched


def topic_worth(statement: Topical, question: Question) -> float:
    """What the topics of a statement add for a question: most for its main topic."""
    weights = [question.topics.get(topic, 0.0) for topic in statement.about]
    return _MAIN * weights[0] + _SECOND * max(weights[1:], default=0.0)

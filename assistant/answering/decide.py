"""Deciding what kind of answer a question gets, and on which statements it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.answering.evidence import Evidence, Point
from assistant.answering.question import Question
from assistant.answering.silence import Silences
from assistant.answering.tables import Table, Tables
from corpus.guide import Silence
from corpus.library import Library

Kind = Literal["answered", "not_found", "hello"]
_EXPLICIT = 1.0
_FLOOR_COSINE, _FLOOR_COVERAGE = 0.845, 0.30  # below both, what was found does not answer (measured on dev questions)
_TELLING = 0.62  # a word that stands in a handful of statements only
_MANY = 14
_CLEAR = 0.82  # search score that only a statement about the very question reaches (development questions)
_ASIDE = 0.08  # how near the best a statement on another topic must come to be said as well
_HEADER = ("purpose", "fields", "projects", "money_total", "money_per_project", "duration")
# Topics that a statement either gives or does not: another topic's statement is no answer to them
_EXACTING = {"age", "nationality", "success_rate"}
_DECISIVE = {"success_rate", "foreign_rules"}  # silent on one of these, nothing else in the question can be meant


@dataclass(frozen=True)
class Section:
    """The part of an answer about one direction, or about none."""

    direction: str | None
    points: tuple[Point, ...]
    silent: tuple[str, ...] = ()  # topics asked for that the guide is silent on
    outside: tuple[str, ...] = ()  # countries asked for that are no partners of the direction


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


class Decider:
    """Decides over one edition and index."""

    def __init__(self, library: Library, evidence: Evidence):
        self._library, self._evidence = library, evidence
        self._calls = {g.id for g in library.guides.values() if g.directions}
        self._silences = Silences(library)
        self._tables = Tables(library)

    def decide(self, question: Question, query: str) -> Decision:
        """The decision for a question; `query` is what to search with (a follow-up carries its predecessor)."""
        if question.smalltalk:
            return Decision("hello")
        places = question.places
        if places.clauses and not question.topics:
            return Decision(
                "answered",
                tuple(
                    Section(self._library.clauses[c].direction, tuple(self._evidence.of_clause(c)))
                    for c in places.clauses
                ),
            )
        home = self._evidence.home(
            replace(question, places=replace(places, guides=())) if places.weakly else question, query
        )
        if (
            places.weakly
            and not places.directions
            and home not in places.guides
            and home not in self._calls
            and question.topics.keys() - {"deadline"}
        ):
            question = replace(question, places=(places := replace(places, guides=())))
        recorded = self._silences.asked(question, home)
        yields = recorded is not None and bool(recorded.silence.topics)  # one without topics is about that very thing
        if recorded and recorded.certain and not (yields and self._said_after_all(question, query)):
            return self._not_found(question, recorded.silence)
        of_calls = places.by_name or (not self._of_japan(question) and self._evidence.about_calls(question, query))
        if of_calls:
            table = self._tables.make(question)
            if table:
                return Decision("answered", table=table)
            if places.directions:
                return self._directions(question, query)
        quiet = self._silences.of_call(question, self._asked(question))
        if quiet:
            return self._not_found(question, quiet)
        return self._anywhere(question, query, recorded.silence if recorded else None, of_calls)

    def _of_japan(self, question: Question) -> bool:
        """Japan is no partner of the calls: with no call named, its partners are asked of the other documents."""
        named = any(self._library.guides[g].directions for g in question.places.guides)
        return "JP" in question.places.countries and not named

    # -- directions --------------------------------------------------------

    def _directions(self, question: Question, query: str) -> Decision:
        sections = [self._section(question, query, d) for d in question.places.directions]
        full = tuple(s for s in sections if s.points)
        if full:
            shown = tuple(sections) if question.places.ambiguous else full  # a bare number means either direction
            return Decision("answered", shown, ambiguous=question.places.ambiguous)
        topics = tuple(dict.fromkeys(t for s in sections for t in s.silent))
        return self._silent(question, topics, query)

    def _section(self, question: Question, query: str, direction: str) -> Section:
        part = self._library.part_of(direction)[1]
        ranked = self._evidence.in_direction(question, query, direction)
        asked = self._asked(question)
        silent = tuple(t for t in asked if t in part.silent)
        if asked and len(silent) == len(asked) and question.earlier:
            asked = [
                t for t, w in question.earlier.items() if w >= _EXPLICIT and self._library.topics[t].facet
            ] or asked
            silent = tuple(t for t in asked if t in part.silent)
        outside = self._outside(question, direction)
        if outside:
            points = [p for p in ranked if p.direction and set(p.statement.about) & {"countries", "exclusion"}]
            points.sort(key=lambda p: p.statement.about[0] != "countries")
            return Section(direction, tuple(points[:2]), outside=outside)
        refused = set(silent) & _DECISIVE or (asked and len(silent) == len(asked))
        if refused and (set(silent) & _DECISIVE or not self._strong(ranked)):
            return Section(direction, (), silent)
        chosen = self._chosen(question, ranked, [t for t in asked if t not in silent], len(question.places.directions))
        return Section(direction, tuple(chosen), silent if len(asked) > len(silent) else ())

    def _outside(self, question: Question, direction: str) -> tuple[str, ...]:
        """Countries named in the question that are no partners of a direction asked for by its own name."""
        entry = self._library.directions[direction]
        codes = [c for c in question.places.countries if len(c) == 2 and c != "CN"]
        if not question.places.by_name or not codes or set(codes) & set(entry.countries):
            return ()
        return tuple(codes)

    def _asked(self, question: Question) -> list[str]:
        return [t for t, w in question.topics.items() if w >= _EXPLICIT and self._library.topics[t].facet]

    @staticmethod
    def _strong(ranked: list[Point]) -> bool:
        """Does a statement fit the question's own words so well that the topic must have been misread?"""
        return any(p.hit and p.direction and p.hit.score >= _CLEAR for p in ranked)

    def _said_after_all(self, question: Question, query: str) -> bool:
        """Does a direction asked about state what its guide is recorded to be silent on in general?"""
        return any(self._strong(self._evidence.in_direction(question, query, d)) for d in question.places.directions)

    def _chosen(self, question: Question, ranked: list[Point], asked: list[str], directions: int) -> list[Point]:
        best = ranked[0].score
        if not asked and not question.groups and question.bare:
            return self._overview(ranked)
        if asked:
            keep = [
                p for p in ranked[:6] if p.score >= best - (0.22 if set(p.statement.about) & set(asked) else _ASIDE)
            ]
            for topic in asked:
                keep += self._of_topic(ranked, topic, 1 if directions > 2 else 3)
            keep += self._nearest_words(ranked, keep)
        elif question.groups:
            group = [p for p in ranked if question.topics.get(p.statement.about[0], 0) > 0]
            own = [p for p in group if p.direction]
            keep = (own + [p for p in group if not p.direction][:3])[:_MANY]
            order = {c: i for i, c in enumerate(self._library.clauses)}
            return sorted(dict.fromkeys(keep), key=lambda p: (p.direction is None, order[p.clause_id], p.number))
        else:
            keep = [p for p in ranked[:4] if p.score >= best - 0.12]
        stated = {p.statement.about[0] for p in keep if p.direction}
        keep = [p for p in keep if p.direction or p.statement.about[0] not in stated & set(_HEADER)]
        return list({p.key: p for p in keep}.values())[:8]

    @staticmethod
    def _nearest_words(ranked: list[Point], kept: list[Point]) -> list[Point]:
        """The direction's statement nearest to the question's words, where it beats all that its topics brought."""
        own = [p for p in ranked if p.direction and p.hit]
        nearest = max(own, key=lambda p: p.hit.score if p.hit else 0.0, default=None)
        reached = max((p.hit.score for p in kept if p.hit), default=0.0)
        return [nearest] if nearest and nearest.hit and nearest.hit.score > reached else []

    def _overview(self, ranked: list[Point]) -> list[Point]:
        """The header of a direction, for those who just name it."""
        order = {c: i for i, c in enumerate(self._library.clauses)}
        chosen: dict[str, Point] = {}
        for point in sorted((p for p in ranked if p.direction), key=lambda p: (order[p.clause_id], p.number)):
            main = point.statement.about[0]
            if main in _HEADER and main not in chosen:
                chosen[main] = point
        return [chosen[t] for t in _HEADER if t in chosen]

    @staticmethod
    def _of_topic(ranked: list[Point], topic: str, count: int) -> list[Point]:
        """The best statements with a main topic: the direction's own, else those of the general sections."""
        main = [p for p in ranked if p.statement.about[0] == topic]
        second = [p for p in ranked if topic in p.statement.about[1:]]
        own = [p for p in main if p.direction] or [p for p in second if p.direction]
        near = [p for p in second if p.direction and own and p.score >= own[0].score - 0.3]
        return list(dict.fromkeys([*(own or main or second)[:count], *near[: count - 1]]))

    # -- everything else ---------------------------------------------------

    def _anywhere(self, question: Question, query: str, recorded: Silence | None, of_calls: bool) -> Decision:
        guides = frozenset(question.places.guides)
        if not guides and not of_calls:
            guides = frozenset(g.id for g in self._library.guides.values() if not g.directions)
        ranked = self._evidence.anywhere(question, query, guides)
        if not ranked or not self._answers(ranked[0], question):
            return self._not_found(question, recorded, ranked)
        best = ranked[0]
        guide = self._library.clauses[best.clause_id].guide
        asked = {t for t, w in question.topics.items() if w >= _EXPLICIT}
        missed = bool(asked) and not any(asked & set(p.statement.about) for p in ranked[:6])
        if recorded and (recorded.guide == guide or missed) and not self._outweighs(best, question):
            return self._not_found(question, recorded, ranked)
        exacting = tuple(sorted(asked & _EXACTING))
        if exacting and not any(t in p.statement.about for t in exacting for p in ranked[:12]):
            if recorded:
                return self._not_found(question, recorded, ranked)
            return Decision("not_found", topics=exacting, nearest=tuple(ranked[:1]))
        inside = [p for p in ranked if self._library.clauses[p.clause_id].guide == guide]
        keep = [p for p in inside[:8] if p.clause_id == best.clause_id and p.score >= best.score - 0.3][:5]
        keep += [p for p in ranked[:6] if p.score >= best.score - 0.1]
        for topic, weight in question.topics.items():
            matching = [
                p
                for p in inside
                if weight >= _EXPLICIT and p.statement.about[0] == topic and p.score >= best.score - 0.35
            ]
            keep += _one_a_clause(matching)[:_MANY] if question.wants_list else matching[:1]
        if question.wants_list:
            keep = [
                best,
                *self._parts_of(best, ranked),
                *_one_a_clause([p for p in ranked[:16] if p.score >= best.score - 0.25]),
                *keep,
            ]
        points = tuple({p.key: p for p in keep}.values())
        also = self._silences.of_other_calls(question, self._asked(question), guide)
        return Decision("answered", (Section(None, points[: _MANY + 2 if question.wants_list else 7]),), also=also)

    def _parts_of(self, best: Point, ranked: list[Point]) -> list[Point]:
        """For a list that a whole part answers (6 → 6.1, 6.2 …): the best statement of each of its items, in order."""
        found = {p.clause_id: p for p in reversed(ranked)}
        items = [
            c
            for c in self._library.clauses
            if c.startswith(best.clause_id + ".") and c.count(".") == best.clause_id.count(".") + 1
        ]
        return [found.get(c) or self._evidence.of_clause(c)[0] for c in items]

    @staticmethod
    def _answers(best: Point, question: Question) -> bool:
        """Is the best statement about the question at all? A topic in common lowers what is asked of the words."""
        hit = best.hit
        if hit is None:
            return False
        topical = any(question.topics.get(t, 0) >= _EXPLICIT for t in best.statement.about)
        ease = 0.02 if topical and question.places.guides else 0.0
        telling = hit.rarest >= _TELLING and hit.cosine >= _FLOOR_COSINE - 0.03
        return hit.cosine >= _FLOOR_COSINE - ease or hit.coverage >= _FLOOR_COVERAGE or telling

    @staticmethod
    def _outweighs(best: Point, question: Question) -> bool:
        """Is what was found nearer to the question than the recorded silence?"""
        topical = any(question.topics.get(t, 0) >= _EXPLICIT for t in best.statement.about)
        return best.hit is not None and topical and best.hit.coverage >= 0.6

    def _silent(self, question: Question, topics: tuple[str, ...], query: str) -> Decision:
        """A facet that the directions' guide is recorded to be silent on."""
        recorded = self._silences.of_topics(question.places.directions, topics)
        nearest: list[Point] = []
        if "money_per_project" in topics:
            for direction in question.places.directions[:3]:
                ranked = self._evidence.in_direction(question, query, direction)
                nearest += [p for p in ranked if p.direction and p.statement.about[0] == "money_total"][:1]
        elif not recorded:
            for direction in question.places.directions[:3]:
                nearest += self._evidence.in_direction(question, query, direction)[:1]
        return Decision("not_found", silence=recorded, topics=topics, nearest=tuple(nearest))

    def _not_found(self, question: Question, silence: Silence | None, ranked: list[Point] | None = None) -> Decision:
        good = [p for p in (ranked or [])[:1] if p.hit and p.hit.cosine >= _FLOOR_COSINE - 0.01]
        return Decision("not_found", silence=silence, nearest=() if silence else tuple(good))


def _one_a_clause(points: list[Point]) -> list[Point]:
    """The points with the best of each clause first: a list over clauses leaves none out for another's second."""
    first: dict[str, Point] = {}
    for point in points:
        first.setdefault(point.clause_id, point)
    chosen = list(first.values())
    return chosen + [p for p in points if p not in chosen]

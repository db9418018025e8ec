"""Choosing what to say where no direction is named: over all guides, or those that fit."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from assistant.answering.decision import Decision, Section
from assistant.answering.evidence import Evidence
from assistant.answering.gap import Gaps
from assistant.answering.points import Point, explicit, nearest_asked, quoted
from assistant.answering.question import Question
from assistant.answering.silence import Silences, speaks_of
from assistant.answering.subquestions import of_parts
from assistant.answering.vocabulary import is_kind
from corpus.guide import Silence
from corpus.library import Library

_MANY = 14
_NEAR, _ASIDE = 0.3, 0.1  # how near the best a statement must come to be said as well: of the clause, of another
_FLOOR_COSINE, _FLOOR_COVERAGE = 0.845, 0.30  # below both, what was found does not answer (measured on dev questions)
_FEW_NAME = 5  # statements with a name that the question spells out, if it is that of a person or one institution
_TELLING = 0.62  # a word that stands in a handful of statements only
_LOOKED_AT = 8  # statements in which a thing asked for may be named
_OF_CALL = 3  # statements of a call on the topic that it is asked for
_NEAR_TOP = 6  # the best statements, of which one may be on a topic asked for
_ON_TOPIC = 3  # the best statements, of which one states what a question asks for by its name
_ELSEWHERE = 4  # statements of the other documents beside the directions with a country
_SAME = 0.93  # likeness to an expected question from which the question is that one
_APIECE = re.compile(r"方向|国|directions?|countr")  # it is asked of what is in the calls
# Topics that a statement either gives or does not: another topic's statement is no answer to them
_EXACTING = {"age", "success_rate"}


class Anywhere:
    """Decides for questions that name no direction."""

    def __init__(self, library: Library, evidence: Evidence, silences: Silences):
        self._library, self._evidence, self._silences = library, evidence, silences
        self._gaps = Gaps(evidence, silences)

    def decide(self, question: Question, query: str, recorded: Silence | None, of_calls: bool) -> Decision:
        """The statements that answer, or that the guides do not say. `recorded`: a silence whose words it uses."""
        guides = frozenset(question.places.guides)
        if not guides and not of_calls:
            guides = frozenset(g.id for g in self._library.guides.values() if not g.directions)
        ranked = self._evidence.anywhere(question, query, guides)
        asked = {t for t, w in question.topics.items() if w >= 1}
        # a call asked for a topic and nothing else: what it says of it to all comes first, and of other topics nothing
        whole = question.plain or is_kind("overall", question.searched)
        of_call = self._evidence.of_call(question, query, guides)[:_OF_CALL] if whole else []
        if of_call:
            on_topic = (p for p in ranked if not p.direction and asked & set(p.statement.about))
            ranked = list({p.key: p for p in (*of_call, *on_topic)}.values())
        if not ranked or not (of_call or self._answers(ranked[0], question)):
            return self._not_found(recorded, ranked)
        named = [p for p in ranked if quoted(question, p.statement)]
        alone = ranked[0] in named and len(named) <= _FEW_NAME and not nearest_asked(ranked)
        if alone and all(p.lacking for p in named):  # of that person or institution it is not said
            return Decision("not_found", silence=recorded, nearest=tuple(named[:1]))
        stated = bool(question.plain and question.places.guides and self._on_topic(question, ranked[:_ON_TOPIC]))
        named_so = (bool(of_call) and question.plain) or (stated and question.labelled)
        search = partial(self._evidence.anywhere, guides=guides)
        gap = (
            None
            if named_so
            else self._gaps.find(question, query, ranked, guides, search, plain=stated or bool(of_call))
        )
        if gap and gap.sure and not (gap.silence is None and question.wants_list):
            return self._not_found(gap.silence or recorded, ranked)
        if recorded and recorded.thing and not any(speaks_of(recorded, p.statement) for p in ranked[:_LOOKED_AT]):
            return self._not_found(recorded, ranked)  # a thing that nothing found so much as names
        exacting = tuple(sorted(asked & _EXACTING))
        if exacting and not any(t in p.statement.about and not p.lacking for t in exacting for p in ranked[:12]):
            return Decision("not_found", silence=recorded, topics=exacting, nearest=tuple(ranked[:1]))
        guide = self._library.clauses[ranked[0].clause_id].guide
        points = self._chosen(question, ranked, guide, guides)
        also = self._silences.of_other_calls(question, explicit(question, self._library), guide)
        return Decision("answered", (Section(None, points, unsure=gap is not None),), also=also)

    def of_both_calls(self, question: Question, query: str) -> Decision | None:
        """What each of the calls states for itself on every facet asked for, where both are asked about as wholes; None
        where they are not, or one neither states a facet nor is known to be silent on it."""
        places, asked = question.places, explicit(question, self._library)
        # "How much each?" is asked of each call
        asked = list(dict.fromkeys("money_total" if t == "money_per_project" else t for t in asked))
        if not places.whole or not asked or places.directions or places.countries or _APIECE.search(question.searched):
            return None
        points: list[Point] = []
        silent: list[Silence] = []
        question = replace(question, topics=dict.fromkeys(asked, 1.0))
        for guide in places.guides:
            ranked = self._evidence.of_call(question, query, frozenset({guide}))
            for topic in asked:
                stated = [p for p in ranked if p.statement.about[0] == topic][:1]
                one = replace(question, places=replace(places, guides=(guide,)))
                unsaid = None if stated else self._silences.of_call(one, [topic])
                if not stated and not unsaid:
                    return None
                points += stated
                silent += [unsaid] if unsaid else []
        kept = tuple({p.key: p for p in points}.values())
        return Decision("answered", (Section(None, kept),), also=tuple(dict.fromkeys(silent))) if kept else None

    @staticmethod
    def _on_topic(question: Question, ranked: list[Point]) -> bool:
        """Is a statement about a topic that the question asks for by its name?"""
        return any(question.topics.get(p.statement.about[0], 0) >= 1 and not p.lacking for p in ranked)

    def with_others(self, question: Question, query: str, sections: list[Section]) -> Decision:
        """Sections on directions, and what the other documents say of the same country, where they may be meant."""
        named = frozenset(question.places.guides)
        others = frozenset(g.id for g in self._library.guides.values() if not g.directions)
        if not named:
            ranked = self._evidence.of_country(question, query, others)
            sections = [*sections, Section(None, tuple(ranked[:_ELSEWHERE]))] if ranked else sections
        return Decision("answered", tuple(sections))

    def _chosen(self, question: Question, ranked: list[Point], guide: str, guides: frozenset[str]) -> tuple[Point, ...]:
        best = ranked[0]
        inside = [p for p in ranked if self._library.clauses[p.clause_id].guide == guide]
        keep = [*nearest_asked(ranked), *_on_topic(question, ranked), best]
        keep += [p for p in inside[:8] if p.clause_id == best.clause_id and p.score >= best.score - _NEAR][:3]
        keep += [p for p in ranked[:6] if p.score >= best.score - _ASIDE]
        for topic, weight in question.topics.items():
            matching = [
                p for p in inside if weight >= 1 and p.statement.about[0] == topic and p.score >= best.score - 0.35
            ]
            keep += _one_a_clause(matching)[:_MANY] if question.wants_list else matching[:1]
        if question.wants_list:
            wide = _one_a_clause([p for p in ranked[:16] if p.score >= best.score - 0.25])
            keep = [best, *self._parts_of(best, ranked), *wide, *keep]
        search = partial(self._evidence.anywhere, guides=guides)
        keep[1:1] = of_parts(self._evidence, question, search, keep[:4], ranked)
        points = tuple({p.key: p for p in keep}.values())
        return points[: _MANY + 2 if question.wants_list else 7]

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
        topical = any(question.topics.get(t, 0) >= 1 for t in best.statement.about)
        ease = 0.02 if topical and question.places.guides else 0.0
        telling = hit.rarest >= _TELLING and hit.cosine >= _FLOOR_COSINE - 0.03
        return hit.cosine >= _FLOOR_COSINE - ease or hit.coverage >= _FLOOR_COVERAGE or telling or hit.asked >= _SAME

    @staticmethod
    def _not_found(silence: Silence | None, ranked: list[Point]) -> Decision:
        good = [p for p in ranked[:1] if p.hit and p.hit.cosine >= _FLOOR_COSINE - 0.01]
        return Decision("not_found", silence=silence, nearest=() if silence else tuple(good))


def _on_topic(question: Question, ranked: list[Point]) -> list[Point]:
    """The statement on a topic asked for by its name, where the best is on none and hardly better."""
    asked = {t for t, weight in question.topics.items() if weight >= 1}
    if not asked or asked & set(ranked[0].statement.about):
        return []
    near = (p for p in ranked[:_NEAR_TOP] if p.score >= ranked[0].score - _ASIDE and not p.lacking)
    return [p for p in near if p.statement.about[0] in asked][:1]


def _one_a_clause(points: list[Point]) -> list[Point]:
    """The points with the best of each clause first: a list over clauses leaves none out for another's second."""
    first: dict[str, Point] = {}
    for point in points:
        first.setdefault(point.clause_id, point)
    chosen = list(first.values())
    return chosen + [p for p in points if p not in chosen]

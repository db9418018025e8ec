"""Deciding what kind of answer a question gets, and on which statements it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from assistant.answering.anywhere import Anywhere
from assistant.answering.decision import Decision, Section
from assistant.answering.directions import Directions
from assistant.answering.evidence import Evidence
from assistant.answering.gap import Gaps
from assistant.answering.phrases import say
from assistant.answering.points import explicit, firm, same_question
from assistant.answering.question import Question
from assistant.answering.silence import Silences, speaks_of
from assistant.answering.tables import Tables
from assistant.answering.vocabulary import is_kind
from corpus.guide import Silence
from corpus.library import Library

# What is left of a question that only asks what there is with a country
_APPLYING = re.compile(
    r"[\W_]|的|项目|方向|跟|和|与|同|合作|一起|我们?|想|可不可以|可以|能不能|能否|能|申报|申请|报(?!销|告)|是否|有没有|有|吗|么|呢|啊|什么|哪些"
    r"|情况|国际|科技|交流|研究|\b(?:the|an?|any(?:thing)?|projects?|programmes?|directions?|for|in|with|calls?|can|could|we|i|you"
    r"|appl(?:y|ications?)|partners?|there|is|are|do|does|have|about|cooperat\w*|collaborat\w*|what|which|to|on|me|my|our|funding)\b"
)
_LITTLE = 2

_NEARER = 0.01  # by how much a statement must be nearer than every silence to be said after all


class Decider:
    """Decides over one edition and index."""

    def __init__(self, library: Library, evidence: Evidence):
        self._library, self._evidence = library, evidence
        self._calls = {g.id for g in library.guides.values() if g.directions}
        self._silences = Silences(library)
        self._gaps = Gaps(evidence, self._silences)
        self._tables = Tables(library)
        self._directions = Directions(library, evidence, self._silences)
        self._anywhere = Anywhere(library, evidence, self._silences)

    def decide(self, question: Question, query: str) -> Decision:
        """The decision for a question; `query` is what to search with (a follow-up carries its predecessor)."""
        if question.smalltalk:
            return Decision("hello")
        if question.places.clauses and not question.topics:
            return self._whole(question)
        question = self._evidence.heard(question, query)
        if self._nothing_but_a_country(question):
            return self._abroad(question)
        question, home = self._at_home(question, query)
        places = question.places
        recorded = None if self._plain(question) else self._silences.asked(question, home)
        if recorded and recorded.certain and not self._said_after_all(question, query, recorded.silence):
            return Decision("not_found", silence=recorded.silence)
        of_calls = (
            places.by_name
            or places.whole
            or (
                self._evidence.speaks_of(places.guides)
                and not self._of_japan(question)
                and self._evidence.about_calls(question, query)
            )
        )
        if of_calls:
            whole = self._anywhere.of_both_calls(question, query)
            if whole:
                return whole
            table = self._tables.make(question)
            if table:
                return Decision("answered", table=table)
            if places.directions and self._offers(question):
                return self._anywhere.with_others(question, query, self._directions.offers(places.directions))
            if places.directions:
                return self._directions.decide(question, query)
        quiet = self._silences.of_call(question, explicit(question, self._library))
        if quiet:
            return Decision("not_found", silence=quiet)
        return self._anywhere.decide(question, query, recorded.silence if recorded else None, of_calls)

    def _whole(self, question: Question) -> Decision:
        """Clauses asked for by their number."""
        sections = [
            Section(self._library.clauses[c].direction, tuple(self._evidence.of_clause(c)))
            for c in question.places.clauses
        ]
        return Decision("answered", tuple(sections))

    def _at_home(self, question: Question, query: str) -> tuple[Question, str | None]:
        """The guide a question fits best (None: it names it), without a call that its words only seemed to name."""
        places = question.places
        if places.directions or (places.guides and not places.weakly):
            return question, None  # it says itself where it is at home
        free = replace(question, places=replace(places, guides=())) if places.weakly else question
        home = self._evidence.home(free, query)
        elsewhere = home not in places.guides and home not in self._calls
        if places.weakly and elsewhere and question.topics.keys() - {"deadline"}:
            return free, home
        return question, home

    def _plain(self, question: Question) -> bool:
        """Does it ask directions for facets and nothing else? Then each direction states them or is silent on them."""
        return question.plain and question.places.by_name and bool(explicit(question, self._library))

    @staticmethod
    def _offers(question: Question) -> bool:
        """Does it ask what there is for a country, in whichever document?"""
        places, narrow = question.places, {t for t, w in question.topics.items() if w >= 1} - {"programme", "countries"}
        return not places.by_name and bool(places.countries) and not narrow and is_kind("offers", question.searched)

    def _nothing_but_a_country(self, question: Question) -> bool:
        """Does it ask what there is with a country that no direction is with, and name no document?"""
        places = question.places
        told = {t for t, w in question.topics.items() if w >= 1} - {"programme", "countries", "how_to_apply"}
        named = places.directions or places.guides or question.follows
        return bool(places.countries) and not named and not told and len(_APPLYING.sub("", places.rest)) <= _LITTLE

    def _abroad(self, question: Question) -> Decision:
        """That the calls have no direction with a country; of Japan, also what the other documents offer."""
        none = tuple(s for s in self._library.silences if s.guide in self._calls and s.id.endswith("other-countries"))
        if "JP" in question.places.countries:
            offered = self._anywhere.with_others(question, say("japan_offers", question.lang), [])
            return replace(offered, also=none)
        return Decision("not_found", silence=none[0] if none else None, also=none[1:])

    def _of_japan(self, question: Question) -> bool:
        """Japan is no partner of the calls: with no call named, its partners are asked of the other documents."""
        named = any(self._library.guides[g].directions for g in question.places.guides)
        return "JP" in question.places.countries and not named

    def _said_after_all(self, question: Question, query: str, silence: Silence) -> bool:
        """Does a direction asked about, or a document beside the calls, state what it is recorded to be silent on?
        Where the silence is about a thing (tax, interviews), only a statement that names the thing does."""
        if silence.guide not in self._calls:
            within = frozenset({silence.guide})
            points = self._evidence.anywhere(question, query, within)
            if not points or points[0].lacking or (silence.thing and not speaks_of(silence, points[0].statement)):
                return False
            unsaid = self._evidence.not_said(question, query, within)
            nearer = points[0].asked >= (unsaid[0][1] if unsaid else 0.0) + _NEARER
            search = partial(self._evidence.anywhere, guides=within)
            return nearer or self._gaps.little(question, query, points, within, search)
        for direction in question.places.directions:
            points = self._evidence.in_direction(question, query, direction)
            if silence.thing:
                points = [p for p in points if speaks_of(silence, p.statement)]
            if firm(points) or same_question(points):
                return True
        return False

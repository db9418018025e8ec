"""Recorded silences: things people ask that the guides are known not to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answering.question import Question, simplified
from assistant.answering.vocabulary import stands
from corpus.guide import Silence, Topical
from corpus.library import Library


@dataclass(frozen=True)
class Asked:
    """A recorded silence that a question touches; `certain` where nothing else could be meant."""

    silence: Silence
    certain: bool


class Silences:
    """The recorded silences of an edition, matched by words and by topic."""

    def __init__(self, library: Library):
        self._library = library
        self._calls = {g.id for g in library.guides.values() if g.directions}

    def asked(self, question: Question, home: str | None) -> Asked | None:
        """The silence whose own words the question uses, within the guide it names or else fits (`home`)."""
        elsewhere = self._country_elsewhere(question, home)
        if elsewhere:
            return Asked(elsewhere, True)
        text = simplified(question.text).lower()
        named = self._guides(question)
        guides = named or ({home} if home else set())
        best: tuple[int, Silence] | None = None
        for silence in self._library.silences:
            if (guides and silence.guide not in guides) or not self._open(silence, question):
                continue
            length = max((len(cue) for cue in _cues(silence) if stands(cue, text)), default=0)
            if length and (best is None or length > best[0]):
                best = (length, silence)
        if best is None:
            return None
        return Asked(best[1], len(named) == 1 or (best[1].thing and bool(question.places.directions)))

    def near(self, question: Question, found: list[tuple[str, float]]) -> list[tuple[Silence, float]]:
        """Those of the silences that a search found which may answer the question, with their likeness."""
        known = [(self._by_id[name], likeness) for name, likeness in found if name in self._by_id]
        return [(s, likeness) for s, likeness in known if self._open(s, question) and not self._stated(s, question)]

    @cached_property
    def _by_id(self) -> dict[str, Silence]:
        return {f"{s.guide}/{s.id}": s for s in self._library.silences}

    def _stated(self, silence: Silence, question: Question) -> bool:
        """With no direction named: does a direction of the silence's call state its topics?"""
        if question.places.directions or not silence.topics:
            return False
        parts = [p for p in self._library.guides[silence.guide].parts if p.direction]
        return any(topic not in part.silent for part in parts for topic in silence.topics)

    def _open(self, silence: Silence, question: Question) -> bool:
        """May this silence answer the question: its directions fit, and no clause in scope states its topics?"""
        if self._of_countries(silence):
            return False  # countries are read as places, not as words
        asked = question.places.directions
        if silence.directions and not set(silence.directions) & set(asked):
            return False  # what one direction does not say, said of none or of another, would mislead
        for direction in asked:
            silent = self._library.part_of(direction)[1].silent
            if silence.topics and not set(silence.topics) <= set(silent):
                return False
        return True

    def of_topics(self, directions: tuple[str, ...], topics: tuple[str, ...]) -> Silence | None:
        """The silence with words of its own for a facet of a direction, if one was written."""
        for direction in directions:
            guide = self._library.part_of(direction)[0].id
            for silence in self._library.silences:
                fits = not silence.directions or direction in silence.directions
                if fits and silence.guide == guide and set(silence.topics) & set(topics):
                    return silence
        return None

    def of_call(self, question: Question, asked: list[str]) -> Silence | None:
        """The silence of a whole call on every facet asked, where a call is named and no direction of it states one."""
        calls = [g for g in question.places.guides if g in self._calls]
        if len(calls) != 1 or not asked:
            return None
        parts = [p for p in self._library.guides[calls[0]].parts if p.direction]
        if not all(topic in part.silent for part in parts for topic in asked):
            return None
        return next((s for s in self._library.silences if s.guide == calls[0] and set(s.topics) & set(asked)), None)

    def of_other_calls(self, question: Question, asked: list[str], answered: str) -> tuple[Silence, ...]:
        """The silences of the calls that a question may mean beside the guide that answers it."""
        if answered not in self._calls or not asked:
            return ()
        others = [g for g in (set(question.places.guides) & self._calls or self._calls) if g != answered]
        found = [self.of_call(replace(question, places=replace(question.places, guides=(g,))), asked) for g in others]
        return tuple(s for s in found if s and set(asked) & {"deadline", "recommend", "limit", "penalty", "extension"})

    def _guides(self, question: Question) -> set[str]:
        of_directions = {self._library.part_of(d)[0].id for d in question.places.directions}
        return of_directions or set(question.places.guides)

    def _country_elsewhere(self, question: Question, home: str | None) -> Silence | None:
        """A country asked for under a call that has no direction with it."""
        places = question.places
        calls = set(places.guides) & self._calls
        if (
            places.directions
            or not places.countries
            or not (calls or (places.foreign and not places.guides and question.applies and home in self._calls))
        ):
            return None
        if "JP" in places.countries and not calls:
            return None
        wanted = calls or self._calls
        return next((s for s in self._library.silences if s.guide in wanted and self._of_countries(s)), None)

    def _of_countries(self, silence: Silence) -> bool:
        """Is it that a call has no direction with other countries?"""
        return silence.guide in self._calls and silence.id.endswith("other-countries")


def speaks_of(silence: Silence, statement: Topical) -> bool:
    """Does a statement name what a silence is about, by one of its words?"""
    text = f"{statement.zh} {statement.en}".lower()
    return any(stands(cue, text) for cue in _cues(silence))


def _cues(silence: Silence) -> tuple[str, ...]:
    return (*silence.asked.zh, *silence.asked.en)

"""Recorded silences: things people ask that the guides are known not to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answering.question import Question, simplified
from corpus.guide import Silence
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

    def asked(self, question: Question) -> Asked | None:
        """The silence whose own words the question uses, within the guide it is about."""
        elsewhere = self._country_elsewhere(question)
        if elsewhere:
            return Asked(elsewhere, True)
        text = simplified(question.text).lower()
        guides = self._guides(question)
        best: tuple[int, Silence] | None = None
        for silence in self._library.silences:
            if guides and silence.guide not in guides:
                continue
            if silence.directions and question.places.directions and not set(silence.directions) & set(question.places.directions):
                continue
            if "countries" in silence.id:
                continue  # countries are read as places, not as words
            length = max((len(cue) for cue in _cues(silence) if _stands(cue, text)), default=0)
            if length and (best is None or length > best[0]):
                best = (length, silence)
        if best is None:
            return None
        silence = best[1]
        topical = bool(silence.topics) and bool(question.places.directions)
        stated = not topical and any(self._stated(t, question) for t in question.topics)
        return Asked(silence, bool(guides) and not silence.topics and not stated)

    def of_topics(self, directions: tuple[str, ...], topics: tuple[str, ...]) -> Silence | None:
        """The silence with words of its own for a facet of a direction, if one was written."""
        for direction in directions:
            guide = self._library.part_of(direction)[0].id
            for silence in self._library.silences:
                if silence.guide == guide and set(silence.topics) & set(topics):
                    if not silence.directions or direction in silence.directions:
                        return silence
        return None

    def _stated(self, topic: str, question: Question) -> bool:
        """Do the directions asked about state this facet?"""
        if not question.places.directions or not self._library.topics[topic].facet:
            return False
        return all(topic not in self._library.part_of(d)[1].silent for d in question.places.directions)

    def _guides(self, question: Question) -> set[str]:
        of_directions = {self._library.part_of(d)[0].id for d in question.places.directions}
        return of_directions or set(question.places.guides)

    def _country_elsewhere(self, question: Question) -> Silence | None:
        """A country asked for under a call that has no direction with it."""
        places = question.places
        calls = set(places.guides) & self._calls
        if places.directions or not places.countries or not (calls or (places.foreign and not places.guides and question.applies)):
            return None
        if "JP" in places.countries and not calls:
            return None
        wanted = calls or self._calls
        return next((s for s in self._library.silences if s.guide in wanted and "countries" in s.id), None)


def _cues(silence: Silence) -> tuple[str, ...]:
    return (*silence.asked.zh, *silence.asked.en)


def _stands(cue: str, text: str) -> bool:
    cue = cue.lower()
    if cue.isascii():
        return re.search(rf"(?<![a-z]){re.escape(cue)}(?:s|es)?(?![a-z])", text) is not None
    return cue in text

"""Whether the guides answer at all: the best statements found, held against the recorded silence that is nearest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.answering.doubt import DOUBTFUL, OPEN, READ, UNSETTLED, UNSURE, Doubts, Measures
from assistant.answering.evidence import Evidence, narrowed
from assistant.answering.points import Point
from assistant.answering.question import Question
from assistant.answering.silence import Silences
from assistant.answering.wanted import surely, telling
from corpus.guide import Silence

_EXPECTED = 0.96  # likeness from which a question is one that a statement is known to answer
_SURELY = 0.75  # doubt from which even a question for a stated topic by its name is not answered
_HARDLY = 0.2  # doubt below which what is recorded to be unsaid is not what is asked
_LITTLE = 0.45  # doubt below which a silence on one of several topics says nothing
_MEANT = 0.88  # likeness from which a recorded silence is the one meant
_MEANT_THOUGH = 0.92  # the same where nothing is asked for but a topic that is stated
_WORDS = 0.06  # what all of a question's words are worth beside likeness, where two silences compete
_ON_TOPIC = 0.03  # how near the nearest silence one on a topic asked for must come to be the one that is said
_NEARER = 0.005  # by how much a silence on a topic asked for must be nearer than every statement
_FEW = 2  # statements nearest in meaning whose wording is looked at
Search = Callable[[Question, str], list[Point]]  # the best statements for a question, where it is meant


@dataclass(frozen=True)
class Gap:
    """That a question is not answered; `silence` where a recorded one says so in its own words. Not `sure`: perhaps it
    is, and what was found is worth saying, with that doubt."""

    silence: Silence | None
    sure: bool = True


class Gaps:
    """Finds gaps over one edition."""

    def __init__(self, evidence: Evidence, silences: Silences):
        self._evidence, self._silences, self._wording = evidence, silences, evidence.wording

    def find(
        self,
        question: Question,
        query: str,
        ranked: list[Point],
        guides: frozenset[str],
        search: Search,
        inside: bool = False,
        plain: bool = False,
        one_of: bool = False,
    ) -> Gap | None:
        """The gap that a question falls into, sure or perhaps, or None where the best of `ranked` answers it.

        `search`: as `ranked` was found. `inside`: the direction is known, and its names count for nothing. `plain`: it
        asks for a topic that is stated, by its name; then only a clearly nearer silence counts. `one_of`: the direction
        is one of several that must all leave doubt; then what one is about settles nothing."""
        measures, silence, likeness = self.measured(question, query, ranked, guides, inside)
        on_topic = any(question.topics.get(topic, 0) >= 1 for topic in ranked[0].statement.about)
        plain &= not ranked[0].lacking  # what it asks for by its name is not what the best statement states of it
        stated = inside and not ranked[0].lacking and on_topic and not one_of
        if likeness < (_MEANT_THOUGH if plain else _MEANT if stated else 0.0):
            return None  # it asks for what the best statement is about, and nothing near it is known to be unsaid
        if measures.likeness >= max(_EXPECTED, measures.silence) and not ranked[0].lacking:
            return None  # nearly the words of a question that is answered, and nearer to it than to any that is not
        doubt = self._doubt(measures, question, query, ranked, guides, search, inside)
        if doubt < (_SURELY if plain or stated else DOUBTFUL):
            return Gap(None, sure=False) if doubt >= UNSURE and not plain else None
        return Gap(silence if likeness >= _MEANT else None)

    def little(
        self,
        question: Question,
        query: str,
        ranked: list[Point],
        guides: frozenset[str],
        search: Search,
        inside: bool = False,
    ) -> bool:
        """Is there little doubt, before anything is read, that the best of `ranked` answers? Then the words of a
        recorded silence, or of a silent topic, were used for something else. Arguments as those of `find`."""
        measures, *_ = self.measured(question, query, ranked, guides, inside)
        return self._narrowed(measures, question, query, guides, search, inside) < _HARDLY

    def _doubt(
        self,
        measures: Measures,
        question: Question,
        query: str,
        ranked: list[Point],
        guides: frozenset[str],
        search: Search,
        inside: bool,
    ) -> float:
        """How doubtful it is that the guides answer, by all that is known of it."""
        doubt = self._narrowed(measures, question, query, guides, search, inside)
        return self._read(doubt, question, narrowed(question, query, inside)[1], ranked)

    def _narrowed(
        self,
        measures: Measures,
        question: Question,
        query: str,
        guides: frozenset[str],
        search: Search,
        inside: bool,
    ) -> float:
        """The doubt by the measures. Where they leave that unsettled, what of the text asks is measured by itself."""
        doubts = Doubts.fitted()
        doubt = doubts.of(measures)
        narrow, text = narrowed(question, query, inside)
        if text != query and UNSETTLED[0] < doubt < UNSETTLED[1]:
            again = search(narrow, text)
            if again:
                doubt = doubts.after_narrowing(doubt, self.measured(narrow, text, again, guides, inside)[0])
        return doubt

    def _read(self, doubt: float, question: Question, text: str, ranked: list[Point]) -> float:
        """The doubt that is left where the measures leave it open: the best statements are read, together with what is
        asked, until one answers."""
        if not OPEN[0] < doubt < OPEN[1]:
            return doubt
        left = []
        for point in ranked[:READ]:
            if not all(map(telling, point.lacking)):
                continue  # of another meeting, or another body: near to the eye too
            score = self._evidence.read(question, text, point)
            if score is None:
                return doubt
            left.append(Doubts.fitted().after_reading(doubt, score))
            if left[-1] < DOUBTFUL:
                break
        return min(left, default=doubt)

    def measured(
        self, question: Question, query: str, ranked: list[Point], guides: frozenset[str], inside: bool = False
    ) -> tuple[Measures, Silence | None, float]:
        """What doubt is measured by, with the nearest silence and its likeness."""
        text = question.places.rest if inside and not question.follows else query
        silence, likeness, worded = self._nearest(question, query, text, guides)
        near = sorted(ranked[:20], key=lambda p: -p.asked)
        best = ranked[0]
        wording = [self._wording.of_statement(question, text, p.clause_id, p.number) for p in (best, *near[:_FEW])]
        measures = Measures(
            likeness=near[0].asked,
            silence=likeness,
            lacking=sum(not telling(kind) for kind in best.lacking),
            lacks_thing=any(map(telling, best.lacking)),
            lacks_surely=any(map(surely, best.lacking)),
            silence_wording=worded,
            wording=wording[0],
            best_wording=max(wording),
            score=best.score,
            unlike=self._evidence.unlike(question, query, best),
        )
        return measures, silence, likeness

    def on_topics(
        self, question: Question, query: str, ranked: list[Point], guides: frozenset[str], silent: tuple[str, ...]
    ) -> Gap | None:
        """The gap of a question that asks for topics on which its direction is silent, beside others that it states:
        where the silence is nearer to the question than everything stated, and all else leaves room for doubt."""
        if Doubts.fitted().of(self.measured(question, query, ranked, guides, inside=True)[0]) < _LITTLE:
            return None
        silence, likeness, _ = self._nearest(question, query, question.places.rest, guides)
        on_topic = [p.hit.cosine for p in ranked[:20] if p.hit and question.topics.get(p.statement.about[0], 0) >= 1]
        stated = max([*(p.asked for p in ranked[:20]), *on_topic], default=0.0)
        meant = silence is not None and bool(set(silence.topics) & set(silent))
        return Gap(silence) if meant and likeness >= stated + _NEARER else None

    def _nearest(
        self, question: Question, query: str, text: str, guides: frozenset[str]
    ) -> tuple[Silence | None, float, float]:
        """The silence most like the question in meaning and words, with both likenesses; none: (None, 0.8, 0)."""
        found = [
            (silence, likeness, self._wording.of_silence(question, text, silence))
            for silence, likeness in self._silences.near(question, self._evidence.not_said(question, query, guides))
        ]
        if not found:
            return None, 0.8, 0.0
        asked = {topic for topic, weight in question.topics.items() if weight >= 1}
        best = max(found, key=lambda f: f[1] + _WORDS * f[2])
        on_topic = (f[0] for f in found if asked & set(f[0].topics) and f[1] >= best[1] - _ON_TOPIC)
        return next(on_topic, best[0]), best[1], best[2]

"""Fitting the doubt of the assistant (assistant/answering/doubt.py) on questions that the guides answer, or do not.

Four steps, each on what the one before says of questions that it has not learnt from (ten folds, or five): what the
network hears in the vectors (evals/pairing.py); how much that and the other measures weigh; how much the measures of
what of the text asks weigh, where that leaves it open; how much the cross-encoder weighs, from the questions that its
training left out (`weighing.yaml`, and by `held_out` a third of `close.yaml`). All learn
from the examples and from the part of the gold set to look at. The part to believe stays out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Turn
from assistant.answering.conversation import resolve
from assistant.answering.doubt import DOUBTFUL, OPEN, READ, UNSETTLED, Doubts, Measures, both, of_asking, of_reading
from assistant.answering.evidence import Evidence, narrowed
from assistant.answering.gap import Gaps
from assistant.answering.points import Point
from assistant.answering.question import Question, Reader
from assistant.answering.silence import Silences
from corpus.edition_file import read_yaml
from corpus.guide import Lang
from corpus.library import Library
from evals.pairing import Pairs, trained
from index.search import Searcher

HOME = Path(__file__).parent / "examples"
_FOLDS, _FIFTHS = 10, 5
_THIRD = 3
_SEED = 20260601
_PENALTY = 1.0  # of the squared weights over standardised measures
_WORTH = 4.0  # of a stranger's question beside one of the edition
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Example:
    """A question with its conversation, and whether the guides answer it."""

    question: str
    answered: bool
    history: tuple[str, ...] = ()
    direction: str | None = None


@dataclass(frozen=True)
class Found:
    """What the search found for an example, as the assistant measures it."""

    answered: bool
    query: str
    lang: Lang
    measures: Measures
    vectors: Any  # as `both` gives them
    best: tuple[tuple[str, int], ...]  # the best statements; of a near miss none answers it
    text: str  # what of the query asks
    narrow: tuple[Measures, Any] | None = None  # measures and vectors of that; None where all of it asks
    score: float | None = None  # the highest that the cross-encoder gives them


@dataclass(frozen=True)
class Fit:
    """A fitted model, with how it does on questions left out of every step: shares at the threshold, and the count of
    each kind."""

    doubts: Doubts
    caught: float
    refused: float
    near_misses: int
    answerable: int


def examples(name: str) -> list[Example]:
    """The examples of a file of the folder `examples`."""
    entries = read_yaml(HOME / name)
    return [Example(**{**entry, "history": tuple(entry.get("history", ()))}) for entry in entries]


def of_gold() -> list[Example]:
    """The development half of the gold set."""
    from evals.case import load_gold

    return [
        Example(
            c.question, c.status == "answered", tuple(t.content for t in c.history if t.role == "user"), c.direction
        )
        for c in load_gold().questions
        if c.split == "dev" and c.status in ("answered", "not_found")
    ]


class Measuring:
    """Asks the search, and measures as the assistant does."""

    def __init__(self, library: Library, searcher: Searcher):
        self._library, self._searcher = library, searcher
        self._evidence, self._reader = Evidence(library, searcher), Reader(library)
        self._gaps = Gaps(self._evidence, Silences(library))

    def found(self, given: Iterable[Example], progress: Progress | None = None) -> list[Found]:
        """What was found for each example that anything was found for."""
        examples = list(given)
        results = []
        for done, example in enumerate(examples, 1):
            result = self._measure(example)
            results += [result] if result else []
            if progress:
                progress(done, len(examples))
        return results

    def _measure(self, example: Example) -> Found | None:
        history = tuple(Turn(role="user", content=text) for text in example.history)
        question, query = resolve(self._reader, example.question, "auto", example.direction, history)
        question = self._evidence.heard(question, query)
        ranked, guides, inside = self._ranked(question, query)
        if not ranked:
            return None
        measures, vectors = self._measures(question, query, ranked, guides, inside)
        best = tuple(point.key for point in ranked[:READ])
        narrow, text = narrowed(question, query, inside)
        again = self._ranked(narrow, text)[0] if text != query else []
        asked = self._measures(narrow, text, again, guides, inside) if again else None
        return Found(example.answered, query, question.lang, measures, vectors, best, text, asked)

    def _measures(
        self, question: Question, text: str, ranked: list[Point], guides: frozenset[str], inside: bool
    ) -> tuple[Measures, Any]:
        measures, *_ = self._gaps.measured(question, text, ranked, guides, inside)
        return measures, both(*self._searcher.vectors(text, question.lang, *ranked[0].key))

    def read(self, given: Iterable[Found], progress: Progress | None = None) -> list[Found]:
        """The same with what the cross-encoder says of them."""
        found = list(given)
        results = []
        for done, one in enumerate(found, 1):
            scores = [self._searcher.answers(one.text, one.lang, *statement) for statement in one.best]
            results.append(replace(one, score=max((s for s in scores if s is not None), default=None)))
            if progress:
                progress(done, len(found))
        return results

    def _ranked(self, question: Question, query: str) -> tuple[list[Point], frozenset[str], bool]:
        """The best statements where the assistant looks for them: in the directions meant, or over the guides."""
        places, evidence = question.places, self._evidence
        of_calls = places.by_name or (evidence.speaks_of(places.guides) and evidence.about_calls(question, query))
        if places.directions and of_calls:
            best = max(
                (evidence.in_direction(question, query, d) for d in places.directions), key=lambda found: found[0].score
            )
            return best, frozenset(self._library.part_of(d)[0].id for d in places.directions), True
        guides = frozenset(places.guides)
        if not guides and not of_calls:
            guides = frozenset(g.id for g in self._library.guides.values() if not g.directions)
        return evidence.anywhere(question, query, guides), guides, False


def held_out(found: Found) -> bool:
    """Did the training of the cross-encoder leave this question of `close.yaml` out? A third, by their words."""
    return int(hashlib.md5(found.query.encode(), usedforsecurity=False).hexdigest(), 16) % _THIRD == 0


def fitted(found: list[Found], encoder: str, edition: Pairs | None = None, progress: Progress | None = None) -> Fit:
    """The model that fits the examples, and how it does on those left out of it; with a `score` where the training of
    the cross-encoder has not seen them. `edition`: pairs that the network learns from beside the examples."""
    wanted = np.array([not f.answered for f in found])
    said = np.stack([f.vectors for f in found])
    narrow = np.stack([f.narrow[1] if f.narrow else f.vectors for f in found])
    unlike, unlike_narrow = _heard_left_out(said, narrow, wanted, edition, progress)
    plain = np.array([f.measures.against() for f in found])
    whole = np.hstack([plain, unlike[:, None]])
    first = _left_out(whole, wanted)
    rows, asked = [], []
    for i, f in enumerate(found):
        if f.narrow and UNSETTLED[0] < first[i] < UNSETTLED[1]:
            rows.append(i)
            asked.append(of_asking(first[i], f.narrow[0], unlike_narrow[i]))
    second = first.copy()
    second[rows] = _left_out(np.array(asked), wanted[rows])
    unread = [i for i, f in enumerate(found) if f.score is not None]
    open_ = [i for i in unread if OPEN[0] < second[i] < OPEN[1]]
    readings = np.array([of_reading(second[i], found[i].score or 0.0) for i in open_])
    third = second.copy()
    third[open_] = _left_out(readings, wanted[open_])
    doubts = Doubts(
        encoder,
        trained(_strangers(said, narrow, wanted), _WORTH, edition),
        _regression(whole, wanted).astype(np.float32),
        _regression(plain, wanted).astype(np.float32),
        _regression(np.array(asked), wanted[rows]).astype(np.float32),
        _regression(readings, wanted[open_]).astype(np.float32),
    )
    over, missed = third[unread] >= DOUBTFUL, wanted[unread]
    return Fit(doubts, float(over[missed].mean()), float(over[~missed].mean()), int(missed.sum()), int((~missed).sum()))


def _said(vectors: Any, weights: Any) -> Any:
    return np.hstack([vectors, np.ones((len(vectors), 1))]) @ weights


def _strangers(said: Any, narrow: Any, wanted: Any) -> Pairs:
    return Pairs(np.concatenate([said, narrow]).astype(np.float32), np.tile(wanted, 2).astype(np.float32))


def _heard_left_out(
    said: Any, narrow: Any, wanted: Any, edition: Pairs | None, progress: Progress | None
) -> tuple[Any, Any]:
    """What the network hears in each example, and in what of it asks, where it has learnt from four fifths without
    it."""
    if edition:
        edition = edition.without(_strangers(said, narrow, wanted))  # some examples stand in the edition word for word
    folds = np.random.default_rng(_SEED).integers(0, _FIFTHS, len(wanted))
    heard, asking = np.zeros(len(wanted)), np.zeros(len(wanted))
    for fold in range(_FIFTHS):
        left = folds == fold
        network = trained(_strangers(said[~left], narrow[~left], wanted[~left]), _WORTH, edition)
        heard[left], asking[left] = network.says(said[left]), network.says(narrow[left])
        if progress:
            progress(fold + 1, _FIFTHS)
    return heard, asking


def _left_out(measures: Any, wanted: Any) -> Any:
    """The probability of each example by the weights that fit the nine tenths without it."""
    folds = np.random.default_rng(_SEED).integers(0, _FOLDS, len(wanted))
    guessed = np.zeros(len(wanted))
    for fold in range(_FOLDS):
        weights, left = _regression(measures[folds != fold], wanted[folds != fold]), folds == fold
        guessed[left] = 1 / (1 + np.exp(-_said(measures[left], weights)))
    return guessed


def _regression(measures: Any, wanted: Any) -> Any:
    """Logistic regression over standardised measures, the constant last; no weight below zero, since each measure is
    turned so that more of it means more doubt."""
    from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

    middle, spread = measures.mean(axis=0), measures.std(axis=0) + 1e-9
    table = np.hstack([(measures - middle) / spread, np.ones((len(measures), 1))])
    signs = np.where(wanted, 1.0, -1.0)

    def loss(weights: Any) -> tuple[float, Any]:
        margins = signs * (table @ weights)
        kept = np.append(weights[:-1], 0.0)
        slope = -(table * (signs / (1 + np.exp(np.clip(margins, -500, 500))))[:, None]).sum(axis=0) + _PENALTY * kept
        return float(np.logaddexp(0, -margins).sum() + _PENALTY / 2 * (kept**2).sum()), slope

    bounds: list[tuple[float | None, None]] = [(0.0, None)] * measures.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[:-1] / spread
    return np.append(weights, found[-1] - weights @ middle)

"""Fitting the doubt of the assistant (assistant/answering/doubt.py) on questions that the guides answer, or do not.

Two steps, on two sets, since the expected questions of the edition were widened by the first: what the vectors say is
learnt from `examples/wide.yaml`; how much that and the other measures weigh, from `examples/close.yaml` and the
development half of the gold set. The test half of the gold set stays out of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Turn
from assistant.answering.conversation import resolve
from assistant.answering.doubt import DOUBTFUL, Doubts, Measures, both
from assistant.answering.evidence import Evidence, Point
from assistant.answering.gap import Gaps
from assistant.answering.question import Question, Reader
from assistant.answering.silence import Silences
from corpus.edition_file import read_yaml
from corpus.library import Library
from index.search import Searcher

HOME = Path(__file__).parent / "examples"
_FOLDS = 10
_SEED = 20260601
_PENALTY_VECTORS, _PENALTY = 1000.0, 1.0  # of the squared weights over standardised measures
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
    measures: Measures
    vectors: Any  # as `both` gives them


@dataclass(frozen=True)
class Fit:
    """A fitted model, with how it does on questions left out: shares at the threshold, and the count of each kind."""

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
        ranked, guides, inside = self._ranked(question, query)
        if not ranked:
            return None
        measures, *_ = self._gaps.measured(question, query, ranked, guides, inside)
        return Found(example.answered, measures, both(*self._searcher.vectors(query, question.lang, *ranked[0].key)))

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


def fitted(wide: list[Found], close: list[Found], encoder: str) -> Fit:
    """The model that fits the examples, and how it does on those left out of it (ten folds of `close`)."""
    vectors = _regression(np.stack([f.vectors for f in wide]), _near_misses(wide), _PENALTY_VECTORS, bounded=False)
    plain = np.array([f.measures.against() for f in close])
    unlike = np.array([[float(np.append(f.vectors, 1.0) @ vectors)] for f in close])
    whole, wanted = np.hstack([plain, unlike]), _near_misses(close)
    folds = np.random.default_rng(_SEED).integers(0, _FOLDS, len(close))
    guessed = np.zeros(len(close))
    for fold in range(_FOLDS):
        weights = _regression(whole[folds != fold], wanted[folds != fold], _PENALTY)
        left = folds == fold
        guessed[left] = 1 / (1 + np.exp(-(np.hstack([whole[left], np.ones((left.sum(), 1))]) @ weights)))
    doubts = Doubts(
        encoder,
        vectors.astype(np.float32),
        _regression(whole, wanted, _PENALTY).astype(np.float32),
        _regression(plain, wanted, _PENALTY).astype(np.float32),
    )
    over = guessed >= DOUBTFUL
    return Fit(doubts, float(over[wanted].mean()), float(over[~wanted].mean()), int(wanted.sum()), int((~wanted).sum()))


def _near_misses(found: list[Found]) -> Any:
    return np.array([not f.answered for f in found])


def _regression(measures: Any, wanted: Any, penalty: float, bounded: bool = True) -> Any:
    """Logistic regression over standardised measures, the constant last; `bounded`: no weight below zero, since each
    measure is turned so that more of it means more doubt."""
    from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

    middle, spread = measures.mean(axis=0), measures.std(axis=0) + 1e-9
    table = np.hstack([(measures - middle) / spread, np.ones((len(measures), 1))])
    signs = np.where(wanted, 1.0, -1.0)

    def loss(weights: Any) -> tuple[float, Any]:
        margins = signs * (table @ weights)
        kept = np.append(weights[:-1], 0.0)
        slope = -(table * (signs / (1 + np.exp(np.clip(margins, -500, 500))))[:, None]).sum(axis=0) + penalty * kept
        return float(np.logaddexp(0, -margins).sum() + penalty / 2 * (kept**2).sum()), slope

    bounds = [(0.0 if bounded else None, None)] * measures.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[:-1] / spread
    return np.append(weights, found[-1] - weights @ middle)

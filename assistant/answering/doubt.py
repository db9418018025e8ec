"""How doubtful it is that what was found answers the question: a logistic model over a dozen measures.

What moves it most: a recorded silence that is nearer than every statement, and `unlike`, a linear reading of both
vectors that has learnt, from questions that the guides answer and near misses that they do not, what goes with what.
Where that leaves it open, what of the text asks is measured without what is told around it, and then read.
`python -m evals fit` writes the weights (`doubt.npz`) and says how well they do; docs/decisions/0040 says why so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.embedding import Vectors

WEIGHTS = Path(__file__).with_name("doubt.npz")
DOUBTFUL = 0.65  # from here on the guides are taken not to say it; a wrong refusal costs more than a neighbour
UNSETTLED = (0.05, 0.95)  # between these it is measured again by what of the text asks
OPEN = (0.1, 0.9)  # between these the best statements are read with the question
READ = 3  # statements that are read
_SMALL = 1e-6
_LEAST_SILENCE = 0.85  # silences further than this say nothing


@dataclass(frozen=True)
class Measures:
    """What is known about the best statement found, and about the nearest recorded silence."""

    likeness: float  # cosine with the nearest question that any statement answers
    silence: float  # cosine with the nearest question of a recorded silence
    lacking: int  # how much asked for the best statement has not: a body, a side, a meeting of a series
    silence_wording: float  # share of the question's words that the silence and its questions have
    wording: float  # the same for the best statement and its questions
    best_wording: float  # the same for the best of the statements nearest in meaning
    score: float  # of the best statement among all
    lacks_thing: bool = False  # has it not the kind of thing asked for: a telephone number, an amount, a reason
    unlike: float | None = None  # what both vectors say (`Doubts.unlike`); None with another encoder than the fitted

    def against(self) -> tuple[float, ...]:
        """The measures in the order of the weights, each turned so that more of it means more doubt."""
        return (
            self.silence - self.likeness,
            max(self.silence, _LEAST_SILENCE),
            -self.likeness,
            float(min(self.lacking, 2)),
            self.silence_wording,
            -self.wording,
            -self.best_wording,
            -self.score,
            float(self.lacks_thing),
        )


@dataclass(frozen=True)
class Doubts:
    """The fitted model. `vectors`: weights of what two vectors say, with the constant last; `weights`: of the measures,
    `unlike` and a constant behind them; `without`: the same where there is no `unlike`; `narrowed`: of the doubt so far
    (in logits) and the measures of what of the text asks (`of_asking`), and a constant; `read`: of the doubt so far, of
    what the cross-encoder says (`of_reading`), and a constant."""

    encoder: str
    vectors: Vectors
    weights: Vectors
    without: Vectors
    narrowed: Vectors
    read: Vectors

    @classmethod
    @cache
    def fitted(cls) -> Doubts:
        """The weights that the project ships."""
        with np.load(WEIGHTS) as data:
            parts = (data[name] for name in ("vectors", "weights", "without", "narrowed", "read"))
            return cls(str(data["encoder"]), *parts)

    def save(self, path: Path = WEIGHTS) -> None:
        """Write the weights."""
        given = {"vectors": self.vectors, "weights": self.weights, "without": self.without}
        given |= {"narrowed": self.narrowed, "read": self.read}
        np.savez(path, encoder=self.encoder, **given)  # type: ignore[arg-type]

    def unlike(self, encoder: str, question: Vectors, statement: Vectors) -> float | None:
        """How unlike an answered question a question and a statement look, by their vectors; None for vectors of
        another encoder than the fitted one."""
        if encoder != self.encoder:
            return None
        return float(np.append(both(question, statement), 1.0) @ self.vectors)

    def of(self, found: Measures) -> float:
        """The probability that the guides do not answer the question, by the measures alone; 0 to 1."""
        known = found.against() if found.unlike is None else (*found.against(), found.unlike)
        weights = self.without if found.unlike is None else self.weights
        return _probability(float(np.append(np.array(known), 1.0) @ weights))

    def after_narrowing(self, doubt: float, found: Measures) -> float:
        """The doubt that is left once what of the text asks was measured by itself; as it was with another encoder."""
        if found.unlike is None:
            return doubt
        return _probability(float(np.append(of_asking(doubt, found, found.unlike), 1.0) @ self.narrowed))

    def after_reading(self, doubt: float, score: float) -> float:
        """The doubt that is left once the best statements were read with the question; `score`: of the best read."""
        return _probability(float(np.append(of_reading(doubt, score), 1.0) @ self.read))


def of_asking(doubt: float, found: Measures, unlike: float) -> Vectors:
    """The doubt so far in logits, and the measures of what of the text asks: more of each, more doubt."""
    return np.array([_odds(doubt), *found.against(), unlike])


def of_reading(doubt: float, score: float) -> Vectors:
    """The doubt so far in logits, and how little any statement answers the question: more of it, more doubt."""
    return np.array([_odds(doubt), -score])


def _odds(doubt: float) -> float:
    return float(np.log(max(doubt, _SMALL) / max(1 - doubt, _SMALL)))


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))


def both(question: Vectors, statement: Vectors) -> Vectors:
    """What a linear model reads of two vectors: the question's, their product and their distance, component-wise."""
    return np.concatenate([question, question * statement, np.abs(question - statement)])

"""How doubtful it is that what was found answers the question: a logistic model over a dozen measures.

What moves it most: a recorded silence that is nearer than every statement, and `unlike`, what a small network hears
from both vectors; it has learnt from questions that the guides answer, and from near misses that they do not.
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
DOUBTFUL = 0.7  # from here on the guides are taken not to say it; a wrong refusal costs more than a neighbour
UNSURE = 0.5  # from here on what is said is said with a warning
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
    lacks_surely: bool = False  # is it a kind that a statement which answers all but never lacks?
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
            float(self.lacks_surely),
        )


@dataclass(frozen=True)
class Network:
    """What two vectors together say (`both`): one layer of rectified units and their sum. Logits; more of it, the less
    the statement answers the question. Shapes: `first` (3 times the encoder's, units), `shift` and `second` (units)."""

    first: Vectors
    shift: Vectors
    second: Vectors
    constant: float

    def says(self, vectors: Vectors) -> Vectors:
        """Of one pair, or of many by rows."""
        heard: Vectors = np.maximum(vectors @ self.first + self.shift, 0) @ self.second + self.constant
        return heard


@dataclass(frozen=True)
class Doubts:
    """The fitted model. `network`: of what two vectors say; `weights`: of the measures, `unlike` and a constant behind
    them; `without`: the same where there is no `unlike`; `narrowed`: of the doubt so far (in logits) and the measures
    of what of the text asks (`of_asking`), and a constant; `read`: of the doubt so far, of what the cross-encoder says
    (`of_reading`), and a constant."""

    encoder: str
    network: Network
    weights: Vectors
    without: Vectors
    narrowed: Vectors
    read: Vectors

    @classmethod
    @cache
    def fitted(cls) -> Doubts:
        """The weights that the project ships."""
        with np.load(WEIGHTS) as data:
            first = data["first"].astype(np.float32)  # shipped in half precision
            network = Network(first, data["shift"], data["second"], float(data["constant"]))
            parts = (data[name] for name in ("weights", "without", "narrowed", "read"))
            return cls(str(data["encoder"]), network, *parts)

    def save(self, path: Path = WEIGHTS) -> None:
        """Write the weights."""
        net = self.network
        given = {"weights": self.weights, "without": self.without, "narrowed": self.narrowed, "read": self.read}
        given |= {"first": net.first.astype(np.float16), "shift": net.shift, "second": net.second}
        np.savez(path, encoder=self.encoder, constant=net.constant, **given)  # type: ignore[arg-type]

    def unlike(self, encoder: str, question: Vectors, statement: Vectors) -> float | None:
        """How unlike an answered question a question and a statement look, by their vectors; None for vectors of
        another encoder than the fitted one."""
        if encoder != self.encoder:
            return None
        return float(self.network.says(both(question, statement)))

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
    """What the network reads of two vectors: the question's, their product and their distance, component-wise. Of many
    pairs by rows."""
    return np.concatenate([question, question * statement, np.abs(question - statement)], axis=-1)

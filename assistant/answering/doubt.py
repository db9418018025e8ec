"""How doubtful it is that what was found answers the question: a logistic model over ten plain measures.

Fitted on 421 questions, 75 of them near misses; cross-validated it finds 60 of the 75 and refuses 7 of the 346 others
(docs/decisions/0040). What moves it most: a recorded silence that is nearer to the question than every statement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DOUBTFUL = 0.4  # from here on the guides are taken not to say it


@dataclass(frozen=True)
class Measures:
    """What is known about the best statement found, and about the nearest recorded silence."""

    likeness: float  # cosine with the nearest question that any statement answers
    silence: float  # cosine with the nearest question of a recorded silence
    cosine: float  # of the question with the best statement itself
    coverage: float  # share of the question's words that stand in it, by weight
    topical: bool  # its main topic is the one asked for
    lacking: int  # how many things asked for it has not
    silence_wording: float  # share of the question's words that the silence and its questions have
    wording: float  # the same for the best statement
    best_wording: float  # the same for the best of the statements nearest in meaning


def doubt(found: Measures) -> float:
    """The probability that the guides do not answer the question; 0 to 1."""
    weighed = (
        16.3 * (found.silence - found.likeness)
        + 19.2 * (max(found.silence, 0.85) - 0.9)
        - 7.9 * (found.likeness - 0.9)
        - 7.2 * (found.cosine - 0.88)
        - 0.4 * found.coverage
        - 0.5 * found.topical
        + 2.8 * min(found.lacking, 2)
        + 4.8 * found.silence_wording
        - 1.5 * found.wording
        - 1.65 * found.best_wording
        - 2.2
    )
    return 1 / (1 + math.exp(-weighed))

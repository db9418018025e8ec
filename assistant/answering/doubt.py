"""How doubtful it is that what was found answers the question: a small logistic model over six plain measures.

Fitted on the development questions (half of them near misses); docs/decisions/0030 says how. What moves it most is
whether a recorded silence is nearer to the question than every statement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DOUBTFUL = 0.5  # from here on the guides are taken not to say it
CERTAIN = 0.6  # the same where a statement is on the very facet asked for


@dataclass(frozen=True)
class Measures:
    """What is known about the best statement found, and about the nearest recorded silence."""

    likeness: float  # cosine with the nearest question that any statement answers
    silence: float  # cosine with the nearest question of a recorded silence
    cosine: float  # of the question with the best statement itself
    coverage: float  # share of the question's words that stand in it, by weight
    topical: bool  # its main topic is the one asked for
    lacking: int  # how many things asked for it has not


def doubt(found: Measures) -> float:
    """The probability that the guides do not answer the question; 0 to 1."""
    weighed = (
        44.5 * (found.silence - found.likeness)
        - 4.8 * (found.likeness - 0.9)
        - 12.3 * (found.cosine - 0.88)
        - 0.8 * found.coverage
        - 0.2 * found.topical
        + 3.5 * min(found.lacking, 2)
        + 18.0 * (max(found.silence, 0.85) - 0.9)
        - 1.0
    )
    return 1 / (1 + math.exp(-weighed))

"""Doubt moves the way one would expect: a nearer silence and things lacking raise it, a nearer statement lowers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.answering.doubt import DOUBTFUL, Doubts, Measures

SURE = Measures(
    likeness=0.95,
    silence=0.84,
    lacking=0,
    silence_wording=0.1,
    wording=0.6,
    best_wording=0.6,
    score=1.2,
    unlike=-3.0,
)
MISSED = Measures(
    likeness=0.87,
    silence=0.95,
    lacking=1,
    silence_wording=0.8,
    wording=0.2,
    best_wording=0.2,
    score=0.6,
    unlike=1.0,
)


def doubt(measures: Measures) -> float:
    """Doubt by the weights that are shipped."""
    return Doubts.fitted().of(measures)


def test_a_question_that_a_statement_is_known_to_answer_is_answered() -> None:
    assert doubt(SURE) < 0.05


def test_a_question_that_is_a_silences_own_is_refused() -> None:
    assert doubt(MISSED) > 0.95


@pytest.mark.parametrize("start", [SURE, MISSED], ids=["sure", "missed"])
@pytest.mark.parametrize(
    ("measure", "steps"),
    [
        ("silence", [0.80, 0.86, 0.90, 0.94, 0.98]),
        ("silence_wording", [0.0, 0.3, 0.6, 1.0]),
        ("lacking", [0, 1, 2]),
        ("likeness", [0.98, 0.94, 0.90, 0.86, 0.80]),
        ("wording", [1.0, 0.5, 0.0]),
        ("best_wording", [1.0, 0.5, 0.0]),
        ("score", [1.5, 1.0, 0.5]),
        ("unlike", [-3.0, 0.0, 3.0]),
    ],
)
def test_each_measure_moves_doubt_one_way_only(start: Measures, measure: str, steps: list[Any]) -> None:
    found = [doubt(replace(start, **{measure: step})) for step in steps]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_more_than_two_things_lacking_count_as_two() -> None:
    assert doubt(replace(SURE, lacking=5)) == doubt(replace(SURE, lacking=2))


@pytest.mark.parametrize("extreme", [0.0, 1.0])
def test_doubt_is_a_probability_at_the_ends_too(extreme: float) -> None:
    found = doubt(replace(SURE, likeness=extreme, silence=1 - extreme))
    assert 0 <= found <= 1
    assert (found > DOUBTFUL) == (extreme == 0.0)

"""Doubt moves the way one would expect: a nearer silence and things lacking raise it, a nearer statement lowers it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.answering.doubt import DOUBTFUL, OPEN, READ, Doubts, Measures
from assistant.answering.gap import Gaps

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
        ("lacks_thing", [False, True]),
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


@pytest.mark.parametrize("start", [SURE, MISSED], ids=["sure", "missed"])
def test_doubt_is_a_probability_at_the_ends_too(start: Measures) -> None:
    least, most = (doubt(replace(start, likeness=end, silence=1 - end, score=9 * end)) for end in (1.0, 0.0))
    assert 0 <= least < DOUBTFUL
    assert least < most <= 1


def left_after_reading(measures: Measures, scores: list[float | None]) -> tuple[float, int]:
    """The doubt that is left where the cross-encoder gives these scores, and how many statements were read."""
    read: list[Any] = []

    def score(question: Any, query: str, point: int) -> float | None:
        read.append(point)
        return scores[point]

    gaps = Gaps(SimpleNamespace(wording=None, read=score), None)  # type: ignore[arg-type]
    ranked: list[Any] = list(range(len(scores)))
    return gaps._doubt(None, "", ranked, measures), len(read)  # type: ignore[arg-type]


OPEN_ONE = next(
    m
    for step in range(200)
    if OPEN[0] + 0.2 < doubt(m := replace(MISSED, likeness=0.87 + step / 1000, unlike=1.0 - step / 20)) < OPEN[1] - 0.2
)


def test_the_more_a_statement_answers_the_less_doubt_is_left() -> None:
    left = [Doubts.fitted().after_reading(0.5, score) for score in (-4.0, -2.0, 0.0, 2.0, 4.0)]
    assert left == sorted(left, reverse=True)
    assert left[0] > DOUBTFUL > left[-1]


@pytest.mark.parametrize(
    ("scores", "read"),
    [([9.0, -9.0, -9.0], 1), ([-9.0, 9.0, -9.0], 2), ([-9.0, -9.0, 9.0], 3)],
)
def test_reading_stops_at_the_first_statement_that_answers(scores: list[float | None], read: int) -> None:
    left, count = left_after_reading(OPEN_ONE, scores)
    assert left < DOUBTFUL
    assert count == read


def test_a_fourth_statement_is_not_read_and_none_that_answers_leaves_the_doubt() -> None:
    left, count = left_after_reading(OPEN_ONE, [-9.0, -9.0, -9.0, 9.0])
    assert left > DOUBTFUL
    assert count == READ


@pytest.mark.parametrize("measures", [SURE, MISSED], ids=["sure", "missed"])
def test_nothing_is_read_where_the_measures_leave_no_doubt(measures: Measures) -> None:
    assert left_after_reading(measures, [9.0, 9.0, 9.0]) == (doubt(measures), 0)


def test_where_nothing_reads_the_doubt_stays_what_the_measures_say() -> None:
    assert left_after_reading(OPEN_ONE, [None]) == (doubt(OPEN_ONE), 1)

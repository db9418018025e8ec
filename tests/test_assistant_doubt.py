"""Doubt moves the way one would expect: a nearer silence and things lacking raise it, a nearer statement lowers it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.answering.doubt import DOUBTFUL, OPEN, READ, UNSETTLED, UNSURE, Doubts, Measures
from assistant.answering.evidence import narrowed
from assistant.answering.gap import Gaps
from assistant.answering.places import Places
from assistant.answering.question import Question, Reader
from corpus.library import Library

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
        ("lacks_surely", [False, True]),
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


@pytest.mark.parametrize("before", [UNSETTLED[0] + 0.05, 0.5, UNSETTLED[1] - 0.05])
def test_the_less_what_is_asked_is_like_a_question_that_is_answered_the_more_doubt(before: float) -> None:
    likeness = [0.98, 0.94, 0.90, 0.86, 0.80]
    found = [Doubts.fitted().after_narrowing(before, replace(SURE, silence=0.9, likeness=near)) for near in likeness]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def test_more_than_two_things_lacking_count_as_two() -> None:
    assert doubt(replace(SURE, lacking=5)) == doubt(replace(SURE, lacking=2))


@pytest.mark.parametrize("start", [SURE, MISSED], ids=["sure", "missed"])
def test_doubt_is_a_probability_at_the_ends_too(start: Measures) -> None:
    least, most = (doubt(replace(start, likeness=end, silence=1 - end, score=9 * end)) for end in (1.0, 0.0))
    assert 0 <= least < DOUBTFUL
    assert least < most <= 1


def left(
    measures: Measures,
    scores: list[float | None],
    asked: Measures = SURE,
    text: str = "who may?",
    lacking: tuple[str, ...] = (),
) -> tuple[float, list[str], list[str]]:
    """The doubt that is left where what of a text asks is measured so and the cross-encoder gives these scores; with
    the texts that were searched for again, and those that were read with a statement. `lacking`: what the first of the
    statements found lacks."""
    searched: list[str] = []
    read: list[str] = []

    def search(question: Any, narrow: str) -> list[Any]:
        searched.append(narrow)
        return [None]

    def score(question: Any, narrow: str, point: Any) -> float | None:
        read.append(narrow)
        return scores[point.number]

    gaps = Gaps(SimpleNamespace(wording=None, read=score), None)  # type: ignore[arg-type]
    gaps.measured = lambda *_: (asked, None, 0.0)  # type: ignore[method-assign,assignment]
    question = Question(text=text, lang="en", places=Places())
    ranked: list[Any] = [SimpleNamespace(number=n, lacking=() if n else lacking) for n in range(len(scores))]
    return gaps._doubt(measures, question, text, ranked, frozenset(), search, inside=False), searched, read


STORY = "we are four and our leader fell ill. who may replace her as the leader?"
OPEN_ONE = next(
    m
    for step in range(200)
    if OPEN[0] + 0.2 < doubt(m := replace(MISSED, likeness=0.87 + step / 1000, unlike=1.0 - step / 20)) < OPEN[1] - 0.2
)


def test_the_more_a_statement_answers_the_less_doubt_is_left() -> None:
    after = [Doubts.fitted().after_reading(0.5, score) for score in (-4.0, -2.0, 0.0, 2.0, 4.0)]
    assert after == sorted(after, reverse=True)
    assert after[0] > DOUBTFUL > after[-1]


@pytest.mark.parametrize(
    ("scores", "read"),
    [([9.0, -9.0, -9.0], 1), ([-9.0, 9.0, -9.0], 2), ([-9.0, -9.0, 9.0], 3)],
)
def test_reading_stops_at_the_first_statement_that_answers(scores: list[float | None], read: int) -> None:
    doubtful, _, texts = left(OPEN_ONE, scores)
    assert doubtful < DOUBTFUL
    assert len(texts) == read


def test_a_fourth_statement_is_not_read_and_none_that_answers_leaves_the_doubt() -> None:
    doubtful, _, texts = left(OPEN_ONE, [-9.0, -9.0, -9.0, 9.0])
    assert doubtful > DOUBTFUL
    assert len(texts) == READ


@pytest.mark.parametrize(
    ("lacking", "settled"), [(("18", "18"), False), (("nsfc", "nsfc"), False), (("length",), True), ((), True)], ids=str
)
def test_a_statement_of_another_meeting_or_body_settles_no_doubt(lacking: tuple[str, ...], settled: bool) -> None:
    assert (left(OPEN_ONE, [9.0, -9.0], lacking=lacking)[0] < DOUBTFUL) == settled


def test_where_all_statements_are_of_another_body_nothing_is_read() -> None:
    assert left(OPEN_ONE, [9.0], lacking=("jst", "jst")) == (doubt(OPEN_ONE), [], [])


@pytest.mark.parametrize("measures", [SURE, MISSED], ids=["sure", "missed"])
def test_nothing_is_searched_or_read_where_the_measures_leave_no_doubt(measures: Measures) -> None:
    assert left(measures, [9.0, 9.0, 9.0], text=STORY) == (doubt(measures), [], [])


def test_where_nothing_reads_the_doubt_stays_what_the_measures_say() -> None:
    assert left(OPEN_ONE, [None]) == (doubt(OPEN_ONE), [], ["who may?"])


@pytest.mark.parametrize("before", [UNSETTLED[0] + 0.01, 0.5, UNSETTLED[1] - 0.01])
def test_what_the_text_asks_moves_doubt_by_itself_and_the_doubt_before_it_counts(before: float) -> None:
    after = Doubts.fitted().after_narrowing
    assert after(before, SURE) < after(before, MISSED)
    assert after(before, MISSED) <= after(before + 0.005, MISSED)


def test_with_another_encoder_what_the_text_asks_leaves_the_doubt_as_it_was() -> None:
    assert Doubts.fitted().after_narrowing(0.5, replace(MISSED, unlike=None)) == 0.5


def test_what_is_told_around_a_question_is_left_out_when_it_is_measured_and_read_again() -> None:
    _, searched, read = left(OPEN_ONE, [-9.0], OPEN_ONE, STORY)
    assert searched == read == ["who may replace her as the leader?"]


def test_what_of_the_text_asks_settles_what_the_whole_text_left_open() -> None:
    known, unknown = (left(OPEN_ONE, [None], asked, STORY)[0] for asked in (SURE, MISSED))
    assert known < doubt(OPEN_ONE) < unknown


def test_a_text_that_only_asks_is_not_searched_for_again() -> None:
    assert left(OPEN_ONE, [None], MISSED)[:2] == (doubt(OPEN_ONE), [])


@pytest.mark.parametrize(
    "text",
    [
        "NEDO 2023 年的预算是 1,528 亿日元。2024 年的预算是多少？",
        "NEDO had 152.8 billion yen in 2023. What was it in 2024?",
    ],
    ids=["zh", "en"],
)
def test_a_year_that_only_the_story_tells_is_not_asked_for(library: Library, text: str) -> None:
    question = Reader(library).read(text)
    told, _ = narrowed(question, question.searched, inside=False)
    assert "2024" in told.text
    assert "2023" not in told.text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("我们所刚和索非亚签了协议，保加利亚青年科研人员交流一个项目多少钱？", "保加利亚"),
        ("We have just signed with Sofia. How much does one project of the Bulgaria exchange get?", "bulgaria"),
    ],
    ids=["zh", "en"],
)
def test_inside_a_direction_its_names_are_left_out_too(library: Library, text: str, asked: str) -> None:
    question = Reader(library).read(text)
    outside, inside = (narrowed(question, question.searched, inside=within) for within in (False, True))
    assert asked in outside[1]
    assert asked not in inside[1]
    assert "sofia" not in outside[1] + inside[1]
    assert "索非亚" not in outside[1] + inside[1]
    assert inside[0].places.rest == inside[1]


def found_with(left: float, plain: bool = False) -> Any:
    """The gap found where so much doubt is left, and no recorded silence is near."""
    gaps = Gaps(SimpleNamespace(wording=None), None)  # type: ignore[arg-type]
    gaps.measured = lambda *_: (replace(SURE, likeness=0.9), None, 0.95)  # type: ignore[method-assign,assignment]
    gaps._doubt = lambda *_: left  # type: ignore[method-assign,assignment]
    statement: Any = SimpleNamespace(lacking=(), statement=SimpleNamespace(about=("visits",)))
    question = Question(text="who may?", lang="en", places=Places())
    return gaps.find(question, "who may?", [statement], frozenset(), lambda *_: [], plain=plain)


def test_what_is_hardly_doubtful_is_no_gap() -> None:
    assert found_with(UNSURE - 0.01) is None


def test_what_is_somewhat_doubtful_is_said_with_a_warning() -> None:
    for left in (UNSURE, DOUBTFUL - 0.01):
        assert not found_with(left).sure


def test_what_is_doubtful_is_a_gap() -> None:
    assert found_with(DOUBTFUL).sure


def test_a_stated_topic_asked_for_by_its_name_needs_no_warning() -> None:
    assert found_with(DOUBTFUL, plain=True) is None

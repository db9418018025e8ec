"""The measures on results made by hand, their intervals, and the gate's idea of worse."""

from __future__ import annotations

import math

import pytest

from evals.case import EvalError
from evals.judging import Judgement, language_fits
from evals.metrics import MEASURES, Value, measure, measure_all
from evals.results import Judged, Results, as_baseline, flips, gate, over
from evals.retrieval import scores_of
from evals.run import DAY, About

ABOUT = About(subject="fake", corpus_version="x", gold=(), split="all", as_of=DAY)


def ranking(*clauses: str) -> list[frozenset[str]]:
    return [frozenset({clause}) for clause in clauses]


def test_a_clause_found_second_has_these_four_scores() -> None:
    found = scores_of((("a",),), ranking("x", "a", "y"))
    expected = {"hit@1": 0.0, "hit@5": 1.0, "MRR@10": 0.5, "nDCG@10": 1 / math.log2(3)}
    assert found == pytest.approx(expected)


def test_nothing_found_scores_zero_and_rank_eleven_does_not_count() -> None:
    assert set(scores_of((("a",),), []).values()) == {0.0}
    assert set(scores_of((("a",),), ranking(*"bcdefghijk", "a")).values()) == {0.0}


def test_of_two_clauses_that_say_the_same_the_better_ranked_counts_alone() -> None:
    assert scores_of((("a", "b"),), ranking("b", "x"))["nDCG@10"] == 1.0


def test_a_list_question_wants_every_group_in_front() -> None:
    both = scores_of((("a",), ("b",)), ranking("b", "a"))
    one = scores_of((("a",), ("b",)), ranking("b", "x"))
    assert both["nDCG@10"] == 1.0 > one["nDCG@10"]
    assert one["hit@1"] == 1.0


def test_a_chunk_counts_as_every_clause_it_covers() -> None:
    assert scores_of((("a",),), [frozenset({"x", "a"})])["hit@1"] == 1.0


def judgements(scores: list[float], name: str = "correctness", lang: str = "zh") -> list[Judgement]:
    return [Judgement(f"{lang}{i}", {name: s}, (), ("all", f"lang={lang}")) for i, s in enumerate(scores)]


def test_a_value_names_its_measure_slice_and_sample() -> None:
    value = measure("correctness", "all", judgements([1, 1, 1, 0]))
    assert value
    assert (value.score, value.n) == (0.75, 4)
    assert value.low < 0.75 < value.high
    assert str(value).startswith("correctness all 0.75 [")
    assert str(value).endswith("], n=4")


def test_the_same_judgements_give_the_same_interval() -> None:
    many = judgements([1.0, 0.0] * 30)
    assert measure_all(many) == measure_all(list(many))


def test_an_interval_narrows_with_the_sample() -> None:
    small, large = (measure("correctness", "all", judgements([1.0, 0.0] * n)) for n in (5, 200))
    assert small
    assert large
    assert small.high - small.low > 3 * (large.high - large.low)


def test_where_all_agree_the_interval_is_the_exact_bound_not_a_point() -> None:
    value = measure("correctness", "all", judgements([1.0] * 20))
    assert value
    assert value.high == 1.0
    assert value.low == pytest.approx(0.025 ** (1 / 20), abs=1e-4)


def test_a_measure_that_applies_to_nothing_has_no_value() -> None:
    assert measure("verdict accuracy", "all", judgements([1.0])) is None


def test_the_gap_is_chinese_less_english_and_needs_both() -> None:
    both = judgements([1, 1, 1, 1]) + judgements([1, 1, 0, 0], lang="en")
    value = measure("zh-en gap", "all", both)
    assert value
    assert value.score == 0.5
    assert value.n == 8
    assert measure("zh-en gap", "all", judgements([1.0])) is None


def test_latency_is_a_median_and_a_tail() -> None:
    times = judgements([float(i) for i in range(1, 101)], "latency")
    half, most = measure("latency p50", "all", times), measure("latency p95", "all", times)
    assert half
    assert most
    assert half.score == 50.5
    assert most.score == pytest.approx(95.05)


@pytest.mark.parametrize(
    ("text", "lang", "fits"),
    [
        ("每个项目资助 6 万元，联系 KOSTEC（program@kostec.re.kr）。", "zh", True),
        ("The title takes the form 中塞+<研究领域>+伙伴研究所, as printed in the guide.", "en", True),
        ("The project receives RMB 60,000.", "zh", False),
        ("每个项目资助 6 万元。", "en", False),
        ("每个项目资助 6 万元，由中方承担，用于出访的国际旅费。 The rest is in English.", "en", False),
        ("60,000", "zh", True),
    ],
)
def test_language_is_told_by_script_and_names_do_not_count_against_it(text: str, lang: str, fits: bool) -> None:
    assert language_fits(text, "zh" if lang == "zh" else "en") is fits


def run_of(scores: list[float], **others: list[float]) -> Results:
    made = judgements(scores)
    for name, values in others.items():
        for judgement, score in zip(made, values, strict=True):
            judgement.scores[name.replace("_", " ")] = score
    cases = tuple(Judged(id=j.id, scores=j.scores, faults=j.faults, tags=j.tags) for j in made)
    return Results(about=ABOUT, gold_digest="x", engines={}, values=measure_all(made), cases=cases)


def test_inside_the_baselines_interval_is_no_regression_and_beyond_it_is() -> None:
    baseline = run_of([1.0] * 80 + [0.0] * 20)
    assert gate(run_of([1.0] * 78 + [0.0] * 22), baseline) == []
    (first, *_) = gate(run_of([1.0] * 60 + [0.0] * 40), baseline)
    assert first.startswith("regression: correctness all 0.60")


def test_a_part_of_the_questions_is_held_against_the_same_part() -> None:
    whole = run_of([0.0] * 10 + [1.0] * 90)
    part = whole.model_copy(update={"cases": whole.cases[:10], "values": over(whole, {"zh1"}).values})
    assert gate(part, whole) == []
    with pytest.raises(EvalError, match="other questions"):
        gate(part.model_copy(update={"cases": ()}), whole)


def test_more_refusals_are_worse_and_fewer_are_not() -> None:
    half = [1.0, 0.0] * 20
    baseline = run_of(half, answerable_refused=half)
    assert gate(run_of(half, answerable_refused=[0.0] * 40), baseline) == []
    assert any("answerable refused" in line for line in gate(run_of(half, answerable_refused=[1.0] * 40), baseline))


def test_a_slower_machine_is_no_regression() -> None:
    fast, slow = run_of([1.0] * 9, latency=[10.0] * 9), run_of([1.0] * 9, latency=[9000.0] * 9)
    assert gate(slow, fast) == []
    assert all("latency" not in v.measure for v in as_baseline(slow).values)


def test_a_measure_that_vanished_is_a_regression() -> None:
    half = [1.0, 0.0] * 5
    (line,) = gate(run_of(half), run_of(half, language=half))
    assert "language was not measured" in line


def test_flips_name_what_became_right_and_what_became_wrong() -> None:
    assert flips(run_of([1, 0, 1]), run_of([0, 1, 1]), "correctness") == (["zh1"], ["zh0"])


def test_every_measure_says_what_it_means_in_both_languages() -> None:
    for name, entry in MEASURES.items():
        assert all((entry.label.zh, entry.meaning.zh, entry.meaning.en)), name


def test_a_value_can_be_read_back() -> None:
    value = measure("correctness", "all", judgements([1.0, 0.0]))
    assert value
    assert Value.model_validate_json(value.model_dump_json()) == value

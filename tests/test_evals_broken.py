"""Deliberately broken assistants: each is caught by the measure that should catch it, and a sound one by none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from assistant.answer import Answer, Citation, Verdict
from corpus.guide import Bilingual
from corpus.library import Library, load
from evals.case import Case, GoldSet, ProfileCase
from evals.judging import Judgement, judge
from evals.metrics import measure_all
from evals.results import Results, gate, results_of
from evals.run import About, ask
from evals.sourcing import Sources
from evals.subject import CaseFailed

DAY = date(2026, 6, 1)
MONEY, AGE = "most-exchange-2026-b2/1.1(5)", "most-exchange-2026-b2/1.3(3)"
CASES = (
    Case(id="money-zh", question="每个中韩交流项目给多少钱？", lang="zh", kind="figure", clauses=((MONEY,),),
         values=(("6万", "60,000"),), absent=("8万",)),
    Case(id="money-en", question="What does a China-Korea exchange project get?", lang="en", kind="figure",
         clauses=((MONEY,),), values=(("60,000",),), absent=("80,000",)),
    Case(id="age-zh", question="我1981年6月出生，能报中法杰青吗？", lang="zh", kind="eligibility",
         outcome="not_eligible", clauses=((AGE,),), values=(("1982年1月1日",),)),
    Case(id="age-en", question="born before when is too old for the French one?", lang="en", clauses=((AGE,),),
         values=(("1 January 1982",),)),
    Case(id="silent-zh", question="往年立项率多少？", lang="zh", kind="unanswerable", status="not_found"),
    Case(id="silent-en", question="Is there an interview?", lang="en", kind="unanswerable", status="not_found"),
)  # fmt: skip
GOLD = GoldSet(CASES, {})
ABOUT = About(subject="fake", corpus_version="x", gold=(), split="all", as_of=DAY)
SAID = {
    "money-zh": "每个项目资助 6 万元人民币。 [1]",
    "money-en": "Each project receives RMB 60,000. [1]",
    "age-zh": "不能：须在 1982 年 1 月 1 日及以后出生。 [1]",
    "age-en": "Applicants must be born on or after 1 January 1982. [1]",
    "silent-zh": "指南没有写历年立项率。",
    "silent-en": "The guides do not say whether there is an interview.",
}
Change = Callable[[Case, Answer], Answer]


@cache
def library() -> Library:
    return load()


def citation(clause_id: str, marker: int = 1) -> Citation:
    placed = library().clauses[clause_id]
    text = Bilingual(zh=placed.clause.text("zh"), en=placed.clause.text("en"))
    title = placed.clause.heading
    return Citation(
        marker=marker, clause_id=clause_id, guide=placed.guide, ref=placed.clause.ref, title=title, text=text
    )


def verdict(outcome: str) -> Verdict:
    return Verdict.model_validate(
        {
            "direction": "exchange-1.3",
            "outcome": outcome,
            "as_of": DAY,
            "rules_version": "x",
            "findings": (),
            "missing": (),
        }
    )


class Sound:
    """Answers every case as it should be answered, then lets `change` spoil it."""

    name, corpus_version = "fake", "x"

    def __init__(self, change: Change = lambda case, answer: answer):
        self.change = change

    def answer(self, case: Case, as_of: date) -> Answer:
        answer = Answer(
            status=case.status,
            lang=case.lang,
            answer=SAID[case.id],
            citations=tuple(citation(group[0], n) for n, group in enumerate(case.clauses, 1)),
            verdict=verdict(case.outcome) if case.outcome else None,
            as_of=as_of,
            corpus_version="x",
        )
        return self.change(case, answer)

    def verdict(self, case: ProfileCase, as_of: date) -> Verdict:
        raise CaseFailed("judges nobody")

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        return tuple(group[0] for group in case.clauses)


def judged(change: Change = lambda case, answer: answer) -> list[Judgement]:
    subject, sources = Sound(change), Sources(library())
    return [judge(case, ask(subject, case, DAY), sources) for case in CASES]


def scores(change: Change) -> dict[str, float]:
    return {v.measure: v.score for v in measure_all(judged(change)) if v.slice == "all"}


def changed(**keys: object) -> Change:
    return lambda case, answer: answer.model_copy(update=keys)


def wrong_figure(case: Case, answer: Answer) -> Answer:
    return answer.model_copy(update={"answer": answer.answer.replace("6 万", "7 万").replace("60,000", "70,000")})


def wrong_clause(case: Case, answer: Answer) -> Answer:
    other = citation("most-exchange-2026-b2/1.7(6)") if case.clauses else None
    return answer.model_copy(update={"citations": (other,) if other else ()})


def refuses_all(case: Case, answer: Answer) -> Answer:
    text = "指南没有说明。" if case.lang == "zh" else "The guides do not say."
    return answer.model_copy(update={"status": "not_found", "answer": text, "citations": (), "verdict": None})


def other_language(case: Case, answer: Answer) -> Answer:
    twin = case.id[:-2] + ("en" if case.lang == "zh" else "zh")
    return answer.model_copy(update={"answer": SAID[twin]})


def test_a_sound_assistant_has_full_marks_everywhere() -> None:
    assert [fault for judgement in judged() for fault in judgement.faults] == []
    found = scores(lambda case, answer: answer)
    worst = (
        "unsourced figures",
        "broken markers",
        "unanswerable answered",
        "answerable refused",
        "crashed",
        "zh-en gap",
    )
    best = ("correctness", "citation recall", "citation precision", "language", "verdict accuracy", "hit@1", "nDCG@10")
    assert [found[name] for name in best] == [1.0] * len(best)
    assert [found[name] for name in worst] == [0.0] * len(worst)


def test_a_wrong_figure_is_unsourced_and_not_correct() -> None:
    found = scores(wrong_figure)
    assert found["unsourced figures"] == pytest.approx(2 / 6, abs=1e-3)
    assert found["correctness"] == pytest.approx(4 / 6, abs=1e-3)
    assert found["citation precision"] == 1.0


def test_a_figure_of_the_neighbouring_clause_is_not_correct_even_where_it_is_cited() -> None:
    def neighbour(case: Case, answer: Answer) -> Answer:
        cited = (*answer.citations, citation("most-exchange-2026-b2/1.3(1)", 2))
        return answer.model_copy(update={"answer": "每个项目 8 万元。 [1][2]", "citations": cited})

    judgement = judge(CASES[0], ask(Sound(neighbour), CASES[0], DAY), Sources(library()))
    assert judgement.scores["correctness"] == 0
    assert judgement.scores["unsourced figures"] == 0
    assert "must not appear: 8万" in judgement.faults


def test_a_wrong_clause_costs_citations_and_leaves_the_figure_without_a_source() -> None:
    found = scores(wrong_clause)
    assert found["citation precision"] == 0.0
    assert found["citation recall"] == 0.0
    assert found["unsourced figures"] > 0
    assert found["correctness"] == 1.0


def test_refusing_everything_is_caught_by_refusals_alone_of_the_two() -> None:
    found = scores(refuses_all)
    assert found["answerable refused"] == 1.0
    assert found["unanswerable answered"] == 0.0
    assert found["citation recall"] == 0.0
    assert found["verdict accuracy"] == 0.0


def test_answering_everything_is_caught_by_the_unanswerable() -> None:
    found = scores(changed(status="answered"))
    assert found["unanswerable answered"] == 1.0
    assert found["answerable refused"] == 0.0


def test_the_wrong_language_is_caught_whatever_the_answer_claims() -> None:
    found = scores(other_language)
    assert found["language"] == 0.0
    assert scores(changed(lang="zh"))["language"] == 0.5


def test_one_language_worse_than_the_other_shows_as_the_gap() -> None:
    def chinese_only(case: Case, answer: Answer) -> Answer:
        return refuses_all(case, answer) if case.lang == "en" else answer

    assert scores(chinese_only)["zh-en gap"] == pytest.approx(2 / 3, abs=1e-3)


def test_the_wrong_verdict_is_caught() -> None:
    found = scores(changed(verdict=verdict("eligible")))
    assert found["verdict accuracy"] == 0.0
    assert found["correctness"] < 1.0


def test_markers_that_point_nowhere_are_caught() -> None:
    def off_by_one(case: Case, answer: Answer) -> Answer:
        return answer.model_copy(update={"answer": answer.answer.replace("[1]", "[2]")})

    assert scores(off_by_one)["broken markers"] == pytest.approx(4 / 6, abs=1e-3)


def test_a_crash_is_a_wrong_answer_and_not_the_end_of_the_run() -> None:
    def crashing(case: Case, answer: Answer) -> Answer:
        if case.lang == "en":
            raise CaseFailed("KeyError: 'lang'")
        return answer

    found = scores(crashing)
    assert found["crashed"] == 0.5
    assert found["correctness"] == 0.5


def results(change: Change = lambda case, answer: answer) -> Results:
    made = {case.id: ask(Sound(change), case, DAY) for case in CASES}
    return results_of(ABOUT, GOLD, made, judged(change))


def test_the_gate_lets_the_same_assistant_pass_and_stops_each_broken_one() -> None:
    baseline = results()
    assert gate(results(), baseline) == []
    for broken in (wrong_figure, wrong_clause, refuses_all, changed(status="answered"), other_language):
        assert gate(results(broken), baseline), broken


def test_the_gate_stops_an_unsourced_figure_even_where_the_baseline_had_it() -> None:
    lines = gate(results(wrong_figure), results(wrong_figure))
    assert lines == ["money-zh: figures without a source: 70000", "money-en: figures without a source: 70000"]

"""Deliberately broken assistants: each is caught by the measure that should catch it, and a sound one by none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from functools import cache

import pytest

from assistant.answer import Answer, Citation, Closed, Finding, Verdict
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


# what counts as a source


def unsourced(text: str, given: str = "", **keys: object) -> tuple[str, ...]:
    values: dict[str, object] = {"citations": (citation(MONEY),)} | keys
    answer = Answer(status="answered", lang="zh", answer=text, as_of=DAY, corpus_version="x").model_copy(update=values)
    return Sources(library()).unsourced(answer, given)


@pytest.mark.parametrize(
    "text",
    [
        "每个项目 6 万元 [1]",
        "RMB 60,000 [1]",
        "1. 见 1.1(5) [1]\n2. 同上 [1]",
        "方向 1.3 与 joint-2.4 另有规定，见附件2.三.6、表2",
        "2026 年度第二批人员交流",
        "60,000 + 60,000 = 120,000",
        "截至 2026 年 6 月 1 日",
        "- 甲\n- 乙\n\n以上 2 个方向",
        "Of 7 directions, 1 says so [1]",
    ],
)
def test_what_is_cited_or_worked_out_in_plain_sight_is_sourced(text: str) -> None:
    assert unsourced(text) == ()


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("每个项目 7 万元 [1]", "70000"),
        ("每个项目 0.6 万元 [1]", "6000"),
        ("RMB61,000 [1]", "61000"),
        ("截止 2026 年 7 月 2 日", "2026-7-2"),
        ("before 18:00", "18:00"),
        ("60,000 + 60,000 = 130,000", "130000"),
        ("3 × 60,000 = 180,000", "180000"),
        ("1.3 万元", "13000"),
        ("call 010-12345678", "01012345678"),
        ("写信到 nobody@example.org", "nobody@example.org"),
        ("距截止还有 31 天", "31"),
    ],
)
def test_what_stands_nowhere_is_named(text: str, figure: str) -> None:
    assert figure in unsourced(text)


def test_what_the_user_gave_is_sourced() -> None:
    assert unsourced("您说的 77 岁", "我今年77岁") == ()


def test_the_closing_time_and_the_days_to_it_are_sourced_once_the_clause_is_cited() -> None:
    window = (citation("most-exchange-2026-b2/四.1"),)
    text = "2026 年 7 月 1 日 17:00 截止，还有 30 天 [1]"
    assert unsourced(text, citations=window) == ()
    zone = timezone(timedelta(hours=8))
    closed = Closed(deadline=datetime(2026, 7, 1, 17, 0, tzinfo=zone))
    assert unsourced("已于 2026 年 7 月 1 日 17:00 截止", citations=(), closed=closed) == ()


def test_what_the_verdict_measured_is_sourced() -> None:
    reason = Bilingual(zh="2026 年 6 月 1 日时 44 岁", en="44 on 1 June 2026")
    finding = Finding(
        constraint_id="c", outcome="met", strength="must", facts=("age",), required=Bilingual(zh="45", en="45"),
        measured=44, reason=reason, clause_id=AGE,
    )  # fmt: skip
    judged_verdict = verdict("eligible").model_copy(update={"findings": (finding,)})
    assert unsourced("您 44 岁", verdict=judged_verdict) == ()


def test_words_that_the_answer_only_claims_to_cite_do_not_count() -> None:
    forged = citation(MONEY).model_copy(update={"text": Bilingual(zh="每个项目 9 万元", en="RMB 90,000")})
    assert unsourced("每个项目 9 万元 [1]", citations=(forged,)) == ("90000",)

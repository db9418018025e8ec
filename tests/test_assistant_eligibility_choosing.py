"""Questions over more than one verdict: where one could apply, sums about a plan, and a point judged on trust."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from assistant.answer import Turn
from assistant.eligibility.conversation import Judged, advise
from assistant.eligibility.logic import figure
from corpus.guide import Lang
from corpus.library import Library

AS_OF = date(2026, 6, 1)


def _ask(library: Library, text: str, *directions: str, history: tuple[Turn, ...] = ()) -> Judged | None:
    lang: Lang = "zh" if any("一" <= c <= "鿿" for c in text) else "en"
    return advise(library, directions, text, history, lang, AS_OF)


def _text(judged: Judged | None) -> str:
    assert judged is not None
    return "\n".join(line.text for line in judged.lines)


# ---- where one could apply


def test_where_someone_could_apply_is_told_direction_by_direction(library: Library) -> None:
    judged = _ask(library, "Where could a 41-year-old associate professor apply?")
    assert judged is not None
    assert judged.verdict is None
    assert judged.status == "answered"
    promising = [line for line in judged.lines if line.text.startswith("Promising")]
    assert [line.clause_id for line in promising] == [
        "most-exchange-2026-b2/1.3(3)",
        "most-exchange-2026-b2/1.4(3)",
        "most-exchange-2026-b2/1.2(4)",
    ]


def test_what_stands_in_the_way_is_said_with_its_clause(library: Library) -> None:
    judged = _ask(library, "我46岁，讲师，能报哪些方向？")
    assert judged is not None
    refused = {line.clause_id for line in judged.lines if line.text.startswith("不能申报")}
    assert refused == {"most-exchange-2026-b2/1.3(3)", "most-exchange-2026-b2/1.4(3)", "most-exchange-2026-b2/1.6(3)"}


def test_only_directions_with_the_partners_country_are_named(library: Library) -> None:
    text = _text(_ask(library, "My partner is in Egypt. Which joint lab can I apply for?"))
    assert "2.2, 2.3" in text
    assert "New Zealand" not in text
    assert "(not Egypt)" in text


@pytest.mark.parametrize(
    "text",
    ["哪些方向需要企业参与？", "Which directions need a company?", "我能报哪些方向？", "哪些方向可以和法国合作？"],
)
def test_without_a_fact_there_is_nobody_to_choose_for(library: Library, text: str) -> None:
    assert _ask(library, text) is None


def test_a_direction_named_after_the_choice_gets_its_verdict(library: Library) -> None:
    first = "我1985年6月生，化学博士，副教授，能报哪些方向？"
    history = (Turn(role="user", content=first), Turn(role="assistant", content=_text(_ask(library, first))))
    judged = _ask(library, "看看中法杰青", "exchange-1.3", history=history)
    assert judged is not None
    assert judged.verdict is not None
    assert judged.verdict.outcome == "undetermined"
    assert judged.facts["title"] == "副教授"


def test_of_several_directions_the_one_that_asks_for_what_was_told_is_judged(library: Library) -> None:
    text = "5 joint papers and 8 mutual visits in all. Does this work?"
    judged = _ask(library, text, "joint-1.9", "joint-2.0")
    assert judged is not None
    assert judged.verdict is not None
    assert (judged.verdict.direction, judged.verdict.outcome) == ("joint-1.9", "not_eligible")


# ---- sums about a plan

PLANS = [
    ("7 joint papers planned, how many must be in Chinese journals?", (), "at least 4 (7 × 50% = 3.5)"),
    ("我们计划发7篇中外合著论文，至少要有几篇发在国内期刊？", (), "至少 4（7 × 50% = 3.5）"),
    ("8 joint papers planned, how many must be in Chinese journals?", (), "at least 4 (8 × 50% = 4)"),
    ("3 visits out, how many must come in?", ("exchange-1.7",), "at least 2 (5 - 3 = 2)"),
    ("A 40-person conference in Belgrade: how many must be foreign?", ("exchange-1.5",), "at least 8 (40 × 20% = 8)"),
    ("总预算300万元，一家单位最多能申请多少？", ("joint-1.3",), "至多 2100000（3000000 × 70% = 2100000）"),
    ("总预算12345679元，一家单位最多能申请多少？", ("joint-1.3",), "至多 8641975（12345679 × 70% = 8641975.3）"),
    ("政府资助600万元，企业至少要配套多少钱？", ("joint-2.5",), "至少 6000000（政府资助 6000000）"),
]


@pytest.mark.parametrize(("text", "directions", "said"), PLANS)
def test_a_sum_about_a_plan_is_shown(library: Library, text: str, directions: tuple[str, ...], said: str) -> None:
    judged = _ask(library, text, *directions)
    assert said in _text(judged)
    assert judged is not None
    assert judged.lines[0].clause_id


@pytest.mark.parametrize(
    "text", ["计划发7篇合著论文，每个项目给多少钱？", "How many joint papers are needed?", "执行期是多少年？"]
)
def test_a_question_that_no_sum_answers_is_left_to_the_guides(library: Library, text: str) -> None:
    assert _ask(library, text, "joint-1.1") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (Fraction(7, 2), "3.5"),
        (Fraction(123_456_790, 10), "12345679"),
        (Fraction(86_419_753, 10), "8641975.3"),
        (Fraction(10, 3), "10/3"),
        (10**15, "1000000000000000"),
        (Fraction(10**15 + 1, 4), "250000000000000.25"),
    ],
)
def test_a_figure_is_written_out_exactly(value: int | Fraction, text: str) -> None:
    assert figure(value) == text


# ---- the rest granted


def test_the_granted_rest_is_met_on_trust_and_said(library: Library) -> None:
    judged = _ask(library, "I am 44, everything else is met. Am I eligible?", "exchange-1.4")
    assert judged is not None
    assert judged.verdict is not None
    assert (judged.verdict.outcome, judged.verdict.missing, judged.status) == ("eligible", (), "answered")
    trusted = [f for f in judged.verdict.findings if "on trust" in f.reason.en]
    assert trusted
    assert all(f.outcome == "met" and "birth_date" not in f.facts for f in trusted)
    assert "Taken on trust, not checked: nationality" in judged.lines[-1].text


def test_the_granted_rest_does_not_settle_the_point_in_question(library: Library) -> None:
    judged = _ask(library, "我45岁，其他条件都满足，能报吗", "exchange-1.4")
    assert judged is not None
    assert judged.verdict is not None
    assert (judged.verdict.outcome, judged.asked, judged.status) == ("undetermined", ("birth_date",), "needs_info")
    assert judged.verdict.missing == ("birth_date",)


def test_the_granted_rest_saves_nobody(library: Library) -> None:
    judged = _ask(library, "我46岁，其他条件都满足，能报吗", "exchange-1.4")
    assert judged is not None
    assert judged.refused


def test_a_caution_stands_where_the_rest_is_granted(library: Library) -> None:
    judged = _ask(library, "4 joint papers, none of them in a Chinese journal, all else is met. Eligible?", "joint-1.1")
    assert judged is not None
    assert judged.verdict is not None
    assert judged.verdict.outcome == "eligible_with_warnings"

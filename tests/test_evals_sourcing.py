"""Where a figure may come from: what counts as a source, and what stands nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from test_evals_broken import AGE, DAY, MONEY, citation, library, verdict

from assistant.answer import Answer, Citation, Closed, Finding
from corpus.guide import Bilingual
from corpus.library import load
from evals.sourcing import Sources


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
        "6 万元 + 6 万元 + 6 万元 = 18 万元",
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
        ("60,000 + 60,000 + 60,000 = 190,000", "190000"),
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


@pytest.mark.parametrize(("said", "wrong"), [("The list names 4. [1]", ()), ("名单所列共 5 个。 [1]", ("5",))])
def test_the_number_of_things_listed_is_sourced_only_where_a_cited_clause_lists_so_many(
    said: str, wrong: tuple[str, ...]
) -> None:
    edition = load()
    cited = Citation.model_validate({**citation(MONEY).model_dump(), "clause_id": "most-exchange-2026-b2/附件1"})
    answer = Answer(status="answered", lang="en", answer=said, citations=(cited,), as_of=DAY, corpus_version="x")
    assert Sources(edition).unsourced(answer) == wrong

"""Titles of imported documents: which one a question means, and what it asks beside the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.titles import Titles
from corpus.guide import Bilingual, Clause, Guide, Names, Part, Topical


def guide(id_: str, title: str) -> Guide:
    both = Bilingual(zh=title, en=title)
    says = (Topical(zh="鲸。", en="Whales.", about=("unreviewed",)),)
    return Guide(
        id=id_, short=both, title=both, issuer=both, names=Names(zh=(title,), en=(title,)), clause_count=1, files=(),
        parts=(Part(clauses=(Clause(ref="1", heading=both, says=says),), file=Path("a").name),), source="a",
        reviewed=False,
    )  # fmt: skip


TITLES = Titles(
    [guide("alpine", "Alpine Mobility Awards: Guidelines for Applicants"), guide("lan", "青澜市国际合作专项征集公告")],
    frozenset({"合作", "专项", "国际", "mobility"}),
)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("When is the deadline of the Alpine Mobility Awards?", "When is the deadline of the ?"),
        ("How old may an Alpine Mobility Award holder be?", "How old may an holder be?"),
        ("青澜市国际合作专项的间接费用有什么上限？", "的间接费用有什么上限?"),
        ("青澜市给多少钱？", "给多少钱?"),
        ("What does Qinglan pay?", "What does pay?"),
        ("Alpine Mobility Awards", "Alpine Mobility Awards"),
        ("How deep is the sea?", "How deep is the sea?"),
    ],
)
def test_a_question_is_left_without_the_name(question: str, left: str) -> None:
    assert TITLES.without(question, ("alpine", "lan")) == left


def test_a_document_is_named_hinted_at_or_neither() -> None:
    assert TITLES.named("青澜市国际合作专项征集公告说什么？") == ("lan",)
    assert TITLES.hinted("What is the Alpine deadline?") == ("alpine",)
    assert TITLES.hinted("mobility") == ()
    assert TITLES.hinted("deadline?") == ()


def test_where_two_words_of_a_title_meet_is_no_name() -> None:
    assert TITLES.hinted("政府间合作专项凭什么定下来？") == ()


@pytest.mark.parametrize(
    ("question", "called"),
    [("Does Alpine pay?", True), ("is an alpine hut paid?", False), ("青澜市付吗？", True), ("合作专项付吗？", False)],
)
def test_a_name_is_a_capital_letter_or_a_run_of_the_title(question: str, called: bool) -> None:
    assert (TITLES.called(question, "alpine") or TITLES.called(question, "lan")) is called

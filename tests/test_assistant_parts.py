"""Questions within a question: where one text asks several things, and where it asks one."""

from __future__ import annotations

import pytest

from assistant.answering.parts import parts
from corpus.guide import Lang


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("支持多少个项目，联系人是谁？", "zh", ("支持多少个项目", "联系人是谁")),
        ("每个项目多少钱和执行期几年", "zh", ("每个项目多少钱", "执行期几年")),
        ("要不要企业？还有年龄有什么要求？", "zh", ("要不要企业", "年龄有什么要求")),
        ("How many projects, and who is the contact?", "en", ("How many projects", "who is the contact")),
        ("代表处的地址发我一下，还有电话", "zh", ("代表处的地址发我一下", "电话")),
        ("立项率多高，谁来评审？", "zh", ("立项率多高", "谁来评审")),
        ("The budget for 2023? And how much goes abroad", "en", ("The budget for 2023", "And how much goes abroad")),
        ("Since when have A and B met, and how often?", "en", ("Since when have A and B met", "how often")),
        ("What is the age limit? Do I need a doctorate?", "en", ("What is the age limit", "Do I need a doctorate")),
    ],
)  # fmt: skip
def test_each_thing_asked_is_a_part_in_order(text: str, lang: Lang, expected: tuple[str, ...]) -> None:
    assert (
        tuple(part.removeprefix("and ").removeprefix("还有").rstrip("?？ ") for part in parts(text, lang)) == expected
    )


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("支持多少个项目？", "zh"),
        ("中国和匈牙利的项目有几个？", "zh"),
        ("我是一家高校的老师，想问年龄要求是多少", "zh"),
        ("How many projects are there?", "en"),
        ("I work at a university, so what is the age limit?", "en"),
        ("Which fields do China and Hungary support?", "en"),
        ("", "zh"),
        ("", "en"),
    ],
)
def test_a_single_question_has_no_parts(text: str, lang: Lang) -> None:
    assert parts(text, lang) == ()


def test_a_list_after_how_many_asks_for_each_of_its_members() -> None:
    found = parts("How many directions, projects and countries are there, and who runs them?", "en")
    assert found[:2] == ("How many directions", "How many projects")


def test_no_more_than_four_parts_are_looked_for() -> None:
    assert len(parts("谁能报？报什么？多少钱？几年？几篇论文？要企业吗？什么时候截止？", "zh")) <= 4

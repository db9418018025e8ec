"""Yes, no, or neither: a wrong yes is worse than none, so only the marked question in other words gets one."""

from __future__ import annotations

import pytest

from assistant.answering.polarity import answer
from assistant.answering.question import Reader
from corpus.guide import Asked, Topical
from corpus.library import Library

COMPANY = Topical(
    about=("company",),
    zh="申报团队须有企业参与。",
    en="A company must take part in the project team.",
    asked=Asked(
        zh=("必须有企业参与吗？", "没有企业参与可以申报吗？"),
        en=("Must a company take part?", "Can we apply without a company?"),
        yes=("必须有企业参与吗？", "Must a company take part?"),
        no=("没有企业参与可以申报吗？", "Can we apply without a company?"),
    ),
)
PAPERS = Topical(about=("papers",), zh="须合作发表论文 2 篇。", en="At least 2 joint papers must be published.")
STAY = Topical(
    about=("money_per_project",), zh="资助 8 至 10 万元。", en="Each project gets RMB 80,000 to 100,000."
)  # fmt: skip


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


@pytest.mark.parametrize("question", ["必须有企业参与吗？", "是不是一定要有企业参与？", "Must a company take part?"])
def test_a_marked_question_gets_its_yes(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), COMPANY) == ("yes", "required")


@pytest.mark.parametrize("question", ["没有企业参与可以申报吗？", "Can we apply without a company?"])
def test_a_question_marked_no_gets_its_no(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), COMPANY) == ("no", "allowed")


@pytest.mark.parametrize("question", ["有企业参与可以申报吗？", "Can we apply with a company?"])
def test_with_is_never_taken_for_without(reader: Reader, question: str) -> None:
    found = answer(reader.read(question), COMPANY)
    assert found is None or found[0] != "no"


@pytest.mark.parametrize(
    "question",
    ["只有企业可以申报吗？", "Can only a company apply?", "不需要企业参与吗？", "Must no company take part?"],
)
def test_only_and_not_make_it_another_question(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), COMPANY) is None


@pytest.mark.parametrize(
    "question",
    ["企业要出多少钱？", "Which companies may take part?", "必须有大学参与吗？", "Must a university take part?"],
)
def test_what_the_statement_does_not_settle_gets_neither(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), COMPANY) is None


@pytest.mark.parametrize(("question", "expected"), [
    ("论文是 2 篇吗？", "yes"),
    ("论文是 3 篇吗？", "no"),
    ("Is it 2 papers?", "yes"),
    ("Is it 3 papers?", "no"),
])  # fmt: skip
def test_a_figure_is_held_against_the_statements(reader: Reader, question: str, expected: str) -> None:
    assert answer(reader.read(question), PAPERS) == (expected, "so")


@pytest.mark.parametrize("question", ["资助 9 万元吗？", "Is it RMB 90,000 per project?"])
def test_a_figure_within_a_span_gets_no_no(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), STAY) is None


@pytest.mark.parametrize("question", ["不是 3 篇论文吗？", "Isn't it 3 papers?", "没有 2 篇论文可以吗？"])
def test_a_denied_figure_gets_neither(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), PAPERS) is None


@pytest.mark.parametrize("question", ["年龄是 2 岁吗？", "Is the age limit 3?"])
def test_a_figure_of_something_else_gets_neither(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), PAPERS) is None


def test_the_number_of_a_direction_is_no_figure(reader: Reader) -> None:
    assert answer(reader.read("人员交流1.3必须有企业参与吗？"), COMPANY) == ("yes", "required")


def test_a_statement_marked_both_ways_in_like_words_gets_neither(reader: Reader) -> None:
    torn = COMPANY.model_copy(
        update={"asked": Asked(yes=("Must a company take part?",), no=("Must a company take part in it?",))}
    )
    assert answer(reader.read("Must a company take part?"), torn) is None


def test_every_marked_question_of_the_edition_never_gets_the_opposite(library: Library, reader: Reader) -> None:
    wrong = []
    for placed in library.clauses.values():
        for statement in placed.clause.says:
            for marked, opposite in ((statement.asked.yes, "no"), (statement.asked.no, "yes")):
                for question in marked:
                    found = answer(reader.read(question), statement)
                    if found and found[0] == opposite:
                        wrong.append((placed.id, question, found))
    assert wrong == []


PLEDGE = ("必须有企业参与吗?", 0.96)  # the marked question that is nearest in meaning, as the search gives it


@pytest.mark.parametrize("question", ["要不要企业参与？", "必须要有一家企业参与吗？"])
def test_a_question_near_in_meaning_gets_the_yes_of_the_marked_one(reader: Reader, question: str) -> None:
    assert answer(reader.read(question), COMPANY, *PLEDGE) == ("yes", "required")


@pytest.mark.parametrize(
    ("question", "nearest", "likeness"),
    [
        ("必须有大学和实验室共同牵头吗？", *PLEDGE),  # fewer than half of its words
        ("必须有企业参与吗？高校呢？", "必须有企业吗?", 0.96),  # one yes would be taken for both
        ("没有企业参与行不行？", *PLEDGE),  # turned round
        ("必须要有一家公司吗？", "必须有企业参与吗?", 0.93),  # not near enough
        ("必须有企业协助吗？", "企业怎么参与?", 0.96),  # the nearest is not marked
    ],
)
def test_nearness_in_meaning_alone_settles_nothing(
    reader: Reader, question: str, nearest: str, likeness: float
) -> None:
    found = answer(reader.read(question), COMPANY, nearest, likeness)
    assert found is None or found == answer(reader.read(question), COMPANY)

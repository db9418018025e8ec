"""What the guides give the terms of is worked out in plain sight, and only where the terms are clear."""

from __future__ import annotations

import pytest

from assistant.answering.points import Point
from assistant.answering.question import Reader
from assistant.answering.reckoning import reckoned
from corpus.library import Library

INVITED, POSTDOC = "jsps-beijing-2026/外籍聘用研究员项目", "jsps-beijing-2026/外籍特别研究员项目"


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


def point(library: Library, clause_id: str, *figures: str) -> Point:
    """The first statement of a clause with all of some figures."""
    says = library.clauses[clause_id].clause.says
    number = next(n for n, s in enumerate(says) if all(figure in s.en for figure in figures))
    return Point(clause_id, number, None, says[number], 1.0, None)


def said(reader: Reader, question: str, *points: Point) -> str | None:
    """What is worked out for a question from statements."""
    result = reckoned(reader.read(question), points)
    return result.text if result else None


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "聘用研究员长期的旅居费比特别研究员每月多多少？",
            "相差 25,600 日元：387,600 日元 − 362,000 日元 = 25,600 日元。",
        ),
        (
            "By how much does the long-term allowance exceed the postdoc one?",
            "The difference is 25,600 yen: 387,600 yen − 362,000 yen = 25,600 yen.",
        ),
    ],
)
def test_a_difference_is_shown_with_both_its_terms(reader: Reader, question: str, wanted: str) -> None:
    one, two = point(reader.library, INVITED, "387,600"), point(reader.library, POSTDOC, "362,000")
    assert said(reader, question, one, two) == said(reader, question, two, one) == wanted


def test_a_statement_with_both_terms_is_enough_and_years_are_no_terms(reader: Reader) -> None:
    budget = point(reader.library, "japan-cooperation-2024/3.2.2", "2018", "2022")
    assert said(reader, "AMED的经费从2018财年到2022财年涨了多少？", budget) == (
        "相差 3,048 亿日元：4,739 亿日元 − 1,691 亿日元 = 3,048 亿日元。"
    )


def test_a_rate_is_multiplied_by_the_span_that_is_named(reader: Reader) -> None:
    daily = point(reader.library, INVITED, "18,000")
    assert said(reader, "短期待30天，旅居费一共多少？", daily) == "共 540,000 日元：30 × 18,000 日元 = 540,000 日元。"
    assert said(reader, "30 days: what does the allowance come to?", daily) == (
        "In all 540,000 yen: 30 × 18,000 yen = 540,000 yen."
    )


@pytest.mark.parametrize(
    "question",
    [
        "短期旅居费是多少？",  # asks for no result
        "短期聘用研究员一天补多少钱？",  # asks for the rate itself
        "短期待2个月，旅居费一共多少？",  # a rate a day and a span in months
        "短期待30天或者40天，一共多少？",  # two spans
    ],
)
def test_nothing_is_worked_out_from_terms_that_do_not_fit(reader: Reader, question: str) -> None:
    assert said(reader, question, point(reader.library, INVITED, "18,000")) is None


def test_years_of_the_calendar_are_no_spans(reader: Reader) -> None:
    share = point(reader.library, "japan-cooperation-2024/1", "36.56%")
    assert said(reader, "论文占比日本比中国高多少？", share) is None


def test_amounts_of_different_kinds_have_no_difference(reader: Reader) -> None:
    money, projects = (
        point(reader.library, "most-joint-2026-b2/2.4", "12 million"),
        point(reader.library, "most-joint-2026-b2/2.4", "12 projects"),
    )
    assert said(reader, "相差多少？", money, projects) is None


def test_two_amounts_in_one_statement_are_no_difference_from_another_directions(reader: Reader) -> None:
    """75,000 a year and 150,000 in two years: their difference answers nobody."""
    yearly = point(reader.library, "most-exchange-2026-b2/1.2(1)", "75,000", "150,000")
    other = point(reader.library, "most-exchange-2026-b2/1.4(4)", "200,000")
    assert said(reader, "1.2 比 1.4 每个项目少多少钱？", yearly, other) is None
    assert said(reader, "How much less does 1.2 give than 1.4?", yearly, other) is None


@pytest.mark.parametrize(
    ("clause", "figures", "question", "wanted"),
    [
        ("most-joint-2026-b2/1.4(2)", "Oman", "中阿联合实验室能跟几个国家合作？", "名单所列共 21 个。"),
        ("most-joint-2026-b2/1.4(2)", "Oman", "How many Arab countries are eligible?", "The list names 21."),
        ("most-joint-2026-b2/1.2(1)", "Belgium", "合作国一共几个国家？", "名单所列共 11 个。"),  # 瓦隆和布鲁塞尔 is one
        ("most-exchange-2026-b2/附件1", "Macao", "澳门有几家单位？", "名单所列共 4 个。"),
        ("most-exchange-2026-b2/1.6", "digitalisation", "中匈青年交流有几个领域？", "名单所列共 3 个。"),
        ("most-exchange-2026-b2/1.6", "digitalisation", "Five fields, aren't they?", "The list names 3."),
        (
            "programme-appendix/一.2",
            "frontier",
            "资助领域是三大块没错吧？",
            "名单所列共 4 个。",
        ),  # groups, by semicolons
    ],
)
def test_a_list_is_counted_where_its_number_is_asked_for(
    reader: Reader, clause: str, figures: str, question: str, wanted: str
) -> None:
    assert said(reader, question, point(reader.library, clause, figures)) == wanted


@pytest.mark.parametrize(
    ("clause", "figures", "question"),
    [
        ("most-joint-2026-b2/1.4(2)", "Oman", "中阿联合实验室能跟哪些国家合作？"),  # no number is asked for
        ("most-joint-2026-b2/1.4(2)", "Oman", "中阿联合实验室有几家单位申报？"),  # of other things
        ("most-exchange-2026-b2/1.6", "digitalisation", "今年开放哪几个领域？"),  # which ones
        ("most-exchange-2026-b2/1.6", "digitalisation", "Which of the three fields suits us?"),
        ("most-joint-2026-b2/2.2(1)", "at least 3", "金砖旗舰至少要几个国家？"),  # the statement says the number
        ("most-joint-2026-b2/1.5(2)", "Tunisia", "有几个国家？"),  # examples are no list
    ],
)
def test_nothing_is_counted_but_a_list_of_what_is_asked_for(
    reader: Reader, clause: str, figures: str, question: str
) -> None:
    assert said(reader, question, point(reader.library, clause, figures)) is None

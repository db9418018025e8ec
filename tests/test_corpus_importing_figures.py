"""The grammar of limits: what is one, how it compares, and what only looks like one."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.importing.figures import Draft, read_limits


def only(text: str) -> Draft:
    found = read_limits(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "comparison", "values", "unit"),
    [
        ("发表论文不少于 4 篇", "count", "at_least", [4], "papers"),
        ("发表论文不得少于四篇", "count", "at_least", [4], "papers"),
        ("互访至少12人次", "count", "at_least", [12], "person-times"),
        ("组织６０人以上的会议", "count", "at_least", [60], "people"),
        ("参会须达到30人", "count", "at_least", [30], "people"),
        ("牵头单位不超过2家", "count", "at_most", [2], "units"),
        ("每人限报1项", "count", "at_most", [1], "items"),
        ("团组人数为4~6人", "count", "between", [4, 6], "people"),
        ("项目执行期为3年", "period", "exactly", [3], "years"),
        ("执行期：2或3年", "period", "exactly", [2, 3], "years"),
        ("停留6至8周", "period", "between", [6, 8], "weeks"),
        ("连续工作不少于3个月", "period", "at_least", [3], "months"),
        ("具有5年以上研究经历", "period", "at_least", [5], "years"),
        ("年龄不超过40周岁", "age", "at_most", [40], "years"),
        ("培养青年（35岁以下）", "age", "at_most", [35], "years"),
        ("每项资助额度为6.5万元", "money", "exactly", [65000], "yuan"),
        ("总经费不超过1.2亿元人民币", "money", "at_most", [120000000], "yuan"),
        ("资助不超过三百万元", "money", "at_most", [3000000], "yuan"),
        ("占比不低于 25%", "share", "at_least", [Fraction(1, 4)], "share"),
        ("比例不得超过百分之三十", "share", "at_most", [Fraction(3, 10)], "share"),
        ("配套经费不低于三分之一", "share", "at_least", [Fraction(1, 3)], "share"),
        ("成熟度4~7级", "level", "between", [4, 7], "level"),
        ("at least 3 partners", "count", "at_least", [3], "units"),
        ("no more than 20 pages", "count", "at_most", [20], "pages"),
        ("up to EUR 1.2 million", "money", "at_most", [1200000], "EUR"),
        ("The project lasts between 24 and 36 months", "period", "between", [24, 36], "months"),
        ("a minimum of two countries", "count", "at_least", [2], "countries"),
        ("a period of 18 months", "period", "exactly", [18], "months"),
    ],
)
def test_a_limit_is_read_with_its_value_comparison_and_unit(
    text: str, kind: str, comparison: str, values: list[int], unit: str
) -> None:
    draft = only(text)
    assert (draft.kind, draft.comparison, list(draft.values), draft.unit) == (kind, comparison, values, unit)


@pytest.mark.parametrize(
    ("text", "comparison", "low", "high"),
    [
        ("1988年1月1日及以后出生", "on_or_after", date(1988, 1, 1), None),
        ("注册时间为2026年6月30日及以前", "on_or_before", None, date(2026, 6, 30)),
        ("请于2027年3月8日17:00前报送", "before", None, datetime(2027, 3, 8, 17, 0)),
        ("时间为2027年2月1日9:00至3月1日17:00", "within", datetime(2027, 2, 1, 9), datetime(2027, 3, 1, 17)),
        ("申报截至2027年5月6日", "on_or_before", None, date(2027, 5, 6)),
        ("in 2027年内完成", "within", date(2027, 1, 1), date(2027, 12, 31)),
        ("proposals by 5 March 2027", "on_or_before", None, date(2027, 3, 5)),
        ("starts no later than 1 October 2027", "on_or_before", None, date(2027, 10, 1)),
        ("not before 4 January 2027", "on_or_after", date(2027, 1, 4), None),
    ],
)
def test_a_date_is_read_with_the_side_it_closes(text: str, comparison: str, low: object, high: object) -> None:
    draft = only(text)
    assert (draft.comparison, draft.low, draft.high) == (comparison, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "根据《合作规划（2023—2027）》的安排", "国科发资〔2026〕19号", "第十五次例会",
        "电话：010-12345678", "+359 888 123 456",
        "https://a.example/2027/03/01", "2027年度第二批", "按“1+1”方式申报",
        "一次性提交", "room 239 B", "see Article 12", "本会有100年历史",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_limit_is_none(text: str) -> None:
    assert read_limits(text) == ()


def test_in_principle_is_noted() -> None:
    assert only("比例原则上不低于50%").in_principle
    assert not only("比例不低于50%").in_principle


def test_a_span_points_at_the_words_and_the_phrase_is_the_clause_around_it() -> None:
    text = "项目须举办会议；发表论文不少于 4 篇，申请专利若干。"
    draft = only(text)
    assert text[draft.start : draft.end].strip() == "4 篇"
    assert draft.words == "发表论文不少于 4 篇"


def test_several_limits_of_one_sentence_come_in_order() -> None:
    found = read_limits("接收来访不少于5人（每人不少于3个月），举办50人以上会议不少于2次。")
    assert [(d.low, d.unit) for d in found] == [(5, "people"), (3, "months"), (50, "people"), (2, "times")]


@given(st.integers(2, 9999), st.sampled_from(["不少于", "至少", "不低于"]), st.sampled_from(["篇", "项", "人次", "家"]))
def test_any_number_after_at_least_is_a_lower_limit(number: int, word: str, unit: str) -> None:
    draft = only(f"完成{word}{number}{unit}。")
    assert (draft.comparison, draft.low) == ("at_least", number)


@given(st.text(max_size=200))
def test_no_text_breaks_the_grammar(text: str) -> None:
    for draft in read_limits(text):
        assert 0 <= draft.start < draft.end <= len(text)

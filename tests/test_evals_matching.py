"""Does an answer contain a value: both sides of every boundary, in both languages."""

from __future__ import annotations

import pytest

from corpus.reading import canonical, tokens
from evals.matching import contains, first_missing

SAME = [
    ("中方每个项目资助 6 万元。", "6万"),
    ("每项６００００元", "6万"),
    ("RMB60,000 for each project", "60000"),
    ("60 000 yuan", "6万"),
    ("a total of 21.29 million yuan", "2129万"),
    ("1亿元", "10000万"),
    ("0.1 billion", "100 million"),
    ("安家费 36万2", "362,000"),
    ("預算2479億日元", "2479亿"),
    ("年龄不超过 45 周岁", "45"),
    ("born on or after 1 January 1982", "1982年1月1日"),
    ("1982 年 1 月 1 日及以后出生", "1 January 1982"),
    ("on January 1st, 1982", "1982-01-01"),
    ("2026-07-01T17:00", "1 July"),
    ("2026年7月1日17时", "17:00"),
    ("closes at 5 p.m.", "17点"),
    ("下午5点截止", "17:00"),
    ("2027年1月1日至12月31日", "2027-12-31"),
    ("7月1日至31日", "7月31日"),
    ("1 to 31 July 2026", "31 July 2026"),
    ("July 1–31, 2026", "31 July 2026"),
    ("held on 3 to 5 November 2025", "November 3-5"),
    ("6～8 周", "6-8周"),
    ("6 to 8 weeks", "6-8 weeks"),
    ("TRL 4 到 7", "4-7"),
    ("至少 2 名", "两名"),
    ("for two years", "2 years"),
    ("a 2-year project", "two-year"),
    ("不超过百分之三十", "30%"),
    ("30 per cent", "30%"),
    ("**6 万**元 [3]", "6万元"),
    ("｜经费｜６万元｜", "6万"),
    ("Lyudmila Čoderl", "coderl"),
    ("“2+2”方式", "2＋2"),
    ("agriculture and food", "agricultur"),
    ("the PIs must sign", "PI"),
    ("jointly built joint laboratories", "joint lab"),
    ("国家 科技管理\n信息系统", "国家科技管理信息系统"),
    ("tel. (010) 5888-2999", "010-58882999"),
    ("+86-10-8882-4331", "88824331"),
    ("[see the site](http://service.most.gov.cn)", "service.most.gov.cn"),
]
DIFFERENT = [
    ("每个项目 36 万元", "6万"),
    ("每个项目 6 万亿元", "6万"),
    ("每个项目 2.6 万元", "6万"),
    ("每个项目 16 万元", "60000"),
    ("120,000 yuan", "20,000"),
    ("36,000,000", "6,000,000"),
    ("60,000 yuan", "60"),
    ("6 万元", "6"),
    ("编号 145", "45"),
    ("450 周岁", "45"),
    ("不少于 15 人次", "5人次"),
    ("1 January 1981", "1982年1月1日"),
    ("11 January 1982", "1 January 1982"),
    ("7 月 5 日前提交", "5"),
    ("17:00", "7:00"),
    ("applicants may 2 years later", "2 May"),
    ("第3条", "3条款"),
    ("a network of partners", "two"),
    ("notes", "not"),
    ("3 offices", "3 of"),
    ("见 1.3(4)", "4"),
    ("一共如下 [5]", "5"),
    ("2. 第二点", "2"),
    ("tel. +86-10-8882-4331", "88824332"),
    ("三年级", "13年"),
    ("30%", "3%"),
]


@pytest.mark.parametrize(("text", "form"), SAME)
def test_the_same_value_is_found_however_it_is_written(text: str, form: str) -> None:
    assert contains(text, form), f"{canonical(text)} has no {canonical(form)}"


@pytest.mark.parametrize(("text", "form"), DIFFERENT)
def test_another_value_is_not_taken_for_it(text: str, form: str) -> None:
    assert not contains(text, form), f"{canonical(text)} has {canonical(form)}"


def test_of_each_group_one_form_is_enough() -> None:
    groups = (("6万", "60,000"), ("10个", "十个"), ("8万",))
    assert first_missing("资助 10 个项目，每项 60,000 元", groups) == (("8万",),)


def test_a_date_counts_in_its_vaguer_readings_but_never_as_a_bare_day() -> None:
    found = tokens("2026 年 7 月 1 日 17:00 前，资助 6 万元")
    assert {"y2026m7d1", "y2026m7", "m7d1", "2026", "t17:00", "60000"} <= found
    assert not {"1", "7", "17"} & found


def test_words_for_numbers_count_only_where_asked() -> None:
    assert "3" in tokens("三个月")
    assert "3" in tokens("three months")
    assert not tokens("三个月 three months", words=False)

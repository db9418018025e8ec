"""Questions within a question: where one text asks several things, and where it asks one."""

from __future__ import annotations

import pytest

from assistant.answering.parts import asking, each, headed, parts
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


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("我们课题组五个人，去年刚从首尔回来。一个项目能拿多少钱？", "zh", "一个项目能拿多少钱?"),
        ("您好 我在科技处帮忙 推荐函最晚哪天交", "zh", "推荐函最晚哪天交"),
        ("一个项目能拿多少钱？我好跟财务说", "zh", "一个项目能拿多少钱?"),
        ("We are four and our leader fell ill. Who may replace her?", "en", "who may replace her?"),
        ("Hello - our dean asks: when does the system close? Thanks a lot.", "en", "when does the system close?"),
        ("论文说了两个比例。其中哪个是2023年的？", "zh", "论文说了两个比例。其中哪个是2023年的?"),
        ("Two shares are floating around. Which ones does the paper print?", "en",
         "two shares are floating around. which ones does the paper print?"),
        ("My PhD is from 2019, so how old may I be?", "en", "so how old may i be?"),
    ],
)  # fmt: skip
def test_what_is_told_around_a_question_is_left_out(text: str, lang: Lang, expected: str) -> None:
    assert asking(text.lower().replace("？", "?"), lang) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("一个项目能拿多少钱", "zh"),
        ("保加利亚项目的联系人", "zh"),
        ("how much does one project get?", "en"),
        ("the contact for bulgaria", "en"),
        ("", "zh"),
    ],
)
def test_a_text_that_tells_nothing_or_asks_nothing_stays_whole(text: str, lang: Lang) -> None:
    assert asking(text, lang) == text


def test_two_questions_with_a_story_between_them_both_stay() -> None:
    text = "how long may she stay? she is a chemist from osaka. and who pays for the flights?"
    assert asking(text, "en") == "how long may she stay? and who pays for the flights?"


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("联合实验室要接收外国人。几个？", "zh", "联合实验室要接收外国人。几个?"),
        ("the seminars abroad need foreigners. how many?", "en", "the seminars abroad need foreigners. how many?"),
    ],
)
def test_a_question_too_short_to_say_what_of_keeps_what_stands_before_it(text: str, lang: Lang, expected: str) -> None:
    assert asking(text.replace("？", "?"), lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("互访人次和办会要求分别是多少", "zh", ("互访人次是多少", "办会要求是多少")),
        ("日本对发达国家、新兴国家、发展中国家的策略各是什么,举例", "zh",
         ("日本对发达国家的策略各是什么", "日本对新兴国家的策略各是什么", "日本对发展中国家的策略各是什么")),
        ("jst、nedo和amed归哪个省管", "zh", ("jst归哪个省管", "nedo归哪个省管", "amed归哪个省管")),
        ("where are jst, nedo and amed present? i need all countries", "en",
         ("where are jst present", "where are nedo present", "where are amed present")),
    ],
)  # fmt: skip
def test_what_is_listed_is_asked_one_by_one(text: str, lang: Lang, expected: tuple[str, ...]) -> None:
    assert each(text, lang, ("jst", "nedo", "amed")) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("中国和匈牙利的项目有几个", "zh"),  # one thing, of both
        ("和平与发展是什么意思", "zh"),
        ("jst归哪个省管", "zh"),
        ("where is jst present, and since when?", "en"),
        ("", "zh"),
        ("", "en"),
    ],
)
def test_where_nothing_is_listed_nothing_is_asked_one_by_one(text: str, lang: Lang) -> None:
    assert each(text, lang, ("jst", "nedo", "amed")) == ()


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("nedo in 2023: total budget, and how much for hydrogen?", "en",
         ("nedo in 2023 total budget", "nedo in 2023 and how much for hydrogen")),
        ("匈牙利青年交流: 年龄,经费多少?", "zh", ("匈牙利青年交流 年龄", "匈牙利青年交流 经费多少")),
    ],
)  # fmt: skip
def test_what_a_colon_heads_is_asked_of_what_stands_before_it(text: str, lang: Lang, expected: tuple[str, ...]) -> None:
    assert headed(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang"), [("hello: how old may i be?", "en"), ("请问:年龄多大?", "zh"), ("how old?", "en"), ("", "zh")]
)
def test_a_colon_before_a_single_question_heads_nothing(text: str, lang: Lang) -> None:
    assert headed(text, lang) == ()

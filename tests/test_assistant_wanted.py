"""What a question wants to be told, and which statements have such a thing: kinds, years, bodies, programmes."""

from __future__ import annotations

import pytest

from assistant.answering.question import Reader
from assistant.answering.wanted import Wants, has, surely, telling, wanted
from corpus.guide import Topical
from corpus.library import Library, PlacedClause

JSPS, JAPAN, EXCHANGE = "jsps-beijing-2026", "japan-cooperation-2024", "most-exchange-2026-b2"


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


@pytest.fixture(scope="module")
def wants(library: Library) -> Wants:
    return Wants(library)


def lacking(
    library: Library, reader: Reader, wants: Wants, question: str, placed: PlacedClause, text: str
) -> list[str]:
    """What a statement with this text in this clause lacks for a question."""
    return wants.lacking(reader.read(question), placed, Topical(about=("contact",), zh=text, en=text))


def any_clause(library: Library, guide: str) -> PlacedClause:
    """Some numbered clause of a guide, outside directions."""
    return next(c for c in library.clauses.values() if c.guide == guide and c.direction is None)


KINDS = [
    ("phone", "联系电话是多少", "What is the phone number?", "电话 010-58881234。", "邮箱 a@b.cn。"),
    ("email", "邮箱是什么", "What is the e-mail address?", "邮箱 a@b.cn。", "电话 010-58881234。"),
    ("link", "官网网址是什么", "What is the website?", "见 https://most.gov.cn。", "电话 010-58881234。"),
    ("money", "每人给多少钱", "How much does each project get?", "每项 20 万元。", "支持 3 个项目。"),
    ("percent", "占百分之几", "What percentage is it?", "占 21.2%。", "共 3 项。"),
    ("age", "年龄限制是多少", "What is the age limit?", "不超过 45 周岁。", "须有博士学位。"),
    ("date", "什么时候开始", "When does it start?", "2026 年 7 月 1 日截止。", "由专家评审。"),
    ("length", "要待多长时间", "How long is it?", "不少于 3 个月。", "由专家评审。"),
    ("count", "有多少个项目", "How many projects are there?", "支持 4 个项目。", "支持中法项目。"),
    ("per_month", "每个月给多少钱", "How much is it per month?", "每月 362,000 日元。", "一次发给 362,000 日元。"),
    ("per_day", "每天给多少钱", "How much is it per day?", "每天 5 万日元。", "每月 5 万日元。"),
    ("their_side", "对方出多少钱", "How much does the foreign side pay?", "外方负担旅费。", "资助 20 万元。"),
    ("language", "用什么语言写", "In what language must it be written?", "须用英文填写。", "由专家评审。"),
    ("day", "几号截止", "On what date does it close?", "7 月 1 日 17:00 截止。", "须在国内申报之前完成。"),
    ("year", "是哪一年成立的", "In which year was it founded?", "成立于 1932 年。", "资助期为 3 年。"),
    ("reason", "为什么停了", "Why was it ended?", "因经费不足而终止。", "已于 2010 年解散。"),
    ("people", "每次多少人", "How many people must attend?", "至少 50 人。", "举办 2 次会议。"),
    ("countries", "有几个国家", "How many countries are there?", "共 17 个国家。", "共 17 项。"),
    ("fax", "传真号码是多少", "What is the fax number?", "传真 010-58881235。", "电话 010-58881234。"),
    ("address", "通讯地址是什么", "What is the postal address?", "复兴路乙 15 号。", "邮箱 a@b.cn。"),
    ("post", "她是什么职务", "What post does she hold?", "国际司专员。", "邮箱 a@b.cn。"),
    ("definition", "青年学者怎么界定", "What counts as a young scholar?", "指 40 岁以下的学者。", "培养 5 名。"),
    ("split", "两个领域各给几个", "How many of the 12 go to health?", "12 项，其中健康 2 项。", "支持 12 项。"),
    ("papers", "要发几篇论文", "How many joint papers are required?", "至少发表 2 篇。", "50% 发表在国内期刊。"),
    ("applicants", "有多少家单位申报", "How many teams applied?", "有 743 名申请人。", "支持 12 项。"),
    ("earlier", "上一批立了多少项", "How many did you fund last time?", "上一批支持 9 项。", "支持 12 项。"),
    ("sex", "女性有几位", "How many of them were women?", "其中女性 3 名。", "录取 85 名。"),
    ("name", "她叫什么名字", "What is her name?", "联系人是 Ana Novak。", "邮箱 a@b.cn。"),
    ("next", "下一届什么时候开", "When is the next meeting?", "下一届将于 2027 年举行。", "第 3 届于 2024 年举行。"),
]  # fmt: skip


class TestKinds:
    @pytest.mark.parametrize(("kind", "zh", "en", "with_it", "without"), KINDS, ids=[k[0] for k in KINDS])
    def test_a_kind_is_heard_in_both_languages_and_known_by_its_marks(
        self, kind: str, zh: str, en: str, with_it: str, without: str
    ) -> None:
        assert kind in wanted(zh)
        assert kind in wanted(en.lower())
        assert has(kind, with_it)
        assert not has(kind, without)

    @pytest.mark.parametrize(("kind", "zh", "en", "with_it", "without"), KINDS, ids=[k[0] for k in KINDS])
    def test_a_statement_that_has_it_lacks_nothing_of_the_kind(
        self, library: Library, reader: Reader, wants: Wants, kind: str, zh: str, en: str, with_it: str, without: str
    ) -> None:
        placed = any_clause(library, EXCHANGE)
        for question in (zh, en):
            assert kind not in lacking(library, reader, wants, question, placed, with_it)
            assert lacking(library, reader, wants, question, placed, without)

    @pytest.mark.parametrize(
        "question", ["谁能申报？", "Who may apply?", "支持哪几个领域", "How old is it?", "Is a company needed?"]
    )
    def test_a_question_for_no_such_thing_lacks_nothing(
        self, library: Library, reader: Reader, wants: Wants, question: str
    ) -> None:
        assert lacking(library, reader, wants, question, any_clause(library, EXCHANGE), "由专家评审。") == []

    def test_a_qualifier_weighs_twice_because_the_amount_is_then_another(
        self, library: Library, reader: Reader, wants: Wants
    ) -> None:
        placed = any_clause(library, EXCHANGE)
        assert lacking(library, reader, wants, "每个月给多少钱", placed, "共给 20 万元。") == ["per_month", "per_month"]

    @pytest.mark.parametrize("question", ["2025年支持多少个项目？", "How many projects were there in 2025?"])
    def test_a_calls_number_of_projects_is_not_another_years(
        self, library: Library, reader: Reader, wants: Wants, question: str
    ) -> None:
        placed = next(c for c in library.clauses.values() if c.id == f"{EXCHANGE}/1.6")
        projects = next(s for s in placed.clause.says if s.about[0] == "projects")
        assert wants.lacking(reader.read(question), placed, projects) == ["2025", "2025"]
        assert not wants.lacking(reader.read(question.replace("2025", "2026")), placed, projects)

    @pytest.mark.parametrize("digits", ["2026 年度", "7 月 1 日", "第 3 届", "1 July 2026", "[12]"])
    def test_a_date_is_no_count(self, digits: str) -> None:
        assert not has("count", digits.lower())

    @pytest.mark.parametrize(
        "text",
        [
            "资助时间为 2 年 9 个月（2027 年度）。",
            "It runs for 2 years and 9 months (fiscal year 2027).",
            "要填上联合申报注册号。",
            "每个项目双方各自申报。",
        ],
    )
    def test_a_span_or_a_budget_year_is_no_date(self, text: str) -> None:
        assert not has("date", text.lower())

    @pytest.mark.parametrize(
        "text", ["期满后 3 个月内提交。", "It must be handed in before the visit.", "1990 年启动。"]
    )
    def test_a_time_told_by_something_else_is_one(self, text: str) -> None:
        assert has("date", text.lower())

    def test_a_fax_number_is_no_telephone_number(self, library: Library, reader: Reader, wants: Wants) -> None:
        placed = any_clause(library, EXCHANGE)
        for question in ("传真号码是多少？", "What is the fax number?"):
            assert lacking(library, reader, wants, question, placed, "电话 010-58881234。") == ["fax"]

    @pytest.mark.parametrize(
        "question",
        [
            "How many applications may one person hand in at once?",
            "一个人能有几项申请？",
            "去年去过韩国。给多少钱？",
        ],
    )
    def test_a_limit_or_a_story_asks_for_no_earlier_applicants(self, question: str) -> None:
        assert not {"applicants", "earlier"} & set(wanted(question.lower()))

    @pytest.mark.parametrize("kind", ["phone", "fax", "address", "post", "percent", "definition", "split", "papers"])
    def test_some_kinds_are_never_missing_where_a_statement_answers(self, kind: str) -> None:
        assert surely(kind)
        assert telling(kind)

    @pytest.mark.parametrize("kind", ["money", "date", "count", "email"])
    def test_others_may_be(self, kind: str) -> None:
        assert not surely(kind)

    def test_a_question_for_two_things_is_answered_by_two_statements(
        self, library: Library, reader: Reader, wants: Wants
    ) -> None:
        both = "How many projects are there, and what is the phone number?"
        assert lacking(library, reader, wants, both, any_clause(library, EXCHANGE), "电话 010-58881234。") == []


class TestFiguresThatTheQuestionTells:
    """A figure is asked for: what only repeats those that the question itself tells has not it."""

    @pytest.mark.parametrize(
        ("question", "text", "lacks"),
        [
            ("一共 29 人得了诺贝尔奖，其中日本的有几个？", "有 29 人得了诺贝尔奖。", True),
            ("一共 29 人得了诺贝尔奖，其中日本的有几个？", "有 29 人得了诺贝尔奖，日本 5 人。", False),
            ("29 of them won a Nobel: how many of the 29 are Japanese?", "29 of them won a Nobel.", True),
            ("29 of them won a Nobel: how many of the 29 are Japanese?", "29 of them won, 5 of them Japanese.", False),
            ("每个项目 20 万元，其中设备能花多少钱？", "每个项目资助二十万元，即 200,000 元。", True),
            ("Of the RMB 200,000, how much may go into equipment?", "Each project gets 200,000 yuan.", True),
            ("How many projects are there?", "4 projects are planned.", False),
            ("29 of them won a Nobel: how many are Japanese?", "Some are Japanese, none is German.", False),
            ("Why do 29 people count?", "29 people count because of a rule.", False),
        ],
    )
    def test_a_repetition_is_no_answer(
        self, library: Library, reader: Reader, wants: Wants, question: str, text: str, lacks: bool
    ) -> None:
        found = lacking(library, reader, wants, question, any_clause(library, JAPAN), text)
        assert bool(set(found) & {"count", "people", "money"}) == lacks


class TestYears:
    @pytest.mark.parametrize("question", ["2019 年的预算是多少？", "What was the budget in 2019?"])
    def test_another_year_is_no_answer(self, library: Library, reader: Reader, wants: Wants, question: str) -> None:
        placed = any_clause(library, JAPAN)
        assert lacking(library, reader, wants, question, placed, "2023 年预算 2,000 亿日元。") == ["2019", "2019"]
        assert lacking(library, reader, wants, question, placed, "2019 年预算 2,000 亿日元。") == []

    def test_the_calls_are_all_of_one_year(self, library: Library, reader: Reader, wants: Wants) -> None:
        placed = any_clause(library, EXCHANGE)
        assert lacking(library, reader, wants, "2026 年每个项目多少钱？", placed, "每项 20 万元。") == []

    def test_an_amount_that_looks_like_a_year_is_none(self, library: Library, reader: Reader, wants: Wants) -> None:
        placed = any_clause(library, JAPAN)
        assert lacking(library, reader, wants, "能给 2000 万日元吗？", placed, "发给 1,000 万日元。") == []


class TestBodies:
    @pytest.mark.parametrize("question", ["JST 是怎么回事", "Tell me about JST"])
    def test_another_bodys_statement_is_no_answer(
        self, library: Library, reader: Reader, wants: Wants, question: str
    ) -> None:
        placed = next(c for c in library.clauses.values() if c.guide == JAPAN and "NEDO" in c.clause.heading.en)
        assert lacking(library, reader, wants, question, placed, "NEDO 支持能源技术。")[:2] == ["jst", "jst"]
        assert "jst" not in lacking(library, reader, wants, question, placed, "NEDO 与 JST 合作。")

    def test_an_ordinary_word_in_capitals_names_no_body(self, reader: Reader, wants: Wants) -> None:
        assert wants.bodies(reader.read("WHAT IS THE PDF OF THE PHD RULES")) == ()

    def test_a_body_is_known_in_small_letters_too(self, reader: Reader, wants: Wants) -> None:
        assert wants.bodies(reader.read("how is jsps funded")) == ("jsps",)


class TestOpposites:
    @pytest.mark.parametrize(
        ("question", "other"),
        [
            ("短期项目每月给多少", "长期项目每月 362,000 日元。"),
            ("How much does the short-term fellowship pay a month?", "The long-term one pays 362,000 yen a month."),
            ("出访要几次", "来访 3 次。"),
            ("外方人员要来华几次", "中方团队须赴保加利亚 10 人次。"),
            ("How often must they come to China?", "The Chinese team must make 10 person-visits to Bulgaria."),
        ],
    )
    def test_the_other_of_two_is_no_answer(
        self, library: Library, reader: Reader, wants: Wants, question: str, other: str
    ) -> None:
        assert lacking(library, reader, wants, question, any_clause(library, EXCHANGE), other)

    def test_a_statement_on_both_is_one(self, library: Library, reader: Reader, wants: Wants) -> None:
        placed = any_clause(library, EXCHANGE)
        assert lacking(library, reader, wants, "出访要几次", placed, "出访和来访各 3 次。") == []


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("第18届希望会议在哪里开？", "第 17 届希望会议在筑波举行。", True),
        ("第17届希望会议在哪里开？", "第 17 届希望会议在筑波举行。", False),
        ("Where is the 18th HOPE Meeting?", "The 17th HOPE Meeting took place in Tsukuba.", True),
        ("Where was the 17th HOPE Meeting?", "The 17th HOPE Meeting took place in Tsukuba.", False),
        ("Where was the HOPE Meeting?", "The 17th HOPE Meeting took place in Tsukuba.", False),
        ("Did it begin on the 18th of March?", "It began on 17 March.", False),
    ],
)
def test_what_is_said_of_one_meeting_of_a_series_is_not_said_of_another(
    library: Library, reader: Reader, wants: Wants, question: str, text: str, lacks: bool
) -> None:
    found = lacking(library, reader, wants, question, any_clause(library, JSPS), text)
    assert any(thing in ("17", "18") for thing in found) == lacks

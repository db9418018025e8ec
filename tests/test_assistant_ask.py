"""Answers, as an applicant, a clerk and a foreign partner meet them. The real index, the real edition."""

from __future__ import annotations

import random
import re
import secrets
from datetime import date

import pytest

from assistant.answer import Answer, Ask, Turn
from assistant.answering.ask import Assistant
from assistant.answering.compose import Composer
from assistant.answering.decision import Decision, Section
from assistant.answering.phrases import say
from assistant.answering.places import Places
from assistant.answering.points import Point
from assistant.answering.question import Question
from assistant.errors import BadInput, NotFound
from corpus.figures import figures
from corpus.guide import Lang
from corpus.library import Library
from index.search import Searcher

pytestmark = pytest.mark.slow
OPEN_DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def assistant(library: Library, searcher: Searcher) -> Assistant:
    return Assistant(library, searcher)


def ask(assistant: Assistant, question: str, *before: str, as_of: date = OPEN_DAY, **more: object) -> Answer:
    history = tuple(Turn(role="user", content=text) for text in before)
    return assistant.ask(Ask(question=question, history=history, as_of=as_of, **more))  # type: ignore[arg-type]


def cited(answer: Answer) -> set[str]:
    return {source.clause_id.split("/", 1)[1] for source in answer.citations}


FACTS = [
    ("中法杰出青年交流对年龄有什么要求？", "1982 年 1 月 1 日", "1.3(3)"),
    ("What is the age limit for the Bulgarian exchange?", "1 January 1981", "1.4(3)"),
    ("人员交流1.7每个项目给多少钱", "20 万", "1.7(6)"),
    ("How much does each China-Hungary young researcher exchange project get?", "150,000", "1.6(4)"),
    ("塞尔维亚伙伴研究所的项目名称怎么写", "中塞+<研究领域>+伙伴研究所", "1.5(3)"),
    ("How many papers does the Belarus joint R&D direction 1.9 require?", "at least 5", "1.9(2)"),
    ("联合研发中韩能源技术方向谁能申报", "企业", "2.6(2)"),
    ("Whom do I e-mail about the New Zealand programme?", "internationalscience@mbie.govt.nz", "1.1(2)"),
    ("金砖旗舰项目至少要几个国家参加", "3", "2.2(1)"),
    ("What is the monthly allowance of the JSPS postdoctoral fellowship?", "362,000", "外籍特别研究员项目"),
    ("希平会有多少会员", "44", "希平会(日中高等教育交流联络会)"),
    ("How many funding agencies abroad does NSFC have agreements with?", "85", "二.2"),
    ("AMED是哪一年成立的", "2015", "3.2.2"),
    ("What share of ITER did Japan pay by the end of 2022?", "21.2%", "4"),
    ("只要一个数：第二批人员交流一共打算支持多少项、花多少钱？", "2129 万", "附件2.二"),
    ("Roughly how many projects is MOST going to fund in the second-batch joint R&D call?", "176", "二"),
    ("今年的中法杰出青年交流开放哪几个领域？", "理论化学", "1.3"),
    ("Serbia partner institutes exchange: the number of projects, and the ceiling for each?", "300,000", "1.5(7)"),
    ("How many China-Africa laboratories can be funded, and what is the budget in all?", "At most 10", "1.5"),
    ("Which ministry is JST under, and how old is it?", "2003", "3.1.2"),
    ("人员交流的钱能不能买个小仪器？", "短期交流", "附件2.三.6"),
]


@pytest.mark.parametrize(("question", "value", "ref"), FACTS)
def test_a_fact_is_answered_with_its_figure_and_its_clause(
    assistant: Assistant, question: str, value: str, ref: str
) -> None:
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert value in answer.answer
    assert ref in cited(answer)


@pytest.mark.parametrize(("question", "value", "ref"), FACTS)
def test_every_marker_in_the_text_is_listed_and_every_source_is_used(
    assistant: Assistant, question: str, value: str, ref: str
) -> None:
    answer = ask(assistant, question)
    used = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
    assert used == {source.marker for source in answer.citations}


def test_a_traditional_character_question_is_understood(assistant: Assistant) -> None:
    answer = ask(assistant, "中法傑出青年科研人員交流計劃每個項目資助多少錢")
    assert answer.lang == "zh"
    assert "8 万元" in answer.answer


def test_a_misspelt_country_is_understood(assistant: Assistant) -> None:
    assert ask(assistant, "How many projects for Slovnia in the exchange call?").direction == "exchange-1.7"
    assert ask(assistant, "赛尔维亚的交流项目有几个名额").direction == "exchange-1.5"


def test_a_bare_number_is_answered_for_both_calls_and_says_so(assistant: Assistant) -> None:
    answer = ask(assistant, "1.3支持多少个项目？")
    assert {"1.3"} == cited(answer)
    assert len(answer.citations) == 2
    assert "请说明" in answer.answer


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("1.3 的签证谁来办？", "附件2.三.1", "没有提到签证"),
        ("Who arranges the visa for 1.3?", "1.3(1)", "does not mention visas"),
    ],
)
def test_a_bare_number_of_which_one_call_says_nothing_is_answered_for_the_other(
    assistant: Assistant, question: str, said: str, unsaid: str
) -> None:
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert said in cited(answer)
    assert unsaid in answer.answer


def test_whatever_is_asked_of_a_bare_number_gets_an_answer_or_a_refusal(assistant: Assistant, library: Library) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = random.Random(seed)
    asked = [q for silence in library.silences for q in (*silence.questions.zh, *silence.questions.en)]
    both = sorted(
        {d.split("-")[1] for d in library.directions if d.startswith("exchange")}
        & {d.split("-")[1] for d in library.directions if d.startswith("joint")}
    )
    for question in lot.sample(asked, 40):
        text = f"{lot.choice(both)} {question}"
        answer = ask(assistant, text)
        assert answer.answer.strip(), text
        assert answer.status in {"answered", "not_found", "needs_info"}, text


def test_the_call_named_decides_between_equal_numbers(assistant: Assistant) -> None:
    assert ask(assistant, "How many projects in exchange 1.3?").direction == "exchange-1.3"
    assert ask(assistant, "联合研发1.3支持几个项目").direction == "joint-1.3"


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("中欧联合实验室的支持文件，外方大学自己盖章出一份行不行", "answered"),  # nothing told bears on a verdict
        ("中欧联合实验室，外方是法国的大学，能报吗", "needs_info"),
    ],
)
def test_whether_a_document_will_do_is_answered_with_its_rule(assistant: Assistant, question: str, status: str) -> None:
    assert ask(assistant, question).status == status


def test_the_direction_given_as_scope_is_used(assistant: Assistant) -> None:
    answer = ask(assistant, "要发几篇论文？", direction="joint-1.1")
    assert answer.direction == "joint-1.1"
    assert "1.1(1)" in cited(answer)


def test_a_list_over_all_directions_has_one_citation_a_row(assistant: Assistant) -> None:
    answer = ask(assistant, "人员交流各个方向每个项目资助多少钱？")
    rows = [line for line in answer.answer.splitlines() if line.startswith("| 人员交流")]
    assert len(rows) == 7
    assert all(re.search(r"\[\d+\] \|$", row) for row in rows)


class TestWhatTheGuidesDoNotSay:
    @pytest.mark.parametrize(
        "question",
        [
            "联合研发指南什么时候截止申报？",
            "What is the deadline for the joint R&D call?",
            "联合研发1.6每个项目给多少钱，有没有印每个项目的额度",
            "Can I apply with a partner in Germany under the exchange call?",
            "人员交流项目能和日本合作吗？",
            "What is the success rate of the Hungarian exchange?",
            "中白旗舰项目负责人的年龄限制是多少",
            "今天北京天气怎么样？",
            "What is the best recipe for dumplings?",
        ],
    )
    def test_it_says_so(self, assistant: Assistant, question: str) -> None:
        assert ask(assistant, question).status == "not_found"

    def test_no_figure_of_the_other_call_slips_in(self, assistant: Assistant) -> None:
        answer = ask(assistant, "What is the deadline for the joint R&D call?")
        assert "July" not in answer.answer

    def test_an_invented_field_is_not_confirmed(self, assistant: Assistant) -> None:
        answer = ask(assistant, "What IELTS score does exchange 1.3 require?")
        assert answer.status == "not_found"
        assert answer.citations


def test_the_money_of_each_project_is_not_said_by_the_total(assistant: Assistant) -> None:
    answer = ask(assistant, "How much does each BRICS cooperation project get from the Chinese side?")
    assert answer.status == "not_found"
    assert "18 million" in answer.answer  # the nearest thing that is stated


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("What does the registration number look like that goes into the BRICS cooperation project's annex?", "number"),
        ("What is the website of the JSPS Beijing office itself, not the Tokyo headquarters?", "jsps.org.cn"),
        ("JSPS Beijing moved. When was the reception for its new premises held?", "8 August 2025"),
        ("Two percentages of Japan's 2023 share in HFSP are around. Which ones does the paper print?", "32.0%"),
    ],
)
def test_words_that_a_silence_has_too_do_not_refuse_what_is_stated(
    assistant: Assistant, question: str, stated: str
) -> None:
    answer = ask(assistant, question)
    assert answer.status == "answered"
    assert stated in answer.answer


@pytest.mark.parametrize(
    ("story", "per_project", "in_all"),
    [
        ("老师您好，我们所第一次报，预算表心里没底。{}", "新西兰单个项目到底能拿多少钱？", "新西兰方向总共多少钱？"),
        (
            "Hello, we are five in the lab and new to this. {}",
            "What may a single Croatian joint project receive at most?",
            "How much money is there for the Croatian joint projects in all?",
        ),
    ],
    ids=["zh", "en"],
)
def test_a_story_around_the_question_changes_neither_outcome(
    assistant: Assistant, story: str, per_project: str, in_all: str
) -> None:
    for text in (per_project, story.format(per_project)):
        assert ask(assistant, text).status == "not_found"
    for text in (in_all, story.format(in_all)):
        assert ask(assistant, text).status == "answered"


def test_a_silence_on_one_of_two_topics_does_not_outweigh_what_is_stated(assistant: Assistant) -> None:
    answer = ask(assistant, "塞尔维亚那个项目在两国办会，外方参会的人是不是必须出自合作单位？")
    assert answer.status == "answered"
    assert "不限于合作机构" in answer.answer
    contact = ask(assistant, "And who do I write to on their side?", "How much for a Slovenian partner institute?")
    assert "eva.coderl@gov.si" in contact.answer


def test_what_the_chinese_side_pays_is_no_answer_about_the_other_side(assistant: Assistant) -> None:
    assert ask(assistant, "中韩互访韩国政府给韩方团队出多少钱").status == "not_found"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_may_not_answer_is_said_with_a_warning(library: Library, lang: Lang) -> None:
    clause = next(iter(library.clauses.values()))
    point = Point(clause.id, 0, None, clause.clause.says[0], 1.0, None)
    question = Question(text="?", lang=lang, places=Places())
    for unsure in (True, False):
        section = Section(None, (point,), unsure=unsure)
        text, _ = Composer(library).write(question, Decision("answered", (section,)), OPEN_DAY)
        assert (say("unsure", lang) in text) == unsure


def test_a_question_with_typos_is_answered(assistant: Assistant) -> None:
    typed = ask(assistant, "What is the durration of the Hungarian young reseacher exchnage?")
    meant = ask(assistant, "What is the duration of the Hungarian young researcher exchange?")
    assert typed.answer == meant.answer


class TestContradictions:
    def test_both_readings_of_the_embassy_mail_are_given(self, assistant: Assistant) -> None:
        answer = ask(assistant, "中法杰青的工作同意书发到哪个邮箱？")
        assert "dip.lomatie.gouv.fr" in answer.answer
        assert "@diplomatie.gouv.fr" in answer.answer
        assert {"1.3(4)", "1.2(6)"} <= cited(answer)

    def test_the_two_birth_dates_for_45_are_pointed_out(self, assistant: Assistant) -> None:
        answer = ask(assistant, "What is the age limit for exchange 1.3?")
        assert "1 January 1982" in answer.answer
        assert "1 January 1981" in answer.answer


class TestDates:
    @pytest.mark.parametrize("question", ["Is the exchange call open yet?", "人员交流项目开放了吗？"])
    def test_whether_a_call_is_open_is_answered_with_its_dates(self, assistant: Assistant, question: str) -> None:
        answer = ask(assistant, question)
        assert answer.status == "answered"
        assert "四.1" in cited(answer)
        assert "30" in answer.answer  # days left

    def test_days_left_are_counted_in_the_window(self, assistant: Assistant) -> None:
        answer = ask(assistant, "When is the exchange call's deadline?", as_of=date(2026, 6, 21))
        assert "10 days" in answer.answer
        assert answer.closed is None

    def test_the_last_day_is_not_closed(self, assistant: Assistant) -> None:
        answer = ask(assistant, "人员交流什么时候截止申报？", as_of=date(2026, 7, 1))
        assert "最后一天" in answer.answer
        assert answer.closed is None

    def test_the_day_after_is_closed(self, assistant: Assistant) -> None:
        answer = ask(assistant, "人员交流什么时候截止申报？", as_of=date(2026, 7, 2))
        assert "已经结束" in answer.answer
        assert answer.closed is not None
        assert answer.closed.deadline.isoformat() == "2026-07-01T17:00:00+08:00"

    def test_the_joint_call_is_never_closed_by_the_other_calls_date(self, assistant: Assistant) -> None:
        assert ask(assistant, "联合研发1.6支持几个项目", as_of=date(2026, 12, 1)).closed is None


class TestConversations:
    def test_and_serbia_keeps_the_question(self, assistant: Assistant) -> None:
        answer = ask(assistant, "那塞尔维亚的呢？", "人员交流保加利亚方向每个项目多少钱？")
        assert answer.direction == "exchange-1.5"
        assert "30 万" in answer.answer

    def test_and_how_many_papers_keeps_the_direction(self, assistant: Assistant) -> None:
        answer = ask(assistant, "And how many papers?", "Tell me about joint R&D direction 1.7")
        assert answer.direction == "joint-1.7"
        assert "at least 2 papers" in answer.answer

    def test_a_correction_moves_to_the_other_call(self, assistant: Assistant) -> None:
        answer = ask(assistant, "no, the joint one", "How long does the Bulgarian exchange run?")
        assert answer.direction == "joint-1.6"

    def test_the_newest_questions_language_wins(self, assistant: Assistant) -> None:
        answer = ask(assistant, "And the duration?", "中匈青年科研人员交流给多少钱？")
        assert answer.lang == "en"
        assert answer.direction == "exchange-1.6"

    def test_a_new_topic_is_not_dragged_back(self, assistant: Assistant) -> None:
        answer = ask(assistant, "How many overseas offices does JSPS have?", "Tell me about exchange 1.5")
        assert answer.direction is None
        assert "10" in answer.answer


class TestBadInput:
    @pytest.mark.parametrize("question", ["", "   ", "\u200b\u200b"])
    def test_nothing_is_refused_in_one_line(self, assistant: Assistant, question: str) -> None:
        with pytest.raises(BadInput, match="empty"):
            ask(assistant, question)

    def test_ten_thousand_characters_are_refused(self, assistant: Assistant) -> None:
        with pytest.raises(BadInput, match="10000 characters"):
            ask(assistant, "问" * 10_000)

    def test_only_emoji_is_not_found(self, assistant: Assistant) -> None:
        answer = ask(assistant, "🎉🎉🎉")
        assert answer.status == "not_found"
        assert answer.citations == ()  # and nothing unrelated is offered as the nearest thing

    def test_an_unknown_direction_is_named(self, assistant: Assistant) -> None:
        with pytest.raises(NotFound, match=r"exchange-9\.9"):
            ask(assistant, "age?", direction="exchange-9.9")


FACETS = [
    ("{d}支持哪些领域", "Which fields does {d} cover?"),
    ("{d}拟支持多少个项目", "How many projects does {d} plan to support?"),
    ("{d}总经费是多少", "What is the total funding of {d}?"),
    ("{d}执行期几年", "How long is the project period of {d}?"),
]


@pytest.mark.parametrize("zh_en", FACETS, ids=["fields", "projects", "total", "duration"])
def test_every_direction_answers_its_header_facts_in_both_languages(
    assistant: Assistant, library: Library, zh_en: tuple[str, str]
) -> None:
    wrong = []
    for direction in library.directions.values():
        call, number = direction.id.split("-", 1)
        names = {"exchange": ("人员交流", "exchange call direction"), "joint": ("联合研发", "joint R&D direction")}[
            call
        ]
        for template, name in zip(zh_en, names, strict=True):
            answer = ask(assistant, template.format(d=f"{name} {number}"))
            known = {f"{number}", *(f"{number}({n})" for n in range(1, 8))}
            if answer.status != "answered" or answer.direction != direction.id or not cited(answer) & known:
                wrong.append((direction.id, template, answer.status))
    assert not wrong


def test_no_figure_in_an_answer_lacks_a_cited_clause(assistant: Assistant, library: Library) -> None:
    for question, *_ in FACTS:
        answer = ask(assistant, question)
        text = re.sub(r"\[\d+\]|\*\*.*?\*\*", " ", answer.answer)
        sources = " ".join(s.text.zh + " " + s.text.en + s.title.zh + s.title.en + s.ref for s in answer.citations)
        assert figures(text) <= figures(sources) | figures(question), question

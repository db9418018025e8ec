"""What a talk is on: names, ordinals and swapped years complete a question that leans on what was said."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import Ask, Turn
from assistant.answering.ask import Assistant
from assistant.answering.subject import Subjects
from corpus.guide import Lang
from corpus.library import Library
from index.search import Searcher


@pytest.fixture(scope="module")
def subjects(library: Library) -> Subjects:
    return Subjects(library)


def talk(*said: str) -> tuple[Turn, ...]:
    """A conversation: questions and answers by turns."""
    return tuple(Turn(role="assistant" if at % 2 else "user", content=text) for at, text in enumerate(said))


class TestNames:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("JST 在几个国家设了海外代表处？", ("jst",)),
            ("由日本国际协力机构（JICA）负责", ("jica",)),  # one body, by its shorter name
            ("人类前沿科学计划", ("hfsp",)),
            ("the Human Frontier Science Program", ("hfsp",)),
            ("the Human Frontier Science Program (HFSP) and Intelligent Manufacturing Systems (IMS)", ("hfsp", "ims")),
            ("外籍特别研究员每个月给多少？", ("外籍特别研究员",)),
            ("What is the phone number of the office?", ()),
            ("", ()),
        ],
    )
    def test_programmes_and_bodies_are_found_once(
        self, subjects: Subjects, text: str, expected: tuple[str, ...]
    ) -> None:
        assert subjects.named(text) == expected


class TestWhatATalkIsOn:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (("JST 有多少预算？", "1102 亿日元。", "地址呢", "未写。"), ("jst",)),  # it stays until another is named
            (("日本的对外援助由哪个机构管？", "日本国际协力机构（JICA）。"), ("jica",)),
            (("人类前沿科学计划由谁执行？", "日本医疗研究开发机构（AMED）。"), ("amed",)),  # asked who: the answer
            (("人类前沿科学计划由谁执行？", "HFSP 在日本国内由 AMED 执行。"), ("amed",)),  # not what was asked about
            (("What is NEDO?", "An agency like JST.", "And WPI?", "A programme."), ("wpi",)),
            (("有哪些计划？", "HFSP 和 IMS。"), ()),  # none of several
            (("What is HFSP for, and what does it pay?", "JST and AMED know."), ("hfsp",)),
            (("What does JSPS do?", "It funds research."), ()),  # half of the brochure is
            ((), ()),
        ],
    )
    def test_it_is_the_name_that_came_last(
        self, subjects: Subjects, said: tuple[str, ...], expected: tuple[str, ...]
    ) -> None:
        assert subjects.last(talk(*said)) == expected


class TestCompletedQuestions:
    @pytest.mark.parametrize(
        ("said", "question", "lang", "expected"),
        [
            (("AMED 有多少预算？", "1255 亿日元。"), "它哪年成立的？", "zh", "amed哪年成立的?"),
            (("AMED 有多少预算？", "1255 亿日元。"), "哪年成立的？", "zh", "amed 哪年成立的?"),
            (("希望会议是什么？", "年会。"), "谁能去？", "zh", "希望会议谁能去?"),
            (("What is NEDO?", "An agency."), "What is its budget?", "en", "what is nedo's budget?"),
            (("What is NEDO?", "An agency."), "Who heads that agency?", "en", "who heads nedo?"),
            (("日本援助由哪个机构管？", "日本国际协力机构（JICA）。"), "Where does it work?", "en",
             "where does jica work?"),
            (("Which programmes?", "Human Frontier Science Program (HFSP) and IMS."), "第二个还在吗？", "zh",
             "ims还在吗?"),
            (("Which programmes?", "HFSP, IMS and ITER."), "Is the last one running?", "en", "is iter running?"),
            (("Which two?", "HFSP and IMS.", "Is HFSP going on?", "Yes."), "And the other one, when did it end?", "en",
             "and ims, when did it end?"),
            (("JST 2023 年预算多少？", "1102 亿日元。"), "那2022年的呢？", "zh", "jst 2022 年预算多少?"),
            (("What was NEDO's budget?", "A lot."), "What about AMED?", "en", "what was amed's budget?"),
            (("What is WPI?", "A programme."), "How much is given, and how long does it run?", "en",
             "wpi how much is given? and how long does wpi run"),
        ],
    )  # fmt: skip
    def test_what_the_talk_is_on_stands_in_them(
        self, subjects: Subjects, said: tuple[str, ...], question: str, lang: Lang, expected: str
    ) -> None:
        assert subjects.completed(question, lang, talk(*said)) == expected

    @pytest.mark.parametrize(
        ("said", "question", "lang"),
        [
            ((), "它哪年成立的？", "zh"),  # nothing was said
            (("JST 有多少预算？", "1102 亿日元。"), "NEDO 哪年成立的？", "zh"),  # it names its own
            (("HFSP 有几位诺奖得主？", "29 位。"), "其中女性有几位？", "zh"),  # of what was asked before
            (("How many laureates has HFSP?", "29."), "How many of them were women?", "en"),
            (("JST 在几个国家有办事处？", "5 个。"), "那新能源那家呢？", "zh"),  # the question before, of another
            (("外籍聘用研究员录取率多少？", "21.5%。"), "不是，我说的是长期的", "zh"),
            (("What is NEDO?", "An agency."), "No, I meant the other one", "en"),
            (("What is NEDO?", "An agency."), "?", "en"),
            (("Which programmes?", "HFSP, IMS and ITER."), "How much in the first year of all?", "en"),  # no programme
            (("有哪些计划？", "HFSP 和 IMS。"), "第二个方向有几项？", "zh"),
        ],
    )
    def test_where_it_cannot_be_told_they_are_left_alone(
        self, subjects: Subjects, said: tuple[str, ...], question: str, lang: Lang
    ) -> None:
        assert subjects.completed(question, lang, talk(*said)) is None


class TestAnotherYear:
    @pytest.mark.parametrize(
        ("before", "question", "expected"),
        [
            ("2026年中匈交流支持几个？", "那2025年的呢？", "2025年中匈交流支持几个?"),
            ("How many in the 2026 call?", "And in 2024?", "how many in the 2024 call?"),
            ("中匈交流支持几个？", "那2025年的呢？", None),  # no year to swap
            ("2026年中匈交流支持几个？", "2025年给多少钱？", None),  # it asks for something else
        ],
    )
    def test_a_year_alone_takes_the_place_of_the_one_before(
        self, subjects: Subjects, before: str, question: str, expected: str | None
    ) -> None:
        assert subjects.of_another_year(question, talk(before, "20. [1]")) == expected


@pytest.mark.slow
class TestAnswers:
    @pytest.mark.parametrize(
        ("said", "question", "figure"),
        [
            (("人类前沿科学计划在日本国内由谁执行？", "AMED。[1]"), "它哪年成立的？", "2015"),
            (("日本的对外援助由哪个机构管？", "日本国际协力机构（JICA）。[1]"),
             "In how many developing countries does that agency have offices?", "90"),
            (("Which big science programmes did Japan start?", "Two: HFSP and IMS. [1]"), "第二个现在还在吗？", "2010"),
            (("人员交流里匈牙利的支持几个项目？", "20 个。[1]"), "那保加利亚的呢？", "20"),
            (("中韩大型产学研联合研究项目每个最多给多少？", "900 万元。[1]"), "我指的是能源技术的那个", "750 万"),
            ((), "我2025年去过保加利亚。青年交流一个项目给多少钱？", "20 万"),
            (("中韩科技交流互访项目每个给多少钱？", "6 万元。[1]"), "And how many projects will be funded?", "10"),
            (("How many joint R&D projects with New Zealand are planned?", "6. [1]"),
             "How many exchange visits do the two teams have to make?", "15"),
        ],
    )  # fmt: skip
    def test_the_thing_itself_is_told(
        self, library: Library, searcher: Searcher, said: tuple[str, ...], question: str, figure: str
    ) -> None:
        asked = Ask(question=question, history=talk(*said), as_of=date(2026, 6, 1))
        answer = Assistant(library, searcher, one_shot=True).ask(asked)
        assert answer.status == "answered"
        assert figure in answer.answer

    @pytest.mark.parametrize(
        ("said", "question"),
        [
            (("WPI 计划每年给一个基地多少钱？", "7 亿日元。[1]"), "这个计划是哪一年启动的？"),
            (("What kind of agency is NEDO?", "The largest one for new energy. [1]"), "What is the president's name?"),
            (("外籍特别研究员 2025 年度录取了多少中国学者？", "85 名。[1]"), "这里面女的有几个？"),
            (("How many Nobel laureates came out of HFSP?", "29. [1]"), "How many of them were women?"),
            (("2026年中国和匈牙利青年科研人员交流项目拟支持多少个？", "20 个。[1]"), "那2025年的呢？"),
            ((), "2025年保加利亚交流一个项目给多少钱？"),
            ((), "How many projects did the Hungarian exchange fund in 2024?"),
        ],
    )
    def test_what_is_not_said_of_it_is_refused_though_the_question_before_was_answered(
        self, library: Library, searcher: Searcher, said: tuple[str, ...], question: str
    ) -> None:
        asked = Ask(question=question, history=talk(*said), as_of=date(2026, 6, 1))
        assert Assistant(library, searcher, one_shot=True).ask(asked).status == "not_found"

"""Follow-ups: what a question leaves out is taken from the conversation, and nothing is taken that it does not want."""

from __future__ import annotations

import pytest

from assistant.answer import Ask, Turn
from assistant.answering.ask import Assistant
from assistant.answering.conversation import resolve
from assistant.answering.question import Question, Reader
from corpus.library import Library
from index.search import Searcher

BROCHURE, PAPER = "jsps-beijing-2026", "japan-cooperation-2024"


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


def follow(reader: Reader, question: str, *before: str) -> tuple[Question, str]:
    """The question completed from earlier ones, and what is searched with."""
    history = [Turn(role="user", content=text) for text in before]
    return resolve(reader, question, "auto", None, history)


class TestAnotherCountry:
    @pytest.mark.parametrize(
        ("question", "before", "direction"),
        [
            ("那塞尔维亚的呢？", "人员交流保加利亚方向每个项目多少钱？", "exchange-1.5"),
            ("And Slovenia?", "How long does the Bulgarian exchange run?", "exchange-1.7"),
        ],
    )
    def test_the_call_and_the_topic_stay(self, reader: Reader, question: str, before: str, direction: str) -> None:
        found, _ = follow(reader, question, before)
        assert found.places.directions == (direction,)
        assert found.topics == reader.read(before).topics
        assert found.follows

    def test_in_another_document_the_same_question_is_asked_of_the_other_country(self, reader: Reader) -> None:
        before = "日本论文里日本向 ITER 支付的比例是多少？"
        found, query = follow(reader, "那韩国呢？", before)
        assert "韩国" in query
        assert "向 iter" in query.lower()
        assert "日本向" not in query
        assert PAPER in found.places.guides
        assert found.places.directions == ()  # not the calls' directions with Korea

    def test_it_is_read_in_english_too(self, reader: Reader) -> None:
        _, query = follow(reader, "and Korea?", "What does the Japan paper say Japan pays to ITER?")
        assert "korea pays" in query


class TestSiblings:
    """Two directions with one country: the other is named by what sets its title apart."""

    @pytest.mark.parametrize(
        ("question", "before", "direction"),
        [
            ("那联合实验室呢？", "人员交流1.6支持几个项目？", "joint-1.8"),
            ("And the joint lab?", "How many projects in the Hungarian exchange 1.6?", "joint-1.8"),
            ("旗舰项目呢？", "白俄罗斯联合研发1.9要几篇论文？", "joint-2.0"),
            ("And the flagship?", "How many papers does joint R&D 1.9 with Belarus need?", "joint-2.0"),
            ("那产学研的呢？", "联合研发2.4支持几个项目？", "joint-2.5"),
        ],
    )
    def test_the_sibling_with_the_same_country_is_meant(
        self, reader: Reader, question: str, before: str, direction: str
    ) -> None:
        assert follow(reader, question, before)[0].places.directions == (direction,)

    @pytest.mark.parametrize(
        ("question", "before", "direction"),
        [
            ("我指的是能源技术的那个", "中韩大型产学研联合研究项目每个最多给多少？", "joint-2.6"),
            ("我指的是产学研合作旗舰项目", "联合研发里和白俄罗斯合作的项目一共给多少经费？", "joint-2.0"),
            ("No, the flagship", "How much does joint R&D 1.9 with Belarus get in all?", "joint-2.0"),
        ],
    )
    def test_a_correction_asks_the_same_of_the_sibling(
        self, reader: Reader, question: str, before: str, direction: str
    ) -> None:
        found, query = follow(reader, question, before)
        assert found.places.directions == (direction,)
        assert found.topics == reader.read(before).topics
        assert query.startswith(reader.read(before).places.rest)

    def test_every_title_of_a_pair_names_its_own_direction(self, reader: Reader, library: Library) -> None:
        checked = 0
        for one in library.directions.values():
            named = reader.gazetteer.sibling(one.title.zh.lower(), "zh", set(one.countries))
            if named is not None:
                checked += 1
                assert named == one.id
        assert checked >= 2

    def test_a_word_that_both_titles_have_singles_out_none(self, reader: Reader) -> None:
        assert reader.gazetteer.sibling("and the research cooperation?", "en", {"FR"}) is None


class TestWhatIsLeftOut:
    def test_the_direction_is_taken_from_before(self, reader: Reader) -> None:
        found, query = follow(reader, "And how many papers?", "Tell me about joint R&D direction 1.7")
        assert found.places.directions == ("joint-1.7",)
        assert found.topics["papers"] == 1.0
        assert "1.7" in query

    def test_the_topic_is_taken_from_before(self, reader: Reader) -> None:
        found, _ = follow(reader, "exchange 1.4?", "What is the age limit for exchange 1.3?")
        assert found.places.directions == ("exchange-1.4",)
        assert "age" in found.topics

    def test_a_correction_moves_to_the_other_call(self, reader: Reader) -> None:
        found, _ = follow(reader, "no, the joint one", "How long does the Bulgarian exchange run?")
        assert found.places.directions == ("joint-1.6",)

    def test_a_bare_number_has_the_language_of_the_conversation(self, reader: Reader) -> None:
        assert follow(reader, "45?", "人员交流1.3的年龄要求是多少")[0].lang == "zh"
        assert follow(reader, "45?", "What is the age limit for exchange 1.3?")[0].lang == "en"

    def test_the_newest_question_decides_the_language(self, reader: Reader) -> None:
        assert follow(reader, "And the duration?", "中匈青年科研人员交流给多少钱？")[0].lang == "en"

    def test_what_cannot_be_read_in_the_conversation_is_passed_over(self, reader: Reader) -> None:
        found, _ = follow(reader, "那论文呢？", "联合研发1.7要几项专利", "问" * 5000, "\u200b")
        assert found.places.directions == ("joint-1.7",)


class TestWordsOfTheOtherCall:
    def test_exchange_visits_in_a_talk_on_joint_research_stay_there(self, reader: Reader) -> None:
        before = "How many joint R&D projects with New Zealand are planned?"
        found, _ = follow(reader, "How many exchange visits do the two teams make?", before)
        assert found.places.directions == ("joint-1.1",)

    def test_a_question_in_another_language_brings_its_own_words_only(self, reader: Reader) -> None:
        found, query = follow(reader, "And how many projects will be funded?", "中韩科技交流互访项目每个给多少钱？")
        assert found.places.directions == ("exchange-1.1",)
        assert query.isascii()


class TestNewTopics:
    @pytest.mark.parametrize(
        ("question", "before"),
        [
            ("How many overseas offices does JSPS have?", "Tell me about exchange 1.5"),
            ("学振北京代表处的电话是多少？", "人员交流1.5支持几个项目"),
            ("JSPS phone number?", "How many projects in exchange 1.5?"),
        ],
    )
    def test_a_question_that_stands_alone_is_not_dragged_back(self, reader: Reader, question: str, before: str) -> None:
        found, query = follow(reader, question, before)
        assert found.places.directions == ()
        assert before.lower() not in query

    def test_small_talk_takes_nothing_along(self, reader: Reader) -> None:
        found, _ = follow(reader, "谢谢", "人员交流1.5支持几个项目")
        assert found.smalltalk
        assert found.places.directions == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "question", "said"),
    [
        ("金砖旗舰的外方牵头单位要不要向本国申请经费？", "那其余的外方成员，也非得去要本国的钱吗？", "不作要求"),
        (
            "Must the foreign lead of a BRICS flagship apply for money at home?",
            "and the other foreign members, do they have to as well?",
            "no requirement",
        ),
    ],
)
def test_within_a_direction_a_follow_up_is_answered_by_its_own_words(
    library: Library, searcher: Searcher, before: str, question: str, said: str
) -> None:
    history = (Turn(role="user", content=before), Turn(role="assistant", content="是。[1] / Yes. [1]"))
    answer = Assistant(library, searcher, one_shot=True).ask(Ask(question=question, history=history))
    assert answer.direction == "joint-2.2"
    assert said in answer.answer

"""Which directions, countries and guides a question names, and which of them it rules out."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from fakes import PROJECT

from assistant.answering.places import Places
from assistant.answering.question import Reader, language_of
from corpus.library import Library


@pytest.fixture(scope="module")
def reader(library: Library) -> Reader:
    return Reader(library)


def places(reader: Reader, question: str) -> Places:
    return reader.read(question).places


class TestDirections:
    @pytest.mark.parametrize(
        ("question", "direction"),
        [
            ("人员交流1.3的年龄要求", "exchange-1.3"),
            ("exchange 1.3 age limit", "exchange-1.3"),
            ("exchange-1.3?", "exchange-1.3"),
            ("联合研发2.6要企业吗", "joint-2.6"),
            ("Does joint R&D 2.6 need a company?", "joint-2.6"),
            ("中法杰青年龄", "exchange-1.3"),
            ("中法傑青年齡", "exchange-1.3"),
            ("１．３人员交流指南", "exchange-1.3"),
        ],
    )
    def test_a_direction_is_known_by_number_name_and_nickname(
        self, reader: Reader, question: str, direction: str
    ) -> None:
        assert places(reader, question).directions == (direction,)

    @pytest.mark.parametrize("question", ["那个白俄罗斯项目周期多长", "和白俄罗斯合作给多少钱"])
    def test_belarus_is_not_russia(self, reader: Reader, question: str) -> None:
        assert places(reader, question).directions == ("joint-1.9", "joint-2.0")

    @pytest.mark.parametrize(
        "question",
        ["普通的（非旗舰）白俄罗斯项目周期多长", "How long is the ordinary (non-flagship) Belarus project?"],
    )
    def test_a_name_behind_non_rules_its_direction_out(self, reader: Reader, question: str) -> None:
        assert places(reader, question).directions == ("joint-1.9",)

    def test_a_name_is_taken_out_as_a_whole_word_only(self, reader: Reader) -> None:
        assert "visitors" in places(reader, "Korea joint research: how many Korean visitors?").rest

    @pytest.mark.parametrize(
        "question", ["组织间合作交流项目下面分哪几种？", "What does an inter-organisational exchange project comprise?"]
    )
    def test_a_programme_with_exchange_in_its_name_is_not_the_exchange_call(
        self, reader: Reader, question: str
    ) -> None:
        assert places(reader, question).guides == ("programme-appendix",)

    @pytest.mark.parametrize("question", ["1.3支持多少个项目", "How many projects in 1.3?"])
    def test_a_bare_number_of_both_calls_is_ambiguous(self, reader: Reader, question: str) -> None:
        found = places(reader, question)
        assert found.directions == ("exchange-1.3", "joint-1.3")
        assert found.ambiguous

    @pytest.mark.parametrize("question", ["给1.3万元吗", "Is it RMB 1.3 million?", "增长1.3%"])
    def test_an_amount_is_no_direction(self, reader: Reader, question: str) -> None:
        assert places(reader, question).directions == ()


class TestSeveral:
    @pytest.mark.parametrize(
        ("question", "directions"),
        [
            ("匈牙利有青年交流也有联合实验室，两个分别支持几个", ("exchange-1.6", "joint-1.8")),
            ("匈方联系人，青年交流和联合实验室是同一位吗？", ("exchange-1.6", "joint-1.8")),
            ("中法两个交流方向（科研伙伴和杰出青年）期限有什么不同？", ("exchange-1.2", "exchange-1.3")),
            ("BRICS flagship and BRICS cooperation: which screenshots are needed?", ("joint-2.2", "joint-2.3")),
        ],
    )
    def test_two_that_a_country_shares_are_both_meant_where_each_is_told_apart(
        self, reader: Reader, question: str, directions: tuple[str, ...]
    ) -> None:
        assert places(reader, question).directions == directions

    @pytest.mark.parametrize(
        "question", ["匈牙利青年交流支持几个", "How many young researcher exchanges with Hungary?"]
    )
    def test_one_that_is_told_apart_is_the_only_one(self, reader: Reader, question: str) -> None:
        assert places(reader, question).directions == ("exchange-1.6",)


class TestBothCalls:
    @pytest.mark.parametrize(
        "question",
        [
            "交流和联合研发这两批，各多少钱？",
            "两个指南的截止时间",
            "What are the two calls' total budgets?",
            "the two 2026 calls (exchange + joint)",
        ],
    )
    def test_both_are_heard_at_once_and_as_wholes(self, reader: Reader, question: str) -> None:
        found = places(reader, question)
        assert set(found.guides) == {"most-exchange-2026-b2", "most-joint-2026-b2"}
        assert found.whole
        assert not found.weakly

    @pytest.mark.parametrize("question", ["人员交流指南的截止时间", "How much does the R&D guide give in all?"])
    def test_one_is_no_two(self, reader: Reader, question: str) -> None:
        found = places(reader, question)
        assert len(found.guides) == 1
        assert not found.whole


class TestRuledOut:
    @pytest.mark.parametrize(
        ("question", "kept", "gone"),
        [
            ("白俄罗斯联合研发（不是旗舰）要几篇论文", "joint-1.9", "joint-2.0"),
            ("白俄罗斯联合研发，不是旗舰项目，要几篇论文", "joint-1.9", "joint-2.0"),
            ("How many papers for the Belarus joint R&D project, not the flagship one?", "joint-1.9", "joint-2.0"),
            ("中白政府间联合研发（不是旗舰那个）总经费多少", "joint-1.9", "joint-2.0"),
        ],
    )
    def test_what_a_question_rules_out_is_not_meant(
        self, reader: Reader, library: Library, question: str, kept: str, gone: str
    ) -> None:
        assert {kept, gone} <= set(library.directions)
        found = places(reader, question).directions
        assert gone not in found
        assert kept in found

    @pytest.mark.parametrize(
        ("question", "guide"),
        [
            ("中保青年科研人员交流（不是联合研发）拟立多少项", "most-exchange-2026-b2"),
            ("The Bulgarian exchange, not the joint R&D call: how many projects?", "most-exchange-2026-b2"),
        ],
    )
    def test_a_call_that_is_ruled_out_is_not_meant(self, reader: Reader, question: str, guide: str) -> None:
        assert places(reader, question).guides == (guide,)

    @pytest.mark.parametrize("question", ["What does exchange 1.6 say about consequences of not delivering?"])
    def test_what_is_no_place_is_not_ruled_out(self, reader: Reader, question: str) -> None:
        assert "not delivering" in places(reader, question).rest

    @pytest.mark.parametrize("question", ["中白旗舰项目是不是旗舰项目", "中白要不要旗舰项目的论文"])
    def test_asking_whether_it_is_rules_nothing_out(self, reader: Reader, question: str) -> None:
        assert "joint-2.0" in places(reader, question).directions


class TestWhichDirections:
    @pytest.mark.parametrize(
        ("question", "wanted"),
        [
            ("Which joint R&D directions can I use with a partner in the Netherlands?", {"joint-1.2", "joint-1.3"}),
            ("跟荷兰做联合研发有哪些方向", {"joint-1.2", "joint-1.3"}),
            ("Which exchange programmes are there with France?", {"exchange-1.2", "exchange-1.3"}),
            ("How many directions has France?", {"exchange-1.2", "exchange-1.3", "joint-1.2"}),
            ("Which schemes for Hungary involve joint labs?", {"joint-1.8"}),
        ],
    )
    def test_none_of_a_countrys_directions_is_left_out(self, reader: Reader, question: str, wanted: set[str]) -> None:
        assert set(places(reader, question).directions) == wanted

    @pytest.mark.parametrize("question", ["跟荷兰做联合研发有哪些方向", "How many directions has France?"])
    def test_no_more_is_asked_than_what_there_is(self, reader: Reader, question: str) -> None:
        assert reader.read(question).bare

    @pytest.mark.parametrize(
        "question", ["跟韩国合作的哪个方向要求企业参加", "Which directions with Korea need a company?"]
    )
    def test_a_condition_is_asked_for_as_well(self, reader: Reader, question: str) -> None:
        assert not reader.read(question).bare


class TestBesides:
    @pytest.mark.parametrize(
        ("question", "besides"),
        [
            ("除了韩国，人员交流还有哪些方向要求互访？", "exchange-1.1"),
            ("除了中匈联合实验室以外，还有哪个联合实验室？", "joint-1.8"),
            ("Apart from Korea, which exchange directions ask for visits?", "exchange-1.1"),
            ("Which joint R&D directions run two years, other than Croatia?", "joint-1.7"),
        ],
    )
    def test_what_is_known_already_is_not_what_is_asked_about(
        self, reader: Reader, question: str, besides: str
    ) -> None:
        found = places(reader, question)
        assert besides in found.besides
        assert besides not in found.directions

    @pytest.mark.parametrize(
        "question",
        [
            "除了韩国团组的差旅费，还能报什么？",
            "除了企业，韩国那个项目谁能报？",
            "What besides flights does the Korea exchange pay?",
            "除了韩国的，都不考虑",
        ],
    )
    def test_other_things_beside_which_one_asks_leave_the_direction_alone(self, reader: Reader, question: str) -> None:
        assert places(reader, question).besides == ()

    @pytest.mark.parametrize(
        "question",
        ["中欧、中阿、中非、中匈四类联合实验室", "the European, Arab, African and Hungarian joint laboratories"],
    )
    def test_of_several_partners_only_the_directions_of_the_kind_named_are_meant(
        self, reader: Reader, question: str
    ) -> None:
        assert places(reader, question).directions == ("joint-1.2", "joint-1.4", "joint-1.5", "joint-1.8")


class TestCountries:
    @pytest.mark.parametrize(
        ("question", "code"),
        [
            ("和法国合作", "FR"),
            ("cooperation with France", "FR"),
            ("French partner", "FR"),
            ("塞爾維亞的項目", "RS"),
            ("赛尔维亚的项目", "RS"),
            ("projects with Slovnia", "SI"),
            ("a partner in Germany", "DE"),
            ("能和日本合作吗", "JP"),
        ],
    )
    def test_a_country_is_known_in_both_languages_and_misspelt(self, reader: Reader, question: str, code: str) -> None:
        assert places(reader, question).countries == (code,)

    @pytest.mark.parametrize(
        ("question", "code"),
        [
            ("合作方在巴黎", "FR"),
            ("my partner is in Budapest", "HU"),
            ("贝尔格莱德的伙伴", "RS"),
            ("a lab in Sofia", "BG"),
            ("首尔的团队", "KR"),
            ("a team in Moscow", "RU"),
        ],
    )
    def test_a_city_means_its_country(self, reader: Reader, question: str, code: str) -> None:
        assert code in places(reader, question).countries

    @pytest.mark.parametrize(
        "question", ["经费比例是多少", "配套经费与经费比例是怎么规定的", "What is the trainig about?"]
    )
    def test_words_that_only_sound_alike_are_no_country(self, reader: Reader, question: str) -> None:
        assert places(reader, question).countries == ()

    @pytest.mark.parametrize(
        "question",
        [
            "For which directions is good French accepted in place of English?",
            "Is a certificate in English or French needed?",
            "Must the form be in Korean or English?",
        ],
    )
    def test_a_language_is_no_country(self, reader: Reader, question: str) -> None:
        assert places(reader, question).countries == ()

    def test_a_country_that_no_direction_has_is_foreign(self, reader: Reader) -> None:
        assert places(reader, "Can I apply with Germany under the exchange call?").foreign == ("DE",)
        assert places(reader, "Can I apply with France under the exchange call?").foreign == ()


class TestPlain:
    """A plain question asks for facets by name and nothing more; only such a one is never doubted."""

    @pytest.mark.parametrize(
        "question",
        [
            "人员交流1.3的年龄要求是什么？",
            "联合研发2.6的联系方式",
            "What does exchange 1.3 say about age?",
            "exchange 1.3: language skills?",
        ],
    )
    def test_a_facet_and_nothing_else_is_plain(self, reader: Reader, question: str) -> None:
        assert reader.read(question).plain

    @pytest.mark.parametrize(
        "question",
        [
            "人员交流1.3的联系人微信号是多少？",
            "What IELTS score does exchange 1.3 require?",
            "What is the e-mail of the French ambassador for exchange 1.3?",
            "联合研发1.6论文要发在哪个分区？",
        ],
    )
    def test_anything_more_special_is_not(self, reader: Reader, question: str) -> None:
        assert not reader.read(question).plain

    def test_every_facet_is_understood_by_the_name_that_answers_give_it(self, reader: Reader, library: Library) -> None:
        for topic in library.topics.values():
            if topic.facet:
                for name in (topic.label["zh"], topic.label["en"]):
                    assert reader.read(f"exchange 1.3 {name}").topics.get(topic.id) == 1.0, name


@pytest.mark.slow
def test_every_process_reads_a_question_alike() -> None:
    """The order of sets differs between processes; what a question is read as must not."""
    program = """
from assistant.answering.question import Reader
from corpus.library import load
from evals.case import load_gold
library = load()
reader = Reader(library)
named = [f"{g.short.zh}{d.split('-')[1]}，年龄？" for d in library.directions for g in [library.part_of(d)[0]]]
for text in [*named, *(case.question for case in load_gold().questions)]:
    q = reader.read(text)
    print(q.places, q.searched, sorted(q.topics.items()), sorted(q.groups), q.bare, q.plain)
"""
    read = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=PROJECT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        read.add(done.stdout)
    assert len(read) == 1
    assert len(read.pop().splitlines()) >= 400


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Silvana Siebert 电话", "zh"),
        ("RSF 三年？", "zh"),
        ("Which programme is 外籍特别研究员?", "en"),
        ("What is 希平会", "en"),
        ("RSF office phone", "en"),
    ],
)
def test_the_language_is_that_of_the_words_that_are_no_names(text: str, lang: str) -> None:
    assert language_of(text) == lang


def test_a_portal_is_no_misspelt_portugal(library: Library) -> None:
    assert Reader(library).read("Name of the portal for exchange applications, please").places.countries == ()
    assert Reader(library).read("exchange with Portugl").places.countries == ("PT",)

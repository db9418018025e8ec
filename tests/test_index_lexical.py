"""The lexical half of the search: the words of both languages, BM25, and how much of a question a passage covers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import LexicalIndex, words

DOCUMENTS = [
    words("The applicant must be at most 45 years old", "en"),
    words("Each project receives RMB 80,000 per person", "en"),
    words("The stay in France lasts 6 to 8 weeks", "en"),
    words("Applicants must hold a doctorate", "en"),
]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(DOCUMENTS)


def test_english_words_are_stemmed_and_lower_case() -> None:
    assert words("Visits visiting VISITED", "en") == ["visit"] * 3


def test_english_function_words_do_not_count() -> None:
    assert words("what is the of and to who", "en") == []


def test_chinese_is_cut_into_words_and_character_pairs() -> None:
    terms = words("科研人员交流", "zh")
    assert {"_科研", "_研人", "_人员", "_员交", "_交流"} <= set(terms)
    assert "交流" in terms


def test_chinese_function_words_do_not_count_as_words() -> None:
    assert [t for t in words("的", "zh") if not t.startswith("_")] == []


def test_character_pairs_never_reach_over_a_comma() -> None:
    assert "_国报" not in words("法国，报名", "zh")


def test_a_chinese_text_keeps_its_latin_words_and_figures() -> None:
    terms = words("JSPS 的 BRIDGE 项目给 362,000 日元", "zh")
    assert {"jsps", "bridg", "362000"} <= set(terms)


def test_chinese_in_an_english_text_is_no_word_of_it() -> None:
    assert words("the 希平会 association", "en") == words("the association", "en")


def test_figures_are_words_however_they_are_written() -> None:
    assert words("60,000", "en") == words("60000", "en") == words("６００００", "en") == ["60000"]
    assert "1.3" in words("direction 1.3", "en")
    assert "20%" in words("至少 20％", "zh")


def test_names_with_diacritics_stay_whole() -> None:
    assert len(words("Čoderl", "en")) == 1
    assert words("Bogdanović", "en") == words("BOGDANOVIĆ", "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", ["", "   ", "😀😀", "？！", "的", "the"])
def test_a_question_without_words_has_no_terms(text: str, lang: str) -> None:
    assert [t for t in words(text, lang) if not t.startswith("_")] == []  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.text(), st.sampled_from(["zh", "en"]))
def test_no_text_is_too_strange_to_cut(text: str, lang: str) -> None:
    assert all(words(text, lang))  # type: ignore[arg-type]


def test_the_passage_with_the_words_scores_best(index: LexicalIndex) -> None:
    assert index.scores(words("how many weeks in France", "en")).argmax() == 2
    assert index.scores(words("a doctorate?", "en")).argmax() == 3


def test_a_question_of_unknown_words_scores_nothing(index: LexicalIndex) -> None:
    scores = index.scores(words("zebra crossing", "en"))
    assert scores.shape == (4,)
    assert not scores.any()
    assert not index.scores([]).any()


def test_known_words_count_beside_unknown_ones(index: LexicalIndex) -> None:
    assert index.scores(words("zebra weeks", "en")).argmax() == 2


def test_coverage_is_the_share_of_the_question_that_stands_in_the_passage(index: LexicalIndex) -> None:
    assert index.coverage(words("weeks in France", "en"), 2) == 1
    assert index.coverage(words("zebra", "en"), 2) == 0
    assert index.coverage([], 2) == 0
    assert 0 < index.coverage(words("weeks for a zebra in France", "en"), 2) < 1


def test_coverage_does_not_count_a_word_twice(index: LexicalIndex) -> None:
    once, twice = words("France zebra", "en"), words("France France zebra", "en")
    assert index.coverage(once, 2) == index.coverage(twice, 2)


def test_a_rare_word_weighs_more_and_an_unknown_one_most(index: LexicalIndex) -> None:
    common, rare = words("applicant", "en")[0], words("doctorate", "en")[0]
    assert index.weight(common) < index.weight(rare) < index.weight("zebra")


def test_the_rarest_shared_word_is_between_0_and_1(index: LexicalIndex) -> None:
    assert index.rarest(words("zebra", "en"), 2) == 0
    assert 0 < index.rarest(words("applicant", "en"), 0) < index.rarest(words("weeks", "en"), 2) <= 1


def test_character_pairs_do_not_make_a_word_rare() -> None:
    index = LexicalIndex.build([words("高原医学", "zh"), words("地热能源", "zh")])
    assert index.rarest(["_原医"], 0) == 0


def test_a_saved_index_answers_as_before(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical", DOCUMENTS)
    again = LexicalIndex.load(tmp_path / "lexical")
    for question in ("weeks in France", "45 years", "zebra", ""):
        terms = words(question, "en")
        np.testing.assert_array_equal(again.scores(terms), index.scores(terms))
        assert [again.coverage(terms, row) for row in range(4)] == [index.coverage(terms, row) for row in range(4)]

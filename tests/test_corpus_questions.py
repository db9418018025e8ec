"""The questions kept beside the guides reach their statements and silences; a misfit is named with its line."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import SmallEdition

from corpus.edition_file import EditionError
from corpus.guide import Asked
from corpus.library import Library

AGE = {"zh": ["多大年纪可以申请？", "- 50 岁还能申请吗？"], "en": ["How old may I be?", "- May I apply at 50?"]}
DEGREE = {"zh": ["+ 必须有博士学位吗？"], "en": ["+ Do I need a doctorate?"]}
SILENCE = {
    "id": "success",
    "guide": "call",
    "text": {"zh": "小指南没有写录取率。", "en": "The small call states no success rate."},
}


def fault(small: SmallEdition) -> str:
    """What loading complains of."""
    with pytest.raises(EditionError) as found:
        small.load()
    assert "\n" not in str(found.value)
    return str(found.value)


def asked(library: Library, clause_id: str, statement: int) -> Asked:
    """The questions of one statement."""
    return library.clauses[clause_id].clause.says[statement].asked


class TestQuestionsOfStatements:
    def test_a_guide_without_questions_loads_and_its_statements_have_none(self, small: SmallEdition) -> None:
        assert asked(small.load(), "call/1.1(1)", 0) == Asked()

    def test_each_statement_gets_its_own_in_both_languages(self, small: SmallEdition) -> None:
        small.expect("call/1.1.yaml", {"1.1(1)": [AGE, DEGREE]})
        edition = small.load()
        assert asked(edition, "call/1.1(1)", 0).of("zh") == ("多大年纪可以申请？", "50 岁还能申请吗？")
        assert asked(edition, "call/1.1(1)", 1).of("en") == ("Do I need a doctorate?",)
        assert asked(edition, "call/1.1", 0) == Asked()

    def test_marks_say_which_are_answered_with_yes_and_which_with_no(self, small: SmallEdition) -> None:
        small.expect("call/1.1.yaml", {"1.1(1)": [AGE, DEGREE]})
        age, degree = (asked(small.load(), "call/1.1(1)", n) for n in (0, 1))
        assert (age.yes, age.no) == ((), ("50 岁还能申请吗？", "May I apply at 50?"))
        assert (degree.yes, degree.no) == (("必须有博士学位吗？", "Do I need a doctorate?"), ())

    def test_a_dash_or_plus_inside_a_question_is_no_mark(self, small: SmallEdition) -> None:
        small.expect("call/1.1.yaml", {"1.1(1)": [{"zh": ["-1 岁？", "C+ 能行吗？"], "en": []}, DEGREE]})
        found = asked(small.load(), "call/1.1(1)", 0)
        assert found.zh == ("-1 岁？", "C+ 能行吗？")
        assert (found.yes, found.no) == ((), ())

    @pytest.mark.parametrize(("entries", "count"), [([AGE], "1"), ([AGE, DEGREE, AGE], "3"), ("none", "no list")])
    def test_a_wrong_count_names_file_line_and_both_counts(self, small: SmallEdition, entries: Any, count: str) -> None:
        path = small.expect("call/1.1.yaml", {"1.1": [AGE, AGE], "1.1(1)": entries})
        line = next(n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if text.startswith("1.1(1)"))
        said = fault(small)
        assert said.startswith(f"{path}:{line}: 1.1(1) has 2 statements, here are questions for {count}; ")
        assert said.endswith("give one entry for each")

    def test_a_clause_that_is_not_there_is_named_with_its_line(self, small: SmallEdition) -> None:
        small.expect("call/1.1.yaml", {"1.1(1)": [AGE, DEGREE], "1.1(9)": [AGE]})
        assert "1.1.yaml:" in fault(small)
        assert "has no clause '1.1(9)'; remove it or correct it" in fault(small)

    def test_an_unknown_language_is_refused(self, small: SmallEdition) -> None:
        small.expect("call/1.1.yaml", {"1.1(1)": [{"fr": ["Quel âge ?"]}, DEGREE]})
        assert "fr" in fault(small)

    @pytest.mark.parametrize("questions", ["How old?", [45], [{"q": "How old?"}]])
    def test_what_is_no_list_of_questions_is_refused(self, small: SmallEdition, questions: Any) -> None:
        small.expect("call/1.1.yaml", {"1.1(1)": [{"en": questions}, DEGREE]})
        assert "asked" in fault(small)

    @pytest.mark.parametrize("content", ["- a\n- b\n", "words\n"])
    def test_a_file_without_keys_is_refused(self, small: SmallEdition, content: str) -> None:
        small.expect("call/1.1.yaml", content)
        assert "questions/1.1.yaml:1: expected keys and their questions" in fault(small)

    def test_an_empty_file_asks_nothing(self, small: SmallEdition) -> None:
        small.expect("call/1.1.yaml", "")
        assert asked(small.load(), "call/1.1(1)", 0) == Asked()


class TestQuestionsOfSilences:
    def test_a_silence_gets_its_questions(self, small: SmallEdition) -> None:
        small.edit("call/guide.yaml", lambda d: d.update(silences=[SILENCE]))
        small.expect("call/silences.yaml", {"success": {"zh": ["容易中吗？"], "en": ["What are my chances?"]}})
        silence = small.load().silences[0]
        assert silence.questions.of("zh") == ("容易中吗？",)
        assert silence.questions.of("en") == ("What are my chances?",)

    def test_a_silence_that_is_not_there_is_named_with_its_line(self, small: SmallEdition) -> None:
        small.expect("call/silences.yaml", {"luck": {"zh": ["运气？"]}})
        assert "questions/silences.yaml:1: guide.yaml has no silence 'luck'; remove it or correct it" in fault(small)


class TestTheEdition:
    def test_every_statement_has_questions_in_both_languages(self, library: Library) -> None:
        bare = [
            (placed.id, number, lang)
            for placed in library.clauses.values()
            for number, statement in enumerate(placed.clause.says)
            for lang in ("zh", "en")
            if not statement.asked.of(lang)
        ]
        assert bare == []

    def test_every_silence_has_questions_in_both_languages(self, library: Library) -> None:
        bare = [(s.id, lang) for s in library.silences for lang in ("zh", "en") if not s.questions.of(lang)]
        assert bare == []

    def test_no_question_is_answered_with_yes_and_no_by_one_statement(self, library: Library) -> None:
        both = [
            (placed.id, question)
            for placed in library.clauses.values()
            for statement in placed.clause.says
            for question in set(statement.asked.yes) & set(statement.asked.no)
        ]
        assert both == []

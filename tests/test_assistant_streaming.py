"""Answers in pieces: what comes first, what comes last, and that nothing is lost or cut on the way."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Ask, Citations, Done, Status, Text
from assistant.answering.ask import Assistant
from assistant.answering.streaming import sentences
from assistant.errors import BadInput
from corpus.library import Library
from index.search import Searcher


def test_a_sentence_keeps_its_markers() -> None:
    text = "每个项目 6 万元。 [1] [2]\n\n请注意：两处不同。 [3]"
    assert list(sentences(text)) == ["每个项目 6 万元。 [1] [2]\n\n", "请注意：两处不同。 [3]"]


def test_a_dot_inside_a_number_or_a_reference_ends_nothing() -> None:
    text = "Exchange 1.3 pays RMB 60.5 thousand. [1] It runs 2 years."
    assert list(sentences(text)) == ["Exchange 1.3 pays RMB 60.5 thousand. [1] ", "It runs 2 years."]


def test_the_last_sentence_keeps_all_its_markers() -> None:
    assert list(sentences("It is so. [1] [2]")) == ["It is so. [1] [2]"]


def test_every_row_of_a_table_is_a_piece() -> None:
    assert list(sentences("| a | b |\n|---|---|\n| 1 | 2 |")) == ["| a | b |\n", "|---|---|\n", "| 1 | 2 |"]


def test_no_text_gives_no_piece() -> None:
    assert list(sentences("")) == []


@given(st.text(alphabet="a1年。！.!? \n\t[]|*", max_size=60))
def test_the_pieces_are_the_text_and_no_marker_is_cut(text: str) -> None:
    pieces = list(sentences(text))
    assert "".join(pieces) == text
    assert all(pieces)
    assert sum(len(re.findall(r"\[\d+\]", p)) for p in pieces) == len(re.findall(r"\[\d+\]", text))


@pytest.mark.slow
@pytest.mark.parametrize("question", ["每个中韩交流项目给多少钱？", "What is the age limit for exchange 1.3?"])
def test_a_streamed_answer_is_the_answer(library: Library, searcher: Searcher, question: str) -> None:
    assistant = Assistant(library, searcher)
    asked = Ask(question=question, as_of=date(2026, 5, 20))  # a day of its own: midnight may fall between the two
    first, second, *texts, last = assistant.stream(asked)
    whole = assistant.ask(asked)
    assert isinstance(first, Status)
    assert (first.status, first.lang, first.direction) == (whole.status, whole.lang, whole.direction)
    assert isinstance(second, Citations)
    assert second.citations == whole.citations
    assert "".join(piece.text for piece in texts if isinstance(piece, Text)) == whole.answer
    assert isinstance(last, Done)
    assert last.answer.model_dump(exclude={"elapsed_ms"}) == whole.model_dump(exclude={"elapsed_ms"})


@pytest.mark.slow
def test_a_question_that_cannot_be_used_is_refused_before_any_piece(library: Library, searcher: Searcher) -> None:
    with pytest.raises(BadInput):
        next(Assistant(library, searcher).stream(Ask(question=" ")))

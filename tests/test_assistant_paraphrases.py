"""Other words, the same answer: forty questions in five wordings each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from fakes import PROJECT, read

from assistant.answer import Ask
from assistant.answering.ask import Assistant
from corpus.library import Library
from index.search import Searcher

QUESTIONS: list[dict[str, Any]] = read(PROJECT / "tests" / "data" / "paraphrases.yaml")


@pytest.fixture(scope="module")
def assistant(library: Library, searcher: Searcher) -> Assistant:
    return Assistant(library, searcher, one_shot=True)


def fault(assistant: Assistant, entry: dict[str, Any], wording: str) -> str | None:
    """What is wrong with the answer to one wording of a question; None where nothing is."""
    answer = assistant.ask(Ask(question=wording, as_of=date(2026, 6, 1)))
    wanted = entry.get("status", "answered")
    if answer.lang != entry["lang"]:
        return f"answered in {answer.lang}"
    if answer.status != wanted:
        return f"{answer.status} for {wanted}: {answer.answer[:100]!r}"
    missing = [value for value in entry["value"] if value not in answer.answer]
    return f"lacks {missing}: {answer.answer[:160]!r}" if missing else None


def test_there_are_enough_questions_and_wordings_of_both_languages() -> None:
    for lang in ("zh", "en"):
        assert sum(entry["lang"] == lang for entry in QUESTIONS) >= 20
    assert all(len(set(entry["asked"])) >= 5 for entry in QUESTIONS)
    wordings = [wording for entry in QUESTIONS for wording in entry["asked"]]
    assert len(set(wordings)) == len(wordings)
    assert all(entry["value"] or entry.get("status") == "not_found" for entry in QUESTIONS)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_wording_of_a_question_gets_the_same_answer(
    assistant: Assistant, measured: Callable[[str], None]
) -> None:
    faults = []
    for entry in QUESTIONS:
        for wording in entry["asked"]:
            wrong = fault(assistant, entry, wording)
            faults += [f"  {wording} {wrong}"] if wrong else []
    count = sum(len(entry["asked"]) for entry in QUESTIONS)
    measured(f"paraphrases: {count - len(faults)} of {count} wordings agree")
    assert not faults, "\n".join(faults)

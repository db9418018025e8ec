"""Between chats and answers: messages become a question with its history, an answer becomes a text with its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import ValidationError

from assistant.answer import Answer, Ask, Citation, Turn
from assistant.errors import BadInput
from corpus.guide import Lang

_HEADING: dict[Lang, str] = {"zh": "来源：", "en": "Sources:"}
_SOURCES = re.compile(r"\n\n(?:来源：|Sources:)\n(?:- \[\d+\] .*(?:\n|\Z))+\Z")
_LONGEST_TURN = 20_000  # characters; what Turn takes
_TURNS = 50  # what Ask takes


def sources(citations: Sequence[Citation], lang: Lang) -> str:
    """The list of sources to put behind an answer; empty where there are none."""
    lines = [f"- [{c.marker}] {c.clause_id} {c.title.of(lang)}" for c in citations]
    return "\n\n" + "\n".join([_HEADING[lang], *lines]) if lines else ""


def with_sources(answer: Answer) -> str:
    """An answer with its sources, for chats that show text only."""
    return answer.answer + sources(answer.citations, answer.lang)


def ask_of(turns: Sequence[tuple[str, str]]) -> Ask:
    """The question that a conversation of (role, text) ends with. BadInput where it does not end with the user's.

    The lists of sources that we added to earlier answers are taken off again. Of a long conversation the end is kept.
    """
    if not turns or turns[-1][0] != "user":
        raise BadInput("messages: the last one has to be the user's question")
    try:
        return _ask_of(turns)
    except ValidationError as error:  # what no JSON parser minds: half a character
        raise BadInput(f"messages: {error.errors()[0]['msg']}") from error


def _ask_of(turns: Sequence[tuple[str, str]]) -> Ask:
    history = [
        Turn(role="user" if role == "user" else "assistant", content=_SOURCES.sub("", text)[:_LONGEST_TURN])
        for role, text in turns[:-1]
        if text.strip()
    ]
    return Ask(question=turns[-1][1], history=tuple(history[-_TURNS:]))

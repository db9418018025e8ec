"""A conversation as the browser keeps it. The server holds none of it between two requests."""

from __future__ import annotations

import secrets
from typing import Any, Literal

from pydantic import Field, ValidationError

from assistant.answer import Answer, Turn
from corpus.guide import Frozen

LONGEST_QUESTION = 4000
_KEPT = 30  # exchanges; older ones leave the browser's store
_SENT = 12  # exchanges given to the assistant as history

Vote = Literal["up", "down"]


class Exchange(Frozen):
    """One question with its answer; `scope` is the direction it was asked within."""

    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    question: str = Field(max_length=LONGEST_QUESTION)
    scope: str | None = Field(default=None, max_length=40)
    answer: Answer
    vote: Vote | None = None


Conversation = tuple[Exchange, ...]


def new_id() -> str:
    """An id for an exchange; it says nothing about who asked."""
    return secrets.token_hex(6)


def read(stored: Any) -> Conversation:
    """The conversation that a browser sends back. What does not fit (another version, tampering) is left out."""
    exchanges = []
    for entry in (stored if isinstance(stored, list) else [])[-_KEPT:]:
        try:
            exchanges.append(Exchange.model_validate(entry))
        except ValidationError:
            continue
    return tuple(exchanges)


def dump(conversation: Conversation) -> list[dict[str, Any]]:
    """The conversation as plain JSON for the browser."""
    return [exchange.model_dump(mode="json") for exchange in conversation[-_KEPT:]]


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """The conversation as the assistant takes it, oldest first."""
    turns: list[Turn] = []
    for exchange in conversation[-_SENT:]:
        turns.append(Turn(role="user", content=exchange.question))
        turns.append(Turn(role="assistant", content=exchange.answer.answer[:20_000]))
    return tuple(turns)


def find(conversation: Conversation, exchange_id: Any) -> Exchange | None:
    """An exchange by its id."""
    return next((e for e in conversation if e.id == exchange_id), None)


def until(conversation: Conversation, exchange_id: Any) -> Conversation:
    """The conversation before an exchange; unchanged where there is none of that id."""
    index = next((i for i, e in enumerate(conversation) if e.id == exchange_id), len(conversation))
    return conversation[:index]

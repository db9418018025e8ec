"""An answer as server-sent events: `status`, `citations`, `text` …, `done`; `error` where it breaks off."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from assistant.answer import Ask, Citations, Done, Piece, Status, Text
from assistant.errors import ZhinanError
from assistant.service.desk import Desk
from assistant.service.log import log, where

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy that collects would undo the stream
EXAMPLE = (
    'event: status\ndata: {"status": "answered", "lang": "en", "direction": "exchange-1.3"}\n\n'
    'event: citations\ndata: [{"marker": 1, "clause_id": "most-exchange-2026-b2/1.3(3)", "…": "…"}]\n\n'
    'event: text\ndata: {"text": "Applicants are at most 45 years old. [1]"}\n\n'
    'event: done\ndata: {"status": "answered", "answer": "…", "…": "…"}\n\n'
)


def wants_events(accept: str) -> bool:
    """Whether an Accept header asks for a stream; `*/*` does not."""
    kinds = [part.partition(";") for part in accept.lower().split(",")]
    return any(kind.strip() == "text/event-stream" and "q=0" not in rest.split(";") for kind, _, rest in kinds)


def event(name: str, data: Any) -> str:
    """One event. JSON has no line ends of its own, so one data line is enough."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def event_of(piece: Piece) -> str:
    """A piece of an answer as an event."""
    match piece:
        case Status():
            return event("status", asdict(piece))
        case Citations(citations):
            return event("citations", [citation.model_dump(mode="json") for citation in citations])
        case Text(text):
            return event("text", {"text": text})
        case Done(answer):
            return event("done", answer.model_dump(mode="json"))


async def answer_events(desk: Desk, ask: Ask, request: Request) -> StreamingResponse:
    """The stream. What can be refused is refused before it begins, as an ordinary error with its status."""
    pieces = desk.stream(ask, "rest", request.is_disconnected)
    first = await anext(pieces)
    return StreamingResponse(_events(first, pieces), media_type="text/event-stream", headers=HEADERS)


async def _events(first: Piece, pieces: AsyncIterator[Piece]) -> AsyncIterator[str]:
    yield event_of(first)
    try:
        async for piece in pieces:
            yield event_of(piece)
    except ZhinanError as error:
        yield event("error", {"error": {"code": error.code, "message": str(error)}})
    except Exception as error:
        log().error("stream broke off", error=type(error).__name__, where=where(error))
        yield event("error", {"error": {"code": "internal", "message": "something went wrong; ask again"}})

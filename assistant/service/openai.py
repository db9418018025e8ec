"""`/v1/chat/completions` and `/v1/models` in OpenAI's shapes, so that any platform that speaks them can ask.

The guides answer, whatever a system message says: it is accepted and has no effect. Neither have parameters that only
tune a model (temperature, seed, …). What would change the shape of the reply (several choices, a JSON schema, a forced
tool call, sound) is refused, because ignoring it would look like an answer to it.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from assistant.answer import Answer, Ask, Citation, Done, Piece, Text
from assistant.errors import BadInput, NotFound, ZhinanError
from assistant.service import examples
from assistant.service.chat import ask_of, sources, with_sources
from assistant.service.desk import Desk
from assistant.service.events import HEADERS
from assistant.service.log import log, where
from assistant.service.refusing import documented

MODEL = "zhinan"
_CREATED = 1767225600  # 2026-01-01, the year of the guides; the field is required and means little here
_MARKER = re.compile(r"\[(\d+)\]")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]")
_MODEL_CARD = {"id": MODEL, "object": "model", "created": _CREATED, "owned_by": "zhinan"}


class Part(BaseModel):
    """A part of a message; only texts are read."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """A message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """What a stream tells besides the text."""

    include_usage: StrictBool | None = False


class ChatRequest(BaseModel):
    """What is read of OpenAI's request; any other parameter is accepted and has no effect."""

    model_config = ConfigDict(extra="ignore")

    model: str = Field(MODEL, max_length=200, description="any name; there is one assistant")
    messages: list[Message] = Field(min_length=1, max_length=2000)
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = None
    response_format: dict[str, Any] | None = None
    tool_choice: str | dict[str, Any] | None = None
    modalities: list[str] | None = None
    logprobs: StrictBool | None = None


def routes(desk: Desk) -> APIRouter:
    """The routes over one desk."""
    router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])

    @router.post(
        "/chat/completions",
        summary="Ask in OpenAI's shape",
        response_model=None,
        responses={
            **documented(408, 413, 422, 503),
            200: {
                "description": "a chat completion, or its chunks as server-sent events where `stream` is true",
                "content": {
                    "application/json": {"schema": {"type": "object"}, "example": examples.COMPLETION},
                    "text/event-stream": {},
                },
            },
        },
    )
    async def completions(
        request: Request, body: Annotated[ChatRequest, Body(openapi_examples=examples.CHAT)]
    ) -> StreamingResponse | dict[str, Any]:
        """One cited answer to the last user message. The sources stand in the text and in `message.annotations`."""
        ask = read(body)
        base = str(request.base_url)
        if not body.stream:
            return completion(ask, await desk.ask(ask, "openai", request.is_disconnected), base)
        pieces = desk.stream(ask, "openai", request.is_disconnected)
        usage = bool(body.stream_options and body.stream_options.include_usage)
        chunks = _chunks(await anext(pieces), pieces, ask, base, usage)
        return StreamingResponse(chunks, media_type="text/event-stream", headers=HEADERS)

    @router.get("/models", summary="The models: one", responses=documented())
    async def models() -> dict[str, Any]:
        """The one assistant there is, in the shape of OpenAI's list of models."""
        return {"object": "list", "data": [_MODEL_CARD]}

    @router.get("/models/{model}", summary="One model", responses=documented(404))
    async def model(model: str) -> dict[str, Any]:
        """The one assistant there is. Other names are not found here, though a completion accepts any."""
        if model != MODEL:
            raise NotFound(f"model: {model[:80]!r} is not known; use {MODEL!r}")
        return _MODEL_CARD

    return router


def read(body: ChatRequest) -> Ask:
    """The question of a request. BadInput names what cannot be given."""
    choice = body.tool_choice
    asked = {
        "n: one answer is given, not several": body.n not in (None, 1),
        "response_format: answers are Markdown, not JSON": (body.response_format or {}).get("type", "text") != "text",
        "tool_choice: no tools are called; leave it out": isinstance(choice, dict) or choice == "required",
        "modalities: answers are text": any(kind != "text" for kind in body.modalities or ()),
        "logprobs: there are none; leave it out": bool(body.logprobs),
    }
    for problem, is_so in asked.items():
        if is_so:
            raise BadInput(problem)
    spoken = [(n, m) for n, m in enumerate(body.messages) if m.role in ("user", "assistant")]
    return ask_of([(message.role, _text(message, n)) for n, message in spoken])


def _text(message: Message, place: int) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    other = [part.type for part in message.content if part.type not in ("text", "input_text", "refusal")]
    if other and message.role == "user":
        raise BadInput(f"messages.{place}: {other[0][:40]!r} cannot be read; only text can")
    return "\n".join(part.text for part in message.content if part.text)


def completion(ask: Ask, answer: Answer, base: str) -> dict[str, Any]:
    """An answer as a chat completion."""
    text = with_sources(answer)
    message = {"role": "assistant", "content": text, "refusal": None, "annotations": url_citations(answer, base)}
    return {
        **_frame("chat.completion", answer.corpus_version),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(ask, text),
    }


def url_citations(answer: Answer, base: str) -> list[dict[str, Any]]:
    """Each marker of the answer as a `url_citation` whose address is the clause in this API."""
    cited = {citation.marker: citation for citation in answer.citations}
    return [
        {"type": "url_citation", "url_citation": _cited(cited[int(found[1])], found, answer, base)}
        for found in _MARKER.finditer(answer.answer)
        if int(found[1]) in cited
    ]


def _cited(citation: Citation, found: re.Match[str], answer: Answer, base: str) -> dict[str, Any]:
    return {
        "start_index": found.start(),
        "end_index": found.end(),
        "title": f"{citation.clause_id} {citation.title.of(answer.lang)}",
        "url": f"{base}v1/clauses/{quote(citation.clause_id)}",
        "clause_id": citation.clause_id,
    }


async def _chunks(first: Piece, pieces: AsyncIterator[Piece], ask: Ask, base: str, usage: bool) -> AsyncIterator[str]:
    """The chunks of a streamed completion: role, text, sources with annotations, the end, and `[DONE]`."""
    frame = _frame("chat.completion.chunk", "")
    del frame["system_fingerprint"]
    yield _chunk(frame, {"role": "assistant", "content": ""})
    told = ""
    try:
        piece: Piece | None = first
        while piece is not None:
            if isinstance(piece, Text):
                told += piece.text
                yield _chunk(frame, {"content": piece.text})
            elif isinstance(piece, Done):
                # What could not be streamed, if the whole answer has more than its pieces told.
                rest = piece.answer.answer.removeprefix(told) if piece.answer.answer.startswith(told) else ""
                text = rest + sources(piece.answer.citations, piece.answer.lang)
                yield _chunk(frame, {"content": text, "annotations": url_citations(piece.answer, base)})
                yield _chunk(frame, {}, "stop")
                if usage:
                    yield _event({**frame, "choices": [], "usage": _usage(ask, told + text)})
            piece = await anext(pieces, None)
    except ZhinanError as error:
        yield _event({"error": {"code": error.code, "message": str(error)}})
        return
    except Exception as error:
        log().error("stream broke off", error=type(error).__name__, where=where(error))
        yield _event({"error": {"code": "internal", "message": "something went wrong; ask again"}})
        return
    yield "data: [DONE]\n\n"


def _chunk(frame: dict[str, Any], delta: dict[str, Any], finish: str | None = None) -> str:
    return _event({**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]})


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _frame(kind: str, corpus_version: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(datetime.now(UTC).timestamp()),
        "model": MODEL,
        "system_fingerprint": corpus_version,
    }


def _usage(ask: Ask, text: str) -> dict[str, int]:
    """Words and Chinese characters; no tokens are counted where no model is paid by them."""
    prompt = sum(len(_WORD.findall(t)) for t in (ask.question, *(turn.content for turn in ask.history)))
    answer = len(_WORD.findall(text))
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}

"""Bodies: read whole before anybody works on them, counted as they arrive, within a time limit.

A length in a header is a promise; what is counted is what comes. An answer that its reader does not take is given up
after a while too.
"""

from __future__ import annotations

from collections.abc import Mapping

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.metrics import Metrics
from assistant.service.refusing import refusal
from corpus.importing.reading import LARGEST as DOCUMENT_LARGEST

LARGEST = 1_000_000  # bytes: far more than any question with its history
PAGE_LARGEST = 3_000_000  # a conversation kept in the browser travels with every event of the page
_PAGES = {"/zh/": PAGE_LARGEST, "/en/": PAGE_LARGEST, "/page/documents": DOCUMENT_LARGEST}
_PATIENCE = 20.0  # seconds for a body to arrive
_PATIENT = {"/page/documents": 180.0}  # a large file over a slow line
_DRAINING = 3.0  # seconds of reading on, so that whoever sends too much can read why it was refused
_SENDING = 60.0  # seconds in which a reader has to take the next part of an answer


class ReaderLeft(Exception):
    """Nobody takes the answer."""


class Bodies:
    """ASGI middleware that hands on whole bodies only. `largest` by prefix of the path; the rest get LARGEST."""

    def __init__(self, app: ASGIApp, metrics: Metrics, largest: Mapping[str, int] | None = None):
        self._app, self._metrics = app, metrics
        self._largest = dict(largest or _PAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope["type"] != "http" or not ("content-length" in headers or "transfer-encoding" in headers):
            await self._app(scope, receive, _timed(send) if scope["type"] == "http" else send)
            return
        largest = next((n for prefix, n in self._largest.items() if scope["path"].startswith(prefix)), LARGEST)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > largest:
            await self._too_large(scope, receive, send, largest)
            return
        patience = _PATIENT.get(scope["path"], _PATIENCE)
        try:
            with anyio.fail_after(patience):
                body = await _whole(receive, largest)
        except TimeoutError:
            self._metrics.refused("time")
            message = f"body: did not arrive within {patience:.0f} s"
            await refusal(408, "too_slow", message, {"Connection": "close"})(scope, receive, send)
            return
        if body is None:
            await self._too_large(scope, receive, send, largest)
        elif not isinstance(body, _Gone):
            await self._app(scope, _replay(body, receive), _timed(send))

    async def _too_large(self, scope: Scope, receive: Receive, send: Send, largest: int) -> None:
        self._metrics.refused("size")
        with anyio.move_on_after(_DRAINING):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                pass
        text = f"body: more than {largest} bytes are not read"
        await refusal(413, "too_large", text, {"Connection": "close"})(scope, receive, send)


class _Gone:
    """The client hung up before its body was whole."""


async def _whole(receive: Receive, largest: int) -> bytes | _Gone | None:
    """The body; None where it is too large."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return _Gone()
        part = message.get("body", b"")
        size += len(part)
        if size > largest:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body in one message, then whatever comes: that the client leaves."""
    told = False

    async def receiving() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


def _timed(send: Send) -> Send:
    async def sending(message: Message) -> None:
        try:
            with anyio.fail_after(_SENDING):
                await send(message)
        except TimeoutError as error:
            raise ReaderLeft from error

    return sending

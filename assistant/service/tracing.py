"""The outermost middleware: an id, a log line and a count for every request, and no traceback for anybody."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.lane import Abandoned
from assistant.service.log import log, where
from assistant.service.metrics import Metrics
from assistant.service.refusing import refusal

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_QUIET = ("/healthz", "/readyz", "/metrics")  # asked every few seconds; counted, but not logged unless they fail
_HUNG_UP = 499  # what proxies write for a client that left


class Tracing:
    """Adds `X-Request-ID` (the caller's own where it is a plain word) and answers 500 in the one shape."""

    def __init__(self, app: ASGIApp, metrics: Metrics):
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _ID.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers["X-Request-ID"] = name
                message = {**message, "headers": headers.raw}
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=name):
            try:
                await self._app(scope, receive, sending)
            except Abandoned:
                status = _HUNG_UP
            except Exception as error:
                log().error("unforeseen", error=type(error).__name__, where=where(error), route=route_of(scope))
                if status == 0:
                    response = refusal(500, "internal", f"something went wrong; the log has it under {name}")
                    await response(scope, receive, sending)
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(scope)
        self._metrics.requested(scope["method"] if scope["method"] in _METHODS else "other", route, status, seconds)
        if route in _QUIET and status < 400:
            return
        # The template, never the path: what stands in a path was typed by somebody.
        log().info("served", method=scope["method"], route=route, status=status, ms=round(seconds * 1000))


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def route_of(scope: Scope) -> str:
    """The template of the route that served a request, `page` for the page, `other` for a path that is none."""
    path: str = getattr(scope.get("route"), "path", "")
    if path.startswith(("/v1", "/healthz", "/readyz", "/metrics", "/mcp", "/bots", "/docs", "/openapi")):
        return path
    return "page" if re.match(r"/(?:(?:zh|en|page)(?:/|$)|$)", scope["path"]) else "other"

"""The FastAPI application: routes, health, one error shape. The one home of FastAPI."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.answer import Ask
from assistant.answering.ask import Assistant
from assistant.errors import ZhinanError
from assistant.service.rest import routes

log = logging.getLogger("zhinan")
VERSION = "0.1.0"
_CANARY = "exchange 1.3: what is the age limit?"
_LARGEST_BODY = 1_000_000


def create_app(assistant: Assistant) -> FastAPI:
    """The API over one assistant: `/v1`, `/healthz`, `/readyz`, `/docs`."""
    app = FastAPI(
        title="Zhinan 指南",
        version=VERSION,
        description="Cited answers from the official guides of international science-cooperation funding.",
        redoc_url=None,
        responses={422: {"description": "bad input"}, 404: {"description": "unknown direction or clause"}},
    )
    app.include_router(routes(assistant))
    _errors(app)

    @app.get("/healthz", tags=["operation"], summary="Is the process alive?")
    def healthz() -> dict[str, str]:
        """Alive, with the versions that answer."""
        return {"status": "ok", "version": VERSION, "corpus_version": assistant.corpus_version}

    @app.get("/readyz", tags=["operation"], summary="Can it answer?")
    def readyz() -> JSONResponse:
        """Ready when a canary question is answered from the index."""
        answer = assistant.ask(Ask(question=_CANARY))
        ready = answer.status == "answered" and bool(answer.citations)
        return JSONResponse({"status": "ready" if ready else "not ready"}, status_code=200 if ready else 503)

    @app.middleware("http")
    async def limit_body(request: Request, call_next: Any) -> Any:
        """Refuse bodies that are larger than any question with its history."""
        length = request.headers.get("content-length", "0")
        if request.url.path.startswith("/v1") and length.isdigit() and int(length) > _LARGEST_BODY:
            return _error(413, "too_large", f"body: has {length} bytes, at most {_LARGEST_BODY} are read")
        return await call_next(request)

    return app


def _errors(app: FastAPI) -> None:
    """One JSON error shape for everything: {error: {code, message}}."""

    @app.exception_handler(ZhinanError)
    async def ours(_: Request, error: ZhinanError) -> JSONResponse:
        return _error(error.status, error.code, str(error))

    @app.exception_handler(RequestValidationError)
    async def shape(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"] if step not in ("body", "query", "path")) or "body"
        return _error(422, "bad_input", f"{where}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def routing(_: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "error")
        return _error(error.status_code, code, str(error.detail))

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("unforeseen %s at %s", type(error).__name__, request.url.path)  # never the question itself
        return _error(500, "internal", "something went wrong; the error has been logged")


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)

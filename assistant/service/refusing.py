"""Refusals in one shape, `{error: {code, message}}`, for every route and every reason."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from assistant.errors import Busy, ZhinanError
from corpus.guide import Frozen

_CODES = {
    401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 406: "not_acceptable",
    408: "too_slow", 413: "too_large", 415: "bad_input", 422: "bad_input", 429: "too_many",
}  # fmt: skip


class Problem(Frozen):
    """What is wrong: a stable code, and one line that says what, where and what to do."""

    code: str = Field(examples=["bad_input"])
    message: str = Field(examples=["question: is empty; type a question about the guides"])


class Refusal(Frozen):
    """The one shape of every error."""

    error: Problem


def refusal(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """An error, ready to be sent."""
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status, headers=headers)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route in OpenAPI: what every route may answer, and these."""
    words = {
        401: "no key, or an unknown one (only where keys are set)",
        403: "the key has not the scope",
        404: "unknown direction, clause or path",
        408: "the body did not arrive in time",
        413: "the body is too large",
        422: "bad input; the message says what, where and what to do",
        429: "too many requests with this key or from this address; see Retry-After",
        503: "too many questions at once, or not ready; see Retry-After",
    }
    return {status: {"model": Refusal, "description": words[status]} for status in sorted({401, 403, 429, *statuses})}


def install(app: FastAPI) -> None:
    """Every error that a route raises leaves in the one shape."""

    @app.exception_handler(ZhinanError)
    async def ours(_: Request, error: ZhinanError) -> JSONResponse:
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else None
        return refusal(error.status, error.code, str(error), headers)

    @app.exception_handler(RequestValidationError)
    async def shape(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if tuple(first["loc"]) == ("body",) and "json" not in request.headers.get("content-type", ""):
            return refusal(422, "bad_input", "body: is not sent as JSON; add `Content-Type: application/json`")
        steps = [str(step) for step in first["loc"] if step not in ("body", "query", "path")]
        where = "body" if first["type"] == "json_invalid" or not steps else ".".join(steps)
        return refusal(422, "bad_input", f"{where[:200]}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def routing(_: Request, error: HTTPException) -> JSONResponse:
        status = 422 if error.status_code == 400 else error.status_code  # a body that cannot be parsed is bad input
        headers = dict(error.headers) if error.headers else None
        return refusal(status, _CODES.get(status, "error"), str(error.detail), headers)

"""`/healthz`, `/readyz`, `/metrics`: for the person or the programme that keeps the service running."""

from __future__ import annotations

import time

import anyio
import anyio.to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from assistant.answer import Ask
from assistant.answering.ask import Assistant
from assistant.service.desk import Desk
from assistant.service.log import log
from assistant.service.refusing import documented
from corpus.guide import Frozen
from index.chunking import corpus_version
from index.store import IndexFault

_CANARY = "exchange 1.3: what is the age limit?"
_FRESH = 5.0  # seconds for which a finding holds, so that probes cost nothing
_PATIENCE = 10.0


class Health(Frozen):
    """Alive, with the versions that answer."""

    status: str = "ok"
    version: str
    corpus_version: str


class Ready(Frozen):
    """Whether questions are answered, and if not, why."""

    status: str
    reason: str | None = None


class Readiness:
    """Finds out whether the assistant can answer, at most every few seconds and one at a time, outside the lane."""

    def __init__(self, assistant: Assistant):
        self._assistant = assistant
        self._lock = anyio.Lock()
        self._threads = anyio.CapacityLimiter(1)
        self._found: tuple[float, str | None] | None = None
        self.stopping = False

    async def reason(self) -> str | None:
        """Why it is not ready; None where it is."""
        if self.stopping:
            return "shutting down"
        async with self._lock:
            if self._found is None or time.monotonic() - self._found[0] > _FRESH:
                self._found = time.monotonic(), await self._find_out()
            return self._found[1]

    async def _find_out(self) -> str | None:
        try:
            with anyio.fail_after(_PATIENCE):
                return await anyio.to_thread.run_sync(self._try, limiter=self._threads, abandon_on_cancel=True)
        except TimeoutError:
            return f"the canary question was not answered within {_PATIENCE:.0f} s"

    def _try(self) -> str | None:
        try:
            unfit = misfit(self._assistant)
            if unfit:
                return unfit
            answer = self._assistant.ask(Ask(question=_CANARY))
        except IndexFault as error:
            return str(error)
        except Exception as error:  # whatever it is, it cannot answer
            log().error("not ready", error=type(error).__name__)
            return f"the canary question failed ({type(error).__name__})"
        if answer.status != "answered" or not answer.citations:
            return "the canary question found no clause"
        return None


def misfit(assistant: Assistant) -> str | None:
    """How the index differs from the edition that is answered from; None where it is of that edition. An index of
    another encoder is refused when it is opened."""
    indexed, edition = assistant.searcher.manifest.corpus_version, corpus_version(assistant.library)
    return None if indexed == edition else f"the index is of edition {indexed}, the guides are {edition}; restart"


def routes(desk: Desk, readiness: Readiness, version: str) -> APIRouter:
    """The routes over one desk. `/healthz` does no work and asks for no key, so it is answered whatever else waits."""
    router = APIRouter(tags=["operation"])

    @router.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
    async def healthz() -> Health:
        return Health(version=version, corpus_version=desk.assistant.corpus_version)

    @router.get(
        "/readyz", response_model=Ready, summary="Can it answer?", responses={**documented(), 503: {"model": Ready}}
    )
    async def readyz() -> JSONResponse:
        """Ready when the index fits the encoder and the edition, and a canary question is answered from it."""
        reason = await readiness.reason()
        ready = Ready(status="not ready" if reason else "ready", reason=reason)
        return JSONResponse(ready.model_dump(), status_code=503 if reason else 200)

    @router.get(
        "/metrics",
        summary="Counts and times for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **documented()},
    )
    async def metrics() -> Response:
        """Requests, answers, refusals and the length of the lane, in Prometheus' text format."""
        text, kind = desk.metrics.text(desk.assistant.corpus_version)
        return Response(text, media_type=kind)

    return router

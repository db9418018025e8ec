"""Where the page's documents come in: one file a request, worked on in the background, followed line by line.

A proxy gives up on a request that says nothing for a while (often a minute), and a reader may close the page. So the
work belongs to nobody's request: whoever sent the file hears of it every few seconds, and whoever opens the page later
is told how far it is.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from assistant.answering.ask import today_in_china
from assistant.errors import ZhinanError
from assistant.importing import take_in_one
from assistant.settings import Settings
from corpus.guide import Lang
from corpus.importing.archive import Change, Imported
from corpus.importing.block import ImportFault
from corpus.importing.bounded import safe_name
from ui.operator import standing
from ui.words import say

if TYPE_CHECKING:
    from fastapi import APIRouter

log = logging.getLogger("zhinan.page")
_BEAT = 5.0  # seconds after which a follower hears that the work goes on, changed or not
_KEPT = 20  # imports that are over and still told
_MOST = 8  # imports at once, files in memory; the page itself sends one after the other


@dataclass
class Job:
    """One import: what its followers are told (`waiting`, then `done` of `total`, at last `ok` with a line)."""

    name: str
    lang: Lang
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    told: dict[str, Any] = field(default_factory=lambda: {"waiting": True})
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        """Whether its last line was said."""
        return "ok" in self.told

    def tell(self, told: dict[str, Any]) -> None:
        """Something new; in the event loop's thread."""
        self.told = told
        self.changed.set()
        self.changed = asyncio.Event()

    def line(self) -> dict[str, Any]:
        """What a follower is told now."""
        return {"id": self.id, "name": self.name, **self.told}


class Imports:
    """The imports of this process, one at a time in the order in which they came. For one event loop."""

    def __init__(self, settings: Settings, beat: float = _BEAT):
        self._settings, self._beat = settings, beat
        self._turn = asyncio.Lock()
        self._jobs: dict[str, Job] = {}
        self._works: set[asyncio.Task[None]] = set()  # held here: the loop itself forgets tasks that nobody holds

    def begin(self, name: str, data: bytes, lang: Lang) -> Job:
        """Take a file in, whoever listens."""
        job = Job(name, lang)
        over = [old.id for old in self._jobs.values() if old.over]
        for old in over[: max(0, len(over) - _KEPT + 1)]:
            del self._jobs[old]
        self._jobs[job.id] = job
        work = asyncio.create_task(self._work(job, data))
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        return job

    def running(self) -> list[Job]:
        """What is not over yet, the first first."""
        return [job for job in self._jobs.values() if not job.over]

    def find(self, wanted: str) -> Job | None:
        """One import; None where this process knows none of that name (any more)."""
        return self._jobs.get(wanted)

    async def follow(self, job: Job) -> AsyncIterator[str]:
        """Lines of JSON until the import is over: what changed, or the same again after a while."""
        while True:
            changed = job.changed
            yield json.dumps(job.line(), ensure_ascii=False) + "\n"
            if job.over:
                return
            try:
                async with asyncio.timeout(self._beat):
                    await changed.wait()
            except TimeoutError:
                continue

    async def _work(self, job: Job, data: bytes) -> None:
        loop = asyncio.get_running_loop()

        def advance(done: int, total: int) -> None:
            loop.call_soon_threadsafe(job.tell, {"done": done, "total": total})

        async with self._turn:
            job.tell({"done": 0, "total": 0})
            told = await to_thread.run_sync(_take, self._settings, job, data, advance)
        job.tell(told)


def import_route(settings: Settings, imports: Imports | None = None) -> APIRouter:
    """`POST /page/documents?lang=en&name=call.pdf` with the file as body, `GET /page/documents` for what is not over
    yet, `GET /page/documents?id=…` to follow one. Followers get lines of JSON: `{id, name, waiting}`,
    `{…, done, total}` every few seconds at least, and last `{…, ok, line}`."""
    from fastapi import APIRouter

    router = APIRouter(prefix="/page", include_in_schema=False)
    keyed = bool(settings.api_keys.get_secret_value().strip())
    works = imports or Imports(settings)

    def followed(job: Job) -> Response:
        # X-Accel-Buffering: nginx would collect the lines otherwise
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(works.follow(job), media_type="application/x-ndjson", headers=headers)

    def refused(request: Request) -> Response | None:
        if standing(request, keyed) == "operator":
            return None
        return JSONResponse({"ok": False, "line": say("documents_not_yours", _lang(request))}, status_code=403)

    @router.post("/documents")
    async def take(request: Request) -> Response:
        if refusal := refused(request):
            return refusal
        if len(works.running()) >= _MOST:
            return JSONResponse({"ok": False, "line": say("documents_busy", _lang(request))}, status_code=503)
        name = safe_name(Path(request.query_params.get("name", "") or "document"))
        return followed(works.begin(name, await request.body(), _lang(request)))

    @router.get("/documents")
    async def look(request: Request) -> Response:
        if refusal := refused(request):
            return refusal
        wanted = request.query_params.get("id")
        if wanted is None:
            return JSONResponse({"running": [job.line() for job in works.running()]})
        job = works.find(wanted)
        if job is None:
            return JSONResponse({"ok": False, "line": say("documents_unknown", _lang(request))}, status_code=404)
        return followed(job)

    return router


def _lang(request: Request) -> Lang:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _take(settings: Settings, job: Job, data: bytes, advance: Any) -> dict[str, Any]:
    try:
        with tempfile.TemporaryDirectory(prefix="zhinan-") as folder:
            file = Path(folder) / (job.name if job.name.strip(".") else "document")
            file.write_bytes(data)
            made, change = take_in_one(settings, file, today_in_china(), advance)
        return {"ok": True, "line": told_of(made, change, job.lang)}
    except (ImportFault, ZhinanError) as error:
        return {"ok": False, "line": say("documents_refused", job.lang, why=" ".join(str(error).split())[:400])}
    except Exception as error:  # whatever happens, the page says so in one line
        log.error("no import: %s", type(error).__name__)
        return {"ok": False, "line": say("documents_failed", job.lang, name=job.name)}


def told_of(made: Imported, change: Change, lang: Lang) -> str:
    """What an import did, in one line."""
    count = len(made.official) if made.guide else sum(not p.bare for p in made.passages)
    kind = "official" if made.guide else "own"
    done = say(f"documents_{change}", lang, name=made.name)
    left = say("documents_left_out", lang, what="; ".join(made.dropped)) if made.dropped else ""
    gap = "" if lang == "zh" else " "
    return f"{done}{gap}{say(f'documents_{kind}', lang, n=count)}{left}"

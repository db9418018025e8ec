"""Where the page's documents come in: one file a request, answered line by line while the index follows."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator
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


def import_route(settings: Settings) -> APIRouter:
    """`POST /page/documents?lang=en&name=call.pdf` with the file as body. Lines of JSON come back: `{done, total}`
    while it works, then `{ok, line}`."""
    from fastapi import APIRouter

    router = APIRouter(prefix="/page", include_in_schema=False)
    keyed = bool(settings.api_keys.get_secret_value().strip())

    @router.post("/documents")
    async def take(request: Request) -> Response:
        lang: Lang = "en" if request.query_params.get("lang") == "en" else "zh"
        if standing(request, keyed) != "operator":
            return JSONResponse({"ok": False, "line": say("documents_not_yours", lang)}, status_code=403)
        name = safe_name(Path(request.query_params.get("name", "") or "document"))
        lines = _work(settings, name, await request.body(), lang)
        return StreamingResponse(lines, media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})

    return router


async def _work(settings: Settings, name: str, data: bytes, lang: Lang) -> AsyncIterator[str]:
    """The import in a thread of its own, which ends what it began even if nobody listens any more."""
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def advance(done: int, total: int) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, {"done": done, "total": total})

    def take() -> None:
        told = _take(settings, name, data, lang, advance)
        loop.call_soon_threadsafe(queue.put_nowait, told)

    work = asyncio.create_task(to_thread.run_sync(take))
    while True:
        told = await queue.get()
        yield json.dumps(told, ensure_ascii=False) + "\n"
        if "ok" in told:
            break
    await work


def _take(settings: Settings, name: str, data: bytes, lang: Lang, advance: Any) -> dict[str, Any]:
    try:
        with tempfile.TemporaryDirectory(prefix="zhinan-") as folder:
            file = Path(folder) / name
            file.write_bytes(data)
            made, change = take_in_one(settings, file, today_in_china(), advance)
        return {"ok": True, "line": told_of(made, change, lang)}
    except (ImportFault, ZhinanError) as error:
        return {"ok": False, "line": say("documents_refused", lang, why=" ".join(str(error).split())[:400])}
    except Exception as error:  # whatever happens, the page says so in one line
        log.error("no import: %s", type(error).__name__)
        return {"ok": False, "line": say("documents_failed", lang, name=name)}


def told_of(made: Imported, change: Change, lang: Lang) -> str:
    """What an import did, in one line."""
    count = len(made.official) if made.guide else sum(not p.bare for p in made.passages)
    kind = "official" if made.guide else "own"
    done = say(f"documents_{change}", lang, name=made.name)
    left = say("documents_left_out", lang, what="; ".join(made.dropped)) if made.dropped else ""
    return f"{done} {say(f'documents_{kind}', lang, n=count)}{left}"

"""An answer's pieces as the page takes them: what came since the last drawing in one batch."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

from anyio import to_thread

from assistant.answer import Answer, Ask, Citations, Closed, Done, Piece, Status, Text
from assistant.answering.ask import CHINA, Assistant, today_in_china
from assistant.answering.compose import window_of

# Seconds to gather pieces in: an answer that is whole at once is drawn once, a slow one five times a second.
_FIRST, _LATER = 0.02, 0.2


async def batches(assistant: Assistant, ask: Ask) -> AsyncIterator[list[Piece]]:
    """The pieces of an answer in batches. Raises what the assistant raises; whoever leaves early abandons the work."""
    queue: asyncio.Queue[Piece | Exception | None] = asyncio.Queue()
    loop, left = asyncio.get_running_loop(), threading.Event()

    def put(piece: Piece | Exception | None) -> None:
        if not left.is_set():
            loop.call_soon_threadsafe(queue.put_nowait, piece)

    def produce() -> None:
        try:
            for piece in assistant.stream(ask):
                if left.is_set():
                    return
                put(piece)
            put(None)
        except Exception as error:
            put(error)

    work = asyncio.create_task(to_thread.run_sync(produce, abandon_on_cancel=True))
    gathering = _FIRST
    try:
        while True:
            came = [await queue.get()]
            await asyncio.sleep(gathering)
            gathering = _LATER
            while not queue.empty():
                came.append(queue.get_nowait())
            for piece in came:
                if isinstance(piece, Exception):
                    raise piece
            batch = [piece for piece in came if piece is not None and not isinstance(piece, Exception)]
            if batch:
                yield batch
            if None in came:
                return
    finally:
        left.set()
        work.cancel()


def nothing_yet() -> Answer:
    """An answer before its first piece."""
    return Answer(status="answered", lang="zh", answer="", as_of=today_in_china(), corpus_version="")


def grown(assistant: Assistant, answer: Answer, piece: Piece) -> Answer:
    """An answer with one piece more. It shows from the start whatever it will show above its text, a closed call too,
    so that nothing moves when it is whole."""
    if isinstance(piece, Done):
        return piece.answer
    if isinstance(piece, Status):
        return answer.model_copy(update={"status": piece.status, "lang": piece.lang, "direction": piece.direction})
    if isinstance(piece, Text):
        return answer.model_copy(update={"answer": answer.answer + piece.text})
    assert isinstance(piece, Citations)
    window = window_of(assistant.library, [c.clause_id for c in piece.citations])
    over = window is not None and answer.as_of > window.closes.date()
    closed = Closed(deadline=window.closes.replace(tzinfo=CHINA)) if window and over else None
    return answer.model_copy(update={"citations": piece.citations, "closed": closed})

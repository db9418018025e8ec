"""The desk: where every way in (REST, OpenAI, MCP, bots) asks, so that all are counted, limited and audited alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import anyio.to_thread

from assistant.answer import Answer, Ask, Done, Piece
from assistant.answering.ask import Assistant
from assistant.errors import NotReady
from assistant.service.audit import Audit
from assistant.service.lane import Gone, Lane
from assistant.service.metrics import Metrics
from corpus.library import Library
from index.store import IndexFault

T = TypeVar("T")


class Desk:
    """One assistant behind a lane. `ask` and `stream` raise what the assistant raises, and Busy."""

    def __init__(self, assistant: Assistant, lane: Lane, metrics: Metrics, audit: Audit | None = None):
        self.assistant, self.lane, self.metrics = assistant, lane, metrics
        self._audit = audit
        metrics.watch(lane)

    @property
    def library(self) -> Library:
        """The edition with what was imported, as it stands now. For threads: opening a newer one takes a while."""
        self.assistant.keep_up()
        return self.assistant.library

    async def current(self) -> Library:
        """The same for the event loop, which must not wait for it."""
        return await anyio.to_thread.run_sync(lambda: self.library)

    async def run(self, work: Callable[[], T], gone: Gone | None = None) -> T:
        """Any heavy work, such as a verdict, in its turn."""
        return await self.lane.run(work, gone)

    async def ask(self, ask: Ask, way: str, gone: Gone | None = None) -> Answer:
        """The answer; `way` names the way in, for the counts."""
        answer = await self.run(lambda: self._ask(ask), gone)
        self.note(ask, answer, way)
        return answer

    async def stream(self, ask: Ask, way: str, gone: Gone | None = None) -> AsyncIterator[Piece]:
        """The answer in pieces. A reader that is slow or leaves does not hold up the lane: pieces are kept for it."""
        pieces: asyncio.Queue[Piece | BaseException | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        left = False

        def produce() -> None:
            with _index_faults():
                for piece in self.assistant.stream(ask):
                    if left:
                        return
                    if isinstance(piece, Done):
                        self.note(ask, piece.answer, way)
                    loop.call_soon_threadsafe(pieces.put_nowait, piece)

        async def work() -> None:
            try:
                await self.run(produce, gone)
                pieces.put_nowait(None)
            except BaseException as error:
                pieces.put_nowait(error)

        task = asyncio.create_task(work())
        try:
            while (piece := await pieces.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
            await task
        finally:
            left = True

    def beside(self, way: str) -> Assistant:
        """The assistant for somebody in this process who asks from threads of their own (the page): not in the lane,
        but counted and audited like everybody."""
        return cast(Assistant, _Beside(self, way))

    def _ask(self, ask: Ask) -> Answer:
        with _index_faults():
            return self.assistant.ask(ask)

    def note(self, ask: Ask, answer: Answer, way: str) -> None:
        """Count and audit an answer."""
        self.metrics.answered(answer, way)
        if self._audit:
            self._audit.write(ask, answer, way)


class _Beside:
    """An assistant whose answers are noted."""

    def __init__(self, desk: Desk, way: str):
        self._desk, self._way = desk, way

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk.assistant, name)

    def ask(self, ask: Ask) -> Answer:
        with _index_faults():
            answer = self._desk.assistant.ask(ask)
        self._desk.note(ask, answer, self._way)
        return answer

    def stream(self, ask: Ask) -> Iterator[Piece]:
        with _index_faults():
            for piece in self._desk.assistant.stream(ask):
                if isinstance(piece, Done):
                    self._desk.note(ask, piece.answer, self._way)
                yield piece


@contextmanager
def _index_faults() -> Iterator[None]:
    """An index that fails while it serves (a Chroma server that is gone) is a service that is not ready."""
    try:
        yield
    except IndexFault as error:
        raise NotReady(str(error)) from error

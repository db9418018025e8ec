"""The lane of heavy work: a few threads, a short queue, and a plain refusal instead of a queue without end.

The event loop does nothing but pass messages, so `/healthz` never waits. Within the lane the encoder takes one text at
a time (its own lock); the other threads compose meanwhile.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from assistant.errors import Busy

T = TypeVar("T")
Gone = Callable[[], Awaitable[bool]]
_LONGEST_WAIT = 20.0  # seconds; whoever waited so long has probably left
_LONGEST_ADVICE = 30  # seconds of Retry-After


class Abandoned(Exception):
    """Whoever asked has hung up before their turn came; nobody reads the answer."""


class Lane:
    """At most `width` works at once and `places` waiting. For one event loop; first come, first served."""

    def __init__(self, width: int, places: int):
        self._width, self._places = width, places
        self._turns = anyio.Semaphore(width)
        self._threads = anyio.CapacityLimiter(width)
        self._usual = 0.1  # seconds of one work, a running mean
        self.waiting = 0
        self.running = 0

    async def run(self, work: Callable[[], T], gone: Gone | None = None) -> T:
        """What `work` returns, from a thread of the lane. Busy where the queue is full or the wait was too long;
        Abandoned where `gone` says so when the turn comes."""
        await self._take_turn()
        started = time.perf_counter()
        self.running += 1
        try:
            if gone is not None and await gone():
                raise Abandoned
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        finally:
            self.running -= 1
            self._turns.release()
            self._usual += 0.1 * (time.perf_counter() - started - self._usual)

    async def _take_turn(self) -> None:
        try:
            self._turns.acquire_nowait()
            return
        except anyio.WouldBlock:
            if self.waiting >= self._places:
                raise self._busy() from None
        self.waiting += 1
        try:
            with anyio.fail_after(_LONGEST_WAIT):
                await self._turns.acquire()
        except TimeoutError:
            raise self._busy() from None
        finally:
            self.waiting -= 1

    def _busy(self) -> Busy:
        wait = math.ceil((self.waiting + 1) * self._usual / self._width)
        seconds = max(1, min(_LONGEST_ADVICE, wait))
        return Busy(f"too many questions at once; try again in {seconds} s", seconds)

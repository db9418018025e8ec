"""Where the messages of all platforms arrive: acknowledged at once, answered afterwards, each of them once.

A platform waits a second or five and then sends the message again, so nothing is worked out before the
acknowledgement. Whatever happens then, the person who asked gets a last word.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from assistant.answer import Answer, Ask, Turn
from assistant.errors import Busy, ZhinanError
from assistant.service.bots.wording import BUSY, SORRY, TEXT_ONLY, language
from assistant.service.chat import with_sources
from assistant.service.desk import Desk
from assistant.service.log import log, where

Send = Callable[[str], Awaitable[None]]
_REMEMBERED = 8 * 3600.0  # seconds; the last repetition comes after 6 hours (Feishu)
_TALK = 30 * 60.0  # seconds after which a conversation is over
_TALKS = 2_000
_TURNS = 20
_TRIES = 4
_FIRST_PAUSE = 0.5  # seconds before sending is tried again, doubled each time


@dataclass(frozen=True)
class Heard:
    """A message that somebody sent to a bot. `text` is None where it was no text."""

    platform: str
    message: str  # the platform's id of the message
    talk: str  # the conversation and the person
    text: str | None


class Seen:
    """Which messages were heard, by hash, shared by all workers of a data folder and kept over restarts."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at REAL) WITHOUT ROWID")

    def first(self, name: str) -> bool:
        """Whether this is the first time; a second call with the same name says no, whoever makes it."""
        now = time.time()
        self._base.execute("DELETE FROM seen WHERE at < ?", (now - _REMEMBERED,))
        digest = hashlib.sha256(name.encode()).hexdigest()
        return self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, now)).rowcount == 1

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()


@dataclass
class Talk:
    """A conversation in memory. Its lock keeps its questions in order."""

    turns: list[Turn] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float = 0.0


class Reception:
    """Hears, answers and remembers a little. For one event loop."""

    def __init__(self, desk: Desk, seen: Seen):
        self._desk, self._seen = desk, seen
        self._tasks: set[asyncio.Task[None]] = set()
        self._talks: OrderedDict[str, Talk] = OrderedDict()

    def hear(self, heard: Heard, send: Send) -> bool:
        """Take a message on and return at once; False where it had been heard before."""
        if not self._seen.first(f"{heard.platform}:{heard.message}"):
            return False
        task = asyncio.create_task(self._answer(heard, send))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def finish(self, seconds: float) -> None:
        """Wait for the answers under way."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=seconds)
        self._seen.close()

    async def _answer(self, heard: Heard, send: Send) -> None:
        talk = self._talk(heard)
        async with talk.lock:
            text = await self._reply(heard, talk)
            try:
                await _sent(send, text)
            except Exception as error:  # the platform does not take it; there is nobody left to tell
                log().error(
                    "reply not delivered", platform=heard.platform, error=type(error).__name__, where=where(error)
                )

    async def _reply(self, heard: Heard, talk: Talk) -> str:
        """The answer's text, or a last word in its place."""
        question = heard.text
        if question is None or not question.strip():
            return TEXT_ONLY
        try:
            answer = await self._patiently(Ask(question=question, history=tuple(talk.turns)), heard.platform)
        except Busy:
            return BUSY[language(question)]
        except ZhinanError as error:
            return str(error)
        except Exception as error:
            log().error("unforeseen", platform=heard.platform, error=type(error).__name__, where=where(error))
            return SORRY[language(question)]
        told = (Turn(role="user", content=question[:4000]), Turn(role="assistant", content=answer.answer[:20_000]))
        talk.turns = [*talk.turns, *told][-_TURNS:]
        return with_sources(answer)

    async def _patiently(self, ask: Ask, way: str) -> Answer:
        """An answer, waiting out an overload: nobody sits on the line."""
        for _ in range(_TRIES - 1):
            try:
                return await self._desk.ask(ask, way)
            except Busy as busy:
                await anyio.sleep(busy.retry_after)
        return await self._desk.ask(ask, way)

    def _talk(self, heard: Heard) -> Talk:
        now = time.monotonic()
        key = f"{heard.platform}:{heard.talk}"
        talk = self._talks.get(key)
        if talk is None or (now - talk.last > _TALK and not talk.lock.locked()):
            talk = self._talks[key] = Talk()
        talk.last = now
        self._talks.move_to_end(key)
        while len(self._talks) > _TALKS:
            self._talks.popitem(last=False)
        return talk


async def _sent(send: Send, text: str) -> None:
    """Send, trying again where the platform or the network fails."""
    for attempt in range(_TRIES - 1):
        try:
            await send(text)
            return
        except Exception as error:
            log().warning("reply tried again", error=type(error).__name__)
            await anyio.sleep(_FIRST_PAUSE * 2**attempt)
    await send(text)

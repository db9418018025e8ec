"""Calling a platform: one client, one token that is fetched when needed, and errors that name the platform's code."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

_PATIENCE = 10.0  # seconds
_EARLY = 300.0  # seconds before its end at which a token is fetched anew


class PlatformError(Exception):
    """The platform refused a call; the message has its code, not what was sent."""

    def __init__(self, code: int):
        super().__init__(f"code {code}")
        self.code = code


class Caller:
    """Calls to one platform's API. Never follows a redirect: the replies are for this host alone."""

    def __init__(self, base: str):
        self._base = base.rstrip("/")
        self._client: httpx.AsyncClient | None = None

    async def call(self, method: str, path: str, code: str, **given: Any) -> dict[str, Any]:
        """The platform's reply. PlatformError where its field `code` is not 0; httpx's errors where it has none."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_PATIENCE, follow_redirects=False)
        address = path if path.startswith(f"{self._base}/") else self._base + path
        response = await self._client.request(method, address, **given)
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        if reply.get(code, 0) != 0:
            raise PlatformError(int(reply[code]))
        return reply

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()


class Token:
    """An access token, fetched by `fetch` (token, seconds it lasts) and kept until shortly before its end."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[str, float]]]):
        self._fetch = fetch
        self._lock = asyncio.Lock()
        self._token, self._until = "", 0.0

    async def get(self) -> str:
        """A token that still lasts."""
        async with self._lock:
            if time.monotonic() >= self._until:
                self._token, lasts = await self._fetch()
                self._until = time.monotonic() + max(lasts - _EARLY, lasts / 2)
            return self._token

    def drop(self) -> None:
        """Forget the token: the platform does not know it any more."""
        self._until = 0.0

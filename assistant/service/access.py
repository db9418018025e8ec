"""Who may come in, and how often. Off until keys are set; then every route but `/healthz` and the bots asks for one.

A key comes as `Authorization: Bearer KEY` or `X-API-Key: KEY`. A browser is asked for it (HTTP Basic, the key as
password) on the page, `/docs` and `/openapi.json`, and only there: the API takes no credential that a browser adds
by itself, so no other site can ask in a visitor's name. Bots prove themselves by their platform's signature.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import math
import time
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from assistant.errors import BadInput
from assistant.service.keys import Key, Keyring, Scope
from assistant.service.metrics import Metrics
from assistant.service.refusing import refusal

_OPERATING = ("/metrics", "/readyz")
_API = ("/v1", "/mcp", *_OPERATING)
_SIGNED = "/bots"


def read_rate(text: str, name: str) -> RateLimitItem | None:
    """A rate such as `60/minute` or `5/second`; none for an empty text. BadInput where it is no rate."""
    if not text.strip():
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise BadInput(f"{name}: {text!r} is no rate; write e.g. 60/minute, or nothing for no limit") from error


class Access:
    """ASGI middleware: keys, scopes, and rates by key and by address."""

    def __init__(
        self,
        app: ASGIApp,
        keys: Keyring,
        metrics: Metrics,
        per_key: RateLimitItem | None,
        per_address: RateLimitItem | None,
    ):
        self._app, self._keys, self._metrics = app, keys, metrics
        self._rates = {"key": per_key, "address": per_address}
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        wait = None if _is_loopback(address) else self._too_often("address", address)
        key = None
        if wait is None and self._keys and not _under(scope["path"], _SIGNED):
            secret = _secret(Headers(scope=scope), basic=not _under(scope["path"], *_API))
            key = self._keys.find(secret) if secret else None
            needed: Scope = "operate" if _under(scope["path"], *_OPERATING) else "ask"
            if key is None or needed not in key.scopes:
                await self._refuse(scope, receive, send, key, needed)
                return
            wait = self._too_often("key", key.name)
        if wait is not None:
            self._metrics.refused("rate")
            text = f"too many requests; try again in {wait} s"
            await refusal(429, "too_many", text, {"Retry-After": str(wait)})(scope, receive, send)
            return
        if key is not None:
            scope.setdefault("state", {}).update(key_name=key.name, key_scopes=key.scopes)
        await self._app(scope, receive, send)

    def _too_often(self, by: Literal["key", "address"], who: str) -> int | None:
        """Seconds until the next request is welcome, where one more is too many."""
        rate = self._rates[by]
        if rate is None or self._limiter.hit(rate, by, who):
            return None
        reset, _ = self._limiter.get_window_stats(rate, by, who)
        return max(1, min(math.ceil(reset - time.time()), rate.get_expiry()))

    async def _refuse(self, scope: Connection, receive: Receive, send: Send, key: Key | None, needed: Scope) -> None:
        if key is not None:
            self._metrics.refused("scope")
            text = f"key: {key.name!r} has not the scope {needed!r}"
            await refusal(403, "forbidden", text)(scope, receive, send)
            return
        self._metrics.refused("key")
        scheme = "Bearer" if _under(scope["path"], *_API) else 'Basic realm="Zhinan", charset="UTF-8"'
        text = "key: missing or unknown; send it as `Authorization: Bearer KEY`"
        await refusal(401, "unauthorized", text, {"WWW-Authenticate": scheme})(scope, receive, send)


def _secret(headers: Headers, basic: bool) -> str | None:
    """The key of a request. From Basic the password, or the name where somebody typed the key there."""
    if given := headers.get("x-api-key"):
        return given.strip()
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic" or not basic:
        return None
    try:
        name, _, password = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return password or name


def _under(path: str, *roots: str) -> bool:
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

"""Who may change what is imported: whoever came with a key of the scope `operate`, from this page itself."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request

Standing = Literal["operator", "local", "nobody"]


def standing(request: Request, keyed: bool) -> Standing:
    """`operator` may import and remove. `local`: no keys are set and somebody at this very machine looks, who is told
    how to set one; nothing hangs on that guess, because a proxy in front looks the same."""
    if keyed:
        scopes = getattr(request.state, "key_scopes", ())
        return "operator" if "operate" in scopes and from_here(request) else "nobody"
    address = request.client.host if request.client else ""
    host = (urlsplit(f"//{request.headers.get('host', '')}").hostname or "").lower()
    passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    return "local" if address in _LOCAL and host in _LOCAL and not passed_on else "nobody"


_LOCAL = ("127.0.0.1", "::1", "localhost")


def from_here(request: Request) -> bool:
    """Whether this page sent it. A browser adds the key by itself, so another site could ask in its visitor's name;
    it cannot hide that it is another site."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")

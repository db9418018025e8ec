"""The gate in front of the page: chooses the language, lets through only what the page uses, adds security headers."""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.guide import Lang
from ui.shell import dress, policy

COOKIE = "zhinan_lang"
_PAGE = re.compile(r"^/(zh|en)(/.*)?$")
# The whole surface of Gradio that the page uses. Uploads, files, proxies, API descriptions and the rest are not there.
_GET = re.compile(
    r"^/(?:|config|theme\.css|(?:assets|static)/[\w./@-]+|gradio_api/(?:startup-events|app_id|queue/data|heartbeat/\w+))$"
)
_POST = re.compile(r"^/gradio_api/(?:queue/join|cancel|reset)/?$")
_LARGEST_BODY = 3_000_000  # a kept conversation travels with every event
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Gate:
    """ASGI middleware over the page's paths (`/`, `/zh/…`, `/en/…`, `/page/…`); every other path passes untouched."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        prefix = scope.get("root_path", "")
        path = scope["path"].removeprefix(prefix) or "/"
        if path == "/" and scope["method"] in ("GET", "HEAD"):
            await self._index(
                _moved(scope, prefix + f"/{wanted(scope)}/"), receive, send, wanted(scope), f"./{wanted(scope)}/"
            )
        elif match := _PAGE.match(path):
            await self._page(scope, receive, send, "zh" if match[1] == "zh" else "en", match[2])
        else:
            own = path.startswith("/page/")
            await self._app(scope, receive, _with_headers(send) if own else send)

    async def _page(self, scope: Scope, receive: Receive, send: Send, lang: Lang, rest: str | None) -> None:
        method = scope["method"]
        if rest is None and method in ("GET", "HEAD"):
            response = PlainTextResponse(
                "", status_code=308, headers={"Location": f"{scope['path'].rsplit('/', 1)[1]}/"}
            )
            await response(scope, receive, _with_headers(send))
        elif rest == "/" and method in ("GET", "HEAD"):
            await self._index(scope, receive, send, lang, "./")
        elif rest and _allowed(method, rest):
            too_large = int(Headers(scope=scope).get("content-length") or 0) > _LARGEST_BODY
            if too_large:
                await PlainTextResponse("too large", status_code=413)(scope, receive, _with_headers(send))
            else:
                await self._app(scope, receive, _with_headers(send))
        else:
            await PlainTextResponse("not found", status_code=404)(scope, receive, _with_headers(send))

    async def _index(self, scope: Scope, receive: Receive, send: Send, lang: Lang, base: str) -> None:
        """Gradio's page, collected, dressed and sent with a policy for its very scripts."""
        started: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = message
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        method, plain = scope["method"], [h for h in scope["headers"] if h[0] != b"accept-encoding"]
        await self._app({**scope, "method": "GET", "headers": plain}, receive, collect)
        headers = MutableHeaders(raw=list(started["headers"]))
        if started["status"] == 200 and "text/html" in headers.get("content-type", ""):
            page = dress(body.decode("utf-8"), lang, base)
            headers["Content-Security-Policy"] = policy(page)
            headers["Content-Language"] = "zh-CN" if lang == "zh" else "en"
            headers["Cache-Control"] = "no-cache"
            headers.append("Vary", "Accept-Language, Cookie")
            body = bytearray(page.encode())
        headers["Content-Length"] = str(len(body))
        out = _with_headers(send)
        await out({**started, "headers": headers.raw})
        await out({"type": "http.response.body", "body": b"" if method == "HEAD" else bytes(body)})


def wanted(scope: Scope) -> Lang:
    """The language a request asks for: `?lang=`, else the cookie of an earlier choice, else the browser's."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    headers = Headers(scope=scope)
    for choice in (query, _cookie(headers.get("cookie", ""))):
        if choice in ("zh", "en"):
            return "zh" if choice == "zh" else "en"
    return _accepted(headers.get("accept-language", ""))


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _accepted(header: str) -> Lang:
    ranked: list[tuple[float, str]] = []
    for part in header.split(","):
        name, _, rest = part.strip().partition(";")
        quality = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", rest)
        ranked.append((-float(quality[1]) if quality else -1.0, name.lower()))
    for _, name in sorted(ranked, key=lambda entry: entry[0]):
        if name.startswith(("zh", "en")):
            return "zh" if name.startswith("zh") else "en"
    return "en" if header.strip(" *") else "zh"


def _allowed(method: str, rest: str) -> bool:
    if ".." in rest:
        return False
    return bool(_POST.match(rest)) if method == "POST" else method in ("GET", "HEAD") and bool(_GET.match(rest))


def _moved(scope: Scope, path: str) -> dict[str, Any]:
    return {**scope, "path": path, "raw_path": path.encode()}


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            for name, value in _HEADERS.items():
                headers[name] = value
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending

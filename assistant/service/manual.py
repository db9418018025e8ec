"""`/docs`: the API's description to read and to try, in Swagger UI. Every file comes from this machine.

FastAPI's own page loads Swagger UI from another host, and looks for the description at the root of its host: here the
files are those of the package fastapi-offline, and every address is relative, so it works behind a path prefix too.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from importlib.resources import files

from fastapi import APIRouter, Response

_FILES = {
    "swagger-ui-bundle.js": ("fastapi_offline", "static/swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "static/swagger-ui.css", "text/css"),
    "start.js": ("assistant.service", "manual.js", "text/javascript"),
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<script src="docs/swagger-ui-bundle.js" defer></script>
<script src="docs/start.js" defer></script>
</head>
<body><div id="swagger-ui"></div></body>
</html>
"""


@lru_cache(maxsize=len(_FILES))
def _content(name: str) -> bytes:
    package, path, _ = _FILES[name]
    return files(package).joinpath(path).read_bytes()


def routes(title: str) -> APIRouter:
    """The page and its files, and nothing else of the package they come from."""
    router = APIRouter(prefix="/docs", include_in_schema=False)

    @router.get("")
    def page() -> Response:
        return Response(_PAGE.format(title=escape(title)), media_type="text/html", headers=_HEADERS)

    def serve(name: str) -> None:
        @router.get(f"/{name}")
        def send() -> Response:
            headers = {**_HEADERS, "Cache-Control": "public, max-age=3600"}
            return Response(_content(name), media_type=_FILES[name][2], headers=headers)

    for name in _FILES:
        serve(name)
    return router

"""Reference data: what changes only with the edition, sent with an ETag so that it is fetched once."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import TypeAdapter

_ANY: TypeAdapter[Any] = TypeAdapter(Any)
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "unchanged since the version named in If-None-Match"}
}


def reference(request: Request, data: Any) -> Response:
    """The data as JSON under the hash of its bytes, or 304 where the client has them already."""
    body = _ANY.dump_json(data)
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _has(header: str, tag: str) -> bool:
    known = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in known or tag in known

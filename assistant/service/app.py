"""The FastAPI application: every way in, behind the same guards. The one home of FastAPI is this package."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from assistant.answering.ask import Assistant
from assistant.service import health, manual, openai, refusing, rest
from assistant.service.access import Access, read_rate
from assistant.service.audit import Audit
from assistant.service.body import Bodies
from assistant.service.bots.platforms import Platforms
from assistant.service.desk import Desk
from assistant.service.keys import Keyring, read_keys
from assistant.service.lane import Lane
from assistant.service.metrics import Metrics
from assistant.service.tracing import Tracing
from assistant.settings import Settings

VERSION = "0.1.0"
_DESCRIPTION = """Cited answers from the official guides of international science-cooperation funding.

Every answer names the clauses it stands on. Every error has one shape, `{error: {code, message}}`, and every reply an
`X-Request-ID`. Where the operator has set keys, send yours as `Authorization: Bearer KEY`."""


def create_app(assistant: Assistant, settings: Settings | None = None) -> FastAPI:
    """The API over one assistant. Without settings: the defaults, whatever the environment says. BadInput where a
    setting of the service is not usable."""
    from assistant.service import mcp

    settings = settings or Settings.model_construct()
    metrics = Metrics(VERSION)
    audit = Audit(Path(settings.audit_file)) if settings.audit_file else None
    keys = read_keys(settings.api_keys.get_secret_value())
    desk = Desk(assistant, Lane(settings.lane_width, settings.answers_waiting), metrics, audit)
    readiness = health.Readiness(assistant)
    tools = mcp.Endpoint(desk, VERSION, local_only=not (keys or settings.allow_open))

    bots = Platforms(desk, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.running(), bots.running():
            yield
            readiness.stopping = True

    app = FastAPI(
        title="Zhinan 指南",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,  # manual.py, which loads nothing from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        # Described where it is so; what enforces it is the middleware, which no route can forget.
        dependencies=[Depends(HTTPBearer(auto_error=False, description="a key"))] if keys else [],
    )
    app.state.desk = desk
    app.include_router(rest.routes(desk))
    app.include_router(openai.routes(desk))
    app.include_router(health.routes(desk, readiness, VERSION))
    app.include_router(manual.routes(app.title))
    app.router.routes.append(Route(mcp.PATH, tools, include_in_schema=False))
    bots.mount(app)
    refusing.install(app)
    _guard(app, settings, keys, metrics)
    return app


def _guard(app: FastAPI, settings: Settings, keys: Keyring, metrics: Metrics) -> None:
    """The middleware, innermost first."""
    app.add_middleware(Bodies, metrics=metrics)
    app.add_middleware(
        Access,
        keys=keys,
        metrics=metrics,
        per_key=read_rate(settings.rate_per_key, "ZHINAN_RATE_PER_KEY"),
        per_address=read_rate(settings.rate_per_address, "ZHINAN_RATE_PER_ADDRESS"),
    )
    origins = [origin for origin in settings.cors_origins.replace(",", " ").split() if origin]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID", "If-None-Match"],
            expose_headers=["ETag", "Retry-After", "X-Request-ID"],
        )
    app.add_middleware(Tracing, metrics=metrics)

"""The MCP server at `/mcp` (streamable HTTP): five tools over the same desk. The one home of the `mcp` SDK.

Without state between requests, so that any worker can answer any of them and nothing is lost at a restart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.answer import Answer, Ask, Citation, Day, Outcome, Turn, Verdict
from assistant.answering.ask import today_in_china
from assistant.answering.compose import citation
from assistant.catalogue import DirectionEntry, directions, find_clause
from assistant.eligibility.rules import judge, match
from assistant.errors import ZhinanError
from assistant.service.body import LARGEST
from assistant.service.chat import with_sources
from assistant.service.desk import Desk
from assistant.service.refusing import refusal
from corpus.guide import Bilingual, Frozen

PATH = "/mcp"
_INSTRUCTIONS = (
    "Answers about five official guides of international science-cooperation funding in China (calls for personnel "
    "exchange and joint R&D, JSPS fellowships and others), in Chinese and English, each with the clauses it stands on. "
    "Show the clause ids. A `not_found` answer means that the guides do not say: do not fill the gap."
)
_LOCAL = ["127.0.0.1", "localhost", "[::1]"]
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False, destructive_hint=False)
T = TypeVar("T")

AsOf = Annotated[Day | None, Field(description="the day on which to answer, YYYY-MM-DD; today in China by default")]
DirectionId = Annotated[str, Field(description="a direction such as exchange-1.3 or joint-2.1", max_length=40)]
Profile = Annotated[
    dict[str, Any],
    Field(description='facts by name, e.g. {"birth_date": "1985-06-15", "nationality": "CN", "degree": "phd"}'),
]


class Fit(Frozen):
    """How a profile stands with one direction."""

    direction: str
    title: Bilingual
    outcome: Outcome
    broken: tuple[Bilingual, ...]
    missing: tuple[str, ...]


class Fits(Frozen):
    """Every direction, best first."""

    directions: tuple[Fit, ...]


class Directions(Frozen):
    """The directions that fit."""

    directions: tuple[DirectionEntry, ...]


def make_server(desk: Desk, version: str) -> MCPServer[Any]:
    """The server with its tools."""
    server: MCPServer[Any] = MCPServer("zhinan", title="Zhinan 指南", version=version, instructions=_INSTRUCTIONS)
    _answering(server, desk)
    _judging(server, desk)
    _looking_up(server, desk)
    return server


def _answering(server: MCPServer[Any], desk: Desk) -> None:
    @server.tool(title="Ask the guides", annotations=_READS)
    async def ask(
        question: Annotated[str, Field(description="a question in Chinese or English, at most 4,000 characters")],
        lang: Literal["auto", "zh", "en"] = "auto",
        direction: DirectionId | None = None,
        as_of: AsOf = None,
        history: Annotated[list[Turn], Field(description="earlier messages, oldest first", max_length=50)] = [],  # noqa: B006 - read only
    ) -> Annotated[CallToolResult, Answer]:
        """Answer a question from the official guides, with numbered citations of the clauses it stands on."""
        wanted = Ask(question=question, lang=lang, direction=direction, as_of=as_of, history=tuple(history))
        answer = await _told(lambda: desk.ask(wanted, "mcp"))
        return _result(with_sources(answer), answer)


def _judging(server: MCPServer[Any], desk: Desk) -> None:

    @server.tool(title="Check eligibility", annotations=_READS)
    async def check_eligibility(
        direction: DirectionId, profile: Profile, as_of: AsOf = None
    ) -> Annotated[CallToolResult, Verdict]:
        """Judge a profile against one direction: each requirement with its state, reason and clause. A fact that is
        not given is unknown, never false; `missing` names the facts that would decide."""
        day = as_of or today_in_china()
        verdict = await _told(lambda: desk.run(lambda: judge(desk.library, direction, profile, day)))
        told = [f"{verdict.direction}: {verdict.outcome} (as of {verdict.as_of})"]
        told += [
            f"- {f.outcome} ({f.strength}): {f.reason.en} [{f.clause_id}]"
            for f in verdict.findings
            if f.outcome in ("broken", "warning", "unknown")
        ]
        told += [f"missing: {', '.join(verdict.missing)}"] if verdict.missing else []
        return _result("\n".join(told), verdict)

    @server.tool(name="match", title="Where could this profile apply?", annotations=_READS)
    async def matching(profile: Profile, as_of: AsOf = None) -> Annotated[CallToolResult, Fits]:
        """Judge a profile against all 23 directions, best first."""
        day = as_of or today_in_china()
        verdicts = await _told(lambda: desk.run(lambda: match(desk.library, profile, day)))
        fits = Fits(directions=tuple(_fit(desk, verdict) for verdict in verdicts))
        told = [
            f"{fit.direction} {fit.title.zh} / {fit.title.en}: {fit.outcome}"
            + "".join(f"; {reason.en}" for reason in fit.broken)
            for fit in fits.directions
        ]
        return _result("\n".join(told), fits)


def _fit(desk: Desk, verdict: Verdict) -> Fit:
    return Fit(
        direction=verdict.direction,
        title=desk.assistant.library.directions[verdict.direction].title,
        outcome=verdict.outcome,
        broken=tuple(finding.reason for finding in verdict.findings if finding.outcome == "broken"),
        missing=verdict.missing,
    )


def _looking_up(server: MCPServer[Any], desk: Desk) -> None:

    @server.tool(title="Read a clause", annotations=_READS)
    async def get_clause(
        clause_id: Annotated[str, Field(description="such as most-exchange-2026-b2/1.3(3)", max_length=200)],
    ) -> Annotated[CallToolResult, Citation]:
        """One clause in both languages, as an answer cites it."""

        async def look() -> Citation:
            library = await desk.current()
            return citation(library, find_clause(library, clause_id), 1)

        clause = await _told(look)
        told = f"{clause.clause_id} {clause.title.zh} / {clause.title.en}\n\n{clause.text.zh}\n\n{clause.text.en}"
        return _result(told, clause)

    @server.tool(title="List the directions", annotations=_READS)
    async def list_directions(
        country: Annotated[str | None, Field(description="ISO code or name: FR, 法国, France", max_length=60)] = None,
        field: Annotated[str | None, Field(description="words of a field, either language", max_length=100)] = None,
        open_on: Annotated[Day | None, Field(description="a day on which applications may be filed")] = None,
    ) -> Annotated[CallToolResult, Directions]:
        """The directions of the two calls with countries, money in yuan, duration and window, filtered."""
        found = await _told(lambda: desk.run(lambda: directions(desk.library, country, field, open_on)))
        told = [f"{entry.id} {entry.title.zh} / {entry.title.en}" for entry in found] or ["no direction fits"]
        return _result("\n".join(told), Directions(directions=tuple(found)))


async def _told(work: Callable[[], Awaitable[T]]) -> T:
    """What the work gives; what a user did wrong becomes a line that the model can read."""
    try:
        return await work()
    except (ZhinanError, ValidationError) as error:
        raise ToolError(str(error)) from error


def _result(text: str, data: Frozen) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=data.model_dump(mode="json")
    )


class Endpoint:
    """`/mcp` as an ASGI application. It serves while `running` is entered, any number of times one after another."""

    def __init__(self, desk: Desk, version: str, *, local_only: bool):
        """`local_only`: answer only under this machine's own names, so that no website can reach it through a name
        of its own that it points here (DNS rebinding). For a server that asks for no key."""
        self._desk, self._version = desk, version
        hosts = [f"{host}{port}" for host in _LOCAL for port in ("", ":*")]
        self._security = TransportSecuritySettings(
            enable_dns_rebinding_protection=local_only,
            allowed_hosts=hosts,
            allowed_origins=[f"http://{host}" for host in hosts],
        )
        self._app: ASGIApp | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve until left."""
        server = make_server(self._desk, self._version)
        app = server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            json_response=True,
            max_request_body_size=LARGEST,
            transport_security=self._security,
        )
        async with server.session_manager.run():
            self._app = app
            try:
                yield
            finally:
                self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] != "POST":  # there is no state to listen to or to end
            await refusal(405, "method_not_allowed", "POST is the only method here", {"Allow": "POST"})(
                scope, receive, send
            )
            return
        if self._app is None:
            await refusal(503, "not_ready", "the server is starting or stopping")(scope, receive, send)
            return
        await self._app({**scope, "path": PATH, "root_path": ""}, receive, send)

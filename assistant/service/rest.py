"""The REST routes of `/v1`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Query, Request
from fastapi.responses import Response

from assistant.answer import Answer, Ask, Check, Citation, Day, Match, Verdict
from assistant.answering.ask import today_in_china
from assistant.answering.compose import citation
from assistant.catalogue import DirectionEntry, GuideEntry, direction_entry, directions, find_clause, guide_entry
from assistant.eligibility.rules import judge, match
from assistant.service import events, examples
from assistant.service.desk import Desk
from assistant.service.reference import NOT_MODIFIED, reference
from assistant.service.refusing import documented

IfNoneMatch = Annotated[str | None, Header(description="the ETag of what you have")]
_BODY = (408, 413, 422, 503)
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the answer; as server-sent events where `Accept: text/event-stream` asks for them",
        "content": {
            "application/json": {"example": examples.ANSWER},
            "text/event-stream": {"example": events.EXAMPLE},
        },
    }
}


def routes(desk: Desk) -> APIRouter:
    """The routes over one desk."""
    router = APIRouter(prefix="/v1")
    _answers(router, desk)
    _eligibility(router, desk)
    _reference(router, desk)
    return router


def _answers(router: APIRouter, desk: Desk) -> None:
    @router.post(
        "/ask",
        response_model=Answer,
        tags=["answers"],
        summary="Ask a question",
        responses={**documented(404, *_BODY), **_STREAMED},
    )
    async def ask(request: Request, body: Annotated[Ask, Body(openapi_examples=examples.ASK)]) -> Any:
        """A cited answer from the guides, in the asker's language, or a plain `not_found`.

        With `Accept: text/event-stream` it comes as events: `status`, `citations`, `text` (one or more), `done` with
        the whole answer. `done` is the one that holds; a stream that ends without it broke off.
        """
        if events.wants_events(request.headers.get("accept", "")):
            return await events.answer_events(desk, body, request)
        return await desk.ask(body, "rest", request.is_disconnected)


def _eligibility(router: APIRouter, desk: Desk) -> None:

    @router.post(
        "/eligibility",
        response_model=Verdict,
        tags=["eligibility"],
        summary="Judge a profile",
        responses=documented(404, *_BODY),
    )
    async def eligibility(body: Annotated[Check, Body(openapi_examples=examples.CHECK)]) -> Verdict:
        """A verdict from the constraints beside the clauses: each requirement with its state, reason and clause."""
        return await desk.run(lambda: judge(desk.library, body.direction, body.profile, body.as_of or today_in_china()))

    @router.post(
        "/match",
        response_model=list[Verdict],
        tags=["eligibility"],
        summary="Where could this profile apply?",
        responses=documented(*_BODY),
    )
    async def matching(body: Annotated[Match, Body(openapi_examples=examples.MATCH)]) -> list[Verdict]:
        """The verdict on every direction, best first."""
        return await desk.run(lambda: list(match(desk.library, body.profile, body.as_of or today_in_china())))


def _reference(router: APIRouter, desk: Desk) -> None:

    @router.get(
        "/directions",
        response_model=list[DirectionEntry],
        tags=["reference"],
        summary="The 23 directions",
        responses={**documented(422, 503), **NOT_MODIFIED},
    )
    async def list_directions(
        request: Request,
        country: str | None = Query(
            None, max_length=60, description="ISO code or name: FR, 法国, France", examples=["FR"]
        ),
        field: str | None = Query(
            None, max_length=100, description="words of a field, either language", examples=["人工智能"]
        ),
        open_on: Day | None = Query(
            None, description="a day on which applications may be filed", examples=["2026-06-01"]
        ),
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """Directions, filtered. A call that prints no window is never listed as open."""
        return reference(request, await desk.run(lambda: directions(desk.library, country, field, open_on)))

    @router.get(
        "/directions/{direction}",
        response_model=DirectionEntry,
        tags=["reference"],
        summary="One direction",
        responses={**documented(404), **NOT_MODIFIED},
    )
    async def one_direction(
        request: Request,
        direction: str = Path(examples=["exchange-1.3"]),
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """Title, countries, fields, money in yuan, duration, window and clause ids of one direction."""
        return reference(request, direction_entry(await desk.current(), direction))

    @router.get(
        "/clauses/{clause_id:path}",
        response_model=Citation,
        tags=["reference"],
        summary="One clause",
        responses={**documented(404), **NOT_MODIFIED},
    )
    async def one_clause(
        request: Request,
        clause_id: str = Path(examples=["most-exchange-2026-b2/1.3(3)"]),
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """One clause in both languages. Blanks and full-width brackets in the id do not matter."""
        library = await desk.current()
        return reference(request, citation(library, find_clause(library, clause_id), 1))

    @router.get(
        "/guides",
        response_model=list[GuideEntry],
        tags=["reference"],
        summary="The guides",
        responses={**documented(), **NOT_MODIFIED},
    )
    async def guides(request: Request, if_none_match: IfNoneMatch = None) -> Response:
        """Every guide with its title, issuer, dates and how many clauses it has."""
        return reference(request, [guide_entry(guide) for guide in (await desk.current()).guides.values()])

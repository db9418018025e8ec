"""The REST routes of `/v1`."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Query

from assistant.answer import Answer, Ask, Check, Citation, Match, Verdict
from assistant.answering.ask import Assistant, today_in_china
from assistant.answering.compose import citation
from assistant.catalogue import DirectionEntry, GuideEntry, direction_entry, directions, find_clause, guide_entry
from assistant.eligibility.rules import judge, match
from corpus.library import Library


def routes(assistant: Assistant) -> APIRouter:
    """The routes over one assistant."""
    router = APIRouter(prefix="/v1")

    def library() -> Library:
        assistant.keep_up()
        return assistant.library

    @router.post("/ask", response_model=Answer, tags=["answers"], summary="Ask a question")
    def ask(body: Ask) -> Answer:
        """A cited answer from the guides, in the asker's language, or a plain `not_found`."""
        return assistant.ask(body)

    @router.post("/eligibility", response_model=Verdict, tags=["eligibility"], summary="Judge a profile")
    def eligibility(body: Check) -> Verdict:
        """A verdict from the constraints beside the clauses: each requirement with its state, reason and clause."""
        return judge(library(), body.direction, body.profile, body.as_of or today_in_china())

    @router.post(
        "/match", response_model=list[Verdict], tags=["eligibility"], summary="Where could this profile apply?"
    )
    def matching(body: Match) -> list[Verdict]:
        """The verdict on every direction, best first."""
        return list(match(library(), body.profile, body.as_of or today_in_china()))

    @router.get("/directions", response_model=list[DirectionEntry], tags=["reference"], summary="The 23 directions")
    def list_directions(
        country: str | None = Query(None, max_length=60, description="ISO code or name: FR, 法国, France"),
        field: str | None = Query(None, max_length=100, description="words of a field, either language"),
        open_on: date | None = Query(None, description="a day on which applications may be filed"),
    ) -> list[DirectionEntry]:
        """Directions, filtered. A call that prints no window is never listed as open."""
        return directions(library(), country, field, open_on)

    @router.get("/directions/{direction}", response_model=DirectionEntry, tags=["reference"], summary="One direction")
    def one_direction(direction: str) -> DirectionEntry:
        """Title, countries, fields, money in yuan, duration, window and clause ids of one direction."""
        return direction_entry(library(), direction)

    @router.get("/clauses/{clause_id:path}", response_model=Citation, tags=["reference"], summary="One clause")
    def one_clause(clause_id: str) -> Citation:
        """One clause in both languages. Blanks and full-width brackets in the id do not matter."""
        return citation(library(), find_clause(library(), clause_id), 1)

    @router.get("/guides", response_model=list[GuideEntry], tags=["reference"], summary="The guides")
    def guides() -> list[Any]:
        """Every guide with its title, issuer, dates and how many clauses it has."""
        return [guide_entry(guide) for guide in library().guides.values()]

    return router

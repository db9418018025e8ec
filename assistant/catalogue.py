"""Looking things up in the edition: directions by country, field or day, and clauses by id."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from assistant.answering.ask import CHINA
from assistant.answering.places import Gazetteer
from assistant.errors import BadInput, NotFound
from corpus.guide import Amount, Bilingual, Direction, Frozen, Guide, ResearchField
from corpus.library import Library


class WindowEntry(Frozen):
    """When applications may be filed; China Standard Time, both ends included."""

    opens: datetime
    closes: datetime
    recommend_by: datetime | None
    clause_id: str


class DirectionEntry(Frozen):
    """One direction as the API lists it; money in yuan, null where the guide prints none."""

    id: str
    guide: str
    number: str
    title: Bilingual
    partner: Bilingual
    countries: tuple[str, ...]
    any_field: bool
    fields: tuple[ResearchField, ...]
    projects: Amount
    funding_total: Amount
    funding_per_project: Amount | None
    duration_years: tuple[int, ...]
    window: WindowEntry | None
    clauses: tuple[str, ...]


class GuideEntry(Frozen):
    """One guide as the API lists it."""

    id: str
    title: Bilingual
    issuer: Bilingual
    issued: date | None
    window: WindowEntry | None
    directions: tuple[str, ...]
    clauses: int
    reviewed: bool  # false: imported as it is, no editor has checked it


def direction_entry(library: Library, direction_id: str) -> DirectionEntry:
    """One direction. NotFound names the known ones."""
    if direction_id not in library.directions:
        known = ", ".join(library.directions)
        raise NotFound(f"direction: {direction_id!r} is not known; use one of {known}")
    guide, part = library.part_of(direction_id)
    direction = library.directions[direction_id]
    return DirectionEntry(
        **{name: getattr(direction, name) for name in _COPIED},
        guide=guide.id,
        number=direction_id.split("-", 1)[1],
        window=_window(guide),
        clauses=tuple(f"{guide.id}/{clause.ref}" for clause in part.clauses),
    )


_COPIED = (
    "id", "title", "partner", "countries", "any_field", "fields", "projects", "funding_total", "funding_per_project",
    "duration_years",
)  # fmt: skip


def directions(
    library: Library, country: str | None = None, field: str | None = None, open_on: date | None = None
) -> list[DirectionEntry]:
    """Directions that fit every filter given, in the order of the guides. BadInput for a country nobody knows."""
    chosen = list(library.directions.values())
    if country and country.strip():
        wanted = _of_country(library, country.strip())
        chosen = [d for d in chosen if d.id in wanted]
    if field and field.strip():
        chosen = [d for d in chosen if _has_field(d, field.strip())]
    entries = [direction_entry(library, d.id) for d in chosen]
    if open_on:
        entries = [e for e in entries if e.window and e.window.opens.date() <= open_on <= e.window.closes.date()]
    return entries


def find_clause(library: Library, clause_id: str) -> str:
    """The id as the edition writes it. NotFound where there is no such clause."""
    if clause_id in library.clauses:
        return clause_id
    wanted = _loose(clause_id)
    found = [known for known in library.clauses if _loose(known) == wanted]
    if not found:
        raise NotFound(f"clause: {clause_id[:80]!r} is not known; ids look like most-exchange-2026-b2/1.3(3)")
    return found[0]


def guide_entry(guide: Guide) -> GuideEntry:
    """One guide as the API lists it."""
    return GuideEntry(
        id=guide.id, title=guide.title, issuer=guide.issuer, issued=guide.issued, window=_window(guide),
        directions=tuple(d.id for d in guide.directions), clauses=len(guide.clauses),
        reviewed=guide.reviewed,
    )  # fmt: skip


def _window(guide: Guide) -> WindowEntry | None:
    if guide.window is None:
        return None
    window = guide.window
    return WindowEntry(
        opens=window.opens.replace(tzinfo=CHINA),
        closes=window.closes.replace(tzinfo=CHINA),
        recommend_by=window.recommend_by.replace(tzinfo=CHINA) if window.recommend_by else None,
        clause_id=window.clause,
    )


def _of_country(library: Library, country: str) -> set[str]:
    if re.fullmatch(r"[A-Za-z]{2}", country):
        return {d.id for d in library.directions.values() if country.upper() in d.countries}
    places = Gazetteer(library).read(country.lower(), "zh" if re.search(r"[\u4e00-\u9fff]", country) else "en")
    if not places.countries:
        raise BadInput(f"country: {country[:60]!r} is not a country; give an ISO code such as FR, or a name")
    return {d.id for d in library.directions.values() if set(places.countries) & set(d.countries)} | set(
        places.directions
    )


def _has_field(direction: Direction, words: str) -> bool:
    if direction.any_field:
        return True
    asked = _loose(words)
    texts = [t for f in direction.fields for b in (f, *f.sub) for t in (b.zh, b.en)]
    return any(asked in _loose(text) for text in texts)


def _loose(text: str) -> str:
    return re.sub(r"[\s“”\"']", "", unicodedata.normalize("NFKC", text)).lower()

"""`python -m corpus check`: is the edition whole and consistent with itself?

Schema and unique ids are held while loading; here: topics known, references resolve, Chinese and English carry the
same figures and addresses, header facts stand in the header's words, sums add up, every facet of every direction
is stated or recorded as silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from corpus.check_constraints import constraint_problems
from corpus.figures import addresses, figures
from corpus.guide import Amount, Clause, Direction, Guide, Part
from corpus.library import Library


def problems(library: Library) -> list[str]:
    """Every inconsistency found, one line each, naming file and clause. Empty: the edition is sound."""
    found: list[str] = []
    for guide in library.guides.values():
        found += _totals(guide)
        for part in guide.parts:
            place = f"{guide.id}/{part.file}"
            found += [f"{place}: {line}" for line in _part(part, library, guide)]
    found += _references(library)
    found += constraint_problems(library)
    return found


def summary(library: Library) -> list[str]:
    """Clauses and statements per guide, for the reader of the check."""
    return [
        f"{guide.id}: {len(guide.clauses)} clauses, {sum(len(c.says) for c in guide.clauses)} statements, "
        f"{len(guide.directions)} directions"
        for guide in library.guides.values()
    ]


def _part(part: Part, library: Library, guide: Guide) -> Iterator[str]:
    for clause in part.clauses:
        yield from _clause(clause, library)
    if part.direction:
        yield from _direction(part.direction, part)
        yield from _facets(part, library, guide)


def _clause(clause: Clause, library: Library) -> Iterator[str]:
    for number, statement in enumerate(clause.says, 1):
        where = f"{clause.ref} statement {number}"
        for topic in statement.about:
            if topic not in library.topics:
                yield f"{where}: unknown topic {topic!r}; topics.yaml lists them"
        yield from _same_in_both(where, statement.zh, statement.en)
    for note in clause.notes:
        yield from _same_in_both(f"{clause.ref} note", note.zh, note.en)


def _same_in_both(where: str, zh: str, en: str) -> Iterator[str]:
    for what, read in (("figures", figures), ("addresses", addresses)):
        only_zh, only_en = read(zh) - read(en), read(en) - read(zh)
        if only_zh or only_en:
            yield f"{where}: {what} differ: only in zh {sorted(only_zh)}, only in en {sorted(only_en)}: {zh[:40]}"


def _direction(direction: Direction, part: Part) -> Iterator[str]:
    everything = figures(" ".join(c.text("zh") for c in part.clauses))
    amounts = {
        "projects": direction.projects,
        "funding_total": direction.funding_total,
        "funding_per_project": direction.funding_per_project,
    }
    for field in direction.fields:
        amounts |= {f"projects of {field.zh}": field.projects, f"funding of {field.zh}": field.funding}
    for name, amount in amounts.items():
        if isinstance(amount, Amount) and str(Fraction(amount.value)) not in everything:
            yield f"direction.{name}: {amount.value} does not stand in the words of its clauses"
    for years in direction.duration_years:
        if str(years) not in everything:
            yield f"direction.duration_years: {years} does not stand in the words of its clauses"
    header = part.clauses[0]
    if header.ref != direction.id.split("-", 1)[1]:
        yield f"the first clause must be the direction's header {direction.id.split('-', 1)[1]}, found {header.ref}"
    words = "".join(header.text("zh").split())
    for field in direction.fields:
        if "".join(field.zh.split()) not in words:
            yield f"direction.fields: {field.zh} does not stand in the header {header.ref}"


def stated_facets(part: Part, guide: Guide) -> frozenset[str]:
    """The facets that a direction's own clauses or the general sections that bind it state."""
    general = (c for p in guide.parts if p.applies_to == "all directions" for c in p.clauses)
    stated = {t for c in (*part.clauses, *general) for s in c.says for t in s.about}
    assert part.direction is not None
    if part.direction.funding_per_project is None:
        stated.discard("money_per_project")
    return frozenset(stated | {"countries"})


def _facets(part: Part, library: Library, guide: Guide) -> Iterator[str]:
    facets = {t.id for t in library.topics.values() if t.facet}
    stated = stated_facets(part, guide)
    for topic in part.silent:
        if topic not in facets:
            yield f"silent: {topic} is not a facet of topics.yaml"
        elif topic in stated:
            yield f"silent: {topic} is recorded as silent and yet a clause states it"
    missing = sorted(facets - stated - set(part.silent))
    if missing:
        yield f"neither stated nor recorded as silent: {', '.join(missing)}"


def _totals(guide: Guide) -> Iterator[str]:
    place = f"{guide.id}/guide.yaml"
    if len(guide.clauses) != guide.clause_count:
        yield f"{place}: clause_count says {guide.clause_count}, the files hold {len(guide.clauses)}"
    if set(guide.on_disk) != set(guide.files):
        yield f"{place}: files and folder disagree: {sorted(set(guide.on_disk) ^ set(guide.files))}"
    if not guide.totals:
        return
    sums = {
        "directions": (len(guide.directions), guide.totals.directions),
        "projects": (sum(d.projects.value for d in guide.directions), guide.totals.projects.value),
        "funding": (sum(d.funding_total.value for d in guide.directions), guide.totals.funding.value),
    }
    for name, (added, printed) in sums.items():
        if added != printed:
            yield f"{place}: totals.{name}: the guide prints {printed}, its directions add up to {added}"


def _references(library: Library) -> Iterator[str]:
    known, directions = library.clauses, library.directions
    for guide in library.guides.values():
        for what in (guide.window, guide.totals):
            if what and what.clause not in known:
                yield f"{guide.id}/guide.yaml: cites {what.clause}, which the edition has not"
    for silence in library.silences:
        yield from _known(f"silence {silence.id}", silence.nearest, known, silence.directions, directions)
        yield from _same_in_both(f"silence {silence.id}", silence.text.zh, silence.text.en)
        yield from _topics(f"silence {silence.id}", silence.topics, library)
    for entry in library.differences:
        yield from _known(f"difference {entry.id}", entry.clauses, known, entry.directions, directions)
        yield from _same_in_both(f"difference {entry.id}", entry.text.zh, entry.text.en)
        yield from _topics(f"difference {entry.id}", entry.topics, library)
        cited = [known[c].clause for c in entry.clauses if c in known]
        stated = figures(" ".join(c.text("zh") + "".join(n.zh for n in c.notes) + c.ref for c in cited))
        extra = figures(entry.text.zh) - stated - figures(" ".join(entry.clauses))
        if extra:
            yield f"difference {entry.id}: figures {sorted(extra)} stand in none of the clauses it cites"


def _topics(where: str, topics: tuple[str, ...], library: Library) -> Iterator[str]:
    for topic in topics:
        if topic not in library.topics:
            yield f"{where}: unknown topic {topic!r}"


def _known(
    where: str, clauses: tuple[str, ...], known: object, directions: tuple[str, ...], ids: object
) -> Iterator[str]:
    for clause in clauses:
        if clause not in known:  # type: ignore[operator]
            yield f"{where}: cites {clause}, which the edition has not"
    for direction in directions:
        if direction not in ids:  # type: ignore[operator]
            yield f"{where}: names direction {direction}, which the edition has not"

"""Loading the edition from its YAML files, with errors that name file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus import questions
from corpus.constraint import Constraint
from corpus.edition_file import EditionError, line_of, parse, read_yaml
from corpus.guide import Clause, Difference, Direction, Frozen, Guide, Part, Silence

GUIDES = Path(__file__).parent / "guides"
TOPICS = Path(__file__).parent / "topics.yaml"


class Topic(Frozen):
    """One entry of `topics.yaml`."""

    id: str
    facet: bool = False
    label: dict[str, str]


class PlacedClause(Frozen):
    """A clause with where it stands."""

    id: str
    guide: str
    clause: Clause
    direction: str | None
    applies_to_all: bool  # a general section that binds every direction of its call


class PlacedConstraint(Frozen):
    """A constraint with where it stands; `id` begins with its direction, or with the guide of a general one."""

    id: str
    clause_id: str
    guide: str
    direction: str | None
    constraint: Constraint

    def binds(self, direction: str, guide: str) -> bool:
        """Whether it is part of the verdict on a direction of that guide."""
        own = self.constraint
        if own.check or self.direction:
            return self.direction == direction and not own.check
        return self.guide == guide and direction not in own.not_for and direction in (own.only_for or (direction,))


@dataclass(frozen=True)
class OfficialWords:
    """The words of a clause as its official document prints them, and their page where it has pages."""

    text: str
    page: int | None


class Library:
    """The whole edition in memory: guides, clauses by id, directions by id. Built by `load`; never changed.

    `official` holds the official words of clauses whose documents were imported (`importing/unreviewed.py`).
    """

    def __init__(
        self,
        guides: tuple[Guide, ...],
        topics: dict[str, Topic],
        differences: tuple[Difference, ...],
        official: Mapping[str, OfficialWords] | None = None,
    ):
        self.guides = {guide.id: guide for guide in guides}
        self.topics = topics
        self.differences = differences
        self.official = official or {}

    @cached_property
    def edition(self) -> Library:
        """The reviewed guides alone, with their official words; itself where nothing else was imported."""
        reviewed = tuple(guide for guide in self.guides.values() if guide.reviewed)
        if len(reviewed) == len(self.guides):
            return self
        return Library(reviewed, self.topics, self.differences, self.official)

    @cached_property
    def clauses(self) -> dict[str, PlacedClause]:
        """Clauses by id, in document order."""
        placed: dict[str, PlacedClause] = {}
        for guide in self.guides.values():
            for part in guide.parts:
                for clause in part.clauses:
                    clause_id = f"{guide.id}/{clause.ref}"
                    if clause_id in placed:
                        raise EditionError(
                            f"{guide.id}/{part.file}: clause {clause.ref} stands twice; give each its own ref"
                        )
                    placed[clause_id] = PlacedClause(
                        id=clause_id,
                        guide=guide.id,
                        clause=clause,
                        direction=part.direction.id if part.direction else None,
                        applies_to_all=part.applies_to == "all directions",
                    )
        return placed

    @cached_property
    def directions(self) -> dict[str, Direction]:
        """The 23 directions by id, in document order."""
        return {d.id: d for guide in self.guides.values() for d in guide.directions}

    @cached_property
    def silences(self) -> tuple[Silence, ...]:
        """Every recorded silence that has words of its own."""
        of_guides = [s for g in self.guides.values() for s in g.silences]
        of_parts = [s for g in self.guides.values() for p in g.parts for s in p.silences]
        return (*of_guides, *of_parts)

    @cached_property
    def constraints(self) -> tuple[PlacedConstraint, ...]:
        """Every constraint, those of the general sections first, in document order."""
        placed: list[PlacedConstraint] = []
        for guide in self.guides.values():
            for part in guide.parts:
                direction = part.direction.id if part.direction else None
                for constraint in part.constraints:
                    full = constraint.clause if constraint.clause in self.clauses else f"{guide.id}/{constraint.clause}"
                    own = f"{constraint.check or direction or guide.id}/{constraint.id}"
                    placed.append(
                        PlacedConstraint(
                            id=own, clause_id=full, guide=guide.id, direction=direction, constraint=constraint
                        )
                    )
        return tuple(sorted(placed, key=lambda p: p.direction is not None))

    @cached_property
    def checks(self) -> dict[str, tuple[PlacedConstraint, ...]]:
        """What can be judged, with its constraints: every direction, then the checks of their own by name."""
        checks = {
            direction.id: tuple(p for p in self.constraints if p.binds(direction.id, guide.id))
            for guide in self.guides.values()
            for direction in guide.directions
        }
        for name in dict.fromkeys(p.constraint.check for p in self.constraints if p.constraint.check):
            checks[name] = tuple(p for p in self.constraints if p.constraint.check == name)
        return checks

    def part_of(self, direction_id: str) -> tuple[Guide, Part]:
        """The guide and the file that hold a direction. KeyError where there is none."""
        return self._parts[direction_id]

    @cached_property
    def _parts(self) -> dict[str, tuple[Guide, Part]]:
        return {
            part.direction.id: (guide, part) for guide in self.guides.values() for part in guide.parts if part.direction
        }


def load(folder: Path = GUIDES, topics_file: Path = TOPICS) -> Library:
    """The edition as it stands in `folder`. Raises EditionError, which names file and line."""
    listed = read_yaml(topics_file)
    if not isinstance(listed, dict) or not all(isinstance(entry, dict) for entry in listed.values()):
        raise EditionError(f"{topics_file}:1: expected topics, each with its label")
    topics = {name: parse(Topic, {"id": name, **entry}, topics_file, (name,)) for name, entry in listed.items()}
    guides = tuple(_load_guide(path) for path in sorted(folder.glob("*/guide.yaml"), key=_official_order))
    if not guides:
        raise EditionError(f"{folder}: holds no guide; each guide is a folder with a guide.yaml")
    return Library(guides, topics, _load_differences(folder / "differences.yaml"))


def _load_differences(path: Path) -> tuple[Difference, ...]:
    entries = (read_yaml(path) or []) if path.exists() else []
    if not isinstance(entries, list):
        raise EditionError(f"{path}:1: expected a list of differences")
    return tuple(parse(Difference, entry, path, (number,)) for number, entry in enumerate(entries))


def _official_order(path: Path) -> int:
    order = ("most-exchange", "most-joint", "programme-appendix", "jsps", "japan")
    return next((i for i, start in enumerate(order) if path.parent.name.startswith(start)), len(order))


def _load_guide(path: Path) -> Guide:
    data = read_yaml(path)
    files = data.get("files", []) if isinstance(data, dict) else []
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise EditionError(f"{path}:{line_of(path, ('files',))}: files: expected a list of file names")
    parts = []
    for name in files:
        part_path = path.parent / name
        content = questions.of_statements(read_yaml(part_path), path.parent / questions.FOLDER / name)
        parts.append(parse(Part, content, part_path, file=name))
    questions.of_silences(data, path.parent / questions.FOLDER / questions.SILENCES)
    on_disk = tuple(sorted(p.name for p in path.parent.glob("*.yaml") if p.name != path.name))
    return parse(Guide, data, path, parts=tuple(parts), on_disk=on_disk)

"""Loading the edition from its YAML files, with errors that name file and line."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from corpus.constraint import Constraint
from corpus.guide import Clause, Difference, Direction, Frozen, Guide, Part, Silence

GUIDES = Path(__file__).parent / "guides"
TOPICS = Path(__file__).parent / "topics.yaml"

T = TypeVar("T", bound=Frozen)


class EditionError(Exception):
    """The edition cannot be read; the message says file, line, what is wrong."""


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


class Library:
    """The whole edition in memory: guides, clauses by id, directions by id. Built by `load`; never changed."""

    def __init__(self, guides: tuple[Guide, ...], topics: dict[str, Topic], differences: tuple[Difference, ...]):
        self.guides = {guide.id: guide for guide in guides}
        self.topics = topics
        self.differences = differences

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
        for guide in self.guides.values():
            for part in guide.parts:
                if part.direction and part.direction.id == direction_id:
                    return guide, part
        raise KeyError(direction_id)


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C where it was built: ten times as fast


class _LineLoader(_Base):  # type: ignore[misc]
    """Safe YAML that refuses a key given twice (plain YAML keeps the last and loses the first)."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys: set[Any] = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":  # `<<: *other`: what stands here comes before what is merged in
            continue
        key = loader.construct_object(key_node)
        if not isinstance(key, str | int | bool):
            raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key_node.start_mark)
        if key in keys:
            raise yaml.MarkedYAMLError(problem=f"key {key!r} is given twice", problem_mark=key_node.start_mark)
        keys.add(key)
    mapping: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return mapping


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """The content of one YAML file. EditionError with file and line where it is not readable."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_LineLoader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise EditionError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise EditionError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except yaml.reader.ReaderError as error:
        raise EditionError(f"{path}: has a character that YAML does not allow (position {error.position})") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise EditionError(f"{path}:{line}: {error.problem}") from error


def line_of(path: Path, location: tuple[int | str, ...]) -> int:
    """The line of a place in a YAML file, given as keys and list positions; 1 where it is not found."""
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def parse(kind: type[T], data: Any, path: Path, at: tuple[int | str, ...] = (), **extra: Any) -> T:
    """A value of `kind` from one file's data. EditionError naming file, line and key where it does not fit.

    `at` is where in the file the data stands, for files that hold many values.
    """
    if not isinstance(data, dict):
        raise EditionError(f"{path}:{line_of(path, at)}: expected keys and values, found {type(data).__name__}")
    try:
        return kind.model_validate({**data, **extra})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise EditionError(f"{path}:{line_of(path, (*at, *first['loc']))}: {where}: {first['msg']}") from error


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
        parts.append(parse(Part, read_yaml(part_path), part_path, file=name))
    on_disk = tuple(sorted(p.name for p in path.parent.glob("*.yaml") if p.name != path.name))
    return parse(Guide, data, path, parts=tuple(parts), on_disk=on_disk)

"""Reading one YAML file of the edition, with errors that name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from corpus.wording import Frozen

T = TypeVar("T", bound=Frozen)


class EditionError(Exception):
    """The edition cannot be read; the message says file, line, what is wrong."""


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


def nodes(path: Path) -> Any:
    """The nodes of a YAML file that `read_yaml` reads, with their places; by the same parser, for the one in Python
    refuses some of what the one in C takes."""
    return yaml.compose(path.read_text("utf-8"), Loader=_Base)


def line_of(path: Path, location: tuple[int | str, ...]) -> int:
    """The line of a place in a YAML file, given as keys and list positions; 1 where it is not found."""
    node = nodes(path)
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

"""Reading a profile: every fact checked and made exact, or one clear line that names the fact.

A value that is null or blank counts as not given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.eligibility.exact import OLDEST, Span, blank, meant, plain_json, value_of
from assistant.eligibility.vocabulary import vocabulary
from assistant.errors import BadInput


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts that were given: `values` made exact for the rules, `given` as the person wrote them."""

    values: Mapping[str, Any]
    given: Mapping[str, Any]


def read_profile(path: Path) -> dict[str, Any]:
    """The content of a YAML or JSON profile. Dates stay as written, and `NO` is Norway. BadInput names the file."""
    try:
        text = path.read_text("utf-8-sig")
        data = json.loads(text) if path.suffix.lower() == ".json" else yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is not UTF-8 text") from error
    except (ValueError, yaml.YAMLError) as error:
        raise BadInput(f"{path}: is not valid YAML or JSON ({' '.join(str(error).split())[:120]})") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise BadInput(f"{path}: a profile is facts and values, one `name: value` a line")
    return data


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are flags, and a date is the text that was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in rules if tag.rsplit(":", 1)[1] not in ("timestamp", "bool")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF"))


def read(facts: Mapping[str, Any], as_of: date) -> Profile:
    """The profile made exact. BadInput, in one line that names the fact, for whatever cannot be meant."""
    if not isinstance(facts, Mapping):
        raise BadInput("a profile is a mapping of facts to values")
    known = vocabulary().facts
    values: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, value in facts.items():
        if name not in known:
            raise BadInput(f"unknown fact {str(name)[:60]!r}{meant(str(name), known)}")
        if not blank(known[name], value):
            values[name] = value_of(known[name], value, name)
            given[name] = plain_json(value)
    for name in values:
        first = known[name].not_before
        if first in values and values[name].last < values[first].first:
            raise BadInput(f"{name}: {values[name].text} is before {first}, {values[first].text}")
    for name, born in _births(values):
        if born.first.date() > as_of:
            raise BadInput(f"{name}: {born.text} is in the future (as of {as_of})")
        if born.last.year < as_of.year - OLDEST:
            raise BadInput(f"{name}: {born.text} is more than {OLDEST} years ago; check the year")
    return Profile(values, given)


def _births(values: Mapping[str, Any]) -> Iterator[tuple[str, Span]]:
    if "birth_date" in values:
        yield "birth_date", values["birth_date"]
    for number, person in enumerate(values.get("participants", ()), 1):
        if "birth_date" in person:
            yield f"participants[{number}].birth_date", person["birth_date"]

"""Reading a profile: every fact checked and made exact, or one clear line that names the fact.

A value that is null or blank counts as not given. Dates may be partial: they become a `Span` from the first moment
they can mean to the last. Times without a zone are China Standard Time; all others are converted to it.
"""

from __future__ import annotations

import difflib
import json
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from assistant.eligibility.vocabulary import Fact, plain, vocabulary
from assistant.errors import BadInput

CST = timezone(timedelta(hours=8))
LONGEST_LIST, LONGEST_TEXT, LARGEST = 1000, 500, 10**15
OLDEST, EARLIEST_YEAR = 130, 1000
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a moment, or a month or year of which the day is not known: from `first` to `last`, both included."""

    first: datetime
    last: datetime
    text: str


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
            raise BadInput(f"unknown fact {str(name)[:60]!r}{_meant(str(name), known)}")
        if not _blank(known[name], value):
            values[name] = _value(known[name], value, name)
            given[name] = _plain_json(value)
    for name, born in _births(values):
        if born.first.date() > as_of:
            raise BadInput(f"{name}: {born.text} is in the future (as of {as_of})")
        if born.last.year < as_of.year - OLDEST:
            raise BadInput(f"{name}: {born.text} is more than {OLDEST} years ago; check the year")
    return Profile(values, given)


def span(value: Any, name: str) -> Span:
    """A date or part of one, ISO: 1982, 1982-03, 1982-03-01. BadInput names the fact."""
    text = str(value).strip()
    match = None if isinstance(value, bool) or not isinstance(value, str | int | date) else _DAY.fullmatch(text)
    if not match:
        raise BadInput(f"{name}: {text[:40]!r} is not a date; write 1982, 1982-03 or 1982-03-01")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if not year or year < EARLIEST_YEAR:
            raise ValueError(year)
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError as error:
        raise BadInput(f"{name}: there is no day {text}") from error
    return Span(datetime.combine(first, time.min), datetime.combine(last, time.max), text)


def _moment(value: Any, name: str) -> Span:
    if not isinstance(value, datetime):
        if isinstance(value, date | int) or (isinstance(value, str) and _DAY.fullmatch(value.strip())):
            return span(value, name)
        try:
            value = datetime.fromisoformat(value.strip() if isinstance(value, str) else "")
        except ValueError as error:
            raise BadInput(f"{name}: {str(value)[:40]!r} is not a time; write 2026-07-01T17:00") from error
    if value.tzinfo:
        value = value.astimezone(CST).replace(tzinfo=None)
    return Span(value, value, value.isoformat(" "))


def _value(fact: Fact, value: Any, name: str) -> Any:
    if fact.or_none and value is False:
        return False
    if fact.list:
        if not isinstance(value, list | tuple):
            raise BadInput(f"{name}: give a list, such as {_example(fact)}")
        if len(value) > LONGEST_LIST:
            raise BadInput(f"{name}: more than {LONGEST_LIST} entries")
        return tuple(_single(fact, entry, f"{name}[{number}]") for number, entry in enumerate(value, 1))
    if fact.pair:
        return _pair(fact, value, name)
    return _single(fact, value, name)


def _pair(fact: Fact, value: Any, name: str) -> tuple[Any, ...]:
    ends = tuple(value) if isinstance(value, list | tuple) else (value, value)
    if len(ends) != 2 or (fact.type == "date" and not isinstance(value, list | tuple)):
        raise BadInput(f"{name}: give the first and the last, such as {_example(fact)}")
    first, last = (_single(fact, end, name) for end in ends)
    if (first.first > last.last) if fact.type == "date" else (first > last):
        raise BadInput(f"{name}: the first, {ends[0]}, comes after the last, {ends[1]}")
    return first, last


def _single(fact: Fact, value: Any, name: str) -> Any:
    match fact.type:
        case "flag":
            if not isinstance(value, bool):
                raise BadInput(f"{name}: give true or false, not {_short(value)}")
            return value
        case "count" | "age" | "number":
            return _number(fact, value, name)
        case "date":
            return span(value.date() if isinstance(value, datetime) else value, name)
        case "time":
            return _moment(value, name)
        case "record":
            return _record(fact, value, name)
        case _:
            return _word(fact, value, name)


def _number(fact: Fact, value: Any, name: str) -> int | Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        raise BadInput(f"{name}: give a number, not {_short(value)}")
    if value < 0:
        raise BadInput(f"{name}: {value if value > -LARGEST else 'the number'} is negative")
    if value > LARGEST:
        raise BadInput(f"{name}: the number is too large")
    try:
        exact = Fraction(str(value))
    except ValueError as error:
        raise BadInput(f"{name}: {value} is not a number") from error
    if exact.denominator != 1:
        if fact.type != "number":
            raise BadInput(f"{name}: {value} is not a whole number")
        return exact
    if fact.type == "age" and exact > OLDEST:
        raise BadInput(f"{name}: {value} is not an age")
    return exact.numerator


def _record(fact: Fact, value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        wanted = ", ".join(fact.fields)
        raise BadInput(f"{name}: give {{{wanted}}}{', or false for none' if fact.or_none else ''}")
    fields: dict[str, Any] = {}
    for key, inner in value.items():
        if key not in fact.fields:
            raise BadInput(f"{name}: unknown field {str(key)[:60]!r}{_meant(str(key), fact.fields)}")
        if not _blank(fact.fields[key], inner):
            fields[key] = _value(fact.fields[key], inner, f"{name}.{key}")
    return fields


def _word(fact: Fact, value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{name}: give a word, not {_short(value)}")
    if len(value) > LONGEST_TEXT:
        raise BadInput(f"{name}: longer than {LONGEST_TEXT} characters")
    words = vocabulary()
    if fact.type == "choice":
        code = words.spellings[fact.of].get(plain(value))
        if code is None:
            raise BadInput(f"{name}: {_short(value)} is not one of {', '.join(words.choices[fact.of])}")
        return code
    if fact.type == "country":
        code = words.spellings["country"].get(plain(value), value.strip().upper())
        if code not in words.countries:
            raise BadInput(f"{name}: {_short(value)} is not an ISO 3166 country code such as CN or FR")
        return code
    return words.spellings.get(fact.of, {}).get(plain(value), value.strip())


def _blank(fact: Fact, value: Any) -> bool:
    """Null, or an empty field of a form. Where a fact can be `false` for none, an empty text is an answer."""
    return value is None or (isinstance(value, str) and not value.strip() and not fact.or_none)


def _births(values: Mapping[str, Any]) -> Iterator[tuple[str, Span]]:
    if "birth_date" in values:
        yield "birth_date", values["birth_date"]
    for number, person in enumerate(values.get("participants", ()), 1):
        if "birth_date" in person:
            yield f"participants[{number}].birth_date", person["birth_date"]


def _plain_json(value: Any) -> Any:
    """The value as JSON can carry it: dates as ISO text, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): _plain_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_json(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal | Fraction) else value


def _meant(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _example(fact: Fact) -> str:
    return json.dumps(_plain_json(fact.example), ensure_ascii=False)


def _short(value: Any) -> str:
    return repr(value)[:60]

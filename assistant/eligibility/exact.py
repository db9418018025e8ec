"""One value of a profile made exact: numbers without rounding, dates as spans, words as their codes.

Dates may be partial: they become a `Span` from the first moment they can mean to the last. Times without a zone are
China Standard Time; all others are converted to it. BadInput names the fact in one line.
"""

from __future__ import annotations

import difflib
import json
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

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


def value_of(fact: Fact, value: Any, name: str) -> Any:
    """The value as the rules take it. BadInput where it cannot be meant."""
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
            raise BadInput(f"{name}: unknown field {str(key)[:60]!r}{meant(str(key), fact.fields)}")
        if not blank(fact.fields[key], inner):
            fields[key] = value_of(fact.fields[key], inner, f"{name}.{key}")
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


def blank(fact: Fact, value: Any) -> bool:
    """Null, or an empty field of a form. Where a fact can be `false` for none, an empty text is an answer."""
    return value is None or (isinstance(value, str) and not value.strip() and not fact.or_none)


def plain_json(value: Any) -> Any:
    """The value as JSON can carry it: dates as ISO text, tuples as lists."""
    if isinstance(value, Mapping):
        return {str(key): plain_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal | Fraction) else value


def meant(name: str, known: Mapping[str, Any]) -> str:
    """A name that may have been meant, as the end of a message; empty where none is near."""
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _example(fact: Fact) -> str:
    return json.dumps(plain_json(fact.example), ensure_ascii=False)


def _short(value: Any) -> str:
    return repr(value)[:60]

"""From what was typed into the form to a profile; what cannot be meant gets one friendly line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.eligibility.vocabulary import Fact, vocabulary

_LONGEST, _MOST_FIELDS, _MOST_ROWS = 300, 600, 50
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?(?:元|年|人|次|人次|天|周|个月|月|篇|项|%)?")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[月日]?")
_SCALE = {None: 1, "万": 10_000, "亿": 100_000_000}
_SPLIT = re.compile(r"[,，、;；\s]+")


class Unreadable(ValueError):
    """A field that cannot be meant; `hint` is the key of the phrase that says how to write it."""

    def __init__(self, hint: str):
        super().__init__(hint)
        self.hint = hint


def read_form(typed: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The profile, and by fact the hint for each field that could not be read. Blank fields are left out."""
    fields = _fields(typed)
    profile: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name in dict.fromkeys(path.split(".")[0] for path in fields):
        fact = vocabulary().facts.get(name)
        if fact is None:
            continue
        try:
            value = _value(fact, name, fields)
        except Unreadable as error:
            faults[name] = error.hint
            continue
        if value is not None:
            profile[name] = value
    return profile, faults


def unfold(profile: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The form's fields for a profile: what `read_form` reads back as the same facts."""
    fields: dict[str, str | list[str]] = {}
    for name, value in profile.items():
        if name in vocabulary().facts and value is not None:
            fields |= _unfolded(name, value, vocabulary().facts[name])
    return fields


def _unfolded(path: str, value: Any, fact: Fact) -> dict[str, str | list[str]]:
    if (fact.or_none and value is False) or (fact.list and value == []):
        return {f"{path}.none": "true"}
    if isinstance(value, Mapping):
        parts = [_unfolded(f"{path}.{key}", v, fact.fields[key]) for key, v in value.items() if key in fact.fields]
        return {key: text for part in parts for key, text in part.items()}
    if isinstance(value, list | tuple):
        if fact.type == "record" or fact.pair:
            single = fact.model_copy(update={"list": False, "pair": False})
            parts = [_unfolded(f"{path}.{number}", entry, single) for number, entry in enumerate(value)]
            return {key: text for part in parts for key, text in part.items()}
        texts = [str(entry) for entry in value]
        return {path: texts if fact.of else ", ".join(texts)}
    return {path: str(value).lower() if isinstance(value, bool) else str(value)}


def _fields(typed: Any) -> dict[str, str | list[str]]:
    if not isinstance(typed, Mapping):
        return {}
    fields: dict[str, str | list[str]] = {}
    for path, value in list(typed.items())[:_MOST_FIELDS]:
        if isinstance(value, list):
            kept = [str(entry)[:_LONGEST] for entry in value[:_MOST_ROWS] if str(entry).strip()]
            if kept:
                fields[str(path)] = kept
        elif isinstance(value, str) and value.strip():
            fields[str(path)] = unicodedata.normalize("NFKC", value).strip()[:_LONGEST]
    return fields


def _value(fact: Fact, path: str, fields: Mapping[str, str | list[str]]) -> Any:
    if fields.get(f"{path}.none") == "true":
        return False if fact.or_none else []
    if fact.type == "record":
        return _rows(fact, path, fields) if fact.list else _record(fact, path, fields)
    if fact.pair:
        ends = [fields.get(f"{path}.{n}") for n in (0, 1)]
        if not any(ends):
            return None
        if not all(ends):
            raise Unreadable("both_ends")
        return [_single(fact, str(end)) for end in ends]
    value = fields.get(path)
    if value is None:
        return None
    if fact.list:
        parts = value if isinstance(value, list) else [part for part in _SPLIT.split(value) if part]
        return [_single(fact, part) for part in parts]
    return _single(fact, value if isinstance(value, str) else value[0])


def _record(fact: Fact, path: str, fields: Mapping[str, str | list[str]]) -> dict[str, Any] | None:
    record = {key: _value(inner, f"{path}.{key}", fields) for key, inner in fact.fields.items()}
    return {key: value for key, value in record.items() if value is not None} or None


def _rows(fact: Fact, path: str, fields: Mapping[str, str | list[str]]) -> list[dict[str, Any]] | None:
    numbers = {int(part) for p in fields if p.startswith(f"{path}.") and (part := p.split(".")[1]).isdigit()}
    rows = [_record(fact, f"{path}.{number}", fields) for number in sorted(numbers)[:_MOST_ROWS]]
    return [row for row in rows if row] or None


def _single(fact: Fact, text: str) -> Any:
    match fact.type:
        case "flag":
            return {"true": True, "false": False}.get(text)
        case "count" | "number" | "age":
            return _number(fact, text)
        case "date":
            return _date(text)
        case "country":
            return _country(text)
        case _:
            return text


def _number(fact: Fact, text: str) -> int | Decimal:
    match = _NUMBER.fullmatch(text.replace(",", "").replace(" ", ""))
    if not match:
        raise Unreadable("write_number")
    value = Decimal(match[1]) * _SCALE[match[2]]
    if value != value.to_integral_value():
        if fact.type != "number":
            raise Unreadable("write_whole")
        return value
    return int(value)


def _date(text: str) -> str:
    match = _DATE.fullmatch(text.replace(" ", ""))
    if not match:
        raise Unreadable("write_date")
    return "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])


def _country(text: str) -> str:
    from ui.countries import all_countries

    names = {name.casefold(): code for lang in ("zh", "en") for code, name in all_countries(lang).items()}
    return names.get(text.casefold(), text)

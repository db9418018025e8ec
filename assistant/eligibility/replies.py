"""A bare reply ("45", "副教授", "yes") read as the facts that were asked for, in the order in which they were asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.eligibility import told_dates
from assistant.eligibility.profile import read
from assistant.eligibility.telling import told
from assistant.eligibility.told_words import countries, cue, cues, figure, parts, pattern, plain_text
from assistant.eligibility.vocabulary import Fact, vocabulary
from assistant.errors import BadInput
from corpus.guide import Lang

_LONGEST_PART = 40
_FIGURE = re.compile(
    r"(\d[\d,]*(?:\.\d+)?) ?(?:年|篇|人次|次|周|天|个|家|项|名|人|岁|周岁|years?|papers?|visits?|weeks?|days?)?"
)
_AGES = range(16, 101)


def bare_reply(text: str, lang: Lang, asked: Sequence[str], as_of: date) -> dict[str, Any]:
    """The facts in the parts of a reply that say nothing by themselves; each part takes the next fact it fits."""
    found: dict[str, Any] = {}
    plain = plain_text(text)
    if "?" in plain:
        return found
    left = list(asked)
    for part in _pieces(plain):
        own = {} if _FIGURE.fullmatch(part) else told(part, lang, as_of).facts
        if own or len(part) > _LONGEST_PART:
            left = [name for name in left if name not in own and not (name == "birth_date" and "age" in own)]
            continue
        for name in left:
            value = _fitting(name, part, as_of)
            if value:
                found |= value
                left = left[left.index(name) + 1 :]
                break
    return found


def without_figures(text: str) -> str:
    """A reply without its bare figures, which mean nothing but what was asked for."""
    return ",".join(part for part in _pieces(plain_text(text)) if not _FIGURE.fullmatch(part))


def _pieces(plain: str) -> list[str]:
    return [part for piece in re.split(r"[\n;。、]|\.(?!\d)", plain) for part in parts(piece)]


def _fitting(name: str, part: str, as_of: date) -> dict[str, Any]:
    """The fact, or the age in place of a birth date; empty where the words do not fit it."""
    value = _age(part, as_of) if name == "birth_date" else {}
    if not value:
        plain_value = _value(vocabulary().facts[name], part, as_of)
        value = {} if plain_value is None else {name: plain_value}
    try:
        read(value, as_of)
    except BadInput:
        return {}
    return value


def _age(part: str, as_of: date) -> dict[str, Any]:
    match = re.fullmatch(r"(\d{2,3})(?: ?周?岁| years old)?", part)
    fits = match and int(match[1]) in _AGES
    return {"age": int(match[1]), "age_on": as_of.isoformat()} if match and fits else {}


def _value(fact: Fact, part: str, as_of: date) -> Any:
    yes, no = bool(cue("yes_").search(part)), bool(cue("no_").search(part))
    if fact.name == "nationality" and yes:
        return "CN"
    if fact.type == "flag":
        return True if yes else False if no else None
    if yes or no:
        return [] if no and fact.list and fact.type in ("country", "text") else False if no and fact.or_none else None
    match fact.type:
        case "date":
            return None if fact.pair else told_dates.whole(part, as_of)
        case "count" | "number" | "age":
            match = _FIGURE.fullmatch(part)
            number = figure(match[1]) if match else None
            return [number] if fact.list and number is not None else number
        case "country":
            code = countries().get(part.removesuffix("籍").removesuffix("国籍"))
            return [code] if fact.list and code else code
        case "choice":
            return part
        case _:
            return _text(fact, part)


def _text(fact: Fact, part: str) -> Any:
    if fact.name == "languages":
        return [code for code, words in cues()["languages"].items() if pattern(words).search(part)] or None
    if fact.of:
        known = vocabulary().spellings.get(fact.of, {})
        code = known.get(re.sub(r"[\W_]+", "", part))
        return [code] if fact.list and code else code
    return part if fact.name == "field" and not re.search(r"\d", part) else None

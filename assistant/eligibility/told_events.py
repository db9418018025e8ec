"""Meetings, as people say them: how many people, how many from the other side, and in which country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assistant.eligibility.told_words import NUMBER, cue, cues, figure, hedged, pattern

_MOST_EVENTS = 50


def events(sentence: str) -> Iterator[tuple[str, Any]]:
    """Sizes of international events, the conferences of both countries, and seminars with their delegates."""
    sizes = _sizes(sentence)
    if sizes:
        yield "event_sizes", sizes
    delegates = {name: _one(cues()["delegates"][name], sentence) for name in cues()["delegates"]}
    known = {name: count for name, count in delegates.items() if count is not None}
    if sizes and known:
        yield "seminars", [{"size": size, **known} for size in sizes]
    yield from _conferences(sentence)


def _sizes(sentence: str) -> list[int]:
    if match := cue("events_listed").search(sentence):
        return [int(n) for n in re.findall(r"\d+", next(g for g in match.groups() if g))]
    for source in cues()["events"]:
        match = pattern(source).search(sentence)
        if match and not hedged(sentence, match.span(match.lastindex or 0)):
            numbers = [int(figure(group)) for group in match.groups() if group]
            few = len(numbers) == 1 or numbers[0] <= _MOST_EVENTS
            return numbers[-1:] * (numbers[0] if len(numbers) > 1 else 1) if few else []
    return []


def _conferences(sentence: str) -> Iterator[tuple[str, Any]]:
    words: Mapping[str, Any] = cues()["conference"]
    if not re.search(words["said"], sentence):
        return
    if pattern(words["both"]).search(sentence):
        if held := _held(sentence):
            yield from (("conf_cn", held), ("conf_abroad", held))
            yield from (("conf_abroad_sizes", [held["size"]]) for _ in "1" if "size" in held)
        return
    marks = sorted(
        [(m.start(), "conf_cn") for m in pattern(words["here"]).finditer(sentence)]
        + [(m.start(), "conf_abroad") for m in pattern(words["abroad"]).finditer(sentence)]
    )
    kept = [mark for number, mark in enumerate(marks) if not number or mark[1] != marks[number - 1][1]]
    for number, (start, name) in enumerate(kept):
        begin = 0 if number == 0 else start
        end = kept[number + 1][0] if number + 1 < len(kept) else len(sentence)
        said = sentence[begin:end]
        if not re.search(words["said"], said) and not re.search(words["said"], sentence[:begin]):
            continue
        if re.search(r"(?:不|没有?)(?:举)?(?:办|开)|(?:not|n't) hold|\bno conference", said):
            yield name, False
        elif held := _held(said):
            yield name, held
            if name == "conf_abroad" and "size" in held:
                yield "conf_abroad_sizes", [held["size"]]


def _held(said: str) -> dict[str, int]:
    """One conference: its size, and how many come from the other side, as a figure or as a share of the size."""
    words: Mapping[str, Any] = cues()["conference"]
    foreign = _one(words["foreign"], said)
    rest = said
    for source in words["foreign"]:
        rest = pattern(source).sub("", rest)
    size = _one(words["size"], rest)
    if foreign is None and size is not None and (share := re.search(NUMBER + " ?%", said)):
        part = Fraction(share[1]) * size / 100
        foreign = int(part) if part.denominator == 1 else None
    return {name: count for name, count in (("size", size), ("foreign", foreign)) if count is not None}


def _one(sources: list[str], said: str) -> int | None:
    for source in sources:
        match = pattern(source).search(said)
        if match and not hedged(said, match.span(match.lastindex or 0)):
            value = figure(match[match.lastindex or 0])
            return value if isinstance(value, int) else None
    return None

"""Who applies, as people say it: birth and age, citizenship, degree, title, languages, and the people of the team."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from assistant.eligibility import told_dates
from assistant.eligibility.told_words import (
    NUMBER,
    countries,
    cue,
    cues,
    hedged,
    pattern,
    refused,
    spoken_of,
)
from corpus.guide import Lang

_TOGETHER = 20  # people that one phrase may list


def person(part: str, lang: Lang, as_of: date) -> Iterator[tuple[str, Any]]:
    """What a part says of the applicant; where two readings differ, that of `lang` comes first."""
    if not spoken_of(part, "applicant") or cue("team_list").search(part):
        return
    readers: tuple[Callable[[str, date], Iterator[tuple[str, Any]]], ...] = (_birth, _degree, _title, _languages)
    for reader in readers if lang == "zh" else reversed(readers):
        yield from reader(part, as_of)


def _birth(part: str, as_of: date) -> Iterator[tuple[str, Any]]:
    if born := told_dates.birth(part, as_of):
        yield "birth_date", born
    elif (aged := told_dates.age(part, as_of)) and not hedged(part, aged[2]):
        yield from (("age", aged[0]), ("age_on", aged[1]))
    codes = [code for code, _ in named_countries(part, cues()["countries"]["nationality"])]
    yield from (("nationality", code) for code in codes if code == "CN" or cue("self").search(part))


def _degree(part: str, _: date) -> Iterator[tuple[str, Any]]:
    if cue("not_yet").search(part):
        return
    for degree, source in cues()["degrees"].items():
        match = pattern(source).search(part)
        if match and not refused(part, match.start()):
            yield "degree", degree
            yield from (("degree_field", field) for field in _fields(part, match[0]))
            return


def _fields(part: str, degree: str) -> Iterator[str]:
    holder = degree if degree.isascii() else "(?:博士|硕士|学士)"
    for field, words in cues()["fields"].items():
        before = rf"(?:{words})(?:专业)?(?:的)?{holder}"
        after = rf"{re.escape(degree)}[^,]{{0,12}}? in (?:{words})\b"
        if re.search(rf"{before}|{after}|专业(?:是|为)?(?:{words})", part):
            yield field


def _title(part: str, _: date) -> Iterator[tuple[str, Any]]:
    for source in cues()["titles"]["zh"], cues()["titles"]["en"]:
        for match in pattern(source).finditer(part):
            if not refused(part, match.start()) and not re.match(r"以上|及以上|or above", part[match.end() :].strip()):
                yield "title", cues()["titles"]["same"].get(match[0], match[0])
                return


def _languages(part: str, _: date) -> Iterator[tuple[str, Any]]:
    spoken = [code for code, words in cues()["languages"].items() if pattern(words).search(part)]
    if spoken and cue("speaks").search(part) and not cue("speaks_not").search(part):
        yield "languages", spoken


def named_countries(part: str, sources: list[str]) -> Iterator[tuple[str, int]]:
    """The ISO codes of the countries that the patterns find, each with its place; not those a refusal stands before."""
    for source in sources:
        for match in pattern(source).finditer(part):
            group = match.lastindex or 0
            if not refused(part, match.start(group)) and not refused(part, match.start()):
                yield countries()[match[group]], match.start(group)


def participants(sentence: str, as_of: date) -> Iterator[tuple[str, Any]]:
    """The people beside the applicant, where each one's birth is said; with their health where it is said of all."""
    for part in re.split(r";", sentence):
        head = cue("participants").search(part)
        if not head:
            continue
        said = part[head.start() :]
        days = [told_dates.iso(m[0], as_of) for m in re.finditer(told_dates.DAY, said)]
        born = [day for day in days if day]
        count = re.search(NUMBER + r" ?(?:名|位|个|other|more|further|participants?|colleagues?)", part)
        if not born or not re.search("生|born", said) or (count and int(count[1]) != len(born)):
            continue
        healthy = {"healthy": True} if re.search(r"健康|healthy|good health", said) else {}
        if re.search(r"不健康|unhealthy|not healthy", said):
            healthy = {}
        yield "participants", [{"birth_date": day, **healthy} for day in born]


def team(sentence: str) -> Iterator[tuple[str, Any]]:
    """The Chinese team, where its people are listed by title or status: one professor, one lecturer and a student."""
    head = cue("team_list").search(sentence)
    if not head:
        return
    people: list[dict[str, str]] = []
    for match in pattern(cues()["team_member"]).finditer(sentence, head.start()):
        if refused(sentence, match.start()):
            continue
        how_many = int(match[1] or 1) if (match[1] or "1").isdigit() else 1
        word = match[2]
        status = next((code for code, words in cues()["team_status"].items() if re.search(words, word)), None)
        title = cues()["titles"]["same"].get(word, word)
        people += [{"status": status} if status else {"status": "staff", "title": title}] * how_many
    if 1 < len(people) <= _TOGETHER:
        yield "team", people

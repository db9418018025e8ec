"""What a person says of themselves and their project, read into the facts of a profile. What is unclear is no fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.eligibility import told_dates, told_words
from assistant.eligibility.profile import read
from assistant.eligibility.told_words import (
    NUMBER,
    amount,
    asks_verdict,
    countries,
    cue,
    cues,
    figure,
    hedged,
    parts,
    pattern,
    plain_text,
    refused,
    sentences,
)
from assistant.errors import BadInput
from corpus.guide import Lang

_ACROSS = ("partner_registered_years",)  # read over the commas of a sentence
_OF_PERSON = ("research_years",)


@dataclass(frozen=True)
class Told:
    """What one message says. `granted`: the rest is to be taken as met; `asks`: it asks for a verdict on someone."""

    facts: dict[str, Any]
    granted: bool
    asks: bool


def told(text: str, lang: Lang, as_of: date) -> Told:
    """The facts, the grant and the question in a message; where two readings differ, that of `lang` counts.

    Every fact fits its type, so `judge` takes it. Facts of partners, members or of the rule itself are left out.
    """
    plain = plain_text(text)
    found: dict[str, Any] = {}
    for sentence in sentences(plain):
        if sentence.endswith("?") and cue("rule_question").search(sentence) and not asks_verdict(sentence):
            continue
        spoken = [part for part in parts(sentence) if not cue("rule").search(part) or asks_verdict(part)]
        for part in spoken:
            found |= {name: value for name, value in _of_part(part, lang, as_of) if name not in found}
        found = {**dict(_events(",".join(spoken))), **dict(_numbers(",".join(spoken), _ACROSS)), **found}
    _shares(plain, found)
    facts = {name: value for name, value in found.items() if _fits(name, value, as_of)}
    said = (part for sentence in sentences(plain) for part in parts(sentence) if not re.search("[吗么]$", part))
    granted = any(cue("granted").search(part) for part in said)
    asks = (asks_verdict(plain) and bool(facts or cue("describes").search(plain))) or (
        bool(facts) and bool(cue("asks_weakly").search(plain))
    )
    return Told(facts=facts, granted=granted, asks=asks)


def _of_part(part: str, lang: Lang, as_of: date) -> Iterator[tuple[str, Any]]:
    if cue("self").search(part) or not cue("others").search(part):
        readers: tuple[Callable[[str, date], Iterator[tuple[str, Any]]], ...] = (_person, _degree, _title, _languages)
        for reader in readers if lang == "zh" else reversed(readers):
            yield from reader(part, as_of)
        yield from _numbers(part, _OF_PERSON)
    yield from _unit(part)
    yield from _countries(part)
    yield from _numbers(part, tuple(name for name in cues()["numbers"] if name not in _OF_PERSON + _ACROSS))
    yield from _money(part)
    yield from _flags(part)
    if lab := told_dates.lab(part, as_of):
        yield "lab_established", lab
    if match := cue("trl").search(part):
        yield "trl", [int(match[1]), int(match[2])] if match[2] else int(match[1])


def _person(part: str, as_of: date) -> Iterator[tuple[str, Any]]:
    if born := told_dates.birth(part, as_of):
        yield "birth_date", born
    elif (aged := told_dates.age(part, as_of)) and not hedged(part, aged[2]):
        yield from (("age", aged[0]), ("age_on", aged[1]))
    codes = [code for code, _ in _named(part, cues()["countries"]["nationality"])]
    yield from (("nationality", code) for code in codes if code == "CN" or cue("self").search(part))


def _degree(part: str, _: date) -> Iterator[tuple[str, Any]]:
    if cue("not_yet").search(part):
        return
    for degree, source in cues()["degrees"].items():
        match = pattern(source).search(part)
        if match and not refused(part, match.start()):
            yield "degree", degree
            holder = match[0] if match[0].isascii() else "(?:博士|硕士|学士)"
            for field, words in cues()["fields"].items():
                before, after = (
                    rf"(?:{words})(?:专业)?(?:的)?{holder}",
                    rf"{re.escape(match[0])}[^,]{{0,12}}? in (?:{words})\b",
                )
                if re.search(rf"{before}|{after}|专业(?:是|为)?(?:{words})", part):
                    yield "degree_field", field
            return


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


def _unit(part: str) -> Iterator[tuple[str, Any]]:
    for name, own in (("own", True), ("of_pi", False)):
        for source in cues()["unit"][name]:
            match = pattern(source).search(part)
            said = match and (match[match.lastindex] if match.lastindex else match[0])
            if match is None or not said or refused(part, match.start(match.lastindex or 0)):
                continue
            if not own and cue("others").search(part) and not cue("self").search(part):
                continue
            kinds = [kind for kind, words in cues()["unit"]["types"].items() if re.search(words, said)]
            if len(kinds) == 1:
                yield "unit_type", kinds[0]
                if own:
                    yield "applicant_type", kinds[0]
                if own and kinds[0] == "enterprise":
                    yield "cn_has_enterprise", True
                return


def _countries(part: str) -> Iterator[tuple[str, Any]]:
    for code, _ in _named(part, cues()["countries"]["pi_other_exchange_countries"]):
        if code != "CN":
            yield "pi_other_exchange_countries", [code]
    names = {code: name for name, code in told_words.partner_names().items()}
    if match := cue("several_countries").search(part):
        listed = next((group for group in match.groups() if group), "")
        codes = dict.fromkeys(countries()[m[1]] for m in pattern("#c").finditer(listed))
        named = [names[code] for code in codes if code in names and code != "CN"]
        if len(named) > 1 or (named and re.search("只|仅|only", match[0])):
            yield "foreign_countries", named
        if len(named) > 1:
            return
    for code, _ in _named(part, cues()["countries"]["partner_country"]):
        if code in names:
            yield "partner_country", names[code]


def _named(part: str, sources: list[str]) -> Iterator[tuple[str, int]]:
    for source in sources:
        for match in pattern(source).finditer(part):
            group = match.lastindex or 0
            if not refused(part, match.start(group)) and not refused(part, match.start()):
                yield countries()[match[group]], match.start(group)


def _numbers(part: str, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        for source in cues()["numbers"][name]:
            match = next(
                (m for m in pattern(source).finditer(part) if not hedged(part, m.span(m.lastindex or 0))), None
            )
            if match:
                yield name, figure(match[match.lastindex or 0])
                break
    for source in cues()["each_way"]:
        match = pattern(source).search(part)
        if match and "visits_out" in names and not hedged(part, match.span(match.lastindex or 0)):
            value = figure(match[match.lastindex or 0])
            yield from (("visits_out", value), ("visits_in", value))


def _money(part: str) -> Iterator[tuple[str, Any]]:
    for name, sources in cues()["money"].items():
        for source in sources:
            match = pattern(source).search(part)
            if match is None or hedged(part, match.span(match.lastindex or 0)):
                continue
            value = amount(match[match.lastindex or 0])
            if value is not None:
                yield name, value
                break


def _flags(part: str) -> Iterator[tuple[str, Any]]:
    for name, sides in cues()["flags"].items():
        said = {
            truth
            for truth in ("so", "not_so")
            for match in (m for source in sides[truth] for m in pattern(source).finditer(part))
            if truth == "not_so" or not refused(part, match.start())
        }
        if said:
            yield name, "not_so" not in said


def _events(sentence: str) -> Iterator[tuple[str, Any]]:
    if match := cue("events_listed").search(sentence):
        yield "event_sizes", [int(n) for n in re.findall(r"\d+", next(g for g in match.groups() if g))]
        return
    for source in cues()["events"]:
        match = pattern(source).search(sentence)
        if match and not hedged(sentence, match.span(match.lastindex or 0)):
            figures = [int(figure(group)) for group in match.groups() if group]
            if len(figures) == 1 or figures[0] <= 50:
                yield "event_sizes", figures[-1:] * (figures[0] if len(figures) > 1 else 1)
            return


def _shares(plain: str, found: dict[str, Any]) -> None:
    """Adds the papers in Chinese journals where they are said as a share of the joint ones: none, all, half, 40%."""
    joint = found.get("papers_total_joint")
    if "papers_domestic" in found:
        return
    percent = re.search(NUMBER + r" ?(?:%|percent|per cent)", plain)
    if cue("none_domestic").search(plain):
        found["papers_domestic"] = 0
    elif isinstance(joint, int) and re.search("期刊|刊物|杂志|journal", plain):
        if percent and not hedged(plain, percent.span(1)):
            share = figure(percent[1]) * joint / 100
        elif cue("half").search(plain):
            share = joint / 2
        elif cue("all_domestic").search(plain):
            share = joint
        else:
            return
        if float(share).is_integer():
            found["papers_domestic"] = int(share)


def _fits(name: str, value: Any, as_of: date) -> bool:
    try:
        read({name: value}, as_of)
    except BadInput:
        return False
    return True

"""Figures and days of a project, as people say them: counts, money, dates, months per person, shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from assistant.eligibility import told_dates
from assistant.eligibility.told_words import NUMBER, amount, cue, cues, figure, hedged, pattern

_OF_PERSON = ("research_years",)
_LONGEST_YEARS = 200  # 2027年 is a date
_ACROSS = ("partner_registered_years",)  # read over the commas of a sentence


def figures(part: str, *, of_applicant: bool) -> Iterator[tuple[str, Any]]:
    """The counts and sums of money in a part; those of a person only where it speaks of the applicant."""
    yield from _numbers(part, tuple(name for name in cues()["numbers"] if name not in _OF_PERSON + _ACROSS))
    if of_applicant:
        yield from _numbers(part, _OF_PERSON)
    yield from _money(part)
    if match := cue("trl").search(part):
        yield "trl", [int(match[1]), int(match[2])] if match[2] else int(match[1])


def across(sentence: str) -> Iterator[tuple[str, Any]]:
    """What is read over the commas of a sentence."""
    yield from _numbers(sentence, _ACROSS)
    yield from _months(sentence)
    for name, sources in cues()["ages"].items():
        if match := next((m for source in sources if (m := pattern(source).search(sentence))), None):
            yield name, [int(age) for age in re.findall(r"\d+", match[1])]
    yield from _yearly(sentence)


def days(part: str, as_of: date) -> Iterator[tuple[str, Any]]:
    """Dates of our institution, of agreements and of the stay, and the day a laboratory was set up."""
    if lab := told_dates.lab(part, as_of):
        yield "lab_established", lab
    for name, sources in cues()["days"].items():
        if name == "unit_registered" and re.search(r"实验室|\blab|协议|agreement", part):
            continue
        for source in sources:
            match = pattern(source).search(part)
            said = told_dates.iso(match[match.lastindex or 0], as_of) if match else None
            if said:
                yield name, said
                break
    match = cue("period").search(part)
    ends = [told_dates.iso(day, as_of) for day in match.groups()] if match else []
    if ends and all(ends):
        yield "project_period", ends


def _numbers(part: str, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        for source in cues()["numbers"][name]:
            match = next(
                (m for m in pattern(source).finditer(part) if not hedged(part, m.span(m.lastindex or 0))), None
            )
            value = figure(match[match.lastindex or 0]) if match else None
            if value is not None and not (name.endswith("_years") and value > _LONGEST_YEARS):
                yield name, value
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


def _yearly(sentence: str) -> Iterator[tuple[str, Any]]:
    """Visits in each of the two years, where as many of every kind of person are said to go."""
    each = cue("yearly_each").search(sentence) if cue("yearly").search(sentence) else None
    if each and not hedged(sentence, each.span(each.lastindex or 0)):
        count = figure(each[each.lastindex or 0])
        roles = {role: count if re.search(words, sentence) else 0 for role, words in cues()["yearly_roles"].items()}
        if any(roles.values()):
            yield "yearly_visits", [roles, roles]


def _months(sentence: str) -> Iterator[tuple[str, Any]]:
    """So many people, each so many months: one figure for each of them."""
    for name, sources in cues()["months"].items():
        for source in sources:
            match = pattern(source).search(sentence)
            if match and not any(hedged(sentence, match.span(group)) for group in (1, 2)):
                people, months = figure(match[1]), figure(match[2])
                if isinstance(people, int) and people <= 100:
                    yield name, [months] * people
                    break
    for name, sources in cues()["one_month"].items():
        for source in sources:
            match = pattern(source).search(sentence)
            if match and not hedged(sentence, match.span(1)):
                yield name, [figure(match[1])]
                break


def domestic_share(plain: str, found: dict[str, Any]) -> None:
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

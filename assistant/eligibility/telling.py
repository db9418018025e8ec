"""What a person says of themselves and their project, read into the facts of a profile. What is unclear is no fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.eligibility import told_dates, told_events, told_figures, told_flags, told_person, told_unit
from assistant.eligibility.profile import read
from assistant.eligibility.told_words import asks_verdict, cue, parts, plain_text, sentences, spoken_of
from assistant.errors import BadInput
from corpus.guide import Lang

# Put before a part that goes on about somebody else without naming them again.
_FOREIGN, _OTHERS = "外方,", "成员,"


@dataclass(frozen=True)
class Told:
    """What one message says. `granted`: the rest is to be taken as met; `asks`: it asks for a verdict on someone."""

    facts: dict[str, Any]
    granted: bool
    asks: bool


def told(text: str, lang: Lang, as_of: date, loosely: bool = False) -> Told:
    """The facts, the grant and the question in a message; where two readings differ, that of `lang` counts.

    Every fact fits its type, so `judge` takes it. Facts of partners, members or of the rule itself are left out;
    `loosely` reads the sentences that ask about a rule as well, for "how many of our 7 joint papers must ...?".
    """
    plain = told_dates.carried(plain_text(text))
    found: dict[str, Any] = {}
    for sentence in sentences(plain):
        asks_rule = sentence.endswith("?") and cue("rule_question").search(sentence)
        if asks_rule and not asks_verdict(sentence) and not loosely:
            continue
        found = {**found, **_of_sentence(sentence, lang, as_of, found, loosely)}
    told_figures.domestic_share(plain, found)
    facts = {name: value for name, value in found.items() if _fits(name, value, as_of)}
    said = (part for sentence in sentences(plain) for part in parts(sentence) if not re.search("[吗么]$", part))
    granted = any(cue("granted").search(part) for part in said)
    asks = (asks_verdict(plain) and bool(facts or cue("describes").search(plain))) or (
        bool(facts) and bool(cue("asks_weakly").search(plain))
    )
    return Told(facts=facts, granted=granted, asks=asks)


def _of_sentence(sentence: str, lang: Lang, as_of: date, known: dict[str, Any], loosely: bool) -> dict[str, Any]:
    """The facts of one sentence: part by part, then what only the sentence as a whole says."""
    found: dict[str, Any] = {}
    spoken = [part for part in parts(sentence) if loosely or not cue("rule").search(part) or asks_verdict(part)]
    for part in _with_subject(spoken):
        new = dict(reversed([*_of_part(part, lang, as_of)]))
        found |= {name: value for name, value in new.items() if name not in {**known, **found}}
        if "languages" in new:
            found["languages"] = list(dict.fromkeys([*found.get("languages", ()), *new["languages"]]))
    whole = ",".join(spoken)
    readers = (
        told_events.events(whole),
        told_figures.across(whole),
        told_person.participants(whole, as_of),
        told_person.team(whole),
        told_flags.listed(whole),
        told_unit.several(whole),
    )
    across: dict[str, Any] = {}
    for reader in readers:
        across |= dict(reader)
    return {**across, **found}


def _with_subject(spoken: list[str]) -> Iterator[str]:
    """Each part, with those named of whom the part before spoke, where this one names nobody."""
    about = ""
    for part in spoken:
        if cue("own_side").search(part) or cue("self").search(part):
            about = ""
        elif cue("foreign_side").search(part):
            about = _FOREIGN
        elif cue("others").search(part):
            about = _OTHERS
        elif about:
            part = about + part
        yield part


def _of_part(part: str, lang: Lang, as_of: date) -> Iterator[tuple[str, Any]]:
    yield from told_person.person(part, lang, as_of)
    yield from told_unit.unit(part)
    yield from told_unit.foreign(part)
    yield from told_figures.figures(part, of_applicant=spoken_of(part, "applicant"))
    yield from told_flags.flags(part)
    yield from told_flags.choices(part)
    if spoken_of(part, "unit"):
        yield from told_figures.days(part, as_of)


def _fits(name: str, value: Any, as_of: date) -> bool:
    try:
        read({name: value}, as_of)
    except BadInput:
        return False
    return True

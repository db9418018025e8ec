"""Which institutions take part, as people say it: kind, place and name of our own, and of the foreign side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.eligibility import told_words
from assistant.eligibility.told_person import named_countries
from assistant.eligibility.told_words import countries, cue, cues, pattern, refused, spoken_of

_OF_BOTH_KINDS = ("partner_type", "host_type")  # a direction asks for the one or the other


def unit(part: str) -> Iterator[tuple[str, Any]]:
    """Our own institution."""
    if not spoken_of(part, "unit"):
        return
    for name, own in (("own", True), ("of_pi", False)):
        for source in cues()["unit"][name]:
            match = pattern(source).search(part)
            said = match and (match[match.lastindex] if match.lastindex else match[0])
            if match is None or not said or refused(part, match.start(match.lastindex or 0)):
                continue
            if not own and not spoken_of(part, "applicant"):
                continue
            if kind := _kind(said):
                yield from _of_kind(kind, own)
                yield from _place(part)
                return
    if cue("own_unit").search(part):
        yield from _place(part)


def _of_kind(kind: str, own: bool) -> Iterator[tuple[str, Any]]:
    yield "unit_type", kind
    if own:
        yield "applicant_type", kind
    if own and kind == "enterprise":
        yield "cn_has_enterprise", True


def _place(part: str) -> Iterator[tuple[str, Any]]:
    if match := cue("listed_name").search(part):
        yield "unit_name", match[0]
    for region, words in cues()["unit_region"].items():
        if re.search(words, part):
            yield "unit_region", region
            return


def _kind(said: str) -> str | None:
    kinds = [kind for kind, words in cues()["unit"]["types"].items() if re.search(words, said)]
    return kinds[0] if len(kinds) == 1 else None


def foreign(part: str) -> Iterator[tuple[str, Any]]:
    """The foreign side: its countries, kind and region."""
    for region, words in cues()["partner_region"].items():
        if re.search(words, part):
            yield from (("partner_region", region), ("partner_country", "比利时"))
    for source in cues()["unit"]["foreign"]:
        match = pattern(source).search(part)
        kind = match and _kind(match[match.lastindex or 0])
        if match and kind and not refused(part, match.start(match.lastindex or 0)):
            names = ("foreign_lead_type",) if re.search("牵头|lead", match[0]) else _OF_BOTH_KINDS
            yield from ((name, kind) for name in names)
            break
    yield from _countries(part)


def several(said: str) -> Iterator[tuple[str, Any]]:
    """The countries of the foreign partners, where several are named or it is said that there is only one."""
    names = {code: name for name, code in told_words.partner_names().items()}
    if match := cue("several_countries").search(said):
        listed = next((group for group in match.groups() if group), "")
        codes = dict.fromkeys(countries()[m[1]] for m in pattern("#c").finditer(listed))
        named = [names[code] for code in codes if code in names and code != "CN"]
        if len(named) > 1 or (named and re.search("只|仅|only", match[0])):
            yield "foreign_countries", named


def _countries(part: str) -> Iterator[tuple[str, Any]]:
    for code, _ in named_countries(part, cues()["countries"]["pi_other_exchange_countries"]):
        if code != "CN":
            yield "pi_other_exchange_countries", [code]
    if cue("no_other_exchange").search(part):
        yield "pi_other_exchange_countries", []
    if len(dict(several(part)).get("foreign_countries", ())) > 1:
        return
    names = {code: name for name, code in told_words.partner_names().items()}
    for code, _ in named_countries(part, cues()["countries"]["partner_country"]):
        if code in names and code != "CN":
            yield from (("partner_country", names[code]), ("host_country", code))

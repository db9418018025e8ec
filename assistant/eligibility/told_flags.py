"""Yes and no, and choices among a few words, as people say them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.eligibility.told_words import cue, cues, pattern, refused, spoken_of


def flags(part: str) -> Iterator[tuple[str, Any]]:
    """Every fact that is said to be so or not so; a refusal counts over its opposite."""
    of_others = not spoken_of(part, "unit")
    for name, sides in cues()["flags"].items():
        if (name in cues()["of_person"] and not spoken_of(part, "applicant")) or (
            name in cues()["of_unit"] and of_others
        ):
            continue
        if (truth := _said(part, sides)) is not None:
            yield name, truth
            yield from cues()["implies"].get(name, {}).get("so" if truth else "not_so", {}).items()
    if of_others:
        for name, same_words in cues()["of_others"].items():
            if (truth := _said(part, cues()["flags"][same_words])) is not None:
                yield name, truth
    yield from _integrity(part)


def _said(part: str, sides: Any) -> bool | None:
    said = {
        truth
        for truth in ("so", "not_so")
        for match in (m for source in sides[truth] for m in pattern(source).finditer(part))
        if truth == "not_so" or not refused(part, match.start())
    }
    return "not_so" not in said if said else None


def _integrity(part: str) -> Iterator[tuple[str, Any]]:
    """A clean record of the institution, of the applicant, or of both where neither is named."""
    so, not_so = bool(cue("integrity_so").search(part)), bool(cue("integrity_not_so").search(part))
    if not (so or not_so) or not spoken_of(part, "unit"):
        return
    who = [name for name, words in cues()["integrity_of"].items() if re.search(words, part)]
    for name in who or cues()["integrity_of"]:
        yield name, not not_so


def choices(part: str) -> Iterator[tuple[str, Any]]:
    """Who issued the document, what is to be set up, and which papers and screenshots there are."""
    for issuer, sources in cues()["gov_doc_issuer"].items():
        if any(pattern(source).search(part) for source in sources):
            yield "gov_doc_issuer", issuer
            break
    for aim, source in cues()["aim"].items():
        if re.search(source, part):
            yield "aim", aim
            break
    if match := cue("registration").search(part):
        yield "registration_number", match[1].upper()
    elif cue("no_registration").search(part):
        yield "registration_number", False
    for match in cue("title_cn").finditer(part):
        yield "title_cn", next(group for group in match.groups() if group)


def listed(sentence: str) -> Iterator[tuple[str, Any]]:
    """Documents and screenshots, where a sentence lists those that there are."""
    for name in ("documents", "screenshots"):
        held = []
        for entry, source in cues()[name].items():
            match = re.search(source, sentence)
            if match and not refused(sentence, match.start()) and not _absent(sentence[match.end() :]):
                held.append(entry)
        if held and cue("have").search(sentence):
            yield name, held


def _absent(after: str) -> bool:
    return bool(re.match(r"[^,、]{0,4}?(?:没有?|还没|未|缺)| (?:is|are) (?:missing|not)", after))

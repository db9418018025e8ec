"""The words by which questions are read (`vocabulary.yaml`), as compiled patterns."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from corpus.edition_file import read_yaml

_FILE = Path(__file__).with_name("vocabulary.yaml")


@cache
def entries() -> dict[str, Any]:
    """The file's content: topics, hints, groups, aliases, kinds."""
    data: dict[str, Any] = read_yaml(_FILE)
    return data


@cache
def cues(section: str) -> dict[str, re.Pattern[str]]:
    """One pattern per entry of a section: any of its Chinese cues, or any English one at word boundaries."""
    return {name: _pattern(entry) for name, entry in entries()[section].items()}


def is_kind(kind: str, text: str) -> bool:
    """Is a question of a kind (list, follows, compares …)?"""
    return cues("kinds")[kind].search(text) is not None


@cache
def at_words(cue: str) -> re.Pattern[str]:
    """An English cue at word boundaries, its plural included."""
    return re.compile(rf"(?<![a-z]){re.escape(cue)}(?:s|es)?(?![a-z])")


@cache
def no_topics(kind: str) -> re.Pattern[str]:
    """Words that name no topic asked for: of the guides themselves (`ours`), or of what is set aside (`aside`)."""
    return _pattern(entries()[kind])


def stands(cue: str, text: str) -> bool:
    """Does a cue stand in a lower-case text? English cues at word boundaries, Chinese ones anywhere; a `*` in a cue
    leaves room for a few words of the same sentence."""
    cue = cue.lower()
    if "*" in cue:
        return _with_gaps(cue).search(text) is not None
    return cue in text and (not cue.isascii() or at_words(cue).search(text) is not None)


@cache
def _with_gaps(cue: str) -> re.Pattern[str]:
    pieces = [re.escape(piece.strip()) for piece in cue.split("*")]
    if cue.isascii():
        return re.compile(r"(?<![a-z])" + r"(?![a-z])[^.?!;]{0,40}?(?<![a-z])".join(pieces) + r"(?:s|es)?(?![a-z])")
    return re.compile("[^。？！；?!;]{0,14}?".join(pieces))


def respelt(text: str) -> str:
    """A lower-case text with one spelling for words that people write in several ways."""
    spellings: dict[str, str] = entries()["spellings"]
    return re.sub(r"(?<![a-z])[a-z]+(?![a-z])", lambda m: spellings.get(m[0], m[0]), text)


def _pattern(entry: dict[str, list[str]]) -> re.Pattern[str]:
    english = (p if p.startswith("^") else rf"(?<![a-z])(?:{p})" for p in entry["en"])
    return re.compile("|".join([*(f"(?:{p})" for p in entry["zh"]), *(f"(?:{p})(?![a-z])" for p in english)]), re.I)

"""The words of a profile: every fact with its type, its name in both languages and its order, from `facts.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from corpus.edition_file import read_yaml
from corpus.wording import Bilingual, Frozen

FACTS = Path(__file__).with_name("facts.yaml")

Kind = Literal["flag", "count", "number", "age", "date", "time", "text", "choice", "country", "record"]


class Fact(Frozen):
    """One fact, or one field of a record. `pair`: one value or [first, last]; `or_none`: false means there is none."""

    name: str
    type: Kind
    label: Bilingual
    of: str = ""  # the set of choices; a text may be another word as well
    list: bool = False
    pair: bool = False
    or_none: bool = False
    fixed: bool = False  # nothing an applicant can change
    not_before: str = ""  # a date that cannot come after this one
    example: Any = None
    section: str = ""
    fields: Mapping[str, Fact] = Field(default_factory=dict)


class Vocabulary(Frozen):
    """Everything `facts.yaml` says."""

    facts: Mapping[str, Fact]
    sections: Mapping[str, Bilingual]
    choices: Mapping[str, Mapping[str, Bilingual]]
    spellings: Mapping[str, Mapping[str, str]]  # set of choices, or rank: spelling → code
    countries: frozenset[str]
    ranks: Mapping[str, Bilingual]  # the ladder, lowest first

    @property
    def order(self) -> tuple[str, ...]:
        """Facts in the order in which a clerk asks."""
        return tuple(self.facts)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A wording reduced to what it says: width, case, blanks and punctuation do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("&", "and").strip()
    return re.sub(r"[\W_]+", "", folded.removeprefix("the "))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary, read once. EditionError where the file does not fit."""
    data = read_yaml(FACTS)
    facts: dict[str, Fact] = {}
    sections: dict[str, Bilingual] = {}
    for section, entries in data["facts"].items():
        sections[section] = _words(entries.pop("section"))
        facts |= {name: _fact(name, entry, section) for name, entry in entries.items()}
    spelled = {**data["choices"], "rank": data["ranks"]}
    return Vocabulary(
        facts=facts,
        sections=sections,
        choices={name: {code: _words(w) for code, w in codes.items()} for name, codes in data["choices"].items()},
        spellings={
            name: {plain(word): code for code, words in codes.items() for word in (code, *words)}
            for name, codes in spelled.items()
        },
        countries=frozenset(data["countries"].split()),
        ranks={code: _words(w) for code, w in data["rank_names"].items()},
    )


def _fact(name: str, entry: dict[str, Any], section: str) -> Fact:
    label = Bilingual(zh=entry.pop("zh"), en=entry.pop("en"))
    fields = {field: _fact(field, inner, section) for field, inner in entry.pop("fields", {}).items()}
    return Fact.model_validate({"name": name, "label": label, "section": section, "fields": fields, **entry})


def _words(pair: list[str]) -> Bilingual:
    return Bilingual(zh=pair[0], en=pair[1])

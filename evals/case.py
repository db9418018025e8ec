"""A gold question and what a right answer to it is; reading a set of them from YAML.

A set is one or more YAML files, each a list. An entry with `question:` is a Case, one with `profile:` a ProfileCase
(a person's facts and the verdict they deserve). `evals/template.yaml.example` explains every key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from assistant.answer import Outcome, Standing, Turn
from corpus.edition_file import EditionError, line_of, nodes, read_yaml
from corpus.guide import Frozen, Lang

GOLD = Path(__file__).parent / "gold"
Kind = Literal["fact", "figure", "list", "followup", "eligibility", "unanswerable", "contradiction"]
Split = Literal["dev", "test"]
Groups = tuple[tuple[str, ...], ...]  # from each group at least one
_HINTS = {
    "string_type": "; put it in quotes (YAML reads bare 17:00, 2026 or no as something else)",
    "extra_forbidden": "; `python -m evals template` lists the keys",
}


class EvalError(Exception):
    """An evaluation cannot be run; the message is one line, or one line per fault, each with its place."""


class GoldError(EvalError):
    """A gold set is not usable; one line per fault: `file:line: key: what is wrong`."""


class Case(Frozen):
    """One question with everything a right answer to it must show."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    lang: Lang
    kind: Kind = "fact"
    split: Split = "dev"
    history: tuple[Turn, ...] = ()
    direction: str | None = None
    as_of: date | None = None  # None: the day the run is given
    status: Standing = "answered"
    outcome: Outcome | None = None
    clauses: Groups = ()
    values: Groups = ()
    absent: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _language_from_script(cls, data: Any) -> Any:
        if isinstance(data, dict) and "lang" not in data:
            return {**data, "lang": "zh" if re.search(r"[\u3400-\u9fff]", str(data.get("question"))) else "en"}
        return data

    @field_validator("clauses", "values")
    @classmethod
    def _no_empty_group(cls, groups: Groups) -> Groups:
        if any(not group or not all(group) for group in groups):
            raise ValueError("a group is empty; give at least one form")
        return groups

    @model_validator(mode="after")
    def _fits_together(self) -> Case:
        if self.status == "not_found" and (self.clauses or self.values or self.outcome):
            raise ValueError("status not_found: leave clauses, values and outcome out")
        if self.kind == "unanswerable" and self.status != "not_found":
            raise ValueError("kind unanswerable: the status must be not_found")
        if self.kind == "followup" and not self.history:
            raise ValueError("kind followup: give the earlier turns in history")
        return self

    @property
    def guides(self) -> tuple[str, ...]:
        """The guides whose clauses answer the question, sorted."""
        return tuple(sorted({clause.split("/", 1)[0] for group in self.clauses for clause in group}))


class ProfileCase(Frozen):
    """One person's facts, a direction, and the verdict the guide gives."""

    id: str = Field(min_length=1)
    direction: str
    profile: dict[str, Any]
    outcome: Outcome
    broken: tuple[str, ...] = ()  # clause ids that some broken finding must cite
    missing: tuple[str, ...] = ()  # facts the verdict must ask for
    as_of: date | None = None
    split: Split = "dev"
    note: str = ""


AnyCase = Case | ProfileCase


@dataclass(frozen=True)
class GoldSet:
    """The cases of a run, in the order of their files."""

    cases: tuple[AnyCase, ...]
    places: dict[str, tuple[Path, int]]  # of each id: its file and position there, from 0

    def only(self, split: str) -> GoldSet:
        """One half, or everything for `all`."""
        return GoldSet(tuple(c for c in self.cases if split in ("all", c.split)), self.places)

    @cached_property
    def questions(self) -> tuple[Case, ...]:
        """The cases that are questions."""
        return tuple(c for c in self.cases if isinstance(c, Case))

    @cached_property
    def digest(self) -> str:
        """Twelve hex digits that change whenever a case does."""
        return hashlib.sha256("\n".join(digest(c) for c in self.cases).encode()).hexdigest()[:12]

    def place(self, case_id: str) -> str:
        """`file:line` of a case."""
        path, index = self.places[case_id]
        return f"{path}:{_starts(path)[index]}"


@cache
def _starts(path: Path) -> tuple[int, ...]:
    node = nodes(path)
    return tuple(entry.start_mark.line + 1 for entry in node.value) if node else ()


def digest(case: AnyCase) -> str:
    """Twelve hex digits of one case; a record is re-used only for the case it was made for."""
    return hashlib.sha256(case.model_dump_json().encode()).hexdigest()[:12]


def load_gold(files: Sequence[Path] = ()) -> GoldSet:
    """The cases of the files given, of the shipped set without. GoldError has one line per fault found."""
    paths = list(files) or sorted(GOLD.glob("*.yaml"))
    if not paths:
        raise GoldError(f"{GOLD}: holds no gold questions; give your own with --gold FILE")
    cases: list[AnyCase] = []
    places: dict[str, tuple[Path, int]] = {}
    faults: list[str] = []
    for path in paths:
        for index, entry in enumerate(_entries(path)):
            try:
                case = _case(entry, path, index)
            except GoldError as fault:
                faults.append(str(fault))
                continue
            if case.id in places:
                other, position = places[case.id]
                first = f"{other}:{line_of(other, (position,))}"
                faults.append(f"{path}:{line_of(path, (index,))}: id: {case.id} is taken by {first}")
            places.setdefault(case.id, (path, index))
            cases.append(case)
    if faults:
        raise GoldError("\n".join(faults))
    return GoldSet(tuple(cases), places)


def _entries(path: Path) -> list[Any]:
    try:
        data = read_yaml(path)
    except EditionError as error:
        raise GoldError(str(error)) from error
    if not isinstance(data, list) or not data:
        raise GoldError(f"{path}:1: expected a list of cases, each starting with `- id:`")
    return data


def _case(entry: Any, path: Path, index: int) -> AnyCase:
    if not isinstance(entry, dict):
        raise GoldError(f"{path}:{line_of(path, (index,))}: expected keys and values, found {type(entry).__name__}")
    kind: type[AnyCase] = ProfileCase if "profile" in entry else Case
    try:
        return kind.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or str(entry.get("id", "case"))
        message = first["msg"].removeprefix("Value error, ") + _HINTS.get(first["type"], "")
        raise GoldError(f"{path}:{line_of(path, (index, *first['loc']))}: {where}: {message}") from error

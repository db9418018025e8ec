"""The types of the edition: guide, direction, clause, statement, silence, difference.

Every value is frozen and refuses unknown keys, so a typing mistake in a YAML file is an error with its place,
never a fact that is quietly lost. Money is in yuan (int), durations in years, countries in ISO 3166 alpha-2.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field, model_validator

from corpus.constraint import Constraint, Unconstrained
from corpus.wording import Bilingual, Frozen, Lang

__all__ = [
    "Amount", "Asked", "Bilingual", "Clause", "Constraint", "Difference", "Direction", "Frozen", "Guide", "Lang",
    "Names", "Note", "Part", "ResearchField", "Silence", "Topical", "Totals", "Unconstrained", "Window",
]  # fmt: skip


class Names(Frozen):
    """Other names that people use for a thing, nicknames and abbreviations included."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def of(self, lang: Lang) -> tuple[str, ...]:
        """The names in one language."""
        return self.zh if lang == "zh" else self.en


class Amount(Frozen):
    """A printed number and how it is meant: exactly one of the fields is set."""

    exactly: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    about: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_of_them(self) -> Amount:
        if sum(v is not None for v in (self.exactly, self.at_most, self.about)) != 1:
            raise ValueError("give exactly one of: exactly, at_most, about")
        return self

    @property
    def value(self) -> int:
        """The number itself, whichever way it is meant."""
        return next(v for v in (self.exactly, self.at_most, self.about) if v is not None)


class Asked(Names):
    """Questions that a statement answers; `yes` and `no` hold those of them that it answers so."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Topical(Bilingual):
    """One statement of a clause: a sentence that stands on its own, and the topics it is about."""

    about: tuple[str, ...] = Field(min_length=1)
    names: Names = Names()
    asked: Asked = Asked()  # questions that it answers, as people put them; from the folder `questions/`


class Note(Bilingual):
    """An editor's remark on a clause: a misprint kept as printed, a sum, a repair. Its figures are not the guide's."""

    kind: Literal["misprint", "repair", "remark"]


class Clause(Frozen):
    """One numbered item, header, table or headed paragraph of a guide, restated in our own words."""

    ref: str = Field(min_length=1)
    heading: Bilingual
    says: tuple[Topical, ...] = Field(min_length=1)
    notes: tuple[Note, ...] = ()

    def text(self, lang: Lang) -> str:
        """The whole clause in one language."""
        joint = "" if lang == "zh" else " "
        return joint.join(statement.of(lang) for statement in self.says)


class ResearchField(Bilingual):
    """A field a direction supports, with the share of projects or money printed for it and its sub-fields."""

    sub: tuple[Bilingual, ...] = ()
    projects: Amount | None = None
    funding: Amount | None = None


class Direction(Frozen):
    """The header facts of one of the 23 directions."""

    id: str
    title: Bilingual
    names: Names
    countries: tuple[str, ...] = Field(min_length=1)
    partner: Bilingual  # the foreign side in words, e.g. 法国 / France
    any_field: bool = False
    fields: tuple[ResearchField, ...] = ()
    projects: Amount
    funding_total: Amount
    funding_per_project: Amount | None = None
    duration_years: tuple[int, ...] = Field(min_length=1)


class Silence(Frozen):
    """Something people ask that a guide does not say: what is not said, and the nearest thing that is."""

    id: str
    guide: str
    directions: tuple[str, ...] = ()  # empty: the guide as a whole
    topics: tuple[str, ...] = ()
    asked: Names = Names()  # words that make a question one about this
    thing: bool = False  # those words name a thing (tax, an interview): what does not name it says nothing of it
    questions: Names = Names()  # whole questions about it, as people put them; from the folder `questions/`
    text: Bilingual
    nearest: tuple[str, ...] = ()  # clause ids


class Difference(Frozen):
    """A contradiction inside a guide or between guides: what each clause says. Both readings are given, always."""

    id: str
    kind: Literal["contradiction", "misprint", "variation"]
    topics: tuple[str, ...] = Field(min_length=1)
    clauses: tuple[str, ...] = Field(min_length=1)  # clause ids
    directions: tuple[str, ...] = ()  # where it bears on an answer; empty: wherever its clauses do
    asked: Names = Names()
    text: Bilingual


class Window(Frozen):
    """When applications may be filed; both ends count, China Standard Time."""

    opens: datetime
    closes: datetime
    recommend_by: datetime | None = None
    clause: str


class Totals(Frozen):
    """What a call prints about itself as a whole; the sums over its directions must agree."""

    directions: int
    partners: int
    projects: Amount
    funding: Amount
    clause: str


class Part(Frozen):
    """One YAML file of a guide: a direction with its clauses, or a general section."""

    direction: Direction | None = None
    applies_to: Literal["all directions", "the call"] | None = None
    silent: tuple[str, ...] = ()  # facets this direction's guide says nothing about
    clauses: tuple[Clause, ...] = Field(min_length=1)
    silences: tuple[Silence, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    unconstrained: tuple[Unconstrained, ...] = ()
    file: str = ""


class Guide(Frozen):
    """One official document."""

    id: str
    short: Bilingual
    title: Bilingual
    issuer: Bilingual
    issued: date | None = None
    names: Names = Names()
    window: Window | None = None
    totals: Totals | None = None
    clause_count: int
    files: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    silences: tuple[Silence, ...] = ()
    source: str  # the file name of the official text
    reviewed: bool = True  # False: imported as it is, its statements are the document's own sentences
    on_disk: tuple[str, ...] = ()  # the YAML files beside guide.yaml, listed or not

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, in the order of the document."""
        return tuple(clause for part in self.parts for clause in part.clauses)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Every direction, in the order of the document."""
        return tuple(part.direction for part in self.parts if part.direction)

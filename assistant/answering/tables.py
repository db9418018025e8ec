"""Lists and comparisons over all directions, from the edition's data and not from what a search happens to find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.answering.claims import figures_in
from assistant.answering.places import COMMON
from assistant.answering.question import Question, simplified
from assistant.answering.vocabulary import cues, is_kind, respelt
from corpus.figures import figures, normalise
from corpus.guide import Amount, Bilingual, Direction, Lang
from corpus.library import Library
from index.lexical import words

_WHICH = re.compile(r"哪|谁|which|what direction|whose")
_NUMERALS = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "two": 2, "three": 3, "four": 4, "five": 5}
_TOP = re.compile(
    r"前([二两三四五]|\d{1,2})(?:个|名|位|大|项)?|([二两三四五])(?:个|大)方向"
    r"|\b(?:top|first|which|what|the) (two|three|four|five|\d{1,2})\b"
    r"|\b(two|three|four|five|\d{1,2}) (?:\w+ )?(?:larg|bigg|small|high|low|long|short|few|most)"
)
_COUNTED = ("projects", "money_total", "money_per_project")  # facets with an amount that may stand side by side
_TYPED = {"projects", "money_total", "money_per_project", "duration", "fields", "countries"}


@dataclass(frozen=True)
class Cell:
    """What a direction says on one topic: the statement that answers, and its clause."""

    clause_id: str
    statement: Bilingual


@dataclass(frozen=True)
class Row:
    """One direction's line of a table: a cell for each of its topics; None where its guide is silent."""

    direction: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Sum:
    """Values added up. `bound`: how the sum is meant where an addend is an upper limit or an approximation."""

    addends: tuple[Fraction, ...]
    bound: Literal["exactly", "at_most", "about"] = "exactly"

    @property
    def value(self) -> Fraction:
        """What the values come to."""
        return sum(self.addends, Fraction(0))


@dataclass(frozen=True)
class Table:
    """A list over directions: its rows, and the topics they are about, one column each."""

    topics: tuple[str, ...]
    rows: tuple[Row, ...]
    considered: int
    extreme: Literal["most", "least"] | None = None  # only the rows with the largest or smallest values
    fits: bool = False  # only the rows with the figure that the question names
    sums: tuple[Sum | None, ...] = ()  # each column's values added up, where the question asks for that


class Tables:
    """Makes tables over one edition."""

    def __init__(self, library: Library):
        self._library = library

    def make(self, question: Question) -> Table | None:
        """The table a question asks for, or None where it asks for none."""
        text = simplified(question.text).lower()
        if len(question.places.directions) == 1 and question.places.by_name:
            return None
        ranking = [name for name in ("most", "least") if is_kind(name, text)]
        summed = is_kind("summed", text)
        beside = self._side_by_side(question) if is_kind("beside", text) or summed else ()
        listed = (
            is_kind("across", text)
            or summed
            or bool(ranking and (_WHICH.search(text) or _TOP.search(text)))
            or len(beside) > 1
        )
        if not listed:
            return None
        scope = self._titled(self._scope(question), question)
        if len(scope) < (1 if question.places.besides else 2):
            return None
        if ranking:
            return self._ranked(question, scope, text, ranking)
        if summed or len(beside) > 1:
            return self._columns(beside or (self._topic(question, text),), scope, summed)
        if is_kind("overall", text) and not is_kind("apiece", text):
            return None
        field_rows = self._by_field(question, scope, text)
        if field_rows:
            return Table(("fields",), tuple(field_rows), len(scope))
        topic = self._topic(question, text, among_all=len(scope) == len(self._scope(question)))
        if topic == "countries" and question.places.countries:
            topic = "fields"  # the country is known: what its directions are for
        if topic is None:
            return None
        rows = [row for d in scope if (row := self._row(d, topic))]
        rows, fits = self._matching_amount(rows, topic, text)
        if topic not in _TYPED and cues("modality")["must_i"].search(text):
            rows = [row for row in rows if row.cells[0] and _demands(row.cells[0].statement.of(question.lang))] or rows
        return Table((topic,), tuple(rows), len(scope), fits=fits) if rows else None

    def _side_by_side(self, question: Question) -> tuple[str, ...]:
        """The facets with an amount that a question asks for."""
        return tuple(t for t in _COUNTED if question.topics.get(t, 0) >= 1)

    def _columns(self, topics: tuple[str | None, ...], scope: list[Direction], summed: bool) -> Table | None:
        """What directions say on facets with an amount, a column each that any of them has, with the sums asked for."""
        known = [t for t in topics if t and any(self._value(d, t) is not None for d in scope)]
        rows = [Row(d.id, tuple(self._cell(d, t) for t in known)) for d in scope]
        rows = [row for row in rows if any(row.cells)]
        if not known or not rows:
            return None
        sums: tuple[Sum | None, ...] = ()
        if summed:
            sums = tuple(self._sum(scope, topic) for topic in known)
        return Table(tuple(known), tuple(rows), len(scope), sums=sums)

    def _sum(self, scope: list[Direction], topic: str) -> Sum | None:
        """The values of a facet added up; None for amounts per project, which make no whole."""
        amounts = [amount for d in scope if (amount := self._amount(d, topic))]
        if topic == "money_per_project" or not amounts:
            return None
        bounds = [name for name in ("at_most", "about") if any(getattr(a, name) is not None for a in amounts)]
        bound: Literal["exactly", "at_most", "about"] = "exactly"
        if bounds:
            bound = "at_most" if bounds[0] == "at_most" else "about"
        return Sum(tuple(Fraction(a.value) for a in amounts), bound)

    def _ranked(self, question: Question, scope: list[Direction], text: str, ranking: list[str]) -> Table | None:
        """The directions with the largest or smallest value of a typed facet, as many as are asked for."""
        topic = self._topic(question, text)
        values = {d.id: value for d in scope if topic and (value := self._value(d, topic)) is not None}
        if topic is None or not values:
            return None
        count = _how_many(text)
        chosen: list[str] = []
        for name in ranking:
            order = sorted(set(values.values()), reverse=name == "most")
            last = sorted(values.values(), reverse=name == "most")[:count][-1]
            within = order[: order.index(last) + 1]  # ties are not torn apart
            chosen += [d for value in within for d in values if values[d] == value]
        rows = [row for d in dict.fromkeys(chosen) if (row := self._row(self._library.directions[d], topic))]
        extreme: Literal["most", "least"] | None = None
        if len(ranking) == 1:
            extreme = "most" if ranking[0] == "most" else "least"
        return Table((topic,), tuple(rows), len(scope), extreme)

    def _value(self, direction: Direction, topic: str) -> Fraction | None:
        """A direction's value on a typed facet; None where the guide prints none or the facet is no number."""
        if topic == "duration":
            return Fraction(max(direction.duration_years))
        amount = self._amount(direction, topic)
        return Fraction(amount.value) if amount else None

    def _scope(self, question: Question) -> list[Direction]:
        places = question.places
        every = [d for d in self._library.directions.values() if d.id not in places.besides]
        if places.directions:
            return [d for d in every if d.id in places.directions]
        calls = [g for g in places.guides if self._library.guides[g].directions]
        if places.guides and not calls:
            return []
        return [d for d in every if not calls or self._library.part_of(d.id)[0].id in calls]

    def _titled(self, scope: list[Direction], question: Question) -> list[Direction]:
        """Only the directions whose title has the telling words of the question (哪些方向是联合实验室)."""
        asked = set(words(question.places.focus, question.lang)) - COMMON
        titles = {d.id: set(words(respelt(d.title.of(question.lang).lower()), question.lang)) for d in scope}
        telling = {w for w in asked if len(w) > 2 and 0 < sum(w in t for t in titles.values()) <= len(scope) // 2}
        country = {w for d in scope for w in words(d.partner.of(question.lang), question.lang)}
        telling -= country
        chosen = [
            d
            for d in scope
            if telling and len(telling & titles[d.id]) == max(len(telling & t) for t in titles.values())
        ]
        return chosen or scope

    def _topic(self, question: Question, text: str, among_all: bool = True) -> str | None:
        """The facet the table is about; the number or the list of countries where only they are asked for.

        `among_all`: no directions were chosen by their titles."""
        asked = [t for t, w in question.topics.items() if w >= 1 and self._library.topics[t].facet]
        narrow = [t for t in asked if t not in ("countries", "fields", "purpose", "how_to_apply")]
        if narrow:
            money = [t for t in narrow if t == "money_per_project"]
            return (money or narrow)[0]
        if asked or not re.search(r"国家|countr|方向|directions", text):
            return asked[0] if asked else None
        # 有哪些方向 asks for their countries; which direction something fits does not
        return "countries" if question.bare or not among_all or re.search(r"国家|countr", text) else None

    def _by_field(self, question: Question, scope: list[Direction], text: str) -> list[Row]:
        """Directions whose fields a question names (人工智能, quantum …), where it asks for directions by field."""
        if any(t not in ("fields", "countries", "purpose", "programme") for t, w in question.topics.items() if w >= 1):
            return []
        rows = []
        for direction in scope:
            names = [t for f in direction.fields for b in (f, *f.sub) for t in (b.of(question.lang),)]
            if any(_named(name, text, question.lang) for name in names):
                row = self._row(direction, "fields")
                rows += [row] if row else []
        return rows

    def _row(self, direction: Direction, topic: str) -> Row | None:
        """The direction's row for one topic."""
        cell = self._cell(direction, topic)
        return Row(direction.id, (cell,)) if cell else None

    def _cell(self, direction: Direction, topic: str) -> Cell | None:
        """The direction's own statement on a topic; its partner where the country is asked for."""
        guide, part = self._library.part_of(direction.id)
        if topic == "money_per_project" and direction.funding_per_project is None:
            return None
        if topic == "countries":
            return Cell(f"{guide.id}/{part.clauses[0].ref}", direction.partner)
        for main_only in (True, False):
            for clause in part.clauses:
                for statement in clause.says:
                    about = statement.about[:1] if main_only else statement.about
                    if topic in about:
                        return Cell(f"{guide.id}/{clause.ref}", statement)
        return None

    def _matching_amount(self, rows: list[Row], topic: str, text: str) -> tuple[list[Row], bool]:
        """Only the rows with the amount that the question names (哪些给20万), and whether it names one that any has."""
        if topic not in _TYPED:
            return rows, False
        asked = {f for f in figures(re.sub(r"[12]\.\d", " ", normalise(text))) if not f.startswith("tel:")}
        asked |= {f.value for f in figures_in(text) if "year" in f.unit} if topic == "duration" else set()
        hits = []
        for row in rows:
            direction = self._library.directions[row.direction]
            amount = self._amount(direction, topic)
            values = (
                {str(Fraction(amount.value))}
                if isinstance(amount, Amount)
                else {str(y) for y in direction.duration_years}
            )
            if values & asked:
                hits.append(row)
        return hits or rows, bool(hits)

    @staticmethod
    def _amount(direction: Direction, topic: str) -> Amount | None:
        typed = {
            "projects": direction.projects,
            "money_total": direction.funding_total,
            "money_per_project": direction.funding_per_project,
        }
        return typed.get(topic)


def _how_many(text: str) -> int:
    """How many a ranking asks for: the top three, 前三个; else 1."""
    found = _TOP.search(text)
    word = next((g for g in found.groups() if g), "") if found else ""
    return _NUMERALS.get(word) or (int(word) if word.isdigit() else 1)


def _demands(statement: str) -> bool:
    """Does a statement require something, and not only prefer or encourage it?"""
    low = statement.lower()
    return cues("modality")["obliges"].search(low) is not None and not cues("modality")["prefers"].search(low)


def _named(name: str, text: str, lang: Lang) -> bool:
    """Does a question name a field? In Chinese the whole name or a part between 和/与; in English its words."""
    name = name.lower()
    if lang == "zh":
        parts = [p for p in re.split(r"[和与、（）()及含]", name) if len(p) >= 2]
        return name in text or any(p in text for p in parts if len(p) >= 3 or p == name)
    parts = [p.strip() for p in re.split(r",| and |\(|\)|;", name) if len(p.strip()) > 3]
    return any(re.search(rf"\b{re.escape(p)}\b", text) for p in parts)

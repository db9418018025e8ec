"""The eligibility form of one direction: just its facts, in plain words.

Fields are named by their path: `birth_date`, `trl.0`, `conf_cn.size`, `team.2.title`; an empty field is unknown.
`ui/filled.py` reads them back.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.eligibility.rules import constraints_of
from assistant.eligibility.vocabulary import Fact, vocabulary
from corpus.guide import Lang
from corpus.library import Library
from ui.countries import all_countries
from ui.element import Child, Html, el, keyed
from ui.reference import clause_ref
from ui.words import say

MONEY = frozenset({"total_budget", "gov_funding", "matching_funds", "cn_central_funding", "max_institution_request"})
_TITLES = ("副教授", "副研究员", "教授", "研究员", "讲师", "associate professor", "professor")


def facts_of(library: Library, check: str) -> tuple[Fact, ...]:
    """The facts a check rests on, in the order in which a clerk asks."""
    asked = {name for placed in constraints_of(library, check) for name in placed.constraint.facts}
    words = vocabulary()
    return tuple(words.facts[name] for name in words.order if name in asked)


def label_of(name: str, lang: Lang) -> str:
    """A fact's label, for its name or a path inside it."""
    fact = vocabulary().facts.get(name.split(".")[0])
    return _titled(fact.label.of(lang), lang) if fact else name


def form_html(library: Library, check: str, lang: Lang) -> Html:
    """The form, by sections."""
    facts, sections = facts_of(library, check), vocabulary().sections
    form = _Form(library, check, lang)
    parts = [
        el(
            "section",
            el("h3", _titled(sections[section].of(lang), lang)),
            [form.field(fact) for fact in facts if fact.section == section],
        )
        for section in dict.fromkeys(fact.section for fact in facts)
    ]
    whole = el("form", parts, class_="zn-form", data_check=check, autocomplete="off", novalidate=True)
    return keyed(f"form-{check}", whole)


def _titled(text: str, lang: Lang) -> str:
    return text if lang == "zh" else text[:1].upper() + text[1:]


@dataclass(frozen=True)
class _Form:
    """The controls of one check in one language."""

    library: Library
    check: str
    lang: Lang

    def field(self, fact: Fact) -> Html:
        """One fact: its label, what is asked of it, its control."""
        told = [el("span", class_="zn-state", aria_hidden="true"), self.label(fact)]
        if fact.name in MONEY:
            told.append(el("small", self.word("yuan_unit")))
        body = [self.asks(fact), self.control(fact, fact.name)]
        if fact.type in ("flag", "record") or (fact.list and fact.of) or fact.pair:
            return el("fieldset", el("legend", told), body, class_="zn-field", data_fact=fact.name)
        return el("div", el("label", told, for_=f"f-{fact.name}"), body, class_="zn-field", data_fact=fact.name)

    def asks(self, fact: Fact) -> Html:
        """What is asked of the fact, with where it stands."""
        asked = [p for p in constraints_of(self.library, self.check) if fact.name in p.constraint.facts][:2]
        lines = [
            el(
                "span",
                el("b", clause_ref(self.library, placed.clause_id, self.lang)),
                f" {placed.constraint.label.of(self.lang)}",
                class_="zn-ask",
            )
            for placed in asked
        ]
        return el("p", lines, class_="zn-asks", id=f"h-{fact.name}")

    def control(self, fact: Fact, name: str, inner: bool = False) -> Child:
        """The control of a fact, or of a field inside a record (`inner`, which has its label around it)."""
        if fact.type == "record":
            return self.rows(fact, name) if fact.list else self.record(fact, name)
        if fact.type == "flag":
            return self.flag_list(name) if inner else self.flag(name)
        if fact.pair:
            ends = [self.text(fact, f"{name}.{n}", self.word(key)) for n, key in enumerate(("from", "to"))]
            return el("div", ends, class_="zn-two")
        if fact.list and fact.of:
            return self.checks(fact, name)
        if fact.of or (fact.type == "country" and not fact.list):
            return self.select(fact, name, inner)
        return [self.text(fact, name, inner=inner), self.none(name) if fact.list or fact.or_none else None]

    def text(self, fact: Fact, name: str, label: str | None = None, inner: bool = False) -> list[Html]:
        """A line to type in, with suggestions where there are some."""
        offered: list[str] = []
        if fact.name == "title":
            offered = list(_TITLES)
        elif fact.name == "field" and self.check in self.library.directions:
            offered = [field.of(self.lang) for field in self.library.directions[self.check].fields]
        numeric = fact.type in ("count", "number", "age") and not fact.list
        own = None if inner else f"f-{name}"
        line = el(
            "input",
            type="datetime-local" if fact.type == "time" else "text",
            id=own,
            name=name,
            maxlength=300,
            placeholder=self.example(fact),
            inputmode="numeric" if numeric else None,
            aria_describedby=None if inner else f"h-{fact.name}",
            aria_label=label,
            list=f"l-{own}" if offered and own else None,
        )
        return (
            [line, el("datalist", [el("option", value=o) for o in offered], id=f"l-{own}")]
            if offered and own
            else [line]
        )

    def example(self, fact: Fact) -> str:
        """What a field could hold."""
        if fact.type == "date":
            return "1982 / 1982-03 / 1982-03-01"
        if fact.list:
            shown = ", ".join(str(entry) for entry in fact.example or ())
            return self.word("eg", example=shown) if shown else self.word("list_hint")
        example = fact.example[0] if isinstance(fact.example, list) else fact.example
        return "" if example is None else self.word("eg", example=example)

    def flag(self, name: str) -> Html:
        """Yes, no or unknown."""
        radios = [
            el(
                "label",
                el("input", type="radio", name=name, value=value, checked=not value),
                el("span", self.word(key)),
            )
            for value, key in (("true", "answer_yes"), ("false", "answer_no"), ("", "unknown"))
        ]
        return el("div", radios, class_="zn-segments")

    def flag_list(self, name: str) -> Html:
        """Yes, no or unknown where there is little room."""
        choices = (("", "unknown"), ("true", "answer_yes"), ("false", "answer_no"))
        return el("select", [el("option", self.word(key), value=value) for value, key in choices], name=name)

    def select(self, fact: Fact, name: str, inner: bool) -> Html:
        """One of a set."""
        if fact.of:
            options = {code: words.of(self.lang) for code, words in vocabulary().choices[fact.of].items()}
        else:
            options = all_countries(self.lang)
        shown = [el("option", _titled(text, self.lang), value=code) for code, text in options.items()]
        first = el("option", self.word("unknown"), value="")
        described = None if inner else f"h-{fact.name}"
        return el("select", first, shown, id=None if inner else f"f-{name}", name=name, aria_describedby=described)

    def checks(self, fact: Fact, name: str) -> Html:
        """Any of a set, or none."""
        boxes = [
            self.check_box(name, code, _titled(words.of(self.lang), self.lang))
            for code, words in vocabulary().choices[fact.of].items()
        ]
        return el("div", boxes, self.none(name), class_="zn-checks")

    def none(self, name: str) -> Html:
        """None at all, which is another thing than not known."""
        return self.check_box(f"{name}.none", "true", self.word("none"))

    def check_box(self, name: str, value: str, text: str) -> Html:
        """One box to tick."""
        return el("label", el("input", type="checkbox", name=name, value=value), f" {text}", class_="zn-check")

    def record(self, fact: Fact, name: str) -> list[Html | None]:
        """The fields of one record."""
        fields = [self.inner(field, f"{name}.{key}") for key, field in fact.fields.items()]
        return [el("div", fields, class_="zn-row"), self.none(name) if fact.or_none else None]

    def rows(self, fact: Fact, name: str) -> list[Html]:
        """A list of records: the script copies the row in the template."""
        fields = [self.inner(field, f"{name}.#.{key}") for key, field in fact.fields.items()]
        remove = el(
            "button", "×", type="button", class_="zn-tool", data_do="remove-row", aria_label=self.word("remove")
        )  # fmt: skip
        template = el("template", el("div", fields, remove, class_="zn-row"))
        add = el("button", f"+ {self.word('add')}", type="button", class_="zn-button", data_do="add-row")
        return [el("div", template, class_="zn-rows", data_rows=name), add]

    def inner(self, fact: Fact, name: str) -> Html:
        """A field inside a record."""
        kind = "div" if fact.list and fact.of else "label"
        return el(kind, el("span", self.label(fact)), self.control(fact, name, inner=True), class_="zn-inner")

    def label(self, fact: Fact) -> str:
        return _titled(fact.label.of(self.lang), self.lang)

    def word(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

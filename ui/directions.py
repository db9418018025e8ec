"""The directions as HTML: the list with its plot, and one direction with all of its clauses."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from assistant.catalogue import DirectionEntry
from corpus.comparison import AtLeast, Equals
from corpus.expression import Expression
from corpus.guide import Clause, Direction, Guide, Lang, Part
from corpus.library import Library
from ui.clause import button, clause_text
from ui.countries import country_names
from ui.element import Html, el, keyed
from ui.glance import filing, window_line
from ui.icons import icon
from ui.plot import plot_svg
from ui.reference import clause_ref, direction_ref
from ui.words import HTML_LANG, OTHER, amount, moment, say, years

Company = Literal["needed", "encouraged", "not"]
COMPANY: tuple[Company, ...] = ("needed", "encouraged", "not")
_BRACKETS = re.compile(r"\s*[（(].*[)）]$")  # a list of member countries, given in full on the direction's page
_NUMERIC = {"projects", "total", "each", "years"}
_Cell = tuple[object, str]  # what a column sorts by, what it shows


def company_of(library: Library, direction: str) -> Company:
    """Whether a rule of the direction cannot be met without a company, its clauses speak of one, or neither."""
    guide, part = library.part_of(direction)
    bound = [p.constraint for p in library.constraints if p.direction == direction and p.guide == guide.id]
    if any(c.strength == "must" and _demands_company(c.requires) for c in bound):
        return "needed"
    return "encouraged" if any("company" in s.about for clause in part.clauses for s in clause.says) else "not"


def money_each(entry: DirectionEntry) -> int:
    """Yuan for one project: as printed, else the total shared evenly among the planned projects."""
    each = entry.funding_per_project
    return each.value if each else entry.funding_total.value // entry.projects.value


def _demands_company(rule: Expression) -> bool:
    """A kind of institution that has to be a company, a company that has to be there, or a number of them."""
    if isinstance(rule, Equals):
        return rule.equals == "enterprise" or (rule.fact.endswith("_has_enterprise") and rule.equals is True)
    return isinstance(rule, AtLeast) and bool(rule.fact) and str(rule.fact).endswith("_enterprises")


def list_html(
    library: Library, entries: list[DirectionEntry], lang: Lang, today: date, open_on: date | None = None
) -> Html:
    """The list of some directions: how many, the plot, the table."""
    note = el("p", say("unknown_windows", lang), class_="zn-small") if open_on else None
    if not entries:
        return el("div", el("p", say("none_fit", lang), class_="zn-line", role="status"), note)
    count = say("shown_one", lang) if len(entries) == 1 else say("shown", lang, n=len(entries))
    keys = [el("span", say(f"legend_{call}", lang), class_=f"zn-key zn-c-{call}") for call in ("exchange", "joint")]
    caption = el(
        "figcaption", el("b", say("plot", lang)), " ", say("plot_say", lang), el("span", keys, class_="zn-legend")
    )
    plots = [plot_svg(library, entries, lang, wide) for wide in (True, False)]
    return el(
        "div",
        el("p", el("b", count), " ", say("calls_more", lang), class_="zn-count", role="status"),
        note,
        el("figure", caption, plots, class_="zn-plot"),
        _table(library, entries, lang, today),
    )


def _table(library: Library, entries: list[DirectionEntry], lang: Lang, today: date) -> Html:
    rows = [_cells(library, entry, number, lang, today) for number, entry in enumerate(entries)]
    heads = [
        el(
            "th",
            el("button", say(f"col_{name}", lang), type="button", data_do="sort"),
            scope="col",
            aria_sort="none",
            class_="zn-num" if name in _NUMERIC else None,
        )
        for name in rows[0]
    ]
    body = [_row(entry.id, cells, lang) for entry, cells in zip(entries, rows, strict=True)]
    caption = el("caption", say("table", lang), class_="zn-hidden")
    table = el("table", caption, el("thead", el("tr", heads)), el("tbody", body), class_="zn-table")
    return el("div", table, class_="zn-scroll")


def _row(direction: str, cells: dict[str, _Cell], lang: Lang) -> Html:
    shown = [
        el(
            "td",
            text,
            data_column=name,
            data_label=say(f"col_{name}", lang),
            data_sort=value,
            class_="zn-num" if name in _NUMERIC else None,
        )
        for name, (value, text) in cells.items()
    ]
    return el("tr", shown, data_do="direction", data_direction=direction)


def _cells(library: Library, entry: DirectionEntry, number: int, lang: Lang, today: date) -> dict[str, _Cell]:
    each, title, partner = entry.funding_per_project, entry.title.of(lang), entry.partner.of(lang)
    company, state = company_of(library, entry.id), filing(library.guides[entry.guide].window, today)
    unprinted = el("span", "—", class_="zn-none", title=say("not_printed", lang))
    return {
        "number": (number, direction_ref(library, entry.id, lang)),
        "direction": (title, el("a", title, href="#direction", data_do="direction", data_direction=entry.id)),
        "partner": (partner, _BRACKETS.sub("", partner)),
        "projects": (entry.projects.value, amount(entry.projects, lang)),
        "total": (entry.funding_total.value, amount(entry.funding_total, lang, money=True)),
        "each": (each.value, amount(each, lang, money=True)) if each else (-1, unprinted),
        "years": (min(entry.duration_years), years(entry.duration_years, lang)),
        "company": (COMPANY.index(company), _tag(say(f"company_{company}", lang), company)),
        "filing": (state, _tag(say(f"short_{state}", lang), state)),
    }


def _tag(text: str, kind: str) -> Html:
    return el("span", text, class_=f"zn-tag zn-{kind}")


def direction_html(library: Library, direction_id: str, lang: Lang, today: date) -> Html:
    """One direction: key facts, contradictions to know of, all clauses, the general rules that bind it too."""
    guide, part = library.part_of(direction_id)
    direction = library.directions[direction_id]
    tools = el("span", button(say("check_this", lang), "check", direction_id), " ",
               button(say("ask_this", lang), "scope", direction_id, "zn-button zn-strong"))  # fmt: skip
    back = el("button", icon("back"), say("back", lang), type="button", class_="zn-button", data_do="back")
    ref = el("span", direction_ref(library, direction_id, lang), class_="zn-ref")
    page = el(
        "article",
        el("div", back, tools, class_="zn-bar"),
        el("p", guide.title.of(lang), class_="zn-kicker"),
        el("h2", ref, " ", direction.title.of(lang), tabindex="-1"),
        _facts(library, guide, direction, lang, today),
        _differences(library, guide, part, direction_id, lang),
        _clauses(library, guide, part, lang),
        class_="zn-page",
    )
    return keyed(f"page-{direction_id}", page)


def _clauses(library: Library, guide: Guide, part: Part, lang: Lang) -> Html:
    general = [c for p in guide.parts if p.applies_to == "all directions" for c in p.clauses]
    both = el(
        "label", el("input", type="checkbox", data_do="both"), " ", say("both_languages", lang), class_="zn-check"
    )
    folded = el(
        "details",
        el("summary", say("general", lang, n=len(general))),
        [_clause(library, guide, clause, lang) for clause in general],
    )
    own = [_clause(library, guide, clause, lang) for clause in part.clauses]
    head = el("div", el("h3", say("clauses", lang)), both, class_="zn-bar")
    return el("div", head, own, folded, class_="zn-clauses")


def _facts(library: Library, guide: Guide, direction: Direction, lang: Lang, today: date) -> Html:
    each, names = direction.funding_per_project, country_names(library, lang)
    separator = "、" if lang == "zh" else "; "
    fields = separator.join(field.of(lang) for field in direction.fields)
    if direction.any_field:
        fields = separator.join([say("any_field", lang), *([fields] if fields else [])])
    facts: dict[str, str] = {
        "col_partner": direction.partner.of(lang),
        "countries": ("、" if lang == "zh" else ", ").join(names[code] for code in direction.countries),
        "fields": fields,
        "col_projects": amount(direction.projects, lang),
        "col_total": amount(direction.funding_total, lang, money=True),
        "col_each": amount(each, lang, money=True) if each else say("not_printed", lang),
        "duration": years(direction.duration_years, lang, long=True),
        "company": say(f"company_{company_of(library, direction.id)}", lang),
        "filing": _tag(window_line(guide.window, lang, today), filing(guide.window, today)),
    }
    if guide.window and guide.window.recommend_by:
        facts["recommend"] = moment(guide.window.recommend_by, lang)
    if len(direction.countries) == 1:
        del facts["countries"]
    rows = [el("div", el("dt", say(key, lang)), el("dd", value)) for key, value in facts.items()]
    return el("dl", rows, class_="zn-facts", aria_label=say("facts", lang))


def _differences(library: Library, guide: Guide, part: Part, direction_id: str, lang: Lang) -> Html | None:
    own = {f"{guide.id}/{clause.ref}" for clause in part.clauses}
    texts = [
        difference.text.of(lang)
        for difference in library.differences
        if direction_id in difference.directions or (not difference.directions and own & set(difference.clauses))
    ]
    if not texts:
        return None
    items = [el("li", text[:1].upper() + text[1:]) for text in texts]
    return el("section", el("h3", say("note_differences", lang)), el("ul", items), class_="zn-differences")


def _clause(library: Library, guide: Guide, clause: Clause, lang: Lang) -> Html:
    other = OTHER[lang]
    ref = el("span", clause_ref(library, f"{guide.id}/{clause.ref}", lang), class_="zn-ref")
    own = el("div", clause_text(clause, lang), lang=HTML_LANG[lang])
    beside = el("h5", clause.heading.of(other)), clause_text(clause, other)
    pair = el("div", own, el("div", beside, class_="zn-other", lang=HTML_LANG[other]), class_="zn-pair")
    return el("section", el("h4", ref, " ", clause.heading.of(lang)), pair, class_="zn-card")

"""The directions as HTML: the list with its plot, and one direction with all of its clauses."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from assistant.catalogue import DirectionEntry, direction_entry
from corpus.guide import Clause, Direction, Guide, Lang, Part
from corpus.library import Library
from ui.clause import clause_text
from ui.glance import filing, window_line
from ui.icons import icon
from ui.markup import esc
from ui.plot import plot_svg
from ui.reference import clause_ref, direction_ref
from ui.words import HTML_LANG, OTHER, amount, moment, say, years

Company = Literal["needed", "encouraged", "not"]
COMPANY: tuple[Company, ...] = ("needed", "encouraged", "not")
_BRACKETS = re.compile(r"\s*[（(].*[)）]$")  # a list of member countries, given in full on the direction's page
_MUST = re.compile(r"必须|须吸收|至少")


def company_of(library: Library, direction: str) -> Company:
    """Whether the direction's own clauses demand a company, encourage one, or say nothing of the kind."""
    _, part = library.part_of(direction)
    said = [s.zh for clause in part.clauses for s in clause.says if "company" in s.about]
    if any(_MUST.search(text) for text in said):
        return "needed"
    return "encouraged" if any("鼓励" in text for text in said) else "not"


def country_names(library: Library, lang: Lang) -> dict[str, str]:
    """Code to name of every partner country, those of most directions first, then by name."""
    from babel import Locale

    names = Locale("zh" if lang == "zh" else "en").territories
    codes = [code for direction in library.directions.values() for code in direction.countries]
    ordered = sorted(set(codes), key=lambda code: (-codes.count(code), names.get(code, code)))
    return {code: names.get(code, code) for code in ordered}


def all_countries(lang: Lang) -> dict[str, str]:
    """Code to name of every country in the profile's vocabulary, China first, then by name."""
    from babel import Locale

    from assistant.eligibility.vocabulary import vocabulary

    names = Locale("zh" if lang == "zh" else "en").territories
    codes = sorted(vocabulary().countries, key=lambda code: (code != "CN", names.get(code, code)))
    return {code: names.get(code, code) for code in codes}


def list_html(
    library: Library, entries: list[DirectionEntry], lang: Lang, today: date, open_on: date | None = None
) -> str:
    """The list of some directions: how many, the plot, the table."""
    note = f'<p class="zn-small">{esc(say("unknown_windows", lang))}</p>' if open_on else ""
    if not entries:
        return f'<p class="zn-line" role="status">{esc(say("none_fit", lang))}</p>{note}'
    count = say("shown_one", lang) if len(entries) == 1 else say("shown", lang, n=len(entries))
    return (
        f'<p class="zn-count" role="status"><b>{esc(count)}</b> {esc(say("calls_more", lang))}</p>{note}'
        f'<figure class="zn-plot"><figcaption><b>{esc(say("plot", lang))}</b> {esc(say("plot_say", lang))}{_legend(lang)}</figcaption>'
        f"{plot_svg(library, entries, lang, wide=True)}{plot_svg(library, entries, lang, wide=False)}</figure>"
        f"{_table(library, entries, lang, today)}"
    )


def _legend(lang: Lang) -> str:
    names = "".join(
        f'<span class="zn-key zn-c-{call}">{esc(say(f"legend_{call}", lang))}</span>' for call in ("exchange", "joint")
    )
    return f'<span class="zn-legend">{names}</span>'


_COLUMNS = ("number", "direction", "partner", "projects", "total", "each", "years", "company", "filing")
_NUMERIC = {"projects", "total", "each", "years"}


def _table(library: Library, entries: list[DirectionEntry], lang: Lang, today: date) -> str:
    heads = "".join(
        f'<th scope="col" aria-sort="none" class="{"zn-num" if name in _NUMERIC else ""}">'
        f'<button type="button" data-do="sort">{esc(say(f"col_{name}", lang))}</button></th>'
        for name in _COLUMNS
    )
    rows = "".join(_row(library, entry, number, lang, today) for number, entry in enumerate(entries))
    return (
        f'<div class="zn-scroll"><table class="zn-table"><caption class="zn-hidden">{esc(say("table", lang))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(library: Library, entry: DirectionEntry, number: int, lang: Lang, today: date) -> str:
    each = entry.funding_per_project
    company = company_of(library, entry.id)
    state = filing(library.guides[entry.guide].window, today)
    cells = {
        "number": (number, esc(direction_ref(library, entry.id, lang))),
        "direction": (
            entry.title.of(lang),
            f'<a href="#direction" data-do="direction" data-direction="{esc(entry.id)}">{esc(entry.title.of(lang))}</a>',
        ),
        "partner": (entry.partner.of(lang), esc(_BRACKETS.sub("", entry.partner.of(lang)))),
        "projects": (entry.projects.value, esc(amount(entry.projects, lang))),
        "total": (entry.funding_total.value, esc(amount(entry.funding_total, lang, money=True))),
        "each": (each.value if each else -1, esc(amount(each, lang, money=True)) if each else _unprinted(lang)),
        "years": (min(entry.duration_years), esc(years(entry.duration_years, lang))),
        "company": (
            COMPANY.index(company),
            f'<span class="zn-tag zn-{company}">{esc(say(f"company_{company}", lang))}</span>',
        ),
        "filing": (state, f'<span class="zn-tag zn-{state}">{esc(say(f"short_{state}", lang))}</span>'),
    }
    body = "".join(
        f'<td data-column="{name}" data-label="{esc(say(f"col_{name}", lang))}" data-sort="{esc(value)}" '
        f'class="{"zn-num" if name in _NUMERIC else ""}">{shown}</td>'
        for name, (value, shown) in cells.items()
    )
    return f'<tr data-do="direction" data-direction="{esc(entry.id)}">{body}</tr>'


def _unprinted(lang: Lang) -> str:
    return f'<span class="zn-none" title="{esc(say("not_printed", lang))}">—</span>'


def direction_html(library: Library, direction_id: str, lang: Lang, today: date) -> str:
    """One direction: key facts, contradictions to know of, all clauses, the general rules that bind it too."""
    guide, part = library.part_of(direction_id)
    direction = library.directions[direction_id]
    general = [c for p in guide.parts if p.applies_to == "all directions" for c in p.clauses]
    return (
        f'<article class="zn-page"><div class="zn-bar"><button type="button" class="zn-button" data-do="back">{icon("back")}'
        f"{esc(say('back', lang))}</button>"
        f'<span><button type="button" class="zn-button" data-do="check" data-direction="{esc(direction_id)}">{esc(say("check_this", lang))}'
        f'</button> <button type="button" class="zn-button zn-strong" data-do="scope" data-direction="{esc(direction_id)}">'
        f"{esc(say('ask_this', lang))}</button></span></div>"
        f'<p class="zn-kicker">{esc(guide.title.of(lang))}</p>'
        f'<h2 tabindex="-1"><span class="zn-ref">{esc(direction_ref(library, direction_id, lang))}</span> {esc(direction.title.of(lang))}</h2>'
        f"{_facts(library, guide, direction, lang, today)}{_differences(library, guide, part, direction_id, lang)}"
        f'<div class="zn-clauses"><div class="zn-bar"><h3>{esc(say("clauses", lang))}</h3>'
        f'<label class="zn-check"><input type="checkbox" data-do="both"> {esc(say("both_languages", lang))}</label></div>'
        f"{''.join(_clause(library, guide, c, lang) for c in part.clauses)}"
        f"<details><summary>{esc(say('general', lang, n=len(general)))}</summary>"
        f"{''.join(_clause(library, guide, c, lang) for c in general)}</details></div></article>"
    )


def _facts(library: Library, guide: Guide, direction: Direction, lang: Lang, today: date) -> str:
    entry, each = direction_entry(library, direction.id), direction.funding_per_project
    fields = "、".join(f.zh for f in direction.fields) if lang == "zh" else "; ".join(f.en for f in direction.fields)
    if direction.any_field:
        fields = say("any_field", lang) + (f"{'：' if lang == 'zh' else ': '}{fields}" if fields else "")
    names = country_names(library, lang)
    facts = {
        "col_partner": esc(direction.partner.of(lang)),
        "countries": esc(("、" if lang == "zh" else ", ").join(names[code] for code in direction.countries)),
        "fields": esc(fields),
        "col_projects": esc(amount(direction.projects, lang)),
        "col_total": esc(amount(direction.funding_total, lang, money=True)),
        "col_each": esc(amount(each, lang, money=True))
        if each
        else f'<span class="zn-none">{esc(say("not_printed", lang))}</span>',
        "duration": esc(years(direction.duration_years, lang, long=True)),
        "company": esc(say(f"company_{company_of(library, direction.id)}", lang)),
        "filing": f'<span class="zn-tag zn-{filing(guide.window, today)}">{esc(window_line(guide.window, lang, today))}</span>',
    }
    if entry.window and entry.window.recommend_by:
        facts["recommend"] = esc(moment(entry.window.recommend_by, lang))
    if len(direction.countries) == 1:
        del facts["countries"]
    rows = "".join(f"<div><dt>{esc(say(key, lang))}</dt><dd>{value}</dd></div>" for key, value in facts.items())
    return f'<dl class="zn-facts" aria-label="{esc(say("facts", lang))}">{rows}</dl>'


def _differences(library: Library, guide: Guide, part: Part, direction_id: str, lang: Lang) -> str:
    own = {f"{guide.id}/{clause.ref}" for clause in part.clauses}
    found = [
        d for d in library.differences if direction_id in d.directions or (not d.directions and own & set(d.clauses))
    ]
    if not found:
        return ""
    items = "".join(f"<li>{esc(d.text.of(lang)[:1].upper() + d.text.of(lang)[1:])}</li>" for d in found)
    return f'<section class="zn-differences"><h3>{esc(say("note_differences", lang))}</h3><ul>{items}</ul></section>'


def _clause(library: Library, guide: Guide, clause: Clause, lang: Lang) -> str:
    other = OTHER[lang]
    return (
        f'<section class="zn-card"><h4><span class="zn-ref">{esc(clause_ref(library, f"{guide.id}/{clause.ref}", lang))}</span> '
        f'{esc(clause.heading.of(lang))}</h4><div class="zn-pair"><div lang="{HTML_LANG[lang]}">{clause_text(clause, lang)}</div>'
        f'<div class="zn-other" lang="{HTML_LANG[other]}"><h5>{esc(clause.heading.of(other))}</h5>{clause_text(clause, other)}</div>'
        "</div></section>"
    )

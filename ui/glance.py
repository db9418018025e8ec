"""How filing stands today, and the two calls at a glance."""

from __future__ import annotations

from datetime import date
from typing import Literal

from corpus.guide import Guide, Lang, Window
from corpus.library import Library
from ui.markup import esc
from ui.reference import guide_name
from ui.words import amount, day, moment, say


def filing(window: Window | None, today: date) -> Literal["none", "before", "open", "closed"]:
    """How a call stands on a day; both ends of the window count."""
    if window is None:
        return "none"
    if today < window.opens.date():
        return "before"
    return "open" if today <= window.closes.date() else "closed"


def window_line(window: Window | None, lang: Lang, today: date) -> str:
    """How a call stands today, in words."""
    state = filing(window, today)
    if window is None or state == "none":
        return say("no_window", lang)
    if state == "open" and today == window.closes.date():
        return say("last_day", lang, moment=moment(window.closes, lang))
    return say(state, lang, moment=moment(window.opens if state == "before" else window.closes, lang))


def glance_html(library: Library, lang: Lang, today: date) -> str:
    """The two calls and the other documents in a few lines, with how filing stands today."""
    calls = [guide for guide in library.guides.values() if guide.directions]
    others = [guide for guide in library.guides.values() if not guide.directions]
    cards = "".join(_call_card(guide, lang, today) for guide in calls)
    items = "".join(
        f"<li>{esc(guide.short.of(lang))} <small>{esc(say('clauses_n', lang, n=len(guide.clauses)))}</small></li>"
        for guide in others
    )
    return (
        f'<section class="zn-glance"><h2>{esc(say("glance", lang))}</h2>'
        f'<p class="zn-small">{esc(say("today", lang, day=day(today, lang)))}</p>{cards}'
        f"<h3>{esc(say('also', lang))}</h3><ul>{items}</ul></section>"
    )


def _call_card(guide: Guide, lang: Lang, today: date) -> str:
    totals, state = guide.totals, filing(guide.window, today)
    figures = [say("directions_n", lang, n=len(guide.directions))]
    if totals:
        figures.append(say("projects_n", lang, n=amount(totals.projects, lang)))
        figures.append(say("money_n", lang, n=amount(totals.funding, lang, money=True)))
    items = "".join(f"<li>{esc(figure)}</li>" for figure in figures)
    name = guide_name(guide, lang) if lang == "zh" else guide.short.en
    return (
        f'<div class="zn-call"><h3 title="{esc(guide.title.of(lang))}">{esc(name[:1].upper() + name[1:])}</h3><ul>{items}</ul>'
        f'<p class="zn-tag zn-{state}">{esc(window_line(guide.window, lang, today))}</p></div>'
    )

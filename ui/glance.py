"""How filing stands today, and the two calls at a glance."""

from __future__ import annotations

from datetime import date
from typing import Literal

from corpus.guide import Guide, Lang, Window
from corpus.library import Library
from ui.element import Html, el
from ui.reference import guide_name
from ui.words import amount, day, moment, say

Filing = Literal["none", "before", "open", "closed"]


def filing(window: Window | None, today: date) -> Filing:
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


def glance_html(library: Library, lang: Lang, today: date) -> Html:
    """The two calls and the other documents in a few lines, with how filing stands today."""
    guides = library.guides.values()
    others = [
        el("li", guide.short.of(lang), " ", el("small", say("clauses_n", lang, n=len(guide.clauses))))
        for guide in guides
        if not guide.directions
    ]
    return el(
        "section",
        el("h2", say("glance", lang)),
        el("p", say("today", lang, day=day(today, lang)), class_="zn-small"),
        [_call(guide, lang, today) for guide in guides if guide.directions],
        el("h3", say("also", lang)),
        el("ul", others),
        class_="zn-glance",
    )


def _call(guide: Guide, lang: Lang, today: date) -> Html:
    figures = [say("directions_n", lang, n=len(guide.directions))]
    if guide.totals:
        figures.append(say("projects_n", lang, n=amount(guide.totals.projects, lang)))
        figures.append(say("money_n", lang, n=amount(guide.totals.funding, lang, money=True)))
    name = guide_name(guide, lang) if lang == "zh" else guide.short.en
    line = el("p", window_line(guide.window, lang, today), class_=f"zn-tag zn-{filing(guide.window, today)}")
    items = el("ul", [el("li", figure) for figure in figures])
    return el("div", el("h3", name[:1].upper() + name[1:], title=guide.title.of(lang)), items, line, class_="zn-call")

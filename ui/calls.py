"""The calls tab: filters, the list of directions, and one direction with all of its clauses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import gradio as gr

from assistant.catalogue import directions
from corpus.guide import Lang
from corpus.library import Library
from ui.countries import country_names
from ui.directions import COMPANY, company_of, direction_html, list_html, money_each
from ui.element import el
from ui.words import say, yuan

_LONGEST_FIELD = 100
_MONEY = (100_000, 200_000, 1_000_000, 2_000_000, 5_000_000)  # yuan for one project, to choose from


class Calls:
    """The calls of one page language."""

    def __init__(self, library: Library, lang: Lang, today: Callable[[], date]):
        self._library, self._lang, self._today = library, lang, today
        word = self._word
        with gr.Column(elem_id="zn-list"):
            with gr.Row(elem_id="zn-filters"):
                countries = [
                    (word("any_country"), ""),
                    *((name, code) for code, name in country_names(library, lang).items()),
                ]
                self.country = gr.Dropdown(
                    countries, value="", label=word("country"), min_width=150, elem_id="zn-country"
                )
                self.field = gr.Textbox(
                    label=word("field"), placeholder=word("field_hint"), max_lines=1, max_length=_LONGEST_FIELD,
                    min_width=150, elem_id="zn-field",
                )  # fmt: skip
                choices = [(word("any"), ""), *((word(f"company_{kind}"), kind) for kind in COMPANY)]
                self.company = gr.Dropdown(
                    choices, value="", label=word("company"), filterable=False, min_width=150, elem_id="zn-company"
                )
                sums = [(word("any"), ""), *((word("from_money", n=yuan(n, lang)), str(n)) for n in _MONEY)]
                self.money = gr.Dropdown(
                    sums, value="", label=word("money"), filterable=False, min_width=150, elem_id="zn-money"
                )
                self.day = gr.Textbox(
                    label=word("open_on"), placeholder=word("open_on_hint"), max_lines=1, max_length=20, min_width=150,
                    elem_id="zn-day",
                )  # fmt: skip
                self.clear = gr.Button(word("clear"), size="sm", elem_id="zn-clear", min_width=0)
            self.list = gr.HTML(self.filtered("", "", "", "", ""), elem_id="zn-directions", apply_default_css=False)
        self.page = gr.HTML("", elem_id="zn-direction", apply_default_css=False)

    def wire(self, bridge: gr.HTML, tabs: gr.Tabs, scope: gr.Dropdown) -> None:
        """Connect the events. `scope` is the conversation's choice of direction."""
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        filters = [self.country, self.field, self.company, self.money, self.day]
        # `change`, not `input`: Gradio sees only key presses as input, no pasting, input method or date picker
        changes = [each.change for each in filters]
        gr.on(changes, self.filtered, filters, [self.list], trigger_mode="always_last", **hidden)
        self.clear.click(self.cleared, None, [*filters, self.list], **hidden)
        bridge.open(self.opened, None, [self.page, tabs], **hidden)
        bridge.scope(self.scoped, None, [scope, tabs], **hidden)

    def filtered(
        self, country: str | None, field: str | None, company: str | None, money: str | None, day: str | None
    ) -> str:
        """The directions that fit every filter, as HTML."""
        text = (day or "").strip()
        try:
            open_on = date.fromisoformat(text) if text else None
        except ValueError:
            line = self._word("bad_day", text=text[:20])
            return el("p", line, class_="zn-line", role="alert")
        entries = directions(self._library, country or None, (field or "")[:_LONGEST_FIELD], open_on)
        least = int(money) if money and money.isdecimal() else 0
        kept = [
            e for e in entries if (not company or company_of(self._library, e.id) == company) and money_each(e) >= least
        ]
        return list_html(self._library, kept, self._lang, self._today(), open_on)

    def cleared(self) -> tuple[str, ...]:
        """No filter at all."""
        return "", "", "", "", "", self.filtered("", "", "", "", "")

    def opened(self, event: gr.EventData) -> tuple[Any, Any]:
        """A direction's page, and the tab it is on."""
        chosen = self._chosen(event)
        if chosen is None:
            return gr.skip(), gr.skip()
        return direction_html(self._library, chosen, self._lang, self._today()), gr.update(selected="calls")

    def scoped(self, event: gr.EventData) -> tuple[Any, Any]:
        """The conversation, within one direction."""
        chosen = self._chosen(event)
        return (gr.skip(), gr.skip()) if chosen is None else (chosen, gr.update(selected="chat"))

    def _chosen(self, event: gr.EventData) -> str | None:
        data = getattr(event, "_data", None)
        chosen = data.get("direction") if isinstance(data, dict) else None
        return chosen if isinstance(chosen, str) and chosen in self._library.directions else None

    def _word(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

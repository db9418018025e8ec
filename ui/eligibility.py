"""The eligibility tab: choose a direction, fill in its facts, watch the verdict. Nothing typed here is stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import gradio as gr

from assistant.eligibility.advice import changes
from assistant.eligibility.rules import judge, match
from assistant.errors import BadInput
from corpus.guide import Lang
from corpus.library import Library
from ui.element import Html, el
from ui.filled import read_form
from ui.form import form_html, label_of
from ui.verdict import board_html, check_name, summary_html, verdict_html
from ui.words import say

log = logging.getLogger("zhinan.page")
_FIRST = "exchange-1.3"


class Eligibility:
    """The eligibility check of one page language."""

    def __init__(self, library: Library, lang: Lang, today: Callable[[], date]):
        self._library, self._lang, self._today = library, lang, today
        checks = list(library.checks)
        first = _FIRST if _FIRST in checks else checks[0]
        with gr.Row(elem_id="zn-check-head"):
            self.direction = gr.Dropdown(
                [(check_name(library, check, lang), check) for check in checks], value=first,
                label=say("check_direction", lang), elem_id="zn-check-direction",
            )  # fmt: skip
            gr.HTML(
                el("p", say("check_more", lang), class_="zn-small"),
                apply_default_css=False,
                elem_id="zn-check-more",
            )
        summary, verdict = self._judged(first, {})
        self.summary = gr.HTML(summary, elem_id="zn-summary", apply_default_css=False)
        with gr.Row(elem_id="zn-check-room"):
            self.form = gr.HTML(form_html(library, first, lang), elem_id="zn-form", apply_default_css=False)
            self.verdict = gr.HTML(verdict, elem_id="zn-verdict", apply_default_css=False)
        self.board = gr.HTML("", elem_id="zn-board", apply_default_css=False)

    def wire(self, bridge: gr.HTML, tabs: gr.Tabs) -> None:
        """Connect the events."""
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        self.direction.change(self.chosen, [self.direction], [self.form, self.summary, self.verdict], **hidden)
        bridge.judge(self.judged, None, [self.summary, self.verdict], trigger_mode="always_last", **hidden)
        bridge.match(self.matched, None, [self.board], **hidden)
        bridge.check(self.opened, None, [self.direction, tabs], **hidden)

    def chosen(self, check: str | None) -> tuple[Any, Any, Any]:
        """Another direction: its form. The browser fills in what it knows and asks for the verdict."""
        if check not in self._library.checks:
            return gr.skip(), gr.skip(), gr.skip()
        return (form_html(self._library, check, self._lang), *self._judged(check, {}))

    def judged(self, event: gr.EventData) -> tuple[Any, Any]:
        """The verdict on what is filled in."""
        data = _data(event)
        check = data.get("check")
        return self._judged(check, data.get("facts")) if check in self._library.checks else (gr.skip(), gr.skip())

    def matched(self, event: gr.EventData) -> Any:
        """One profile against every direction."""
        profile, faults = read_form(_data(event).get("facts"))
        if faults:
            return self._faults(faults)
        try:
            return board_html(self._library, match(self._library, profile, self._today()), self._lang)
        except BadInput as error:
            return self._fault(error)

    def opened(self, event: gr.EventData) -> tuple[Any, Any]:
        """A direction chosen elsewhere on the page."""
        check = _data(event).get("direction")
        return (check, gr.update(selected="eligibility")) if check in self._library.checks else (gr.skip(), gr.skip())

    def _judged(self, check: str, typed: Any) -> tuple[Any, Any]:
        profile, faults = read_form(typed)
        if faults:
            return self._faults(faults), gr.skip()
        try:
            verdict = judge(self._library, check, profile, self._today())
            advice = changes(self._library, check, profile, self._today())
        except BadInput as error:
            return self._fault(error), gr.skip()
        except Exception as error:  # one line on the page; never the facts in a log
            log.error("no verdict on %s: %s", check, type(error).__name__)
            return el("p", say("check_failed", self._lang), class_="zn-line", role="alert"), gr.skip()
        return (
            summary_html(self._library, verdict, advice, profile, self._lang),
            verdict_html(self._library, verdict, advice, profile, self._lang),
        )

    def _faults(self, faults: dict[str, str]) -> Html:
        lines = [el("span", f"{label_of(name, self._lang)}: {say(hint, self._lang)} ") for name, hint in faults.items()]
        return el("p", lines, class_="zn-line", role="alert", data_faults=",".join(faults))

    def _fault(self, error: BadInput) -> Html:
        path, _, told = str(error).partition(":")
        name = path.split("[")[0].split(".")[0]
        text = told.strip() if self._lang == "en" and told else say("not_sensible", self._lang)
        return el("p", f"{label_of(name, self._lang)}: {text}", class_="zn-line", role="alert", data_faults=name)


def _data(event: gr.EventData) -> dict[str, Any]:
    data = getattr(event, "_data", None)
    return data if isinstance(data, dict) else {}

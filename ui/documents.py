"""The documents tab: what is imported, taking in, taking out, and what `verify` finds. For operators alone."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterable
from typing import Any

import gradio as gr

from assistant.errors import BadInput, ZhinanError
from assistant.importing import take_out
from assistant.settings import Settings
from assistant.verifying import hold
from corpus.guide import Lang
from corpus.importing.archive import Archive, Imported
from corpus.importing.block import ImportFault
from corpus.importing.reading import LARGEST
from corpus.library import Library
from corpus.verify import Gap
from ui.element import Html, el, keyed
from ui.operator import Standing, standing
from ui.words import day, say

log = logging.getLogger("zhinan.page")
_KINDS = ".pdf,.docx,.html,.htm,.md,.txt"
_MOST_SHOWN = 200  # differences on one page
# What documents.js says of an import; {done} and {total} are filled in there.
_TOLD = ("documents_sending", "documents_waiting", "documents_reading", "documents_indexing", "documents_lost",
         "documents_not_sent", "gone")  # fmt: skip


class Documents:
    """The documents of one page language. Every event asks anew who it comes from."""

    def __init__(self, settings: Settings, library: Library, lang: Lang):
        self._settings, self._library, self._lang = settings, library, lang
        self._keyed = bool(settings.api_keys.get_secret_value().strip())
        self._drawn = itertools.count()
        self.head = gr.HTML("", elem_id="zn-import", apply_default_css=False)
        self.list = gr.HTML("", elem_id="zn-imported", apply_default_css=False)
        self.report = gr.HTML("", elem_id="zn-verified", apply_default_css=False)

    def wire(self, page: gr.Blocks, bridge: gr.HTML, tab: gr.Tab) -> None:
        """Connect the events; the tab shows itself to whom it is for."""
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(self.opened, None, [tab, self.head, self.list, self.report], **hidden)
        bridge.documents(self.listed, None, [self.list, self.report], **hidden)
        bridge.remove(self.removed, None, [self.list, self.report], concurrency_limit=1, **hidden)
        bridge.verify(self.verified, None, [self.report], concurrency_limit=1, **hidden)

    def opened(self, request: gr.Request) -> tuple[Any, Any, Any, Any]:
        """The tab for an operator; at this machine without keys the line that says how to set one; else nothing."""
        who = self._who(request)
        if who == "nobody":
            return gr.update(visible=False), "", "", ""
        if who == "local":
            line = el("p", self._word("documents_no_keys"), class_="zn-line", role="status")
            return gr.update(visible=True), el("div", el("h2", self._word("tab_documents")), line), "", ""
        return gr.update(visible=True), self._head(), *self._there()

    def listed(self, request: gr.Request) -> tuple[Any, Any]:
        """What is imported now; what `verify` said before holds no more."""
        return self._there() if self._who(request) == "operator" else (gr.skip(), gr.skip())

    def removed(self, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Without one of the documents."""
        if self._who(request) != "operator":
            return gr.skip(), gr.skip()
        data = getattr(event, "_data", None)
        wanted = str(data.get("document", "")) if isinstance(data, dict) else ""
        try:
            take_out(self._settings, wanted)
        except (ImportFault, ZhinanError) as error:
            return self._there(self._fault(error))
        return self._there(el("p", self._word("documents_removed", name=wanted), class_="zn-done", role="status"))

    def verified(self, request: gr.Request) -> Any:
        """The edition held against what is imported."""
        if self._who(request) != "operator":
            return gr.skip()
        try:
            return self._verify(self._report())
        except BadInput:
            return self._verify(el("p", self._word("verify_nothing"), class_="zn-line", role="alert"))
        except (ImportFault, ZhinanError) as error:
            return self._verify(self._fault(error))

    def _report(self) -> Html:
        report, held, missing = hold(self._settings)
        told = self._word(
            "verify_told", guides=len(held), clauses=report.clauses, figures=report.figures, limits=report.limits,
            explained=len(report.gaps) - len(report.unexplained), unexplained=len(report.unexplained),
        )  # fmt: skip
        kind = "zn-line" if report.unexplained else "zn-done"
        absent = self._word("verify_missing", guides=", ".join(self._names(missing))) if missing else None
        return el(
            "div",
            el("h4", self._word("verify_title"), class_="zn-hidden"),
            el("p", told, class_=kind, role="status"),
            el("p", absent, class_="zn-small") if absent else None,
            self._gaps("verify_unexplained", report.unexplained, opened=True),
            self._gaps("verify_explained", tuple(g for g in report.gaps if g.because), opened=False),
        )

    def _verify(self, found: Html | None = None) -> Html:
        """The section of `verify` with what it found. Drawn anew each time: its button was changed in the browser."""
        do = el(
            "button", self._word("verify_do"), type="button", class_="zn-button zn-strong", data_do="verify",
            data_doing=self._word("verify_doing"),
        )  # fmt: skip
        told = [el("h3", self._word("verify_head")), el("p", self._word("verify_more")), el("p", do), found]
        return keyed(f"verify-{next(self._drawn)}", el("section", told, class_="zn-panel-card"))

    def _gaps(self, title: str, gaps: tuple[Gap, ...], opened: bool) -> Html | None:
        if not gaps:
            return None
        items = [el("li", str(gap)) for gap in gaps[:_MOST_SHOWN]]
        summary = el("summary", self._word(title, n=len(gaps)))
        return el("details", summary, el("ul", items, class_="zn-gaps", lang="en"), open=opened)

    def _names(self, guides: Iterable[str]) -> list[str]:
        known = self._library.guides
        return [known[guide].short.of(self._lang) if guide in known else guide for guide in guides]

    def _who(self, request: gr.Request) -> Standing:
        return standing(request.request, self._keyed)

    def _head(self) -> Html:
        word = self._word
        words = {key: word(key, done="{done}", total="{total}") for key in _TOLD}
        field = el("input", type="file", id="zn-file", multiple=True, accept=_KINDS, class_="zn-hidden")
        choose = el("label", word("documents_choose"), field, class_="zn-button zn-strong zn-file")
        return el(
            "div",
            el("h2", word("tab_documents")),
            el("p", word("documents_more", mb=LARGEST // 1_000_000)),
            el("div", choose, el("span", word("documents_choose_more")), class_="zn-drop"),
            el("div", id="zn-import-log", role="status", aria_live="polite"),
            class_="zn-import",
            data_lang=self._lang,
            data_words=json.dumps(words, ensure_ascii=False),
        )

    def _there(self, note: Html | None = None) -> tuple[Html, Html]:
        """What is imported, under a line on what just happened; and the section of `verify`, if there is anything."""
        try:
            documents = Archive(self._settings.data_dir).documents()
        except ImportFault as error:
            return self._fault(error), Html("")
        if not documents:
            return el("div", note, el("p", self._word("documents_none"), role="status")), Html("")
        items = [self._item(document) for document in documents]
        title = el("h3", self._word("documents_there", n=len(items)))
        whole = el("section", title, note, el("ul", items, class_="zn-documents"), class_="zn-panel-card")
        return keyed(f"documents-{next(self._drawn)}", whole), self._verify()

    def _item(self, document: Imported) -> Html:
        word = self._word
        count = len(document.official) if document.guide else sum(not p.bare for p in document.passages)
        told = word(f"documents_{'official' if document.guide else 'own'}", n=count)
        when = word("documents_when", day=day(document.imported, self._lang), format=document.format.upper())
        name = word("documents_remove_long", name=document.name)
        remove = el(
            "button", word("documents_remove"), type="button", class_="zn-button", data_do="remove-document",
            data_document=document.id, data_sure=word("documents_sure"), data_told=word("documents_remove"),
            data_doing=word("documents_removing"), data_name=name, aria_label=name,
        )  # fmt: skip
        return el(
            "li",
            el(
                "div", el("b", document.name), el("p", when, "" if self._lang == "zh" else " ", told, class_="zn-small")
            ),
            remove,
        )

    def _fault(self, error: Exception) -> Html:
        line = self._word("documents_refused", why=" ".join(str(error).split())[:400])
        return el("p", line, class_="zn-line", role="alert")

    def _word(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

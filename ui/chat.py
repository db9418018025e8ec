"""The conversation tab: Gradio components and what their events do."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant.answer import Ask, Done
from assistant.answering.ask import Assistant
from assistant.errors import BadInput, Busy, NotReady
from corpus.guide import Lang
from corpus.library import Library
from ui import memory
from ui.element import Html, el
from ui.feedback import Feedback
from ui.memory import LONGEST_QUESTION, Conversation, Exchange
from ui.reference import direction_ref
from ui.render import conversation_html
from ui.streaming import batches, grown, nothing_yet
from ui.words import say

log = logging.getLogger("zhinan.page")
_AT_ONCE = 4  # answers worked on side by side; the rest wait in Gradio's queue
Update = dict[str, Any]
Updates = tuple[Any, ...]


class Chat:
    """The conversation of one page language. Holds no conversation: that comes with every event from the browser."""

    def __init__(self, assistant: Assistant, lang: Lang, feedback: Feedback):
        self._assistant, self._lang, self._feedback = assistant, lang, feedback
        library, word = assistant.library, self._word
        self.log = gr.HTML(self._html(()), elem_id="zn-talk", apply_default_css=False)
        with gr.Column(elem_id="zn-composer"):
            self.notice = gr.HTML("", elem_id="zn-notice", apply_default_css=False)
            self.box = gr.Textbox(
                label=word("question"), placeholder=word("placeholder"), lines=1, max_lines=6, elem_id="zn-question",
                container=False, html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
            )  # fmt: skip
            with gr.Row(elem_id="zn-controls"):
                self.scope = gr.Dropdown(
                    scope_choices(library, lang), value="", label=word("scope"), elem_id="zn-scope", filterable=True,
                    min_width=180,
                )  # fmt: skip
                self.new = gr.Button(word("new"), elem_id="zn-new", size="sm", min_width=0)
                self.stop = gr.Button(
                    word("stop"), elem_id="zn-stop", size="sm", min_width=0, visible=False, variant="stop"
                )
                self.send = gr.Button(word("send"), elem_id="zn-send", size="sm", min_width=0, variant="primary")
        self.memory = gr.BrowserState([], storage_key="zhinan-conversation", secret="public")  # noqa: S106 - hides nothing

    def wire(self, page: gr.Blocks, bridge: gr.HTML) -> None:
        """Connect the events. `bridge` carries what is clicked inside the conversation's HTML."""
        outputs = [self.log, self.box, self.notice, self.memory, self.send, self.stop]
        typed, hidden = [self.box, self.scope, self.memory], _private()
        asking: dict[str, Any] = {"outputs": outputs, "concurrency_limit": _AT_ONCE, "concurrency_id": "ask", **hidden}
        events = [
            gr.on([self.send.click, self.box.submit], self.typed, typed, **asking),
            bridge.ask(self.chosen, [self.scope, self.memory], **asking),
            bridge.retry(self.again, [self.memory], **asking),
        ]
        self.stop.click(
            self.stopped, [self.memory], [self.log, self.notice, self.send, self.stop], cancels=events, **hidden
        )
        self.new.click(
            self.fresh, None, [self.log, self.notice, self.memory, self.send, self.stop], cancels=events, **hidden
        )
        bridge.vote(self.voted, [self.memory], [self.memory, self.notice], **hidden)
        page.load(self.restored, [self.memory], [self.log], **hidden)

    async def typed(self, question: str, scope: str | None, stored: Any) -> AsyncIterator[Updates]:
        """A question from the box."""
        async for updates in self._answer(question, scope, memory.read(stored), typed=True):
            yield updates

    async def chosen(self, scope: str | None, stored: Any, event: gr.EventData) -> AsyncIterator[Updates]:
        """An example or a follow-up."""
        async for updates in self._answer(str(_detail(event).get("question", "")), scope, memory.read(stored)):
            yield updates

    async def again(self, stored: Any, event: gr.EventData) -> AsyncIterator[Updates]:
        """The same question anew, without the answer it had."""
        conversation = memory.read(stored)
        exchange = memory.find(conversation, _detail(event).get("exchange"))
        if exchange:
            before = memory.until(conversation, exchange.id)
            async for updates in self._answer(exchange.question, exchange.scope, before):
                yield updates

    def stopped(self, stored: Any) -> Updates:
        """The conversation without the question that was being answered."""
        return (self._html(memory.read(stored)), self._line("stopped"), *self._waiting(False))

    def fresh(self) -> Updates:
        """A new conversation."""
        return (self._html(()), "", [], *self._waiting(False))

    def restored(self, stored: Any) -> str:
        """The conversation that this browser kept."""
        return self._html(memory.read(stored))

    def voted(self, stored: Any, event: gr.EventData) -> Updates:
        """A thumb, or the comment after it."""
        detail, conversation = _detail(event), memory.read(stored)
        exchange, vote = memory.find(conversation, detail.get("exchange")), detail.get("vote")
        if exchange is None or vote not in ("up", "down"):
            return gr.skip(), gr.skip()
        saved = self._feedback.record(exchange, vote, str(detail.get("comment") or ""))
        marked = exchange.model_copy(update={"vote": vote})
        changed = tuple(marked if e.id == exchange.id else e for e in conversation)
        return memory.dump(changed), "" if saved else self._line("not_saved")

    async def _answer(
        self, question: str, scope: str | None, before: Conversation, typed: bool = False
    ) -> AsyncIterator[Updates]:
        """The question at once, its answer as it comes, or one line on why there is none. Stopping abandons it."""
        refusal = self._refusal(question)
        if refusal:
            yield (gr.skip(), gr.skip(), refusal, gr.skip(), gr.skip(), gr.skip())
            return
        question = question.strip()
        yield (self._html(before, question), "" if typed else gr.skip(), "", gr.skip(), *self._waiting(True))
        try:
            ask = Ask(question=question, history=memory.history(before), direction=scope or None)
            exchange = Exchange(id=memory.new_id(), question=question, scope=scope or None, answer=nothing_yet())
            done = False
            async for batch in batches(self._assistant, ask):
                for piece in batch:
                    exchange = exchange.model_copy(update={"answer": grown(self._assistant, exchange.answer, piece)})
                    done = done or isinstance(piece, Done)
                if exchange.answer.answer and not done:
                    yield (self._html(before, exchange), *[gr.skip()] * 5)
        except Exception as error:  # whatever happens, the page says so in one line
            yield (self._html(before), question, self._fault(error), gr.skip(), *self._waiting(False))
            return
        conversation = (*before, exchange)
        yield (self._html(conversation), gr.skip(), "", memory.dump(conversation), *self._waiting(False))

    def _refusal(self, question: str) -> str:
        text = question.strip()
        if not text:
            return self._line("empty")
        if len(text) > LONGEST_QUESTION:
            return self._line("too_long", length=f"{len(text):,}", most=f"{LONGEST_QUESTION:,}")
        return "" if any(character.isalnum() for character in text) else self._line("no_words")

    def _fault(self, error: Exception) -> str:
        if isinstance(error, BadInput):
            return self._line("unreadable")
        if isinstance(error, Busy):
            return self._line("busy")
        log.error("no answer: %s", type(error).__name__)  # never the question itself
        return self._line("not_ready" if isinstance(error, NotReady) else "failed")

    def _html(self, conversation: Conversation, pending: str | Exchange | None = None) -> str:
        return conversation_html(self._assistant.library, conversation, self._lang, pending)

    def _line(self, key: str, **values: object) -> Html:
        return el("p", self._word(key, **values), class_="zn-line", role="alert")

    def _word(self, key: str, **values: object) -> str:
        return say(key, self._lang, **values)

    @staticmethod
    def _waiting(waiting: bool) -> Updates:
        return gr.update(visible=not waiting), gr.update(visible=waiting)


def scope_choices(library: Library, lang: Lang) -> list[tuple[str, str]]:
    """The directions as a list to choose a scope from; the first choice is no scope."""
    directions = [
        (f"{direction_ref(library, d.id, lang)} {d.title.of(lang)}", d.id) for d in library.directions.values()
    ]
    return [(say("scope_all", lang), ""), *directions]


def _detail(event: gr.EventData) -> dict[str, Any]:
    """What the browser sent with an event; anything but a mapping counts as nothing."""
    data = getattr(event, "_data", None)
    return data if isinstance(data, dict) else {}


def _private() -> dict[str, Any]:
    """Events of the page are no API: `/v1` is."""
    return {"api_visibility": "private", "show_progress": "hidden"}

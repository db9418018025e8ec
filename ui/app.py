"""The page on the API: one Gradio application a language, behind a gate that adds headers and hides the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.ask import Assistant, today_in_china
from assistant.settings import Settings
from corpus.guide import Lang

if TYPE_CHECKING:
    from fastapi import FastAPI

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_BRIDGE = """
for (const name of ['ask', 'retry', 'vote', 'open', 'scope', 'judge', 'match', 'check',
                    'documents', 'verify', 'remove'])
  document.addEventListener('zn-' + name, event => trigger(name, event.detail));
"""


def mount_page(
    api: FastAPI,
    assistant: Assistant,
    *,
    data_dir: Path,
    today: Callable[[], date] = today_in_china,
    settings: Settings | None = None,
) -> FastAPI:
    """Mount the page at `/` (language by choice, cookie or browser), `/zh/` and `/en/`. Call it last: it takes every
    path the API has not. Feedback goes to `data_dir`. Documents are imported with `settings`; without them there is
    no documents tab. A proxy that strips a path prefix needs no setting here."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import gradio as gr

    from ui.feedback import Feedback
    from ui.gate import Gate
    from ui.quality import report_route
    from ui.shell import assets
    from ui.theme import theme

    api.include_router(assets())
    api.include_router(report_route(data_dir))
    if settings is not None:
        from ui.taking import import_route

        api.include_router(import_route(settings))
    feedback = Feedback(data_dir)
    for lang in LANGUAGES:
        gr.mount_gradio_app(
            api,
            build_page(assistant, lang, feedback, today, data_dir, settings),
            path=f"/{lang}",
            theme=theme(),
            footer_links=[],
            run_history=False,
            show_error=False,
            allowed_paths=[],
            max_file_size=1,
            enable_monitoring=False,
            pwa=False,
            ssr_mode=False,
            mcp_server=False,
        )
    api.add_middleware(Gate)
    return api


def build_page(
    assistant: Assistant,
    lang: Lang,
    feedback: Any,
    today: Callable[[], date],
    data_dir: Path,
    settings: Settings | None,
) -> Any:
    """The Gradio Blocks of one language."""
    import gradio as gr

    from ui.calls import Calls
    from ui.chat import Chat
    from ui.eligibility import Eligibility
    from ui.glance import glance_html
    from ui.quality import quality_html
    from ui.words import say

    with gr.Blocks(title=say("title", lang), analytics_enabled=False, fill_width=True) as page:
        bridge = gr.HTML("", elem_id="zn-bridge", js_on_load=_BRIDGE, apply_default_css=False)
        with gr.Tabs(selected="chat", elem_id="zn-tabs") as tabs:
            with gr.Tab(say("tab_chat", lang), id="chat", elem_id="zn-chat"), gr.Row(elem_id="zn-room"):
                with gr.Column(elem_id="zn-main", min_width=0):
                    chat = Chat(assistant, lang, feedback)
                with gr.Column(elem_id="zn-side", min_width=0):
                    glance = gr.HTML(
                        glance_html(assistant.library, lang, today()), elem_id="zn-glance", apply_default_css=False
                    )
            with gr.Tab(say("tab_eligibility", lang), id="eligibility", elem_id="zn-eligibility"):
                eligibility = Eligibility(assistant.library, lang, today)
            with gr.Tab(say("tab_calls", lang), id="calls", elem_id="zn-calls", render_children=True):
                calls = Calls(assistant.library, lang, today)
            with gr.Tab(say("tab_quality", lang), id="quality", elem_id="zn-quality", render_children=True) as shown:
                quality = gr.HTML(quality_html(data_dir, lang), elem_id="zn-measured", apply_default_css=False)
            if settings is not None:
                from ui.documents import Documents

                with gr.Tab(
                    say("tab_documents", lang), id="documents", elem_id="zn-docs", visible=False, render_children=True
                ) as tab:
                    documents = Documents(settings, assistant.library, lang)
                documents.wire(page, bridge, tab)
        shown.select(
            lambda: quality_html(data_dir, lang), None, [quality], api_visibility="private", show_progress="hidden"
        )
        chat.wire(page, bridge)
        calls.wire(bridge, tabs, chat.scope)
        eligibility.wire(bridge, tabs)
        page.load(
            lambda: glance_html(assistant.library, lang, today()),
            None,
            [glance],
            api_visibility="private",
            show_progress="hidden",
        )
    page.queue(max_size=64, api_open=False)
    return page

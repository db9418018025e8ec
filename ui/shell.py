"""What stands around Gradio: the page's own header, style and script, put into Gradio's HTML before it leaves."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.guide import Lang
from ui.element import Html, el, join
from ui.words import HTML_LANG, NAME, OTHER, say

if TYPE_CHECKING:
    from fastapi import APIRouter

_HERE = Path(__file__).parent
_KINDS = {
    "style.css": "text/css",
    "page.js": "text/javascript",
    "stream.js": "text/javascript",
    "script.js": "text/javascript",
    "form.js": "text/javascript",
    "documents.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
_UNWANTED = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|\s*<link rel="manifest"[^>]*>', re.S)
_RESIZER = re.compile(r"<script>\s*\(\(\) => \{\s*const root = .*?</script>", re.S)  # for pages inside frames of others
# Where Gradio's browser part calls back: beside this page, whatever prefix a proxy put in front.
_ROOT = '<script>window.gradio_config.root = new URL(".", document.baseURI).href.replace(/[/]$/, "");</script>'
_TOLD = ("gone", "copied", "thanks", "busy")  # phrases that the script shows


@lru_cache(maxsize=8)
def asset(name: str) -> bytes:
    """One of the page's own files."""
    return (_HERE / name).read_bytes()


def version() -> str:
    """A mark that changes with the page's own files, so that a browser never mixes two releases."""
    return hashlib.sha256(b"".join(asset(name) for name in _KINDS)).hexdigest()[:12]


def assets() -> APIRouter:
    """Routes for the page's own files, and for nothing else in this folder."""
    from fastapi import APIRouter, Response

    router = APIRouter(prefix="/page", include_in_schema=False)

    def serve(name: str, kind: str) -> None:
        @router.get(f"/{name}")
        def send() -> Response:
            return Response(
                asset(name), media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"}
            )

    for name, kind in _KINDS.items():
        serve(name, kind)
    return router


def dress(page: str, lang: Lang, base: str) -> str:
    """Gradio's page with our head, header and footer, in its language; `base` is where its relative links start."""
    page = _RESIZER.sub("", _UNWANTED.sub("", page))
    page = page.replace("<script data-gradio-mode>", _ROOT + "<script data-gradio-mode>", 1)
    page = re.sub(r'<html\s+lang="en"', f'<html lang="{HTML_LANG[lang]}"', page, count=1)
    page = re.sub(r'<base href="[^"]*"\s*/?>', lambda _: f'<base href="{base}">{_head(lang)}', page, count=1)
    page = re.sub(r"(<body[^>]*>)", lambda body: body[1] + _top(lang), page, count=1)
    return page.replace("</body>", f"{_foot(lang)}</body>", 1)


def _head(lang: Lang) -> Html:
    mark = version()
    return join(
        [
            el("title", say("title", lang)),
            el("meta", name="description", content=say("tagline", lang)),
            el("meta", name="color-scheme", content="light dark"),
            el("link", rel="icon", type="image/svg+xml", href=f"../page/icon.svg?v={mark}"),
            el("link", rel="stylesheet", href=f"../page/style.css?v={mark}"),
            [el("script", src=f"../page/{name}?v={mark}") for name in _KINDS if name.endswith(".js")],
        ]
    )


def _top(lang: Lang) -> Html:
    """The name, the language switch, and what the scripts need; there from the first paint on."""
    other = OTHER[lang]
    seal = el("span", "指", el("br"), "南", class_="zn-seal", aria_hidden="true")
    name = el("div", seal, el("div", el("h1", NAME), el("p", say("tagline", lang))), class_="zn-name")
    switch = el(
        "a", say("other_language", lang), href=f"../{other}/", hreflang=HTML_LANG[other], lang=HTML_LANG[other],
        data_do="language", data_lang=other, aria_label=say("switch", lang),
    )  # fmt: skip
    told = json.dumps({key: say(key, lang) for key in _TOLD}, ensure_ascii=False)
    close = el("button", "×", type="button", id="zn-panel-close", data_do="close", aria_label=say("close", lang))
    return join(
        [
            el("a", say("skip", lang), class_="zn-skip", href="#zn-question", data_do="skip"),
            el("header", name, el("nav", switch, aria_label=say("languages", lang)), id="zn-head", data_words=told),
            el("p", id="zn-gone", role="alert", hidden=True),
            el("p", id="zn-live", class_="zn-hidden", role="status", aria_live="polite"),
            el("p", say("loading", lang), id="zn-opening", aria_hidden="true"),
            el("noscript", el("p", say("noscript", lang), class_="zn-line")),
            el("aside", close, el("div", id="zn-panel-text"), id="zn-panel", role="dialog",
               aria_label=say("clause", lang), hidden=True),
        ]
    )  # fmt: skip


def _foot(lang: Lang) -> Html:
    """What an answer is worth, and where the API is described."""
    return el("footer", el("p", say("footer", lang), " ", el("a", say("api", lang), href="../docs")), id="zn-foot")


def policy(page: str) -> str:
    """A content security policy for exactly this page: its own inline scripts by hash, nothing from elsewhere.

    Gradio compiles its HTML components in the browser (`unsafe-eval`) and sets style attributes (`unsafe-inline` for
    styles). Inline event handlers and foreign scripts stay forbidden.
    """
    scripts = (m for m in _SCRIPT.finditer(page) if "src=" not in m["attributes"])
    hashes = [base64.b64encode(hashlib.sha256(m["code"].encode()).digest()).decode() for m in scripts]
    allowed = " ".join(f"'sha256-{value}'" for value in dict.fromkeys(hashes))
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval' {allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'none'; worker-src 'none'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )

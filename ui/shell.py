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
from ui.markup import esc
from ui.words import HTML_LANG, NAME, OTHER, say

if TYPE_CHECKING:
    from fastapi import APIRouter

_HERE = Path(__file__).parent
_KINDS = {
    "style.css": "text/css",
    "script.js": "text/javascript",
    "form.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
_UNWANTED = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>|\s*<link rel="manifest"[^>]*>', re.S)
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
    up = "../page"
    mark = version()
    head = (
        f'<title>{esc(say("title", lang))}</title><meta name="description" content="{esc(say("tagline", lang))}">'
        f'<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f'<link rel="icon" type="image/svg+xml" href="{up}/icon.svg?v={mark}">'
        f'<link rel="stylesheet" href="{up}/style.css?v={mark}"><script src="{up}/script.js?v={mark}"></script><script src="{up}/form.js?v={mark}"></script>'
    )
    page = _UNWANTED.sub("", page)
    page = re.sub(r'<html\s+lang="en"', f'<html lang="{HTML_LANG[lang]}"', page, count=1)
    page = re.sub(r'<base href="[^"]*"\s*/?>', f'<base href="{base}">{head}', page, count=1)
    page = re.sub(r"(<body[^>]*>)", lambda body: body[1] + header(lang), page, count=1)
    return page.replace("</body>", f"{footer(lang)}</body>", 1)


def header(lang: Lang) -> str:
    """The name, the language switch, and what the script needs; there from the first paint on."""
    other = OTHER[lang]
    told = json.dumps({key: say(key, lang) for key in _TOLD}, ensure_ascii=False)
    return (
        f'<a class="zn-skip" href="#zn-question" data-do="skip">{esc(say("skip", lang))}</a>'
        f'<header id="zn-head" data-words="{esc(told)}"><div class="zn-name"><span class="zn-seal" aria-hidden="true">指<br>南</span>'
        f"<div><h1>{esc(NAME)}</h1><p>{esc(say('tagline', lang))}</p></div></div>"
        f'<nav aria-label="{esc(say("languages", lang))}"><a href="../{other}/" hreflang="{HTML_LANG[other]}" '
        f'lang="{HTML_LANG[other]}" data-do="language" data-lang="{other}" aria-label="{esc(say("switch", lang))}">'
        f"{esc(say('other_language', lang))}</a></nav></header>"
        f'<p id="zn-gone" role="alert" hidden></p><p id="zn-live" class="zn-hidden" role="status" aria-live="polite"></p>'
        f'<p id="zn-opening" aria-hidden="true">{esc(say("loading", lang))}</p>'
        f'<noscript><p class="zn-line">{esc(say("noscript", lang))}</p></noscript>'
        f'<aside id="zn-panel" role="dialog" aria-label="{esc(say("clause", lang))}" hidden>'
        f'<button type="button" id="zn-panel-close" data-do="close" aria-label="{esc(say("close", lang))}">×</button>'
        f'<div id="zn-panel-text"></div></aside>'
    )


def footer(lang: Lang) -> str:
    """What an answer is worth, and where the API is described."""
    return (
        f'<footer id="zn-foot"><p>{esc(say("footer", lang))} <a href="../docs">{esc(say("api", lang))}</a></p></footer>'
    )


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

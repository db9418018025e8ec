"""Markdown to HTML that cannot hurt: no raw HTML, no images, no links but those that a cited clause prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ui.element import Child, Html, el, join, plain

MarkerHtml = Callable[[int, str], Html]  # the number of a marker and the words before it, to HTML

_URL = re.compile(r"https?://[A-Za-z0-9\-._~/%?=&#:+]*[A-Za-z0-9/]")
_SCROLL = '<div class="zn-scroll" tabindex="0">'
_MARKER = re.compile(r"\[(\d{1,3})\]")


def urls_in(texts: Sequence[str]) -> frozenset[str]:
    """The web addresses that stand in some texts."""
    return frozenset(url for text in texts for url in _URL.findall(text))


def linked(text: str, allowed: frozenset[str]) -> Html:
    """Escaped text in which the allowed web addresses are links; any other stays text."""
    parts: list[Child] = []
    at = 0
    for match in _URL.finditer(text):
        if match[0] in allowed:
            link = el("a", match[0], href=match[0], target="_blank", rel="noopener noreferrer")
            parts += [text[at : match.start()], link]
            at = match.end()
    return join([*parts, text[at:]])


def markdown(
    text: str, marker: MarkerHtml, markers: frozenset[int] = frozenset(), urls: frozenset[str] = frozenset()
) -> Html:
    """An answer's Markdown as HTML. `[n]` becomes `marker(n, words before it)` where n is one of `markers`."""
    env: dict[str, Any] = {"markers": markers, "urls": urls, "marker": marker}
    parser = _parser()
    tokens = parser.parse(plain(text), env)
    _prepare(tokens)
    rendered: str = parser.renderer.render(tokens, parser.options, env)
    return Html(rendered.replace("<table>", _SCROLL + "<table>").replace("</table>", "</table></div>"))


def _prepare(tokens: Sequence[Token]) -> None:
    """Give every marker the words it stands behind (in a table, those of its row), and keep headings small."""
    row = ""
    for token in tokens:
        if token.type == "tr_open":
            row = ""
        elif token.type in ("heading_open", "heading_close"):
            token.tag = "h4"
        elif token.type == "inline":
            children = token.children or []
            for index, child in enumerate(children):
                if child.type == "marker":
                    child.meta["before"] = _words_before(children, index) or row
            row += token.content


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable("table")
    parser.disable(
        ["link", "image", "autolink", "html_inline", "html_block", "reference", "code", "lheading", "entity"]
    )
    parser.inline.ruler.push("marker", _read_marker)
    parser.add_render_rule("marker", _marker_html)
    parser.add_render_rule("text", _text_html)
    return parser


def _read_marker(state: StateInline, silent: bool) -> bool:
    match = _MARKER.match(state.src, state.pos)
    if not match or int(match[1]) not in state.env["markers"]:
        return False
    if not silent:
        token = state.push("marker", "", 0)
        token.meta = {"number": int(match[1])}
        token.content = match[0]
    state.pos = match.end()
    return True


def _marker_html(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Mapping[str, Any]) -> str:
    html_of: MarkerHtml = env["marker"]
    return html_of(int(tokens[index].meta["number"]), str(tokens[index].meta["before"]))


def _text_html(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Mapping[str, Any]) -> str:
    text = tokens[index].content
    if index + 1 < len(tokens) and tokens[index + 1].type == "marker" and text.endswith(" "):
        text = text[:-1] + "\u00a0"  # a marker never begins a line
    return linked(text, env["urls"])


def _words_before(tokens: Sequence[Token], index: int) -> str:
    """The words that a marker stands behind: back to the marker before, over markers side by side."""
    words = ""
    for token in reversed(tokens[:index]):
        if token.type == "marker" and words.strip():
            break
        if token.type in ("text", "code_inline"):
            words = token.content + words
    return words if words.strip() else ""

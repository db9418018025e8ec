"""Building HTML that is escaped by construction: whatever is not `Html` already becomes text.

`el("p", "a < b", class_="note", data_do="copy")` is `<p class="note" data-do="copy">a &lt; b</p>`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TypeAlias

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")
_VOID = frozenset({"input", "br", "meta", "link"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"


def el(element: str, /, *children: Child, **attributes: object) -> Html:
    """One element. `class_` is class, `data_do` is data-do; None and False leave an attribute out, True is bare.

    The element's name is trusted: it comes from this package, never from content.
    """
    given = {key: value for key, value in attributes.items() if value is not None and value is not False}
    start = f"<{element}{''.join(_attribute(key, value) for key, value in given.items())}>"
    return Html(start if element in _VOID else f"{start}{join(children)}</{element}>")


def keyed(key: str, *children: Child) -> Html:
    """Children that are drawn anew whenever `key` changes.

    Gradio patches HTML node by node and keeps what was typed or ticked in a node, whatever it becomes; an element of
    another name is replaced as a whole. (For the same reason no `<template>` may change: its content is not patched.)
    """
    return el("zn-" + re.sub(r"[^a-z0-9]+", "-", key.lower()), *children, class_="zn-keyed")


def join(children: Child) -> Html:
    """Children one after the other: HTML as it is, text escaped, nothing for None."""
    if children is None:
        return Html("")
    if isinstance(children, str):
        return children if isinstance(children, Html) else Html(html.escape(plain(children), quote=True))
    return Html("".join(join(child) for child in children))


def plain(text: str) -> str:
    """Text without control characters, direction overrides and towers of combining marks."""
    return _STACKED.sub(r"\1", _HIDDEN.sub("", text.encode("utf-8", "replace").decode("utf-8")))


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(plain(str(value)), quote=True)}"'

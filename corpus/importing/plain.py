"""Plain text and Markdown to lines. Form feeds divide pages; a Markdown heading keeps its level."""

from __future__ import annotations

import re

from corpus.importing.block import ImportFault, Line

_ENCODINGS = ("utf-8-sig", "gb18030")
_ATX = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_FENCE = re.compile(r"(```|~~~)")
_RULE = re.compile(r"\|?[\s:|-]*-{3,}[\s:|-]*\|?|[-*_=]{3,}")
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or GB 18030. ImportFault where it is none of them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ImportFault("is not readable as UTF-16 text; save it as UTF-8") from error
    if b"\0" in data[:4096]:
        raise ImportFault("is a binary file of no known kind; give PDF, DOCX, HTML, Markdown or plain text")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFault("is neither UTF-8 nor GB 18030 text; save it as UTF-8")


def text_lines(text: str) -> list[Line]:
    """Lines of a plain text, with pages where it has form feeds."""
    paged = "\f" in text.strip("\f\n ")
    lines: list[Line] = []
    for number, page in enumerate(text.split("\f"), 1):
        gap = False
        for raw in page.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            if not raw.strip(" \u3000\t"):
                gap = True
                continue
            lines.append(Line(raw.rstrip("\n"), number if paged else None, gap))
            gap = False
    return lines


def markdown_lines(text: str) -> list[Line]:
    """Lines of a Markdown text: headings with level, items, table rows with tabs; marks of emphasis removed."""
    lines: list[Line] = []
    gap = fenced = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        if _FENCE.match(raw.strip()):
            fenced = not fenced
            continue
        stripped = raw.strip()
        if not stripped or (not fenced and _RULE.fullmatch(stripped)):
            gap = True
            continue
        heading = None if fenced else _ATX.match(stripped)
        item = bool(re.match(r"\s*(?:[-*+]|\d+[.)])\s+", raw))
        if heading:
            lines.append(Line(_plain(heading[2]), gap=gap, level=len(heading[1])))
        elif stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") > 2:
            lines.append(Line("\t".join(_plain(c) for c in stripped.strip("|").split("|")), gap=gap))
        else:
            bare = re.sub(r"^>\s*", "", stripped)
            lines.append(Line(_plain(re.sub(r"^[*+-]\s+", "- ", bare)), gap=gap, item=item))
        gap = False
    return lines


def looks_like_markdown(text: str) -> bool:
    """Does a text without a telling name use Markdown's headings?"""
    return len(re.findall(r"^#{1,6} \S", text, re.M)) >= 2


def _plain(text: str) -> str:
    text = _LINK.sub(lambda m: m[1] if m[0].startswith("!") or m[2].startswith("#") else _named(m[1], m[2]), text)
    return _EMPHASIS.sub(r"\2", text).replace("`", "").replace("\\", "").strip()


def _named(label: str, address: str) -> str:
    return (
        label
        if not address or address in label or not address.startswith(("http", "mailto:"))
        else f"{label} ({address})"
    )

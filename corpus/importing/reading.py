"""A file to a document: the format by its content, whatever its name says; then lines, blocks, and what is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from corpus.importing.block import Block, Document, ImportFault, Line, TooMuch
from corpus.importing.furniture import without_furniture
from corpus.importing.hidden import without_hidden, without_orders
from corpus.importing.joining import join_lines
from corpus.importing.plain import decode, looks_like_markdown, markdown_lines, text_lines

LARGEST = 64_000_000  # bytes of a file
MOST_TEXT = 12_000_000  # bytes of plain text or HTML
_LONGEST_LINE = 400_000


def read(name: str, data: bytes) -> Document:
    """A document from a file's name and bytes. ImportFault, in one line without the name, where it cannot be read."""
    kind = kind_of(name, data)
    lines, pages, hidden = _lines(kind, data)
    lines, sown = without_hidden(lines)
    lines, furniture = without_furniture(lines)
    if not any(re.search(r"\w", line.text) for line in lines):
        raise ImportFault("has no text to read")
    blocks, text, starts = join_lines(lines)
    blocks, text, orders = _without_orders(blocks, text)
    told = [
        f"{hidden} hidden character(s) or element(s)" if hidden else "",
        f"invisible characters in {sown} line(s)" if sown else "",
        f"{furniture} line(s) of headers, footers and page numbers" if furniture else "",
        f"{orders} sentence(s) addressed to a language model" if orders else "",
    ]
    return Document(name, kind, blocks, text, starts, pages, tuple(t for t in told if t))


def kind_of(name: str, data: bytes) -> str:
    """pdf, docx, html, markdown or text, by what the file holds. ImportFault for anything else."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ImportFault("is empty")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:2] == b"PK":
        return "docx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ImportFault("is an old or encrypted Office file; save it as DOCX without a password, or as PDF")
    if data[:5] == b"{\\rtf":
        raise ImportFault("is RTF; save it as DOCX or PDF")
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or (
        (b"<body" in head or b"<head" in head or b"<p>" in head or b"<p " in head) and b"<" in head[:64]
    ):
        return "html"
    if head.startswith((b"<?xml", b"<!doctype", b"<svg")):
        if b"<html" in head:
            return "html"
        raise ImportFault("is XML of no known kind; give PDF, DOCX, HTML, Markdown or plain text")
    suffix = Path(name).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml") and b"<" in data[:4096]:
        return "html"
    return "markdown" if suffix in (".md", ".markdown") else "text"


def _lines(kind: str, data: bytes) -> tuple[list[Line], int | None, int]:
    if kind == "pdf":
        from corpus.importing.pdf import pdf_lines

        return pdf_lines(data)
    if kind == "docx":
        from corpus.importing.word import word_lines

        lines, hidden = word_lines(data)
        pages = max((line.page or 0 for line in lines), default=0)
        return lines, pages or None, hidden
    if len(data) > MOST_TEXT:
        raise TooMuch(
            f"has {len(data) // 1_000_000} MB of text, at most {MOST_TEXT // 1_000_000} MB are read; split it"
        )
    text = decode(data)
    if kind == "html":
        from corpus.importing.web import html_lines

        lines, hidden = html_lines(_declared(data, text))
        return lines, None, hidden
    if max(map(len, text.splitlines()), default=0) > _LONGEST_LINE:
        raise TooMuch(f"has a line of more than {_LONGEST_LINE} characters; it is no document")
    if kind == "markdown" or looks_like_markdown(text):
        return markdown_lines(text), None, 0
    lines = text_lines(text)
    return lines, max((line.page or 0 for line in lines), default=0) or None, 0


def _declared(data: bytes, text: str) -> str:
    """HTML that declares another Chinese encoding than it was read in."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    if declared and declared[1].lower() in (b"gbk", b"gb2312", b"gb18030", b"big5"):
        try:
            return data.decode("gb18030" if declared[1].lower() != b"big5" else "big5")
        except UnicodeDecodeError:
            return text
    return text


def _without_orders(blocks: tuple[Block, ...], text: str) -> tuple[tuple[Block, ...], str, int]:
    """Blocks and the text they stand in without orders to a model; blanks take their place, so that offsets hold."""
    kept: list[Block] = []
    parts: list[str] = []
    total = at = 0
    for block in blocks:
        own, dropped = without_orders(block.text)
        total += dropped
        if own:
            kept.append(replace(block, text=own) if dropped else block)
        if dropped:
            parts += [text[at : block.start], own.ljust(block.end - block.start)]
            at = block.end
    return tuple(kept), "".join([*parts, text[at:]]), total

"""A clause as HTML: both languages, the editor's notes, the official wording where it is imported."""

from __future__ import annotations

import re

from assistant.answer import Citation
from corpus.guide import Clause, Lang
from corpus.library import Library
from ui.markup import esc, linked, urls_in
from ui.reference import clause_ref
from ui.words import HTML_LANG, OTHER, say

_NOISE = re.compile(r"[\s\W_]+")


def clause_template(library: Library, citation: Citation, lang: Lang) -> str:
    """A cited clause as an inert `<template>`; the script shows it beside the conversation."""
    return f'<template data-clause-id="{esc(citation.clause_id)}">{clause_article(library, citation, lang)}</template>'


def clause_article(library: Library, citation: Citation, lang: Lang) -> str:
    """A cited clause for the panel, `lang` first."""
    placed = library.clauses.get(citation.clause_id)
    guide = library.guides.get(citation.guide)
    whole = ""
    if placed and placed.direction:
        whole = (
            f'<button type="button" class="zn-button" data-do="direction" data-direction="{esc(placed.direction)}">'
            f"{esc(say('whole', lang))}</button>"
        )
    return (
        f'<p class="zn-kicker">{esc(guide.title.of(lang) if guide else citation.guide)}</p>'
        f'<h2 tabindex="-1"><span class="zn-ref">{esc(clause_ref(library, citation.clause_id, lang))}</span> '
        f"{esc(citation.title.of(lang))}</h2>"
        f"{_languages(placed.clause if placed else None, citation, lang)}{_official(citation, lang)}"
        f'<p class="zn-small">{esc(say("restated", lang))}</p>{whole}'
    )


def _languages(clause: Clause | None, citation: Citation, lang: Lang) -> str:
    return "".join(
        f'<section lang="{HTML_LANG[each]}"><h3>{esc(say(f"text_{each}", lang))}</h3>{_text(clause, citation, each)}</section>'
        for each in (lang, OTHER[lang])
    )


def _text(clause: Clause | None, citation: Citation, lang: Lang) -> str:
    if clause is not None:
        return clause_text(clause, lang)
    text = citation.text.of(lang)
    return "".join(f"<p>{linked(line, urls_in([text]))}</p>" for line in text.splitlines())


def clause_text(clause: Clause, lang: Lang) -> str:
    """The statements of a clause, each in a paragraph that can be marked, and the notes on it."""
    urls = urls_in([s.of(lang) for s in clause.says])
    said = "".join(f'<p class="zn-say" data-s="{n}">{linked(s.of(lang), urls)}</p>' for n, s in enumerate(clause.says))
    notes = "".join(
        f'<p class="zn-note"><b>{esc(say(note.kind, lang))}</b> {esc(note.of(lang))}</p>' for note in clause.notes
    )
    return said + notes


def _official(citation: Citation, lang: Lang) -> str:
    if citation.official is None:
        return ""
    page = f" · {esc(say('page', lang, page=citation.official.page))}" if citation.official.page is not None else ""
    text = citation.official.text
    body = "".join(f"<p>{linked(line, urls_in([text]))}</p>" for line in text.splitlines() if line.strip())
    return f'<section class="zn-official"><h3>{esc(say("official", lang))}{page}</h3>{body}</section>'


def cited(clause: Clause, words: str) -> tuple[int, ...]:
    """Which statements of a clause some words of an answer repeat, in either language; the nearest one if none is whole."""
    heard = _NOISE.sub("", words).lower()
    if not heard:
        return ()
    spoken = [[_NOISE.sub("", s.of(lang)).lower() for lang in ("zh", "en")] for s in clause.says]
    whole = tuple(n for n, texts in enumerate(spoken) if any(text in heard for text in texts))
    if whole:
        return whole
    likeness = [max(_overlap(text, heard) for text in texts) for texts in spoken]
    best = max(likeness)
    return (likeness.index(best),) if best >= 0.35 else ()


def _overlap(one: str, other: str) -> float:
    """The share of the letter pairs of the shorter text that the longer one has too."""
    pairs, others = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (one, other))
    smaller = min(len(pairs), len(others))
    return len(pairs & others) / smaller if smaller else 0.0

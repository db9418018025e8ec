"""A clause as HTML: both languages, the editor's notes, the official wording where it is imported."""

from __future__ import annotations

from assistant.answer import Citation
from corpus.guide import Clause, Lang
from corpus.library import Library
from ui.element import Html, el, join
from ui.markup import linked, urls_in
from ui.reference import clause_ref
from ui.wording import folded, pairs, restated, sentences
from ui.words import HTML_LANG, OTHER, say


def clause_source(library: Library, citation: Citation, lang: Lang) -> Html:
    """A cited clause, hidden where it is cited; the script shows it beside the conversation."""
    return el("div", clause_article(library, citation, lang), hidden=True, data_clause_id=citation.clause_id)


def clause_article(library: Library, citation: Citation, lang: Lang) -> Html:
    """A cited clause for the panel, `lang` first."""
    placed = library.clauses.get(citation.clause_id)
    guide = library.guides.get(citation.guide)
    clause, direction = (placed.clause, placed.direction) if placed else (None, None)
    ref = el("span", clause_ref(library, citation.clause_id, lang), class_="zn-ref")
    official = _official(clause, citation, lang)
    own = guide is not None and not guide.reviewed and official is not None  # its statements are the document's words
    texts = [] if own else [_language(clause, citation, each, lang) for each in (lang, OTHER[lang])]
    return join(
        [
            el("p", guide.title.of(lang) if guide else citation.guide, class_="zn-kicker"),
            el("h2", ref, " ", citation.title.of(lang), tabindex="-1"),
            [*texts, official],
            el("p", say("unreviewed" if own else "restated_clause", lang), class_="zn-small"),
            button(say("whole", lang), "direction", direction=direction) if direction else None,
        ]
    )


def button(text: str, do: str, direction: str | None = None, kind: str = "zn-button") -> Html:
    """A button that the script answers."""
    return el("button", text, type="button", class_=kind, data_do=do, data_direction=direction)


def _language(clause: Clause | None, citation: Citation, own: Lang, page: Lang) -> Html:
    if clause is not None:
        body = clause_text(clause, own)
    else:
        text = citation.text.of(own)
        body = join(el("p", linked(line, urls_in([text]))) for line in text.splitlines())
    return el("section", el("h3", say(f"text_{own}", page)), body, lang=HTML_LANG[own])


def clause_text(clause: Clause, lang: Lang) -> Html:
    """The statements of a clause, each in a paragraph that can be marked, and the notes on it."""
    urls = urls_in([s.of(lang) for s in clause.says])
    said = [el("p", linked(s.of(lang), urls), class_="zn-say", data_s=n) for n, s in enumerate(clause.says)]
    notes = [el("p", el("b", say(n.kind, lang)), " ", n.of(lang), class_="zn-note") for n in clause.notes]
    return join([said, notes])


def _official(clause: Clause | None, citation: Citation, lang: Lang) -> Html | None:
    """The words as printed, each sentence marked with the statements that restate it."""
    official = citation.official
    if official is None:
        return None
    page = f" · {say('page', lang, page=official.page)}" if official.page is not None else ""
    urls = urls_in([official.text])
    lines = [sentences(line) for line in official.text.splitlines() if line.strip()]
    says = iter(restated(clause, [part for line in lines for part in line]) if clause else ())
    body = [el("p", [_sentence(part, next(says, ()), urls) for part in line]) for line in lines]
    return el("section", el("h3", say("official", lang), page), body, class_="zn-official")


def _sentence(text: str, says: tuple[int, ...], urls: frozenset[str]) -> Html:
    numbers = " ".join(str(n) for n in says)
    return el("span", linked(text, urls), class_="zn-say", data_s=numbers) if says else linked(text, urls)


def cited(clause: Clause, words: str) -> tuple[int, ...]:
    """Which statements of a clause some words of an answer repeat, in either language; the nearest if none is whole."""
    heard = folded(words)
    if not heard:
        return ()
    spoken = [[folded(text) for text in (s.zh, s.en)] for s in clause.says]
    whole = tuple(n for n, texts in enumerate(spoken) if any(text in heard for text in texts))
    if whole:
        return whole
    likeness = [max(_overlap(text, heard) for text in texts) for texts in spoken]
    best = max(likeness)
    return (likeness.index(best),) if best >= 0.35 else ()


def _overlap(one: str, other: str) -> float:
    """The share of the letter pairs of the shorter text that the longer one has too."""
    mine, theirs = pairs(one), pairs(other)
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller else 0.0

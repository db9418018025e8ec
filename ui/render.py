"""The conversation as HTML. Every text is escaped; what a click needs stands in data attributes."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from corpus.guide import Lang
from corpus.library import Library
from ui.clause import cited, clause_template
from ui.examples import EXAMPLES, follow_ups
from ui.icons import icon
from ui.markup import esc, markdown, urls_in
from ui.memory import LONGEST_QUESTION, Conversation, Exchange
from ui.reference import clause_ref, direction_ref
from ui.words import HTML_LANG, day, moment, say


def conversation_html(library: Library, conversation: Conversation, lang: Lang, pending: str | None = None) -> str:
    """The whole conversation; `pending` is a question whose answer is on its way. Without either, the welcome."""
    if not conversation and pending is None:
        return welcome_html(library, lang)
    last = len(conversation) - 1 if pending is None else -1
    asked = tuple(exchange.question for exchange in conversation)
    items = [
        exchange_html(library, exchange, lang, asked if n == last else None) for n, exchange in enumerate(conversation)
    ]
    if pending is not None:
        items.append(
            f'<li class="zn-exchange zn-pending">{_question(pending, lang)}'
            f'<p class="zn-looking" role="status"><span class="zn-dots" aria-hidden="true"></span>{esc(say("looking", lang))}</p></li>'
        )
    return f'<ol class="zn-log" aria-label="{esc(say("conversation", lang))}">{"".join(items)}</ol>'


def welcome_html(library: Library, lang: Lang) -> str:
    """What is seen before the first question: what this is, and questions that teach what can be asked."""
    cards = "".join(
        f'<li><button type="button" class="zn-example" data-do="ask" data-question="{esc(question)}">'
        f"<small>{esc(teaches)}</small><span>{esc(question)}</span></button></li>"
        for teaches, question in EXAMPLES[lang]
    )
    return (
        f'<div class="zn-welcome"><h2>{esc(say("welcome", lang))}</h2>'
        f"<p>{esc(say('welcome_more', lang, clauses=len(library.clauses)))}</p>"
        f'<h3>{esc(say("examples", lang))}</h3><ul class="zn-examples">{cards}</ul></div>'
    )


def exchange_html(library: Library, exchange: Exchange, lang: Lang, asked: tuple[str, ...] | None = None) -> str:
    """One question and its answer; the last one of a conversation gets `asked` and what can be done next."""
    answer = exchange.answer
    own = HTML_LANG[answer.lang]
    return (
        f'<li class="zn-exchange" data-exchange="{esc(exchange.id)}">{_question(exchange.question, lang, exchange.id)}'
        f'<article class="zn-answer" lang="{own}" data-status="{answer.status}">'
        f'<div class="zn-badges" lang="{HTML_LANG[lang]}">{_badges(library, exchange, lang)}</div>'
        f'<div class="zn-text">{answer_html(library, answer)}</div>{_sources(library, answer)}</article>'
        f"{_actions(library, exchange, lang, asked is not None)}"
        f"{_follow(library, answer, asked, lang) if asked is not None else ''}</li>"
    )


def answer_html(library: Library, answer: Answer) -> str:
    """The answer's Markdown with its markers as links to the clauses."""
    sources = {citation.marker: citation for citation in answer.citations}

    def marker(number: int, words: str) -> str:
        return _marker(library, sources[number], words, answer.lang)

    texts = [text for c in answer.citations for text in (c.text.zh, c.text.en, c.official.text if c.official else "")]
    return markdown(answer.answer, marker, frozenset(sources), urls_in(texts))


def _marker(library: Library, citation: Citation, words: str, lang: Lang) -> str:
    placed = library.clauses.get(citation.clause_id)
    says = ",".join(str(n) for n in cited(placed.clause, words)) if placed else ""
    return (
        f'<a class="zn-mark" href="#clause" data-do="clause" data-clause="{esc(citation.clause_id)}" data-says="{says}" '
        f'aria-label="{_label(library, citation, lang)}">[{citation.marker}]</a>'
    )


def _label(library: Library, citation: Citation, lang: Lang) -> str:
    ref = clause_ref(library, citation.clause_id, lang)
    return esc(say("source_of", lang, marker=citation.marker, ref=ref, title=citation.title.of(lang)))


def _question(text: str, lang: Lang, exchange_id: str | None = None) -> str:
    edit = ""
    if exchange_id:
        edit = (
            f'<button type="button" class="zn-tool" data-do="edit" title="{esc(say("edit", lang))}" '
            f'aria-label="{esc(say("edit", lang))}">{icon("edit")}</button>'
        )
    return (
        f'<div class="zn-question"><h3 class="zn-hidden">{esc(say("you", lang))}</h3>'
        f'<p dir="auto">{esc(text[:LONGEST_QUESTION])}</p>{edit}</div>'
    )


def _badges(library: Library, exchange: Exchange, lang: Lang) -> str:
    answer, badges = exchange.answer, []
    if answer.direction in library.directions:
        badges.append(
            f'<button type="button" class="zn-badge zn-where" data-do="direction" data-direction="{esc(answer.direction)}">'
            f"{esc(direction_ref(library, answer.direction, lang))}</button>"
        )
    if answer.status == "not_found" and answer.citations:
        badges.append(f'<span class="zn-badge zn-warn">{esc(say("not_found", lang))}</span>')
    if answer.status == "needs_info":
        badges.append(f'<span class="zn-badge zn-warn">{esc(say("needs_info", lang))}</span>')
    if answer.verdict and answer.verdict.direction in library.checks:
        badges.append(
            f'<button type="button" class="zn-badge zn-v-{answer.verdict.outcome}" data-do="check" '
            f'data-direction="{esc(answer.verdict.direction)}">{esc(say(f"outcome_{answer.verdict.outcome}", lang))}</button>'
        )
    if answer.closed:
        closed = say("closed", lang, moment=moment(answer.closed.deadline, lang))
        badges.append(f'<span class="zn-badge zn-shut">{icon("clock")}{esc(closed)}</span>')
    if answer.engine != "composer":
        badges.append(
            f'<span class="zn-badge">{esc(say("engine", lang, engine=answer.engine.removeprefix("llm:")))}</span>'
        )
    badges.append(f'<span class="zn-asof">{esc(say("as_of", lang, day=day(answer.as_of, lang)))}</span>')
    return "".join(badges)


def _sources(library: Library, answer: Answer) -> str:
    if not answer.citations:
        return ""
    items = "".join(
        f'<li><a href="#clause" data-do="clause" data-clause="{esc(c.clause_id)}" data-says="" '
        f'aria-label="{_label(library, c, answer.lang)}"><b>[{c.marker}]</b> '
        f'<span class="zn-ref">{esc(clause_ref(library, c.clause_id, answer.lang))}</span> {esc(c.title.of(answer.lang))}</a>'
        f"{clause_template(library, c, answer.lang)}</li>"
        for c in answer.citations
    )
    return f'<section class="zn-sources"><h4>{esc(say("sources", answer.lang))}</h4><ol>{items}</ol></section>'


def _actions(library: Library, exchange: Exchange, lang: Lang, last: bool) -> str:
    def tool(do: str, key: str, extra: str = "") -> str:
        return f'<button type="button" class="zn-tool" data-do="{do}" title="{esc(say(key, lang))}" {extra}>{icon(do)}<span>{esc(say(_SHORT.get(key, key), lang))}</span></button>'

    votes = "".join(tool(v, v, f'aria-pressed="{str(exchange.vote == v).lower()}"') for v in ("up", "down"))
    copy = tool("copy", "copy_long", f'data-copy="{esc(copy_text(library, exchange, lang))}"')
    return (
        f'<div class="zn-actions" role="group">{copy}{tool("retry", "retry") if last else ""}{votes}</div>'
        f'<form class="zn-comment" hidden><label>{esc(say("comment", lang))}'
        f'<textarea name="comment" rows="2" maxlength="2000"></textarea></label>'
        f'<button type="submit" class="zn-button">{esc(say("comment_send", lang))}</button></form>'
    )


_SHORT = {"copy_long": "copy"}


def copy_text(library: Library, exchange: Exchange, lang: Lang) -> str:
    """The answer as it goes into a letter: question, answer, sources with their references, and as of when."""
    answer = exchange.answer
    sources = [
        f"[{c.marker}] {clause_ref(library, c.clause_id, answer.lang)} {c.title.of(answer.lang)}"
        + (f" · {library.guides[c.guide].title.of(answer.lang)}" if c.guide in library.guides else "")
        for c in answer.citations
    ]
    parts = [exchange.question, answer.answer]
    if sources:
        parts.append("\n".join([say("sources", answer.lang), *sources]))
    parts.append(say("as_of", answer.lang, day=day(answer.as_of, answer.lang)))
    return "\n\n".join(parts)


def _follow(library: Library, answer: Answer, asked: tuple[str, ...], lang: Lang) -> str:
    cited_ids = tuple(citation.clause_id for citation in answer.citations)
    questions = follow_ups(library, answer.direction, cited_ids, asked, answer.lang)
    chips = "".join(
        f'<button type="button" class="zn-chip" data-do="ask" data-question="{esc(q)}">{esc(q)}</button>'
        for q in questions
    )
    if not chips:
        return ""
    return f'<div class="zn-follow" lang="{HTML_LANG[answer.lang]}"><h4>{esc(say("follow", answer.lang))}</h4>{chips}</div>'

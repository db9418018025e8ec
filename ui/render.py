"""The conversation as HTML. What a click needs stands in data attributes."""

from __future__ import annotations

import json

from assistant.answer import Answer, Citation
from corpus.guide import Lang
from corpus.library import Library
from ui.clause import button, cited, clause_source
from ui.element import Html, el
from ui.examples import EXAMPLES, follow_ups
from ui.filled import unfold
from ui.icons import icon
from ui.markup import markdown, urls_in
from ui.memory import LONGEST_QUESTION, Conversation, Exchange
from ui.reference import clause_ref, direction_ref
from ui.words import HTML_LANG, day, moment, say


def conversation_html(
    library: Library, conversation: Conversation, lang: Lang, pending: str | Exchange | None = None
) -> Html:
    """The whole conversation; `pending` is a question whose answer is on its way, or as much of it as there is.
    Without either, the welcome."""
    if not conversation and pending is None:
        return welcome_html(library, lang)
    last = len(conversation) - 1 if pending is None else -1
    asked = tuple(exchange.question for exchange in conversation)
    items = [exchange_html(library, e, lang, asked if n == last else None) for n, e in enumerate(conversation)]
    if isinstance(pending, Exchange):
        items.append(_growing(library, pending, lang))
    elif pending is not None:
        dots = el("span", class_="zn-dots", aria_hidden="true")
        looking = el("p", dots, say("looking", lang), class_="zn-looking", role="status")
        items.append(el("li", _question(pending, lang), looking, class_="zn-exchange zn-pending"))
    return el("ol", items, class_="zn-log", aria_label=say("conversation", lang))


def welcome_html(library: Library, lang: Lang) -> Html:
    """What is seen before the first question: what this is, and questions that teach what can be asked."""
    cards = [
        el("li", _ask(question, "zn-example", el("small", teaches), el("span", question)))
        for teaches, question in EXAMPLES[lang]
    ]
    return el(
        "div",
        el("h2", say("welcome", lang)),
        el("p", say("welcome_more", lang, clauses=len(library.clauses))),
        el("h3", say("examples", lang)),
        el("ul", cards, class_="zn-examples"),
        class_="zn-welcome",
    )


def exchange_html(library: Library, exchange: Exchange, lang: Lang, asked: tuple[str, ...] | None = None) -> Html:
    """One question and its answer; the last one of a conversation gets `asked` and what can be done next."""
    answer = exchange.answer
    article = _article(library, exchange, lang, "zn-answer", _sources(library, answer), _writer(answer, lang),
                       _form_link(library, answer))  # fmt: skip
    return el(
        "li",
        _question(exchange.question, lang, editable=True),
        article,
        _actions(library, exchange, lang, last=asked is not None),
        _follow(library, answer, asked) if asked is not None else None,
        class_="zn-exchange",
        data_exchange=exchange.id,
    )


def _writer(answer: Answer, lang: Lang) -> Html | None:
    """Which model wrote the answer. It is known last, so it stands below what was there before it."""
    if answer.engine == "composer":
        return None
    return el(
        "p", say("engine", lang, engine=answer.engine.removeprefix("llm:")), class_="zn-small", lang=HTML_LANG[lang]
    )


def _growing(library: Library, exchange: Exchange, lang: Lang) -> Html:
    """An answer that is still being written: what stands there stays in its place when the rest has come."""
    dots = el(
        "p", el("span", class_="zn-dots", aria_hidden="true"), say("writing", lang), class_="zn-more", role="status"
    )
    clauses = [clause_source(library, citation, exchange.answer.lang) for citation in exchange.answer.citations]
    article = _article(library, exchange, lang, "zn-draft", *clauses, dots)
    return el("li", _question(exchange.question, lang), article, class_="zn-exchange zn-pending")


def _article(library: Library, exchange: Exchange, lang: Lang, kind: str, *below: Html | None) -> Html:
    answer = exchange.answer
    return el(
        "article",
        el("div", _badges(library, exchange, lang), class_="zn-badges", lang=HTML_LANG[lang]),
        el("div", answer_html(library, answer), class_="zn-text"),
        below,
        class_=kind,
        lang=HTML_LANG[answer.lang],
        data_status=answer.status,
    )


def answer_html(library: Library, answer: Answer) -> Html:
    """The answer's Markdown with its markers as links to the clauses."""
    sources = {citation.marker: citation for citation in answer.citations}

    def marker(number: int, words: str) -> Html:
        placed = library.clauses.get(sources[number].clause_id)
        says = cited(placed.clause, words) if placed else ()
        return source_link(library, sources[number], answer.lang, f"[{number}]", says)

    texts = [text for c in answer.citations for text in (c.text.zh, c.text.en, c.official.text if c.official else "")]
    return markdown(answer.answer, marker, frozenset(sources), urls_in(texts))


def source_link(library: Library, citation: Citation, lang: Lang, text: str, says: tuple[int, ...] = ()) -> Html:
    """A marker that opens its clause, with the statements to mark there."""
    return el(
        "a",
        text,
        class_="zn-mark",
        href="#clause",
        data_do="clause",
        data_clause=citation.clause_id,
        data_says=",".join(str(n) for n in says),
        aria_label=_label(library, citation, lang),
    )


def _label(library: Library, citation: Citation, lang: Lang) -> str:
    ref = clause_ref(library, citation.clause_id, lang)
    return say("source_of", lang, marker=citation.marker, ref=ref, title=citation.title.of(lang))


def _ask(question: str, kind: str, *children: Html | str) -> Html:
    return el("button", children, type="button", class_=kind, data_do="ask", data_question=question)


def _question(text: str, lang: Lang, editable: bool = False) -> Html:
    word = say("edit", lang)
    edit = el("button", icon("edit"), type="button", class_="zn-tool", data_do="edit", title=word, aria_label=word)
    return el(
        "div",
        el("h3", say("you", lang), class_="zn-hidden"),
        el("p", text[:LONGEST_QUESTION], dir="auto"),
        edit if editable else None,
        class_="zn-question",
    )


def _badges(library: Library, exchange: Exchange, lang: Lang) -> list[Html]:
    answer, badges = exchange.answer, []
    if answer.direction in library.directions:
        ref = direction_ref(library, answer.direction, lang)
        badges.append(button(ref, "direction", answer.direction, "zn-badge zn-where"))
    if answer.status == "not_found" and answer.citations:
        badges.append(el("span", say("not_found", lang), class_="zn-badge zn-warn"))
    if answer.status == "needs_info":
        badges.append(el("span", say("needs_info", lang), class_="zn-badge zn-warn"))
    verdict = answer.verdict
    if verdict and verdict.direction in library.checks:
        word = say(f"outcome_{verdict.outcome}", lang)
        badges.append(button(word, "check", verdict.direction, f"zn-badge zn-v-{verdict.outcome}"))
    if answer.closed:
        closed = say("closed", lang, moment=moment(answer.closed.deadline, lang))
        badges.append(el("span", icon("clock"), closed, class_="zn-badge zn-shut"))
    return [*badges, el("span", say("as_of", lang, day=day(answer.as_of, lang)), class_="zn-asof")]


def _sources(library: Library, answer: Answer) -> Html | None:
    if not answer.citations:
        return None
    items = [
        el("li", _source(library, c, answer.lang), clause_source(library, c, answer.lang)) for c in answer.citations
    ]
    return el("section", el("h4", say("sources", answer.lang)), el("ol", items), class_="zn-sources")


def _source(library: Library, citation: Citation, lang: Lang) -> Html:
    return el(
        "a",
        el("b", f"[{citation.marker}]"),
        " ",
        el("span", clause_ref(library, citation.clause_id, lang), class_="zn-ref"),
        f" {citation.title.of(lang)}",
        href="#clause",
        data_do="clause",
        data_clause=citation.clause_id,
        aria_label=_label(library, citation, lang),
    )


def _form_link(library: Library, answer: Answer) -> Html | None:
    """From a verdict in the conversation to the form, with what was said filled in."""
    verdict = answer.verdict
    if verdict is None or verdict.direction not in library.checks:
        return None
    said: dict[str, object] = {}
    for finding in verdict.findings:
        if isinstance(finding.measured, dict):
            said |= finding.measured
        elif finding.measured is not None and len(finding.facts) == 1:
            said[finding.facts[0]] = finding.measured
    return el(
        "button",
        say("line_by_line", answer.lang),
        type="button",
        class_="zn-button zn-strong",
        data_do="check",
        data_direction=verdict.direction,
        data_facts=json.dumps(unfold(said), ensure_ascii=False),
    )


def _actions(library: Library, exchange: Exchange, lang: Lang, last: bool) -> list[Html]:
    tools = [_tool("copy", say("copy", lang), say("copy_long", lang), copy=copy_text(library, exchange))]
    if last:
        tools.append(_tool("retry", say("retry", lang)))
    tools += [_tool(vote, say(vote, lang), pressed=exchange.vote == vote) for vote in ("up", "down")]
    form = el(
        "form",
        el("label", say("comment", lang), el("textarea", name="comment", rows=2, maxlength=2000)),
        el("button", say("comment_send", lang), type="submit", class_="zn-button"),
        class_="zn-comment",
        hidden=True,
    )
    return [el("div", tools, class_="zn-actions", role="group"), form]


def _tool(do: str, text: str, told: str = "", copy: str | None = None, pressed: bool | None = None) -> Html:
    return el(
        "button",
        icon(do),
        el("span", text),
        type="button",
        class_="zn-tool",
        data_do=do,
        title=told or text,
        data_copy=copy,
        aria_pressed=None if pressed is None else str(pressed).lower(),
    )


def copy_text(library: Library, exchange: Exchange) -> str:
    """The answer as it goes into a letter: question, answer, sources with their references, and as of when."""
    answer, lang = exchange.answer, exchange.answer.lang
    parts = [exchange.question, answer.answer]
    if answer.citations:
        parts.append("\n".join([say("sources", lang), *(_copied(library, c, lang) for c in answer.citations)]))
    return "\n\n".join([*parts, say("as_of", lang, day=day(answer.as_of, lang))])


def _copied(library: Library, citation: Citation, lang: Lang) -> str:
    guide = library.guides.get(citation.guide)
    line = f"[{citation.marker}] {clause_ref(library, citation.clause_id, lang)} {citation.title.of(lang)}"
    return f"{line} · {guide.title.of(lang)}" if guide else line


def _follow(library: Library, answer: Answer, asked: tuple[str, ...]) -> Html | None:
    cited_ids = tuple(citation.clause_id for citation in answer.citations)
    questions = follow_ups(library, answer.direction, cited_ids, asked, answer.lang)
    if not questions:
        return None
    chips = [_ask(question, "zn-chip", question) for question in questions]
    return el("div", el("h4", say("follow", answer.lang)), chips, class_="zn-follow", lang=HTML_LANG[answer.lang])

"""Answering the questions within a question: what is said for the whole of it may leave one of them open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answering.evidence import Evidence
from assistant.answering.parts import each, headed, parts
from assistant.answering.points import Point, named_in, well_ahead
from assistant.answering.question import Question

_SURE = 0.9  # likeness from which a statement answers a part of a question
_SURE_OF_ONE = 0.86  # the same for one of several bodies, which it names
_COVERED = 0.5  # share of a part's words, as the search weighs them, from which it does
_SETTLED = 0.4  # share of the words that a part alone has from which a statement answers it
_LOOKED_AT = 60  # statements found for the whole question among which a part is looked for
Search = Callable[[Question, str], list[Point]]


def of_parts(
    evidence: Evidence, question: Question, search: Search, kept: list[Point], found: list[Point]
) -> list[Point]:
    """The best statement for each of the questions that one question asks and that what is kept leaves open, where it
    is sure; in their order. `search`: for one of them, where it is meant; `found`: the best for the whole question."""
    chosen: list[Point] = []
    text, lang, named = question.searched, question.lang, evidence.bodies(question)
    listed = each(text, lang, named) or headed(text, lang)
    asked = listed or parts(text, lang)
    own = {part: evidence.wording.apart(part, tuple(o for o in asked if o != part), lang) for part in asked}
    evidence.prepare(*(p for p in asked if listed or not _settled(evidence, question, own[p], "", kept, found)))
    for part in asked:
        single = replace(question, text=part, searched=part)
        for body in evidence.bodies(single) or ("",):
            if not listed and _settled(evidence, question, own[part], body, kept + chosen, found):
                continue
            beside = [other for other in named if other != body] if listed and body else []
            chosen += _best(search(single, part), body, beside)
    return chosen


def _best(ranked: list[Point], body: str, beside: list[str]) -> list[Point]:
    """The best statement for a part, on a body; none where it is not sure. What names all the bodies of a list says
    little of each."""
    fit = (p for p in ranked if not p.lacking and body in named_in(p))
    best = next((p for p in fit if not (beside and all(b in named_in(p) for b in beside))), None)
    if best is None or best.hit is None:
        return []
    likely = best.asked >= (_SURE_OF_ONE if beside else _SURE)
    return [best] if likely or best.hit.coverage >= _COVERED or well_ahead(best, ranked) else []


def _settled(
    evidence: Evidence, question: Question, words: str, body: str, kept: list[Point], found: list[Point]
) -> bool:
    """Does what is kept answer a part: has it enough of the words that are its own, or as many as anything found? Then
    no search, which is most of what an answer costs, would bring more (24 of 70 searches, one of them of use)."""
    shares = {p.key: evidence.wording.of_statement(question, words, *p.key) for p in (*kept, *found[:_LOOKED_AT])}
    most = max(shares.values(), default=0.0)
    return any(shares[p.key] >= min(_SETTLED, most) for p in kept if body in named_in(p))

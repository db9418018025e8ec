"""An eligibility question in conversation: facts gathered over the turns, a verdict in plain words, and what to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.answer import Turn, Verdict
from assistant.eligibility import choosing, saying
from assistant.eligibility.judged import Case, Judged, Line
from assistant.eligibility.replies import bare_reply, without_figures
from assistant.eligibility.telling import Told, told
from assistant.eligibility.told_field import field_of
from assistant.eligibility.told_words import asks_verdict, cue, plain_text
from assistant.eligibility.trust import trusting, unclear
from assistant.eligibility.weighing import verdict_on
from corpus.guide import Lang
from corpus.library import Library

__all__ = ["MOST_ASKED", "Judged", "Line", "advise", "judge_conversation"]

MOST_ASKED = 6
_LONGEST = 20_000
_NAMES_ONE = 40  # characters of a turn that only picks one of the directions just named


def advise(
    library: Library,
    directions: Sequence[str],
    text: str,
    history: Sequence[Turn],
    lang: Lang,
    as_of: date,
    guides: Sequence[str] = (),
    by_name: bool = True,
) -> Judged | None:
    """What the rules say to a question: a sum about a plan, a verdict, or the directions that fit; None for neither.

    `directions`: those the question means, `by_name` unless only by a country; `guides`: the calls it names. Where
    several directions are named, the one that asks for most of what was told is judged; where none stands out, they
    are weighed against each other.
    """
    wide = tuple(directions) or choosing.of_guides(library, guides)
    if planned := choosing.plan(library, wide, text, lang, as_of):
        return planned
    asks = False
    if len(directions) > 1:
        said = told(text, lang, as_of)
        asks = said.asks
        if asks or asks_verdict(plain_text(text)):
            directions = choosing.closest(library, directions, said.facts)
    where = choosing.asks_where(text)
    if len(directions) == 1 and where and not by_name:
        directions, wide = (), choosing.of_guides(library, guides)
    if len(directions) == 1:
        return judge_conversation(library, directions[0], text, history, lang, as_of)
    if where or (len(directions) > 1 and asks):
        facts = _told_so_far(text, history, lang, as_of)
        return choosing.choice(library, tuple(directions) or wide, facts, lang, as_of)
    return None


def judge_conversation(
    library: Library, direction: str, text: str, history: Sequence[Turn], lang: Lang, as_of: date
) -> Judged | None:
    """The verdict that the text asks for or adds to, judged on all the user said; None where it does neither.

    NotFound for a direction the edition has not. Every fact is kept when the direction changes between turns.
    """
    case = Case()
    before: Turn | None = None
    for turn in (*history, Turn(role="user", content=text[:_LONGEST])):
        if turn.role == "user":
            _take(case, turn.content, before, library, direction, lang, as_of)
        before = turn
    if not case.concerns:
        return None
    return _say(library, direction, case, lang, as_of)


def _told_so_far(text: str, history: Sequence[Turn], lang: Lang, as_of: date) -> dict[str, Any]:
    case = Case()
    for content in (*(turn.content for turn in history if turn.role == "user"), text[:_LONGEST]):
        case.learn(told(content, lang, as_of, loosely=content is text).facts)
    return case.facts


def _take(
    case: Case, text: str, before: Turn | None, library: Library, direction: str, lang: Lang, as_of: date
) -> None:
    """Adds one user turn to the case."""
    plain = plain_text(text)
    answers = (
        case.open and before is not None and before.role == "assistant" and bool(re.search("[?？]", before.content))
    )
    said = told(text, lang, as_of)
    facts = {**said.facts, **field_of(plain, library, direction)}
    if answers and not plain.endswith("?"):
        asked = _asked(verdict_on(library, direction, case.facts, as_of), case)
        own = told(without_figures(text), lang, as_of).facts
        facts = {**bare_reply(text, lang, asked, as_of), **own}
    grants = said.granted or (answers and bool(cue("granted_reply").search(plain.strip(" 。.!"))))
    case.concerns = _is_about(case, plain, said, facts, grants)
    case.chosen = choosing.asks_where(text)
    case.learn(facts)
    case.granted |= grants and case.concerns
    case.open |= case.concerns or case.chosen


def _is_about(case: Case, plain: str, said: Told, facts: Mapping[str, Any], grants: bool) -> bool:
    if said.asks or ((case.facts or facts) and asks_verdict(plain)):
        return True
    if case.chosen and len(plain) <= _NAMES_ONE and not cue("asks_rule").search(plain):
        return True
    if not case.open or (cue("asks_rule").search(plain) and not cue("follows").search(plain)):
        return False
    return bool(facts) or grants or bool(case.concerns and cue("follows").search(plain))


def _asked(verdict: Verdict, case: Case) -> tuple[str, ...]:
    """The facts to ask for next; once the rest is granted, only what makes a given fact exact."""
    if case.granted:
        wanted = {name for finding in unclear(verdict, case) for name in finding.facts}
        return tuple(name for name in verdict.missing if name in wanted)[:MOST_ASKED]
    return verdict.missing[:MOST_ASKED]


def _say(library: Library, direction: str, case: Case, lang: Lang, as_of: date) -> Judged:
    verdict = verdict_on(library, direction, case.facts, as_of)
    asked: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    if case.granted:
        asked = _asked(verdict, case)
        verdict, trusted = trusting(verdict, case)
    if verdict.outcome == "not_eligible":
        asked, lines = (), saying.refusal(library, verdict, case, lang)
    elif trusted or (case.granted and verdict.outcome == "undetermined"):
        lines = saying.granted(verdict, case, trusted, lang)
    elif verdict.outcome == "undetermined":
        asked, lines = _asked(verdict, case), saying.so_far(verdict, case, lang)
    else:
        asked, lines = (), saying.fine(verdict, case, lang)
    if asked:
        lines = [*lines, saying.question(asked, len(verdict.missing), case, lang)]
    return Judged(
        status="needs_info" if asked else "answered",
        lines=tuple(lines),
        facts=dict(case.facts),
        verdict=verdict,
        granted=case.granted,
        asked=asked,
    )

"""Yes or no: what a statement answers to a question that can be answered so. In any doubt, neither.

The edition marks which of the questions that people ask of a statement it answers with yes, and which with no. A
question that is one of these in other words gets its answer; "without", "only" and figures make it another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from assistant.answering.parts import parts
from assistant.answering.question import Question, simplified
from assistant.answering.vocabulary import cues
from corpus.figures import figures, normalise
from corpus.guide import Lang, Topical
from index.lexical import words

Polarity = Literal["yes", "no"]
Manner = Literal["required", "allowed", "so"]  # what kind of yes it is; Chinese says each in its own word
_SAME = 0.85  # share of the question's words that the marked question and its statement must have
_CLOSE, _HALF = 0.94, 0.5  # likeness in meaning from which half of the words are enough (development questions)
_SHARED = 0.5  # share of the marked question's words that the question itself must have
_ALTERNATIVE = re.compile(r"(.{1,2})[不没]\1")
_NUMBERED = re.compile(r"(?<![\d.])[12]\.\d(?![\d.])")
_TYPED = {
    "duration",
    "projects",
    "money_total",
    "money_per_project",
    "papers",
    "visits",
    "patents",
    "group_size",
    "age",
}


def answer(
    question: Question, statement: Topical, nearest: str = "", likeness: float = 0.0
) -> tuple[Polarity, Manner] | None:
    """Yes or no to a question by one statement, with the manner of it; None where the statement does not settle it.

    `nearest`: the question among those that the statement is expected to answer which is most like this one in
    meaning, `likeness` being their cosine.
    """
    text = simplified(question.text).lower()
    if not _says("yes_no", text):
        return None
    manner: Manner = "required" if _says("must_i", text) else "allowed" if _says("may_i", text) else "so"
    if _asked_figures(text):
        settled = _by_figures(question, text, statement)
        return (settled, "so") if settled else None
    own = statement.of(question.lang)
    meant = nearest if likeness >= _CLOSE and not _several_things(question, text) else ""
    found: set[Polarity] = set()
    marks: tuple[tuple[Polarity, Iterable[str]], ...] = (("yes", statement.asked.yes), ("no", statement.asked.no))
    for polarity, marked in marks:
        if _like_one_of(marked, question, text, own) or _means_one_of(marked, meant, question, text, own):
            found.add(polarity)
    return (found.pop(), manner) if len(found) == 1 else None


def _like_one_of(marked: Iterable[str], question: Question, text: str, statement: str) -> bool:
    """Is a question one of the marked ones in other words: same turn (denied, only, must, may), same subject?"""
    asked = _content(question.places.focus or question.text, question.lang)
    turn = _turn(text)
    for one in marked:
        other = one.lower()
        if _turn(other) != turn or not asked:
            continue
        theirs = _content(other, question.lang)
        both = theirs | _content(statement, question.lang)
        if len(asked & both) / len(asked) >= _SAME and len(asked & theirs) >= _SHARED * len(theirs):
            return True
    return False


def _means_one_of(marked: Iterable[str], nearest: str, question: Question, text: str, statement: str) -> bool:
    """Is the question most like this one in meaning marked, of the same turn, and with half of this one's words?"""
    if not nearest or _turn(nearest.lower()) != _turn(text) or nearest not in {normalise(one) for one in marked}:
        return False
    asked = _content(question.places.focus or question.text, question.lang)
    both = _content(nearest, question.lang) | _content(statement, question.lang)
    return bool(asked) and len(asked & both) >= _HALF * len(asked)


def _several_things(question: Question, text: str) -> bool:
    """Does it ask for more than one thing? One yes would be taken for an answer to all of them."""
    return bool(parts(question.searched, question.lang)) or "呢" in text


def _turn(text: str) -> tuple[bool, ...]:
    """What turns the answer of a question round."""
    plain, alternatives = _ALTERNATIVE.subn(r"\1", text)
    plain += "吗" * alternatives  # 要不要 is 要 … 吗
    return tuple(_says(name, plain) for name in ("denied", "alone", "must_i", "may_i"))


def _by_figures(question: Question, text: str, statement: Topical) -> Polarity | None:
    """A question that names a figure: yes where it is the statement's, no where the statement has another there."""
    asked, said = _asked_figures(text), figures(statement.of(question.lang))
    main = statement.about[0]
    if main not in _TYPED or question.topics.get(main, 0) < 1 or len(asked) != 1 or _turn(text)[0]:
        return None
    if asked <= said:
        return "yes"
    return "no" if len(said) == 1 else None


def _asked_figures(text: str) -> frozenset[str]:
    return figures(_NUMBERED.sub(" ", normalise(text)))


def _content(text: str, lang: Lang) -> set[str]:
    """The words that carry meaning: no modal words, no pairs of characters, no numbers."""
    low = simplified(text).lower()
    for name in ("yes_no", "must_i", "may_i"):
        low = cues("modality")[name].sub(" ", low)
    return {w for w in words(low, lang) if not w.startswith("_") and not w[0].isdigit()}


def _says(name: str, text: str) -> bool:
    return cues("modality")[name].search(text) is not None

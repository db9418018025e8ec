"""Yes or no: what a statement answers to a question that can be answered so. In any doubt, neither.

A question asks whether something is required, allowed or so; a statement requires, allows, forbids or waives. Where the
two are about the same thing, that gives the answer. Figures in the question must be the statement's own.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.answering.question import Question, simplified
from assistant.answering.vocabulary import cues
from corpus.figures import figures, normalise
from corpus.guide import Lang, Topical
from index.lexical import words

Polarity = Literal["yes", "no"]
Manner = Literal["required", "allowed", "so"]  # what kind of yes it is; Chinese says each in its own word
_SAME = 0.7  # share of the question's words that statement and its expected questions must have
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


def answer(question: Question, statement: Topical) -> tuple[Polarity, Manner] | None:
    """Yes or no to a question by one statement, with the manner of it; None where the two do not settle it."""
    text = simplified(question.text).lower()
    if not _says("yes_no", text):
        return None
    if not _same_subject(question, statement):
        return None
    said = statement.of(question.lang).lower()
    if _asked_figures(question, text):
        return _by_figures(question, text, statement)
    text = _ALTERNATIVE.sub(r"\1", text)
    if _says("spared", text):  # "is it all right without …?"
        if _says("obliges", said) and not _says("waives", said):
            return "no", "allowed"
        return ("yes", "allowed") if _says("waives", said) else None
    if _says("denied", text):
        return None
    if _says("must_i", text):
        return _required(said)
    if _says("may_i", text):
        forbidden, permitted = _says("forbids", said), _says("permits", said)
        return None if forbidden == permitted else (("no" if forbidden else "yes"), "allowed")
    return None


def _required(said: str) -> tuple[Polarity, Manner] | None:
    if _says("waives", said) or (_says("prefers", said) and not _says("obliges", said)):
        return "no", "required"
    return ("yes", "required") if _says("obliges", said) else None


def _by_figures(question: Question, text: str, statement: Topical) -> tuple[Polarity, Manner] | None:
    """A question that names a figure: yes where it is the statement's, no where the statement has another there."""
    asked, said = _asked_figures(question, text), figures(statement.of(question.lang))
    if asked <= said:
        return "yes", "so"
    main = statement.about[0]
    if main in _TYPED and question.topics.get(main, 0) >= 1 and len(asked) == 1 and len(said) == 1:
        return "no", "so"
    return None


def _asked_figures(question: Question, text: str) -> frozenset[str]:
    return figures(_NUMBERED.sub(" ", normalise(text)))


def _same_subject(question: Question, statement: Topical) -> bool:
    lang = question.lang
    asked = _content(question.places.focus or question.text, lang)
    if not asked:
        return False
    own = _content(" ".join([statement.of(lang), *statement.asked.of(lang), *statement.names.of(lang)]), lang)
    return len(asked & own) / len(asked) >= _SAME


def _content(text: str, lang: Lang) -> set[str]:
    """The words that carry meaning: no modal words, no pairs of characters, no numbers."""
    low = simplified(text).lower()
    for name in ("yes_no", "must_i", "may_i"):
        low = cues("modality")[name].sub(" ", low)
    return {w for w in words(low, lang) if not w.startswith("_") and not w[0].isdigit()}


def _says(name: str, text: str) -> bool:
    return cues("modality")[name].search(text) is not None

"""Official words beside our own: which part of an imported clause says what a statement of the edition restates.

The edition says everything in its own words, so parts are matched by the letter pairs and the figures they share.
"""

from __future__ import annotations

import re

from corpus.guide import Clause

_NOISE = re.compile(r"[\s\W_]+")
_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]*|\n+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_ALIKE = 0.24  # of what `_likeness` says; below it nothing is marked
_FIGURES = 0.35  # what all figures in common count, beside letters


def folded(text: str) -> str:
    """A text by its letters and digits alone."""
    return _NOISE.sub("", text).lower()


def pairs(text: str) -> set[str]:
    """The letter pairs of a folded text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def sentences(text: str) -> list[str]:
    """A text in its sentences; together they are the text."""
    return _SENTENCE.findall(text)


def restated(clause: Clause, parts: list[str]) -> list[tuple[int, ...]]:
    """For each part of the official words the statements that restate it, by their number."""
    found: list[list[int]] = [[] for _ in parts]
    for number, statement in enumerate(clause.says):
        scores = [max(_likeness(own, part) for own in (statement.zh, statement.en)) for part in parts]
        best = max(scores, default=0.0)
        if best >= _ALIKE:
            found[scores.index(best)].append(number)
    return [tuple(numbers) for numbers in found]


def _likeness(own: str, part: str) -> float:
    """How well a part says what a statement says: the letter pairs in common, and the statement's figures in it."""
    mine, theirs = pairs(folded(own)), pairs(folded(part))
    if not mine or not theirs:
        return 0.0
    alike = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    figures = set(_FIGURE.findall(own))
    shared = len(figures & set(_FIGURE.findall(part))) / len(figures) if figures else 0.0
    return alike + _FIGURES * shared

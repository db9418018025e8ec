"""Misspelt English words of a question, put right: budjet → budget, personel → personnel.

Only a word that is neither English nor the guides' own is touched, and only where a word of the guides is one letter
away; so no name, and no word that somebody meant, becomes another. Countries are read by themselves (lands.py).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, cached_property, lru_cache

from assistant.answering.lands import Lands
from corpus.library import Library

# A word that is no part of an address, nor of needn't
_WORD = re.compile(r"(?<![a-z0-9@./:_-])[a-z]{5,}(?![a-z0-9@/:_'’-]|\.[a-z])", re.I)
_LETTERS = re.compile(r"[a-z]+")
_KEPT = 2048  # words remembered
_SHORTEST = 4  # letters of a word that may be meant


class Speller:
    """Knows the English words of an edition. Built once, read by many threads."""

    def __init__(self, library: Library, lands: Lands):
        self._library, self._lands = library, lands
        self._meant = lru_cache(_KEPT)(self._nearest)  # a word of noise costs half a millisecond, every time it is read

    def corrected(self, text: str) -> str:
        """A text with its misspelt words replaced; the others as they were written."""
        return _WORD.sub(lambda m: self._as_written(m[0]), text)

    def _as_written(self, word: str) -> str:
        meant = self._meant(word.lower())
        if meant == word.lower():
            return word
        return meant.capitalize() if word[0].isupper() else meant

    def _nearest(self, word: str) -> str:
        if word in self._own or word in self._lands.english or word in _english():
            return word
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        # One letter more, less, other, or two that changed places
        near = process.extract(word, self._own.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        return max((name for name, *_ in near), key=lambda name: self._own[name], default=word)

    @cached_property
    def _own(self) -> Counter[str]:
        """The words of the edition and of the questions it is expected to answer, with how often they stand there."""
        texts = [s.en for placed in self._library.clauses.values() for s in placed.clause.says]
        texts += [q for placed in self._library.clauses.values() for s in placed.clause.says for q in s.asked.en]
        texts += [q for silence in self._library.silences for q in (silence.text.en, *silence.questions.en)]
        counted = Counter(word for text in texts for word in _LETTERS.findall(text.lower()))
        return Counter({word: n for word, n in counted.items() if len(word) >= _SHORTEST})


@cache
def _english() -> frozenset[str]:
    """English words, the guides aside."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en", distance=1).word_frequency.dictionary)

"""How much of a question's wording stands in a statement, or in a recorded silence, with the questions asked of it.

Embeddings of short questions are ruled by the names in them: "who heads the JSPS office?" is very near to "where is
the JSPS office?". The words tell the two apart.
"""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

from assistant.answering.question import Question
from corpus.guide import Lang, Silence, Topical
from corpus.library import Library
from index.lexical import words

Key = tuple[str, int, Lang]
_KEPT = 256  # questions remembered


class Wording:
    """The words of every statement and silence of an edition, and how telling each word is."""

    def __init__(self, library: Library):
        self._library = library
        self._weights = lru_cache(_KEPT)(self._weigh)  # a question is held against hundreds of statements

    def of_statement(self, question: Question, asked: str, clause_id: str, number: int) -> float:
        """The share of a question's words, by how telling they are, that a statement and its questions have."""
        return self._share(asked, question.lang, self._statements.get((clause_id, number, question.lang), frozenset()))

    def of_silence(self, question: Question, asked: str, silence: Silence) -> float:
        """The same for the questions of a recorded silence. Its text does not count: it says what is stated, too."""
        return self._share(asked, question.lang, self._silences[silence.guide, silence.id, question.lang])

    @staticmethod
    def apart(text: str, others: tuple[str, ...], lang: Lang) -> str:
        """The words of a text that none of some others has; the text itself where they have all of them."""
        return " ".join(sorted(_terms(text, lang) - _terms(" ".join(others), lang))) or text

    def _share(self, asked: str, lang: Lang, own: frozenset[str]) -> float:
        weights, total = self._weights(asked, lang)
        return sum(weights[t] for t in weights.keys() & own) / total if total else 0.0

    def _weigh(self, asked: str, lang: Lang) -> tuple[dict[str, float], float]:
        """The words of a question with how telling each is, and the sum: rare words tell more; one that the edition
        never uses tells most."""
        weights = {term: 1.0 / math.sqrt(1.0 + self._counts.get(term, 0)) for term in _terms(asked, lang)}
        return weights, sum(weights.values())

    @cached_property
    def _statements(self) -> dict[Key, frozenset[str]]:
        langs: tuple[Lang, ...] = ("zh", "en")
        found = {}
        for placed in self._library.clauses.values():
            for number, says in enumerate(placed.clause.says):
                for lang in langs:
                    found[placed.id, number, lang] = frozenset(
                        _terms(_text(says, placed.clause.heading.of(lang), lang), lang)
                    )
        return found

    @cached_property
    def _silences(self) -> dict[tuple[str, str, Lang], frozenset[str]]:
        langs: tuple[Lang, ...] = ("zh", "en")
        return {
            (s.guide, s.id, lang): frozenset(_terms(" ".join([*s.questions.of(lang), *s.asked.of(lang)]), lang))
            for s in self._library.silences
            for lang in langs
        }

    @cached_property
    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for own in self._statements.values():
            for term in own:
                counts[term] = counts.get(term, 0) + 1
        return counts


def _text(says: Topical, heading: str, lang: Lang) -> str:
    return " ".join([heading, says.of(lang), *says.asked.of(lang), *says.names.of(lang)])


def _terms(text: str, lang: Lang) -> set[str]:
    return {w for w in words(text, lang) if not w.startswith("_")}

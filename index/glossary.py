"""The edition as a dictionary: which English words go with which Chinese ones, to bridge documents in one language.

Names, fields, topics and headings are pairs as they stand. Everyday words (申报 / apply, 截止 / close) are learned from
the statements, which say the same in both languages: words that keep coming together (Dice) belong together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from corpus.guide import Bilingual, Lang
from corpus.library import Library
from index.lexical import words

_TOGETHER = 0.32  # Dice from which two words are taken for translations
_ALWAYS = 0.66  # the same among names, where once is enough
_LEAST = 2  # statements in which they come together
_MOST = 4  # translations of one word


class Glossary:
    """Words of one language with those of the other, learned from the reviewed guides of a library."""

    def __init__(self, library: Library):
        statements = [s for g in library.guides.values() if g.reviewed for c in g.clauses for s in c.says]
        chinese = [_terms(s.zh, "zh") for s in statements]
        english = [_terms(s.en, "en") for s in statements]
        self._names = sorted({(zh, en) for zh, en in _names(library) if len(zh) >= 2 and len(en) >= 2})
        short = [(_terms(zh, "zh"), _terms(en, "en")) for zh, en in self._names if len(en.split()) <= 4]
        named = [zh for zh, _ in short], [en for _, en in short]
        self._words = _learn(named[0], named[1], 1, _ALWAYS) | _learn(chinese, english)
        self._back = _learn(named[1], named[0], 1, _ALWAYS) | _learn(english, chinese)

    def english(self, chinese: str) -> list[str]:
        """English words for a Chinese text, names first."""
        names = [en for zh, en in self._names if zh in chinese]
        learned = [en for term in sorted(_terms(chinese, "zh")) for en in self._words.get(term, ())]
        return list(dict.fromkeys([*names, *learned]))

    def chinese(self, english: str) -> list[str]:
        """Chinese words for an English text, names first."""
        low = english.lower()
        names = [zh for zh, en in self._names if re.search(rf"\b{re.escape(en.lower())}\b", low)]
        learned = [zh for term in sorted(_terms(english, "en")) for zh in self._back.get(term, ())]
        return list(dict.fromkeys([*names, *learned]))


def _terms(text: str, lang: Lang) -> frozenset[str]:
    """The words of a text that mean something by themselves: no character pairs, no figures."""
    return frozenset(t for t in words(text, lang) if not t.startswith("_") and len(t) > 1 and not t[0].isdigit())


def _learn(
    one: list[frozenset[str]], other: list[frozenset[str]], least: int = _LEAST, together: float = _TOGETHER
) -> dict[str, tuple[str, ...]]:
    ones = Counter(t for terms in one for t in terms)
    others = Counter(t for terms in other for t in terms)
    both: Counter[tuple[str, str]] = Counter()
    for terms, translated in zip(one, other, strict=True):
        both.update((a, b) for a in terms for b in translated)
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (a, b), count in both.items():
        dice = 2 * count / (ones[a] + others[b])
        if count >= least and dice >= together:
            found[a].append((dice, b))
    return {a: tuple(b for _, b in sorted(pairs, reverse=True)[:_MOST]) for a, pairs in found.items()}


def _names(library: Library) -> Iterator[tuple[str, str]]:
    """Pairs of names that the edition gives."""
    for topic in library.topics.values():
        yield topic.label["zh"], topic.label["en"]
    for guide in library.guides.values():
        if not guide.reviewed:
            continue
        for part in guide.parts:
            fields: list[Bilingual] = []
            if part.direction:
                fields = [part.direction.partner, *part.direction.fields]
                fields += [sub for field in part.direction.fields for sub in field.sub]
            for pair in (*fields, *(clause.heading for clause in part.clauses)):
                if len(pair.zh) <= 12:
                    yield pair.zh, pair.en

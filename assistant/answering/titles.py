"""Which imported documents a question speaks of, by their titles, and what it asks of them beside that.

A title says which document is meant and nothing about what is wanted: `deadline of the Alpine Mobility Awards` is
looked for in that document as `deadline of the`, or every sentence with the name in it would be the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.figures import normalise
from corpus.guide import Guide
from corpus.importing.matching import terms
from index.lexical import words

_NAMED = 0.5  # the share of a document's title terms that a question must have to name it
_CALLED = 3  # characters of a Chinese title in a row that call a document by its name
# Words of titles that say of no document which one it is
_GENERIC = frozenset(
    (
        "guide", "guides", "guideline", "guidelines", "applicant", "applicants", "application", "applications", "call",
        "calls", "proposal", "proposals", "programme", "program", "fund", "funds", "funding", "grant", "grants",
        "project", "projects", "notice", "document", "scheme", "rules", "terms", "year", "new", "information", "the",
        "for", "and",
    )
)  # fmt: skip
_PIECE = re.compile(r"[\u4e00-\u9fff]|[A-Za-z][A-Za-z'’-]*|[^A-Za-z\u4e00-\u9fff]+")


class Titles:
    """The titles of unreviewed guides. `known`: the terms that the edition uses, which tell no document from it."""

    def __init__(self, guides: Sequence[Guide], known: frozenset[str]):
        self._text = {g.id: normalise(g.title.zh).lower() for g in guides}
        self._terms = {g.id: frozenset(terms(g.title.zh)) for g in guides}
        self._own = {
            id_: frozenset(t for t in own | terms(id_) if t not in known and t not in _GENERIC and len(t) > 1)
            - frozenset(_seams(self._text[id_]))
            for id_, own in self._terms.items()
        }
        self._sounds = {g.id: frozenset(_sounds(g.title.zh)) for g in guides}

    def named(self, text: str) -> tuple[str, ...]:
        """The documents whose titles a question gives, at least half of them."""
        asked = terms(text)
        shares = {id_: len(own & asked) / len(own) for id_, own in self._terms.items() if len(own) > 1}
        best = max(shares.values(), default=0.0)
        return tuple(id_ for id_, share in shares.items() if share >= _NAMED and share >= best - 0.1)

    def hinted(self, text: str) -> tuple[str, ...]:
        """The documents of whose titles a question has a word that the edition never uses, in letters or by sound."""
        asked = terms(text)
        spoken = set(re.findall(r"[a-z]{5,}", text.lower()))
        return tuple(id_ for id_ in self._text if self._own[id_] & asked or self._sounds[id_] & spoken)

    def called(self, text: str, id_: str) -> bool:
        """Does a question call a document by a name: a capital letter, or a run of its Chinese title?"""
        proper = set(re.findall(r"\b[A-Z][A-Za-z]+", text))
        if any(p.lower() in self._own[id_] | self._sounds[id_] for p in proper):
            return True
        runs = (run for run in re.findall(r"[\u4e00-\u9fff]+", normalise(text)) if len(run) >= _CALLED)
        pieces = (run[at : at + _CALLED] for run in runs for at in range(len(run) - _CALLED + 1))
        return any(piece in self._text[id_] and terms(piece) & self._own[id_] for piece in pieces)

    def without(self, text: str, ids: Sequence[str]) -> str:
        """A question without the words of these titles; as it stands where nothing else is left of it."""
        shown = normalise(text)
        rest = re.sub(r"\s+", " ", "".join(self._kept(shown, ids))).strip()
        chinese = re.search(r"[\u4e00-\u9fff]", rest) is not None
        return rest if words(rest, "zh" if chinese else "en") else shown

    def _kept(self, text: str, ids: Sequence[str]) -> Iterator[str]:
        titles = [self._text[id_] for id_ in ids]
        stems = {stem for title in titles for stem in words(title, "en")}
        sounds = {sound for id_ in ids for sound in self._sounds[id_]}
        low, at = text.lower(), 0
        while found := _PIECE.match(text, at):
            piece = found[0]
            if "\u4e00" <= piece <= "\u9fff":
                run = _run(low, at, titles)
                yield " " if run > 1 else piece
                at += max(run, 1)
                continue
            own = words(piece, "en") if piece[0].isalpha() else []
            yield " " if (own and stems.issuperset(own)) or piece.lower() in sounds else piece
            at = found.end()


def _run(text: str, at: int, titles: Sequence[str]) -> int:
    """How many Chinese characters from a place on stand in a title in the same order."""
    end = at
    while end < len(text) and "\u4e00" <= text[end] <= "\u9fff" and any(text[at : end + 1] in t for t in titles):
        end += 1
    return end - at


def _seams(title: str) -> Iterator[str]:
    """Pairs of characters in which two words of a Chinese title meet: 作专 of 合作专项 is no word of its own."""
    import rjieba

    for run in re.findall(r"[\u4e00-\u9fff]+", title):
        cut = rjieba.cut(run)
        yield from (a[-1] + b[0] for a, b in pairwise(cut) if len(a) > 1 and len(b) > 1)


def _sounds(title: str) -> Iterator[str]:
    """The words of a Chinese title as they are written in English text: 临海 → linhai."""
    import rjieba
    from pypinyin import lazy_pinyin

    for run in re.findall(r"[\u4e00-\u9fff]+", title):
        for word in rjieba.cut(run):
            for length in (2, 3):
                if len(word) >= length and len(sound := "".join(lazy_pinyin(word[:length]))) >= 5:
                    yield sound

"""Misspelt English words: put right where they can only be the guides' own, left alone where they may be meant."""

from __future__ import annotations

import random
import re
import secrets

import pytest

from assistant.answering.question import Reader
from assistant.answering.spelling import Speller
from corpus.library import Library


@pytest.fixture(scope="module")
def speller(library: Library) -> Speller:
    return Speller(library, Reader(library).gazetteer.lands)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("do i need a budjet", "do i need a budget"),  # another letter
        ("Personel exchange", "Personnel exchange"),  # a letter missing
        ("the exchnage call", "the exchange call"),  # two that changed places
        ("how many projeccts", "how many projects"),  # a letter too much
        ("人员交流的 budjet 怎么填", "人员交流的 budget 怎么填"),
    ],
)
def test_a_word_one_letter_away_from_the_guides_is_theirs(speller: Speller, typed: str, meant: str) -> None:
    assert speller.corrected(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Is Slovakia a partner? And Gambia?",  # countries that no direction has
        "a fancy word such as stipend, or licence",
        "write to personel@budjet.org or see www.budjet.org/exchnage",
        "We needn't apply, BRICS2026i-XXX, JSTX",
        "two letters away: bydjat",
        "申报书要盖章吗？",
    ],
)
def test_what_may_be_meant_stays_as_it_was_written(speller: Speller, text: str) -> None:
    assert speller.corrected(text) == text


def test_no_word_of_the_edition_is_ever_changed(speller: Speller, library: Library) -> None:
    for placed in library.clauses.values():
        for statement in placed.clause.says:
            assert speller.corrected(statement.en) == statement.en


def test_a_question_with_typos_asks_for_the_same(library: Library) -> None:
    reader = Reader(library)
    typed = reader.read("what is the durration of the Hungarian exchnage projects")
    meant = reader.read("what is the duration of the Hungarian exchange projects")
    assert (typed.topics, typed.places, typed.searched) == (meant.topics, meant.places, meant.searched)


def test_a_slip_in_a_long_word_is_mostly_put_right(speller: Speller, library: Library) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    lot = random.Random(seed)
    words = sorted({w for c in library.clauses.values() for w in re.findall(r"\b[a-z]{8,}\b", c.clause.text("en"))})
    mended = 0
    for word in lot.sample(words, 200):
        at = lot.randrange(1, len(word) - 2)
        slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        mended += speller.corrected(slip) == word
    assert mended >= 180

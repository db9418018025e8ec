"""The network learns from what answers and what does not, each where it is asked, and says more where less answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.answering.doubt import both
from corpus.guide import Lang
from evals.pairing import Pairs, of_edition, trained
from index.passage import Passage
from index.store import LANGS

SEED = 11
CODE = {  # a vector of each text, so that a pair tells which texts it is made of
    "general": (1.0, 0.0, 0.2, 0.0), "first direction": (0.0, 1.0, 0.0, 0.2), "second direction": (0.2, 0.0, 1.0, 0.0),
    "other guide": (0.0, 0.2, 0.0, 1.0), "asked": (0.1, 0.9, 0.1, 0.1), "unsaid of the first": (0.1, 0.2, 0.8, 0.6),
    "unsaid of the guide": (0.1, 0.1, 0.9, 0.8),
}  # fmt: skip


def passage(text: str, lang: Lang, guide: str = "guide", direction: str = "", **kind: Any) -> Passage:
    clause = "" if kind.get("silence") else f"{guide}/{direction or 'general'}"
    return Passage(f"{text}@{lang}", clause, 0, lang, guide, direction, text, **kind)


@pytest.fixture
def generation() -> Any:
    """Four statements, one question that a statement answers, and one for each of two silences; in both languages."""
    passages: dict[tuple[Lang, str], list[Passage]] = {}
    for lang in LANGS:
        passages[lang, "statement"] = [
            passage("general", lang),
            passage("first direction", lang, direction="1"),
            passage("second direction", lang, direction="2"),
            passage("other guide", lang, guide="other"),
        ]
        passages[lang, "question"] = [
            passage("asked", lang, direction="1", role="question"),
            passage("unsaid of the first", lang, role="question", silence="a"),
            passage("unsaid of the guide", lang, role="question", silence="b"),
        ]
    every = lambda lang, role: np.array([CODE[p.text] for p in passages[lang, role]], np.float32)  # noqa: E731
    return SimpleNamespace(passages=passages, every=every)


def test_a_question_answers_with_its_statement_and_a_silence_with_none_where_it_is_asked(generation: Any) -> None:
    silences = [
        SimpleNamespace(guide="guide", id="a", directions=("1",)),
        SimpleNamespace(guide="guide", id="b", directions=()),
    ]
    pairs = of_edition(SimpleNamespace(silences=silences), generation)  # type: ignore[arg-type]
    vector = {text: np.array(code, np.float32) for text, code in CODE.items()}
    made = {
        (question, statement): answer
        for question in vector
        for statement in vector
        for row, answer in zip(pairs.vectors, pairs.unanswered, strict=True)
        if np.allclose(row, both(vector[question], vector[statement]))
    }
    assert made == {
        ("asked", "first direction"): 0,
        ("unsaid of the first", "general"): 1,  # never the second direction, though that is nearest
        ("unsaid of the first", "first direction"): 1,
        ("unsaid of the guide", "second direction"): 1,  # nor the other guide; the two nearest of three
        ("unsaid of the guide", "general"): 1,
    }
    assert len(pairs.unanswered) == 2 * len(made)


def some_pairs(random: np.random.Generator, turned: bool = False) -> Pairs:
    """Pairs that answer where question and statement agree in their first half; `turned`: where they do not."""
    vectors, left = [], []
    for _ in range(400):
        question, statement = random.normal(size=(2, 8)).astype(np.float32)
        agree = random.random() < 0.5
        statement[:4] = question[:4] if agree else -question[:4]
        vectors.append(both(question, statement))
        left.append(float(agree == turned))
    return Pairs(np.array(vectors), np.array(left, np.float32))


def right(network: Any, pairs: Pairs) -> float:
    return float(((network.says(pairs.vectors) > 0) == (pairs.unanswered > 0.5)).mean())


def test_the_network_hears_what_no_single_component_tells() -> None:
    print(f"seed {SEED}")
    random = np.random.default_rng(SEED)
    network = trained(some_pairs(random), 1.0)
    unseen = some_pairs(random)
    assert right(network, unseen) > 0.9
    assert network.says(unseen.vectors[0]) == pytest.approx(network.says(unseen.vectors)[0], abs=1e-3)


def test_strangers_weigh_more_than_the_edition() -> None:
    print(f"seed {SEED}")
    random = np.random.default_rng(SEED)
    strangers, edition, unseen = some_pairs(random), some_pairs(random, turned=True), some_pairs(random)
    assert right(trained(strangers, 8.0, edition), unseen) > 0.8
    assert right(trained(strangers, 0.1, edition), unseen) < 0.2


def test_the_same_pairs_give_the_same_network() -> None:
    print(f"seed {SEED}")
    pairs = some_pairs(np.random.default_rng(SEED))
    one, other = trained(pairs, 1.0), trained(pairs, 1.0)
    assert np.array_equal(one.says(pairs.vectors), other.says(pairs.vectors))


def test_pairs_of_questions_asked_elsewhere_are_left_out() -> None:
    statement = np.array([0.6, 0.8, 0.0], np.float32)
    asked, alike, other = (np.array(v, np.float32) for v in ((1, 0, 0), (0.999, 0.0447, 0), (0, 0, 1)))
    edition = Pairs(both(np.stack([asked, alike, other]), np.stack([statement] * 3)), np.array([0, 1, 1], np.float32))
    elsewhere = Pairs(both(asked, other)[None], np.array([0], np.float32))
    left = edition.without(elsewhere)
    assert np.array_equal(left.vectors, both(other, statement)[None])
    assert left.unanswered.tolist() == [1]

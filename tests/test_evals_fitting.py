"""What doubt is fitted on stays apart from what it is measured on, and the fit finds what is there to find."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.doubt import Doubts, Measures, both
from evals.case import load_gold
from evals.fitting import Example, Found, examples, fitted, held_out, of_gold
from evals.pairing import Pairs

SEED = 7
FILES = ("wide.yaml", "close.yaml", "weighing.yaml")


def test_no_question_of_the_gold_test_half_is_fitted_on() -> None:
    hidden = {case.question for case in load_gold().questions if case.split == "test"}
    given: list[Example] = [*(example for name in FILES for example in examples(name)), *of_gold()]
    assert hidden
    assert not hidden & {example.question for example in given}


@pytest.mark.parametrize("name", FILES)
def test_the_examples_have_both_kinds_and_no_question_twice(name: str) -> None:
    given = examples(name)
    assert {example.answered for example in given} == {True, False}
    asked = [(e.question, e.history) for e in given]
    assert len(set(asked)) == len(asked)


def found(answered: bool, random: np.random.Generator) -> Found:
    """An example whose silence, vectors and reading tell, with some noise, whether it is answered."""
    near = float(random.normal(0.95 if answered else 0.92, 0.02))
    silence = float(random.normal(0.89 if answered else 0.92, 0.02))
    question = random.normal(0.5 if answered else -0.5, 0.5, 6).astype(np.float32)
    measures = Measures(near, silence, 0, 0.2, 0.5, 0.5, float(random.normal(1.0, 0.2)))
    vectors, score = both(question, np.ones(6, np.float32)), float(random.normal(2.0 if answered else -2.0, 1.0))
    asked = f"question {random.integers(1 << 30)}"
    narrow = replace(measures, likeness=float(random.normal(0.95 if answered else 0.9, 0.02)))
    return Found(answered, asked, "en", measures, vectors, (("guide/1", 0),), asked, (narrow, vectors), score)


def test_the_fit_tells_near_misses_apart_with_no_measure_turned_round() -> None:
    print(f"seed {SEED}")
    random = np.random.default_rng(SEED)
    result = fitted([found(n % 3 > 0, random) for n in range(330)], "an encoder")
    assert result.caught > 0.9
    assert result.refused < 0.1
    for weights in (getattr(result.doubts, name) for name in ("weights", "without", "narrowed", "read")):
        assert (weights[:-1] >= 0).all()


def test_it_is_measured_on_what_no_step_has_learnt_from() -> None:
    print(f"seed {SEED}")
    random = np.random.default_rng(SEED)
    given = [found(n % 3 > 0, random) for n in range(330)]
    left = [f for f in given if held_out(f)]
    assert 60 < len(left) < 200
    result = fitted([f if held_out(f) else replace(f, score=None) for f in given], "an encoder")
    assert result.near_misses + result.answerable == len(left)


def test_with_another_encoder_the_vectors_say_nothing_and_doubt_goes_without_them() -> None:
    doubts = Doubts.fitted()
    vector = np.ones(384, np.float32) / 384**0.5
    assert doubts.unlike("another encoder", vector, vector) is None
    assert doubts.unlike(doubts.encoder, vector, vector) is not None
    sure = doubts.of(Measures(0.96, 0.84, 0, 0.1, 0.6, 0.6, 1.2))
    missed = doubts.of(Measures(0.86, 0.95, 1, 0.8, 0.2, 0.2, 0.6))
    assert sure < 0.1 < 0.9 < missed


def test_what_of_the_text_asks_counts_where_all_else_says_little() -> None:
    print(f"seed {SEED}")
    random = np.random.default_rng(SEED)
    given = [found(n % 3 > 0, random) for n in range(330)]
    blurred = [replace(f, vectors=f.vectors * 0, measures=given[0].measures, score=None) for f in given]
    silent = [replace(f, narrow=(given[0].measures, f.vectors)) for f in blurred]
    with_it, without = (fitted([replace(f, score=0.0) for f in kind], "an encoder") for kind in (blurred, silent))
    assert with_it.caught > without.caught + 0.2


def test_questions_that_the_edition_answers_word_for_word_do_not_make_the_network_look_better_than_it_is() -> None:
    print(f"seed {SEED}")
    random = np.random.default_rng(SEED)
    noise = random.normal(size=(240, 64)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)  # nothing in a question tells whether it is answered
    alike = found(True, random)
    given = [
        replace(
            alike, answered=n % 3 > 0, query=str(n), vectors=both(v, v), narrow=(alike.measures, both(v, v)), score=0.0
        )
        for n, v in enumerate(noise)
    ]
    known = Pairs(np.stack([f.vectors for f in given]), np.array([not f.answered for f in given], np.float32))
    edition = known + known + known + known + known + known + known + known
    assert fitted(given, "an encoder", edition).caught < 0.2

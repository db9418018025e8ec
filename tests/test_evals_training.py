"""Training the cross-encoder: what it learns from, and that what comes out fits the package's model."""

from __future__ import annotations

import pytest

from corpus.library import Library
from evals.case import load_gold
from evals.fitting import Measuring, examples, held_out
from evals.training import Pair, pairs, train
from index import bundled
from index.embedding import BundledEncoder
from index.search import Searcher


@pytest.fixture(scope="module")
def learnt_from(library: Library, searcher: Searcher, few_strangers: None) -> list[Pair]:
    return pairs(Measuring(library, searcher), searcher)


@pytest.fixture(scope="module")
def few_strangers() -> object:
    """Measuring all strangers' questions takes minutes: every fortieth does here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evals.training.examples", lambda name: examples(name)[::40])
        yield


@pytest.mark.slow
def test_every_expected_question_is_paired_with_its_statement_and_with_one_that_is_not(
    learnt_from: list[Pair],
) -> None:
    answering = [p for p in learnt_from if p.answers]
    others = [p for p in learnt_from if not p.answers]
    assert len(answering) > 5000
    assert len(others) > len(answering)
    assert {(p.question, p.statement) for p in answering if p.weight == 1}.isdisjoint(
        {(p.question, p.statement) for p in others if p.weight < 1}
    )


@pytest.mark.slow
def test_nothing_is_learnt_from_what_is_measured_on(
    learnt_from: list[Pair], library: Library, searcher: Searcher
) -> None:
    strangers = Measuring(library, searcher).found(examples("close.yaml")[::40])
    kept = {found.query for found in strangers if held_out(found)}
    gold = {case.question for case in load_gold().questions if case.split == "test"}
    assert kept
    assert not (kept | gold) & {p.question for p in learnt_from if p.weight != 1}
    assert any(found.query in {p.question for p in learnt_from} for found in strangers if not held_out(found))


@pytest.mark.slow
def test_what_was_trained_takes_the_place_of_the_packages_upper_layers(
    learnt_from: list[Pair], bundled_encoder: BundledEncoder, tmp_path: object
) -> None:
    steps: list[tuple[int, int]] = []
    folder = bundled.ensure(bundled_encoder._data_dir)
    layers = train(learnt_from[:64], folder, lambda done, of: steps.append((done, of)))
    assert steps[-1] == (4, 4)
    base = bundled.packed_file().read_bytes()
    whole, places = layers.packed(base), bundled.places(base)
    changed = {n for n, p in places.items() if base[p.offset :][: p.stored] != whole[p.offset :][: p.stored]}
    assert {int(name.split(".")[2]) for name in changed} == {8, 9, 10, 11}
    assert len(whole) == len(base)

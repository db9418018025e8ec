"""The probe hears what a question is about in whatever words, and an index without it is not whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder, SmallEdition

from corpus.guide import Lang
from corpus.library import Library
from index import store
from index.build import build
from index.chunking import passages
from index.probe import FILE, Probe, fitted
from index.search import Searcher


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "lang", "topic"),
    [
        ("我都五十多了，还轮得到我吗", "zh", "age"),
        ("Am I past it at 58?", "en", "age"),
        ("开会至少要来多少人", "zh", "events"),
        ("Which e-mail do I write to?", "en", "contact"),
        ("paper copies with original stamps, or scans?", "en", "documents"),
    ],
)
def test_topics_are_heard_without_their_words(searcher: Searcher, question: str, lang: Lang, topic: str) -> None:
    heard = searcher.topics(question, lang)
    assert heard[topic] > 0.15
    assert heard[topic] == max(heard[t] for t in ("age", "events", "contact", "documents", "papers", "money_total"))


@pytest.mark.slow
def test_it_is_fitted_with_the_index_and_read_back_as_it_was(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    library = small.load()
    build(library, encoder, data_dir)
    folder = store.current(data_dir)
    assert folder is not None
    rows = passages(library)
    vectors = np.stack([encoder.query(r.text) if r.role == "question" else encoder.passages([r.text])[0] for r in rows])
    once, again = fitted(library, rows, vectors), Probe.load(folder)
    question = encoder.query("How old may I be?")
    for lang in store.LANGS:
        assert once.read(question, lang) == pytest.approx(again.read(question, lang), abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("left", [None, b"half a fi"])
def test_a_generation_without_its_probe_is_not_whole(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, left: bytes | None
) -> None:
    build(small.load(), encoder, data_dir)
    folder = store.current(data_dir)
    assert folder is not None
    (folder / FILE).unlink()
    if left is not None:
        (folder / FILE).write_bytes(left)
    with pytest.raises(store.IndexUnfit, match=r"probe\.npz.*python -m index build"):
        Searcher(data_dir, encoder)


def test_without_any_question_nothing_is_heard(library: Library) -> None:
    probe = fitted(library, [], np.zeros((0, 4), np.float32))
    assert set(probe.read(np.ones(4, np.float32), "zh").values()) == {0.0}

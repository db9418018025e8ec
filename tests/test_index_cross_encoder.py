"""Reading a question with a statement: what is shipped fits the package, tells answers from neighbours, fails aloud."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import numpy as np
import pytest

from index import bundled, cross_encoder
from index.bundled import EncoderError
from index.cross_encoder import CrossEncoder, Layers, assembled, joined

AGE = "exchange call › 1.3 China-France Outstanding Young Researchers Exchange › Age: The applicant must be at most 45."
PAIRS = [
    ("How old may the applicant be?", AGE, "Which degree must the applicant hold?"),
    (
        "每个项目给多少钱？",
        "人员交流指南 › 1.1 中国和韩国青年科学家交流计划 › 经费:每个项目的经费为 6 万元。",
        "经费几月几号到账？",
    ),
]


@pytest.fixture(scope="module")
def cross(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    """The shipped cross-encoder."""
    return CrossEncoder(tmp_path_factory.mktemp("cross-encoder"))


@pytest.mark.slow
@pytest.mark.parametrize(("answered", "statement", "missed"), PAIRS)
def test_a_statement_answers_its_question_more_than_a_neighbouring_one(
    cross: CrossEncoder, answered: str, statement: str, missed: str
) -> None:
    right, wrong = cross.score(answered, statement), cross.score(missed, statement)
    assert right is not None
    assert wrong is not None
    assert right > wrong + 1


@pytest.mark.slow
def test_the_model_is_written_once_and_an_older_one_is_cleared_away(tmp_path: Path) -> None:
    layers = Layers.load()
    old = tmp_path / "encoder" / "cross-encoder-000000000000.bin"
    old.parent.mkdir()
    old.write_bytes(b"old")
    first = assembled(tmp_path, layers)
    written = first.stat().st_mtime_ns
    assert assembled(tmp_path, layers) == first
    assert first.stat().st_mtime_ns == written
    assert [p.name for p in first.parent.iterdir()] == [first.name]
    assert first.stat().st_size == bundled.packed_file().stat().st_size


@pytest.mark.slow
def test_what_a_killed_process_left_is_cleared_away_but_not_what_another_is_writing(tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    folder.mkdir()
    for name, age in (("assembling-old", 3600), ("assembling-new", 5)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    assembled(tmp_path, Layers.load())
    assert sorted(p.name for p in folder.glob("assembling-*")) == ["assembling-new"]


def test_layers_for_another_model_are_refused() -> None:
    with pytest.raises(EncoderError, match="another model"):
        Layers("0" * 64, {}, np.zeros(384, np.float32), 0.0).packed(b"E5S1")


def test_a_broken_shipped_file_is_said_once_and_answers_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = tmp_path / "cross_encoder.npz"
    broken.write_bytes(b"nothing")
    cross = CrossEncoder(tmp_path, broken)
    with caplog.at_level(logging.WARNING, "zhinan"):
        assert cross.score("How old?", "At most 45.") is None
        assert cross.score("How old?", "At most 46.") is None
    assert [r.message for r in caplog.records if "cross-encoder" in r.message] == [
        f"answers do without the cross-encoder: {broken}: cannot be read; install the project anew"
    ]


def test_a_data_folder_that_cannot_be_written_costs_the_reading_only(tmp_path: Path) -> None:
    (tmp_path / "encoder").write_text("a file where the folder should be")
    assert CrossEncoder(tmp_path).score("How old?", "At most 45.") is None


def test_long_texts_are_cut_chinese_ones_shorter() -> None:
    assert len(joined("q" * 900, "s" * 900)) == cross_encoder.LONGEST_QUESTION + cross_encoder.LONGEST_STATEMENT + 3
    assert len(joined("问" * 900, "答" * 900)) < 410


def test_four_bit_packing_gives_back_what_was_packed_and_is_near_for_anything_else() -> None:
    print("seed 3")
    values = np.random.default_rng(3).normal(size=32 * 64).astype(np.float32)
    once = bundled.unpack(bundled.pack(values))
    assert np.abs(once - values).max() < np.abs(values).max() / 8
    assert np.array_equal(bundled.unpack(bundled.pack(once)), once)
    assert not bundled.unpack(bundled.pack(np.zeros(32, np.float32))).any()

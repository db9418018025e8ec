"""Reading the index: which generation serves, what is refused, and with which line."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEncoder, SmallEdition

from corpus.guide import Lang
from index import store
from index.build import build
from index.passage import Scope
from index.search import Searcher
from index.store import IndexFault, IndexMissing, IndexUnfit

pytestmark = pytest.mark.slow


@pytest.fixture
def serving(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> Path:
    """The folder of a fresh small index."""
    build(small.load(), encoder, data_dir)
    folder = store.current(data_dir)
    assert folder
    return folder


def refusal(data_dir: Path, encoder: FakeEncoder, kind: type[IndexFault] = IndexFault) -> str:
    """The one line with which a search is refused."""
    with pytest.raises(kind) as fault:
        Searcher(data_dir, encoder).search("Peru", "en")
    line = str(fault.value)
    assert "\n" not in line
    return line


def test_without_an_index_the_line_says_how_to_build_one(data_dir: Path, encoder: FakeEncoder) -> None:
    assert store.current(data_dir) is None
    assert "run `python -m index build`" in refusal(data_dir, encoder, IndexMissing)


def test_an_index_of_another_encoder_is_refused_with_both_names(serving: Path, data_dir: Path) -> None:
    line = refusal(data_dir, FakeEncoder("other"), IndexUnfit)
    assert "built with the encoder 'fake'" in line
    assert "ask for 'other'" in line
    assert "run `python -m index build`, or set ZHINAN_EMBEDDER back" in line


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": 1}'])
def test_a_corrupt_manifest_is_refused(serving: Path, data_dir: Path, encoder: FakeEncoder, content: str) -> None:
    (serving / "manifest.json").write_text(content, "utf-8")
    line = refusal(data_dir, encoder, IndexUnfit)
    assert str(serving) in line
    assert "run `python -m index build`" in line


def test_a_generation_without_manifest_does_not_serve(serving: Path, data_dir: Path, encoder: FakeEncoder) -> None:
    (serving / "manifest.json").unlink()
    assert store.current(data_dir) is None
    refusal(data_dir, encoder, IndexMissing)


@pytest.mark.parametrize("pointer", ["", "g-gone", "\n", "../index"])
def test_a_pointer_to_nothing_means_no_index(serving: Path, data_dir: Path, encoder: FakeEncoder, pointer: str) -> None:
    (store.root(data_dir) / "current").write_text(pointer, "utf-8")
    refusal(data_dir, encoder, IndexMissing)


def test_a_file_in_place_of_the_data_folder_is_one_line(tmp_path: Path, encoder: FakeEncoder) -> None:
    (tmp_path / "data").write_text("not a folder", "utf-8")
    assert "cannot be read" in refusal(tmp_path / "data", encoder)


def test_the_manifest_says_what_the_index_was_built_from(serving: Path, encoder: FakeEncoder) -> None:
    manifest = store.read_manifest(serving)
    assert manifest == store.Manifest(**json.loads((serving / "manifest.json").read_text("utf-8")))
    assert (manifest.format, manifest.encoder, manifest.dimension) == (store.FORMAT, "fake", encoder.dimension)


def test_vectors_are_kept_under_the_keys_of_their_texts(serving: Path, encoder: FakeEncoder) -> None:
    kept = store.stored_vectors(serving)
    assert len(kept) == store.read_manifest(serving).passages
    assert all(
        vector.shape == (encoder.dimension,) and abs(float(vector @ vector) - 1) < 1e-5 for vector in kept.values()
    )


def test_no_vectors_are_no_vectors(tmp_path: Path) -> None:
    assert store.stored_vectors(tmp_path) == {}
    assert store.stored_vectors(tmp_path / "vectors.npz") == {}


def test_nearest_gives_rows_with_their_cosine_best_first(serving: Path, encoder: FakeEncoder) -> None:
    generation = store.Generation(serving)
    question = encoder.query("The stay in Peru lasts at least 3 months.")
    found = generation.nearest("en", question, 5, Scope())
    rows, cosines = zip(*found, strict=True)
    assert generation.passages["en", "statement"][rows[0]].clause_id == "call/1.2(1)"
    assert list(cosines) == sorted(cosines, reverse=True)
    for row, cosine in found:
        expected = float(encoder.query(generation.passages["en", "statement"][row].text) @ question)
        assert cosine == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(guides=frozenset({"call"})),
        Scope(frozenset({"call"}), frozenset({"exchange-1.2"})),
        Scope(directions=frozenset({"exchange-1.1"})),
    ],
)
def test_computing_the_cosines_gives_the_neighbours_that_chroma_gives(
    serving: Path, encoder: FakeEncoder, lang: Lang, scope: Scope
) -> None:
    chroma, exact = store.Generation(serving), store.Generation(serving, exact=True)
    for question in ("the stay in Peru", "秘鲁停留", "45", "网址 https://example.org"):
        ours, theirs = (dict(g.nearest(lang, encoder.query(question), 20, scope)) for g in (exact, chroma))
        assert ours == pytest.approx(theirs, abs=1e-5)


def test_a_searcher_of_either_kind_orders_alike(serving: Path, data_dir: Path, encoder: FakeEncoder) -> None:
    for question in ("How long is the stay in Peru?", "Who may apply?", "deadline"):
        chroma, exact = (Searcher(data_dir, encoder, exact=kind).search(question, "en") for kind in (False, True))
        assert [(h.clause_id, h.statement) for h in chroma] == [(h.clause_id, h.statement) for h in exact]


def test_a_searcher_let_go_lets_its_generation_go_at_once(
    serving: Path, small: SmallEdition, data_dir: Path, encoder: FakeEncoder
) -> None:
    gc.disable()  # what is let go only by a garbage collection is not let go at once
    try:
        searcher = Searcher(data_dir, encoder)
        searcher.search("the stay in Peru", "en", Scope(guides=frozenset({"call"})))
        searcher.silences("the stay in Peru", "en")
        store.publish(data_dir, shutil.copytree(serving, serving.with_name("g-next")))
        assert serving.exists()  # somebody reads it
        del searcher
        store.publish(data_dir, serving.with_name("g-next"))
        assert not serving.exists()
    finally:
        gc.enable()


def test_asking_for_more_than_there_is_gives_all(serving: Path, encoder: FakeEncoder) -> None:
    generation = store.Generation(serving)
    assert len(generation.nearest("zh", encoder.query("项目"), 1000, Scope())) == len(
        generation.passages["zh", "statement"]
    )


def test_each_language_is_searched_by_itself(serving: Path, data_dir: Path, encoder: FakeEncoder) -> None:
    generation = store.Generation(serving)
    assert {p.lang for p in generation.passages["zh", "statement"]} == {"zh"}
    assert len(generation.passages["zh", "statement"]) == len(generation.passages["en", "statement"])


def test_an_index_in_a_folder_that_may_not_be_written_can_still_be_read(
    serving: Path, data_dir: Path, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (serving / "in-use").unlink(missing_ok=True)
    (serving / "in-use").mkdir()  # opening it fails as it does in a read-only folder
    assert Searcher(data_dir, encoder).clauses("the stay in Peru", "en", count=1) == ["call/1.2(1)"]


# Defects of index/store.py and index/search.py. Strict, so that a repair shows.


def _spoil(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(b"{")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / "passages.json").unlink(), id="no passages"),
        pytest.param(_spoil("passages.json"), id="broken passages"),
        pytest.param(lambda folder: shutil.rmtree(folder / "chroma"), id="no chroma"),
        pytest.param(_spoil("chroma/chroma.sqlite3"), id="broken chroma"),
        pytest.param(lambda folder: shutil.rmtree(folder / "lexical-en"), id="no lexical index"),
        pytest.param(_spoil("lexical-zh/terms.json"), id="broken lexical index"),
    ],
)
def test_a_damaged_generation_is_one_line(
    serving: Path, data_dir: Path, encoder: FakeEncoder, damage: Callable[[Path], object]
) -> None:
    damage(serving)
    assert "python -m index build" in refusal(data_dir, encoder)


def test_a_pointer_that_is_not_text_is_one_line_or_no_index(
    serving: Path, data_dir: Path, encoder: FakeEncoder
) -> None:
    (store.root(data_dir) / "current").write_bytes(b"\xff\xfe\x00")
    refusal(data_dir, encoder)


def test_an_index_of_another_dimension_is_refused(serving: Path, data_dir: Path) -> None:
    refusal(data_dir, FakeEncoder(dimension=32), IndexUnfit)

"""Building the index: incremental, atomic, one builder at a time, and one clear line when it cannot."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import PROJECT, FakeEncoder, SmallEdition, start_build, wait_for

from corpus.library import Library
from index import store
from index.build import Built, build, key
from index.chunking import corpus_version, passages
from index.search import Searcher
from index.store import IndexFault

pytestmark = pytest.mark.slow

KILLS = 8


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder with its time and size; the locks' own files aside."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("build.lock", "in-use")
    }


def finds(data_dir: Path, question: str, lang: str = "en") -> str:
    """The best clause for a question in the index as it serves now."""
    return Searcher(data_dir, FakeEncoder()).clauses(question, lang, count=1)[0]  # type: ignore[arg-type]


def refusal(library: Library, data_dir: Path) -> str:
    """The one line with which a build is refused."""
    with pytest.raises(IndexFault) as fault:
        build(library, FakeEncoder(), data_dir)
    line = str(fault.value)
    assert "\n" not in line
    return line


def test_a_first_build_embeds_every_passage_and_serves(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    library = small.load()
    built = build(library, encoder, data_dir)
    assert built.written
    assert built.embedded == len(encoder.embedded) == len(passages(library)) == built.manifest.passages
    assert built.manifest.corpus_version == corpus_version(library)
    assert finds(data_dir, "How long is the stay in Peru?") == "call/1.2(1)"
    assert finds(data_dir, "在秘鲁停留多久？", "zh") == "call/1.2(1)"


def test_a_second_build_embeds_nothing_and_writes_nothing(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    build(small.load(), encoder, data_dir)
    encoder.embedded.clear()
    before = snapshot(data_dir)
    built = build(small.load(), encoder, data_dir)
    assert (built.embedded, built.written, encoder.embedded) == (0, False, [])
    assert snapshot(data_dir) == before


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        pytest.param(
            lambda s: s.say(zh="拟支持 5 个项目。", en="5 projects are planned."), 2, id="a statement in both languages"
        ),
        pytest.param(lambda s: s.say(en="It is planned to support 4 projects."), 1, id="a statement in one language"),
        pytest.param(
            lambda s: s.edit("call/1.1.yaml", lambda d: d["clauses"][1]["heading"].update(en="Who may apply")),
            2,
            id="a heading: its two statements",
        ),
        pytest.param(lambda s: s.edit("leaflet/all.yaml", lambda d: d["clauses"].pop()), 0, id="a clause taken away"),
        pytest.param(
            lambda s: s.edit("call/1.1.yaml", lambda d: d["clauses"][0]["says"][0].update(about=["money_total"])),
            0,
            id="a topic: words of the lexical index only",
        ),
        pytest.param(
            lambda s: s.edit("call/1.1.yaml", lambda d: d["direction"]["names"].update(zh=["冰岛地热"])),
            0,
            id="a nickname",
        ),
    ],
)
def test_an_edit_embeds_only_the_texts_that_changed(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, change: Callable[[SmallEdition], None], texts: int
) -> None:
    build(small.load(), encoder, data_dir)
    encoder.embedded.clear()
    before = {row.text for row in passages(small.load())}
    change(small)
    built = build(small.load(), encoder, data_dir)
    assert built.written
    assert built.embedded == len(encoder.embedded) == texts
    assert before.isdisjoint(encoder.embedded)
    assert len(Searcher(data_dir, encoder).search("project", "en", count=80)) > 0


def test_the_edited_words_are_found_and_the_old_ones_are_gone(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    build(small.load(), encoder, data_dir)
    small.say(en="Volcanologists with a yellow helmet are preferred.", clause=1)
    build(small.load(), encoder, data_dir)
    best = Searcher(data_dir, encoder).search("yellow helmet", "en", count=1)[0]
    assert (best.clause_id, best.coverage) == ("call/1.1(1)", 1.0)
    assert Searcher(data_dir, encoder).search("at most 45 years old", "en", count=1)[0].coverage < 1


def test_going_back_to_the_old_words_builds_again(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> None:
    first = build(small.load(), encoder, data_dir)
    small.say(en="5 projects are planned.")
    build(small.load(), encoder, data_dir)
    small.say(en="4 projects are planned.")
    again = build(small.load(), encoder, data_dir)
    assert again.written
    assert again.manifest == first.manifest


def test_only_one_generation_is_kept(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> None:
    for number in range(5, 8):
        small.say(en=f"{number} projects are planned.")
        build(small.load(), encoder, data_dir)
    folders = [path.name for path in store.root(data_dir).iterdir() if path.is_dir()]
    assert folders == [(store.root(data_dir) / "current").read_text("utf-8")]


def test_a_generation_that_someone_reads_stays_until_it_is_let_go(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    build(small.load(), encoder, data_dir)
    reader = Searcher(data_dir, encoder)
    small.say(en="5 projects are planned.")
    build(small.load(), encoder, data_dir)
    assert reader.clauses("the stay in Peru", "en", count=1) == ["call/1.2(1)"]
    assert len([path for path in store.root(data_dir).iterdir() if path.is_dir()]) == 2


def test_progress_counts_up_to_the_number_of_texts(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> None:
    heard: list[tuple[int, int]] = []
    built = build(small.load(), encoder, data_dir, lambda done, total: heard.append((done, total)))
    assert heard == [(n + 1, built.embedded) for n in range(built.embedded)]


def test_another_encoder_embeds_everything_anew(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> None:
    build(small.load(), encoder, data_dir)
    other = FakeEncoder("other", dimension=32)
    built = build(small.load(), other, data_dir)
    assert built.embedded == len(passages(small.load()))
    assert built.manifest.encoder == "other"
    assert Searcher(data_dir, other).clauses("the stay in Peru", "en", count=1) == ["call/1.2(1)"]


def test_a_key_depends_on_encoder_and_text_alone(small: SmallEdition) -> None:
    rows = passages(small.load())
    assert key("a", rows[0]) == key("a", rows[0]) != key("b", rows[0])
    assert len({key("a", row) for row in rows}) == len({row.text for row in rows})


# Killed at any moment


def test_a_build_killed_at_any_moment_leaves_the_old_index_serving(small: SmallEdition, data_dir: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    child = start_build(small.folder, data_dir, delay=0.02)
    wait_for(child, "ready")
    began = time.monotonic()
    wait_for(child, "done")
    lasts = time.monotonic() - began
    child.wait()
    old = corpus_version(small.load())
    outcomes = []
    for number in range(KILLS):
        for statement in (0, 1):
            small.say(en=f"{number + 10} volcanoes and {statement} geysers.", statement=statement)
        new = corpus_version(small.load())
        child = start_build(small.folder, data_dir, delay=0.02)
        wait_for(child, "ready")
        moment = moments.uniform(0, lasts)
        time.sleep(moment)
        child.kill()
        child.wait()
        searcher = Searcher(data_dir, FakeEncoder())
        serves = searcher.manifest.corpus_version
        assert serves in (old, new), f"seed {seed}, kill {number} after {moment:.3f} s"
        assert searcher.clauses("the stay in Peru", "en", count=1) == ["call/1.2(1)"]
        assert len(searcher.generation.passages["en", "statement"]) * 2 == searcher.manifest.passages
        del searcher
        outcomes.append("new" if serves == new else "old")
        built = build(small.load(), FakeEncoder(), data_dir)
        assert built.written == (serves == old)
        assert built.manifest.corpus_version == new
        best = Searcher(data_dir, FakeEncoder()).search(f"{number + 10} volcanoes and 1 geysers", "en", count=1)[0]
        assert (best.clause_id, best.statement, best.coverage) == ("call/1.1", 1, 1.0)
        if built.written:
            assert not list(store.root(data_dir).glob("building-*")), f"seed {seed}, kill {number}"
        old = new
    print(f"killed {KILLS} times within {lasts:.2f} s: {outcomes}")


@pytest.mark.parametrize("step", ["write_generation", "rename", "publish"])
def test_a_build_that_dies_at_a_known_step_leaves_the_old_index_serving(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first = build(small.load(), encoder, data_dir)
    small.say(en="5 projects are planned.")

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(*((Path, "rename") if step == "rename" else (store, step)), die)
        with pytest.raises(KeyboardInterrupt):
            build(small.load(), encoder, data_dir)
    assert Searcher(data_dir, encoder).manifest == first.manifest
    assert build(small.load(), encoder, data_dir).written
    assert [path for path in store.root(data_dir).iterdir() if path.is_dir()] == [store.current(data_dir)]


def test_a_full_disk_is_one_line_and_the_old_index_serves(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(small.load(), encoder, data_dir)
    small.say(en="5 projects are planned.")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_generation", full)
        line = refusal(small.load(), data_dir)
    assert "No space left on device" in line
    assert "the old one still serves" in line
    assert Searcher(data_dir, encoder).manifest == first.manifest
    assert not list(store.root(data_dir).glob("building-*"))


# One builder at a time


def test_a_second_builder_is_told_who_builds(small: SmallEdition, data_dir: Path) -> None:
    child = start_build(small.folder, data_dir, delay=0.5)
    try:
        wait_for(child, "embedded 1")
        line = refusal(small.load(), data_dir)
        assert f"is being built by process {child.pid}; wait for it or stop it" in line
        assert str(store.root(data_dir)) in line
    finally:
        child.kill()
        child.wait()
    assert build(small.load(), FakeEncoder(), data_dir).written


def test_two_builders_at_once_leave_one_whole_index(small: SmallEdition, data_dir: Path) -> None:
    children = [start_build(small.folder, data_dir, delay=0.05) for _ in range(2)]
    said = [child.communicate(timeout=60)[0] for child in children]
    assert {child.returncode for child in children} <= {0, 2}
    assert any("done" in words for words in said)
    for child, words in zip(children, said, strict=True):
        if child.returncode == 2:
            assert re.search(r"fault .*is being built by process \d+", words)
    assert finds(data_dir, "the stay in Peru") == "call/1.2(1)"
    assert build(small.load(), FakeEncoder(), data_dir).written is False


def test_searching_goes_on_while_another_process_builds(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    build(small.load(), encoder, data_dir)
    small.edit("call/1.1.yaml", lambda d: d["direction"]["title"].update(en="China-Iceland volcano exchange"))
    child = start_build(small.folder, data_dir, delay=0.3)
    try:
        wait_for(child, "embedded 1")
        assert finds(data_dir, "the stay in Peru") == "call/1.2(1)"
    finally:
        child.kill()
        child.wait()


# Where it cannot write, and what it finds


def test_a_file_in_place_of_the_data_folder_is_one_line(small: SmallEdition, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", "utf-8")
    line = refusal(small.load(), tmp_path / "data")
    assert str(tmp_path / "data") in line
    assert "cannot be written" in line
    assert "ZHINAN_DATA_DIR" in line


def test_the_command_says_so_in_one_line_and_exits_2(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "index", "build"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env=os.environ | {"ZHINAN_DATA_DIR": str(tmp_path / "data")},
    )
    assert done.returncode == 2
    assert re.fullmatch(r"[^\n]*/data[^\n]*ZHINAN_DATA_DIR[^\n]*", done.stderr.strip()), done.stderr
    assert (tmp_path / "data").read_text("utf-8") == "not a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_one_line(small: SmallEdition, data_dir: Path) -> None:
    data_dir.mkdir(mode=0o500)
    assert "Permission denied" in refusal(small.load(), data_dir)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "encoder": "fake", "surprise": 3}', "\u0000"]
)
def test_a_corrupt_manifest_is_built_over(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, content: str
) -> None:
    build(small.load(), encoder, data_dir)
    serving = store.current(data_dir)
    assert serving
    (serving / "manifest.json").write_text(content, "utf-8")
    built = build(small.load(), encoder, data_dir)
    assert built.written
    assert finds(data_dir, "the stay in Peru") == "call/1.2(1)"


def test_an_index_of_another_format_is_built_over(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store, "FORMAT", store.FORMAT + 1)
        build(small.load(), encoder, data_dir)
    with pytest.raises(store.IndexUnfit):
        Searcher(data_dir, encoder)
    assert build(small.load(), encoder, data_dir).written


def test_a_pointer_to_nowhere_is_built_over(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> None:
    build(small.load(), encoder, data_dir)
    (store.root(data_dir) / "current").write_text("g-gone", "utf-8")
    built: Built = build(small.load(), encoder, data_dir)
    assert built.written
    assert finds(data_dir, "the stay in Peru") == "call/1.2(1)"


def test_a_deleted_data_folder_is_built_anew(small: SmallEdition, encoder: FakeEncoder, data_dir: Path) -> None:
    build(small.load(), encoder, data_dir)
    shutil.rmtree(data_dir)
    assert build(small.load(), encoder, data_dir).embedded == len(passages(small.load()))


# Defects of index/build.py and index/store.py. Strict, so that a repair shows.


@pytest.mark.parametrize("size", [0, 1000])
def test_truncated_vectors_are_embedded_anew(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path, size: int
) -> None:
    build(small.load(), encoder, data_dir)
    serving = store.current(data_dir)
    assert serving
    path = serving / "vectors.npz"
    path.write_bytes(path.read_bytes()[:size])
    small.say(en="5 projects are planned.")
    built = build(small.load(), encoder, data_dir)
    assert built.embedded == built.manifest.passages


def test_an_encoder_of_the_same_name_and_another_dimension_embeds_everything_anew(
    small: SmallEdition, data_dir: Path
) -> None:
    build(small.load(), FakeEncoder(dimension=48), data_dir)
    small.say(en="5 projects are planned.")
    built = build(small.load(), FakeEncoder(dimension=32), data_dir)
    assert built.embedded == built.manifest.passages


def test_leftovers_of_a_killed_build_are_cleared_by_the_next_one(
    small: SmallEdition, encoder: FakeEncoder, data_dir: Path
) -> None:
    build(small.load(), encoder, data_dir)
    leftover = store.root(data_dir) / "building-0badcafe"
    leftover.mkdir()
    (leftover / "half").write_text("x", "utf-8")
    build(small.load(), encoder, data_dir)
    assert not leftover.exists()

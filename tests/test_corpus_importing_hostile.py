"""Hostile files: each is refused or made harmless with one clear line, in 10 s and 512 MB, and nothing changes."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hostile import FILES, pdf, shown

from corpus.importing.archive import Archive
from corpus.importing.block import ImportFault
from corpus.importing.bounded import read_file

pytestmark = pytest.mark.slow
HARMLESS = {"stream-bomb.pdf"}  # one page of the letter a, cut at what fits on it: read, not refused


def test_there_are_at_least_twenty_five() -> None:
    assert len(FILES) >= 25


@pytest.fixture(scope="module")
def reader() -> Iterator[ProcessPoolExecutor]:
    """A process with no other children than those that read the files: what they took can be told from it."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


def _read(path: Path) -> tuple[str, bool, float, int]:
    """The refusal ("" where it was read), whether anything was dropped, seconds, and kilobytes of the largest child."""
    started, line, dropped = time.monotonic(), "", False
    try:
        dropped = bool(read_file(path).document.dropped)
    except ImportFault as error:
        line = str(error)
    return line, dropped, time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_survived(name: str, tmp_path: Path, reader: ProcessPoolExecutor) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    before = Archive(tmp_path / "data").stamp()
    line, dropped, seconds, kilobytes = reader.submit(_read, path).result()
    if line:
        assert "\n" not in line
        assert "Traceback" not in line
        assert line.startswith(name)
    else:
        assert name in HARMLESS
        assert dropped
    assert seconds < 10
    assert kilobytes < 530_000  # the limit is 512 MB of addresses
    assert Archive(tmp_path / "data").stamp() == before


@pytest.mark.parametrize("name", ["folder", "missing", "pipe"])
def test_a_path_that_is_no_file_is_told_so(name: str, tmp_path: Path) -> None:
    import os

    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    if name == "pipe":
        os.mkfifo(path)
    with pytest.raises(ImportFault, match=r"no file|no such file"):
        read_file(path)


def test_a_device_that_looks_like_an_empty_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    with pytest.raises(ImportFault, match=r"empty\.txt: is empty$"):
        read_file(path)


def test_scripts_and_loops_in_a_pdf_do_nothing(tmp_path: Path) -> None:
    plain = pdf(shown("A call for proposals.", "Grants are EUR 500."))
    acting = plain.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>", 1)
    start = plain[plain.rfind(b"startxref") + 9 :].split()[0]
    trailer = plain.find(b"<<", plain.rfind(b"trailer")) + 2
    looping = plain[:trailer] + b" /Prev " + start + b" " + plain[trailer:]
    for name, content in (("acting.pdf", acting), ("looping.pdf", looping)):
        assert content != plain
        (tmp_path / name).write_bytes(content)
        assert "EUR 500" in read_file(tmp_path / name).document.text


@pytest.mark.parametrize("name", ["a\nb.txt", "a\u202etxt.exe.md", "..\\..\\evil.md", "-rf.txt", "x" * 250 + ".txt"])
def test_a_files_name_is_a_name_and_nothing_else(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("The grant is EUR 5 for each winner of the moss prize.\n", "utf-8")
    shown_ = read_file(tmp_path / name).document.name
    assert shown_.isprintable()
    assert not set(shown_) & set("/\\\n")
    assert len(shown_) <= 120

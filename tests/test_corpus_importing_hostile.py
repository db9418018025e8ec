"""Hostile files: each is refused or made harmless with one clear line, in 10 s and 512 MB, and nothing changes."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hostile import FILES

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

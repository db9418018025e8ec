"""Hostile files: each is refused or made harmless with one clear line, in 10 s and 512 MB, and nothing changes."""

from __future__ import annotations

import resource
import time
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


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_survived(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    before = Archive(tmp_path / "data").stamp()
    started = time.monotonic()
    line = ""
    try:
        taken = read_file(path)
    except ImportFault as error:
        line = str(error)
        assert "\n" not in line
        assert "Traceback" not in line
        assert line.startswith(name)
    else:
        assert name in HARMLESS
        assert taken.document.dropped
    assert time.monotonic() - started < 10
    assert line or name in HARMLESS
    assert (
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 530_000
    )  # kilobytes; the limit is 512 MB of addresses
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

"""Reading a file in a process of its own, bounded in memory and time, so that no file can hurt the one that asks."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.importing.block import Block, Document, ImportFault, TooMuch
from corpus.importing.outline import Section
from corpus.importing.reading import LARGEST

PROJECT = Path(__file__).resolve().parent.parent.parent
SECONDS = 9.0  # from start to finish
_KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class Taken:
    """A file that was read: its document, the document's clauses, and the hash of its bytes."""

    document: Document
    sections: tuple[Section, ...]
    sha256: str


def read_file(path: Path) -> Taken:
    """A file's document. ImportFault names the file and what to do."""
    name = safe_name(path)
    data = _bytes(path, name)
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ} | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "corpus.importing.worker", name]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, the name is an argument and never a path
            command, input=data, capture_output=True, timeout=SECONDS, cwd=PROJECT, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooMuch(f"{name}: takes longer than {SECONDS:g} s to read; split it or save it anew") from error
    if done.returncode == 0:
        return _taken(json.loads(done.stdout), hashlib.sha256(data).hexdigest())
    told = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if done.returncode in (2, 3) and len(told) >= 1:
        raise (TooMuch if done.returncode == 3 else ImportFault)(f"{name}: {told[-1]}")
    if done.returncode < 0:
        raise TooMuch(f"{name}: takes more time or memory to read than is allowed; split it or save it anew")
    if told and "MemoryError" in told[-1]:
        raise TooMuch(f"{name}: needs more memory to read than is allowed; split it")
    raise ImportFault(f"{name}: cannot be read ({told[-1][:100] if told else 'no reason given'}); save it anew")


def safe_name(path: Path) -> str:
    """A file's own name without its folders, control characters and length."""
    plain = "".join(c if c.isprintable() else "_" for c in path.name.replace("\\", "/").split("/")[-1])
    return plain[-120:] or "document"


def _bytes(path: Path, name: str) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ImportFault(f"{name}: is no file; give the path of a PDF, DOCX, HTML, Markdown or text file")
        if about.st_size == 0:  # some devices look like an empty file and never end
            raise ImportFault(f"{name}: is empty")
        if about.st_size > LARGEST:
            raise TooMuch(
                f"{name}: has {about.st_size // 1_000_000} MB, at most {LARGEST // 1_000_000} MB are read; split it"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFault(f"{path}: there is no such file") from error
    except OSError as error:
        raise ImportFault(f"{path}: cannot be opened ({error.strerror})") from error
    except ValueError as error:
        raise ImportFault(f"{name}: is no usable path") from error


def _taken(answer: dict[str, Any], digest: str) -> Taken:
    data = answer["document"]
    blocks = tuple(Block(**block) for block in data.pop("blocks"))
    pages = tuple((int(a), int(b)) for a, b in data.pop("pages"))
    document = Document(blocks=blocks, pages=pages, dropped=tuple(data.pop("dropped")), **data)
    found = tuple(
        Section(ref, title, tuple(path), tuple(blocks[at] for at in places))
        for ref, title, path, places in answer["sections"]
    )
    return Taken(document, found, digest)

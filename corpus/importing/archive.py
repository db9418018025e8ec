"""What was imported: one JSON file a document in the data folder, written whole or not at all.

    <data dir>/imported/<id>.json

A document that is one of the edition's guides gives its clauses their official words; any other is a guide of its own
that nobody has reviewed. A new version takes the place of the old one.
"""

from __future__ import annotations

import fcntl
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from corpus.guide import Frozen, Guide
from corpus.importing.block import Document, ImportFault, TooMuch
from corpus.importing.bounded import Taken
from corpus.importing.joining import heading_like
from corpus.importing.matching import recognise, terms
from corpus.importing.numbering import marker
from corpus.importing.outline import Section

READER = 2  # raise it when reading or outlining changes, so that files are taken in anew
_MOST_CLAUSES, _MOST_WORDS = 4000, 1_000_000  # of one document; every sentence is embedded
_SAME = 0.5  # the share of terms in common from which a document is a version of another

Change = Literal["added", "replaced", "unchanged"]


class Passage(Frozen):
    """One clause of an imported document: its own words as printed."""

    ref: str
    title: str
    path: tuple[str, ...]
    text: str
    page: int | None
    bare: bool = False  # a heading with nothing of its own under it


class Words(Frozen):
    """The official words of a clause of the edition."""

    text: str
    page: int | None


class Imported(Frozen):
    """One imported document."""

    id: str
    name: str
    format: str
    sha256: str
    reader: int
    imported: date
    pages: int | None
    title: str
    guide: str | None  # the guide of the edition that it is; None: one of its own
    official: dict[str, Words] = Field(default_factory=dict)  # by the ref of the edition's clause
    unclaimed: tuple[str, ...] = ()  # refs of sections that no clause of the edition restates
    passages: tuple[Passage, ...]
    dropped: tuple[str, ...] = ()

    @property
    def language(self) -> Literal["zh", "en"]:
        """The language that it is written in."""
        words = "".join(p.text for p in self.passages)
        return "zh" if len(re.findall(r"[\u4e00-\u9fff]", words)) * 4 > len(re.findall(r"\w", words)) else "en"


class Archive:
    """The imported documents of one data folder."""

    def __init__(self, data_dir: Path):
        self.folder = data_dir / "imported"

    def documents(self) -> tuple[Imported, ...]:
        """Every document, by id. ImportFault names a file that is not readable."""
        if not self.folder.is_dir():
            return ()
        return tuple(self._load(path) for path in sorted(self.folder.glob("*.json")))

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Something that changes whenever a document comes, changes or goes; cheap enough to ask every time."""
        try:
            with os.scandir(self.folder) as entries:
                return tuple(sorted((e.name, e.stat().st_mtime_ns) for e in entries if e.name.endswith(".json")))
        except FileNotFoundError:
            return ()

    def take_in(self, taken: Taken, guides: Sequence[Guide], today: date) -> tuple[Imported, Change]:
        """Store a document, or find that it is there. What it supersedes goes away with the same step."""
        with self._owned():
            known = self.documents()
            same = next((k for k in known if k.sha256 == taken.sha256 and k.reader == READER), None)
            if same:
                return same, "unchanged"
            made = _imported(taken, guides, known, today)
            self._write(made)
            return made, "replaced" if any(k.id == made.id for k in known) else "added"

    def remove(self, wanted: str) -> Imported:
        """Take a document out, by id or by its file's name. ImportFault lists what there is."""
        with self._owned():
            known = self.documents()
            found = [k for k in known if wanted in (k.id, k.name)]
            if not found:
                there = ", ".join(k.id for k in known) or "nothing"
                raise ImportFault(f"--remove: {wanted[:80]!r} was not imported; imported: {there}")
            self._path(found[0].id).unlink()
            return found[0]

    def _path(self, id_: str) -> Path:
        return self.folder / f"{id_}.json"

    def _load(self, path: Path) -> Imported:
        try:
            return Imported.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise ImportFault(f"{path}: cannot be read; remove it and import the document again") from error

    def _write(self, made: Imported) -> None:
        draft = self._path(made.id).with_suffix(".new")
        try:
            draft.write_text(made.model_dump_json(indent=1), "utf-8")
            os.replace(draft, self._path(made.id))
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ImportFault(f"{self.folder}: cannot be written ({error.strerror}); nothing was imported") from error

    @contextmanager
    def _owned(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = open(self.folder / ".lock", "a", encoding="utf-8")  # noqa: SIM115 - held until the change is done
        except OSError as error:
            raise ImportFault(f"{self.folder}: cannot be written ({error.strerror}); set ZHINAN_DATA_DIR") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _imported(taken: Taken, guides: Sequence[Guide], known: Sequence[Imported], today: date) -> Imported:
    document, found = taken.document, taken.sections
    words = sum(len(s.text) for s in found)
    if len(found) > _MOST_CLAUSES or words > _MOST_WORDS:
        raise TooMuch(
            f"{document.name}: has {len(found)} clauses and {words} characters; no guide is so long, split it"
        )
    match = recognise(guides, found)
    title = _title(document)
    passages = tuple(_passage(s) for s in found)
    official = {r: Words(text=c.text, page=c.page) for r, c in match.counterparts.items()} if match else {}
    reserved = {g.id for g in guides}
    return Imported(
        id=match.guide.id if match else _id(document.name, title, passages, known, reserved),
        name=document.name, format=document.format, sha256=taken.sha256, reader=READER, imported=today,
        pages=document.page_count, title=title, guide=match.guide.id if match else None, official=official,
        unclaimed=tuple(s.ref for s in match.unclaimed) if match else (), passages=passages, dropped=document.dropped,
    )  # fmt: skip


def _passage(section: Section) -> Passage:
    return Passage(
        ref=section.ref, title=section.title, path=section.path, text=section.text, page=section.page,
        bare=section.titled_only,
    )  # fmt: skip


def _title(document: Document) -> str:
    """The document's own title: its largest heading, the line that calls itself a notice, or its first lines."""
    first = [b for b in document.blocks[:12] if not marker(b.text) and b.kind not in ("row", "item", "caption")]
    levels = [b.level for b in first if b.level]
    if levels:
        lines = [b.text for b in first if b.level == min(levels)]
        return " ".join(lines)[:160] if len(lines) < 3 else lines[0][:160]
    named = [
        b.text for b in first if re.search(r"(?:通知|指南|办法|公告|通告|项目|计划)", b.text) and len(b.text) <= 120
    ]
    if named:
        return named[0][:160]
    lines = []
    for block in first[:3]:  # an English title often stands above what it is a title of: a fund, then `Guidelines`
        if not heading_like(block.text):
            break
        lines.append(block.text)
    return (": ".join(lines[:2]) or next((b.text for b in first if len(b.text) > 3), document.name))[:160]


def _id(name: str, title: str, passages: Sequence[Passage], known: Sequence[Imported], taken: set[str]) -> str:
    """The id of a new guide: that of the version it supersedes, or one made from the file's name."""
    words = terms("\n".join(p.text for p in passages))
    slug = _slug(Path(name).stem) or _slug(title) or "document"
    for other in known:
        if other.guide is not None:
            continue
        theirs = terms("\n".join(p.text for p in other.passages))
        shared = len(words & theirs) / max(1, min(len(words), len(theirs)))
        if shared >= _SAME and (other.title == title or _slug(Path(other.name).stem) == slug):
            return other.id
    there = taken | {k.id for k in known}
    return next(c for c in (slug, *(f"{slug}-{n}" for n in range(2, 10_000))) if c not in there)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]+", "-", plain).strip("-")[:48].strip("-")

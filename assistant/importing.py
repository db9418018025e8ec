"""Taking documents in: read, stored, and the index brought in line; what the command `import` does and says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from assistant.bootstrap import build_index, load_library, load_whole
from assistant.settings import Settings
from corpus.importing.archive import Archive, Change, Imported
from corpus.importing.block import ImportFault
from corpus.importing.bounded import read_file
from corpus.importing.drafting import write_draft

ProgressBar = Callable[[int, int], None]


def take_in(
    settings: Settings, files: Sequence[Path], today: date, draft: bool, progress: ProgressBar | None = None
) -> tuple[list[str], list[str]]:
    """Import files one by one. Lines that say what was done, and lines that say what could not be taken in."""
    archive, edition = Archive(settings.data_dir), load_library()
    guides = list(edition.guides.values())
    told: list[str] = []
    refused: list[str] = []
    for file in files:
        try:
            imported, change = archive.take_in(read_file(file), guides, today)
            told += _told(imported, change)
            if draft:
                folder = write_draft(imported, settings.data_dir / "drafts")
                told.append(f"  draft of the edition: {folder} (docs/cookbook/import-a-guide.md says how to go on)")
        except ImportFault as error:
            refused.append(str(error))
    if told:  # even where nothing is new: an import that was cut short is finished by the next
        build_index(settings, load_whole(settings), progress)
    return told, refused


def take_in_one(
    settings: Settings, file: Path, today: date, progress: ProgressBar | None = None
) -> tuple[Imported, Change]:
    """Import one file and bring the index in line. ImportFault or NotReady say what could not be done."""
    guides = list(load_library().guides.values())
    made = Archive(settings.data_dir).take_in(read_file(file), guides, today)
    build_index(settings, load_whole(settings), progress)
    return made


def take_out(settings: Settings, wanted: str, progress: ProgressBar | None = None) -> str:
    """Remove an imported document; the index follows."""
    removed = Archive(settings.data_dir).remove(wanted)
    build_index(settings, load_whole(settings), progress)
    return f"removed {removed.id} ({removed.name})"


def listed(settings: Settings) -> list[str]:
    """One line for each imported document."""
    return [
        f"{d.id}: {d.name}, {d.format}, imported {d.imported}, "
        + (f"official words for {len(d.official)} clauses" if d.guide else f"{_clauses(d)} clauses, not reviewed")
        for d in Archive(settings.data_dir).documents()
    ]


def _told(imported: Imported, change: Change) -> list[str]:
    pages = f" on {imported.pages} pages" if imported.pages else ""
    if change == "unchanged":
        return [f"{imported.name}: already imported as {imported.id}, unchanged"]
    verb = "replaces the version before as" if change == "replaced" else "is"
    if imported.guide:
        line = (
            f"{imported.name}: {verb} {imported.id}; {len(imported.official)} clauses have their official words{pages}"
        )
    else:
        line = (
            f"{imported.name}: {verb} a guide of its own, {imported.id}: {_clauses(imported)} clauses{pages}, "
            "not reviewed; questions about it are answered now"
        )
    return [line, *(f"  left out: {what}" for what in imported.dropped)]


def _clauses(imported: Imported) -> int:
    return sum(not p.bare for p in imported.passages)

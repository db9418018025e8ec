"""What the command `verify` does: the imported documents, or a folder of official files, held against the edition."""

from __future__ import annotations

from pathlib import Path

from assistant.bootstrap import load_library
from assistant.errors import BadInput, NotReady
from assistant.settings import Settings
from corpus.edition_file import EditionError
from corpus.importing.archive import Archive
from corpus.importing.block import ImportFault
from corpus.importing.bounded import read_file
from corpus.importing.matching import recognise
from corpus.library import Library
from corpus.verify import Held, Report, read_explanations, verify


def verify_edition(settings: Settings, sources: Path | None = None) -> tuple[list[str], bool]:
    """The report's lines, and whether nothing is unexplained. BadInput where there is nothing to hold against."""
    report, held, missing = hold(settings, sources)
    unexplained = report.unexplained
    lines = [f"explained: {gap}" for gap in report.gaps if gap.because]
    lines += [f"DIFFERENT: {gap}" for gap in unexplained]
    lines += [f"not checked, its document is not there: {guide}" for guide in missing]
    lines.append(
        f"verify: {len(held)} guides, {report.clauses} clauses, {report.figures} figures, {report.limits} limits, "
        f"{report.drafts} drafted limits; {len(report.gaps) - len(unexplained)} differences explained, "
        f"{len(unexplained)} unexplained"
    )
    return lines, not unexplained


def hold(settings: Settings, sources: Path | None = None) -> tuple[Report, list[Held], list[str]]:
    """The report, what was held against the edition, and the guides whose document is not there."""
    library = load_library()
    held = from_folder(library, sources) if sources else from_archive(settings)
    if not held:
        where = sources or "the imported documents"
        raise BadInput(
            f"verify: no guide of the edition is among {where}; run `python -m assistant import FILE…` first"
        )
    try:
        report = verify(library, held, read_explanations())
    except EditionError as error:
        raise NotReady(str(error)) from error
    return report, held, [g for g in library.guides if g not in {h.guide for h in held}]


def from_archive(settings: Settings) -> list[Held]:
    """The imported documents that are guides of the edition."""
    return [
        Held(d.guide, {ref: words.text for ref, words in d.official.items()}, d.unclaimed)
        for d in Archive(settings.data_dir).documents()
        if d.guide
    ]


def from_folder(library: Library, folder: Path) -> list[Held]:
    """The files of a folder that are guides of the edition; others are passed over."""
    if not folder.is_dir():
        raise BadInput(f"--sources: {folder} is no folder")
    found: dict[str, Held] = {}
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        try:
            match = recognise(list(library.guides.values()), read_file(path).sections)
        except ImportFault:
            continue
        if match:
            texts = {ref: counterpart.text for ref, counterpart in match.counterparts.items()}
            found[match.guide.id] = Held(match.guide.id, texts, tuple(s.ref for s in match.unclaimed))
    return list(found.values())

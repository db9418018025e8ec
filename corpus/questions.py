"""The questions that people ask, kept beside the guides: for each statement those it answers, for each silence those
that are about it.

    guides/<guide id>/questions/<part>.yaml       "1.3(1)": one entry per statement, each with its zh and en questions
    guides/<guide id>/questions/silences.yaml     success-rate: its zh and en questions
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.edition_file import EditionError, line_of, read_yaml

FOLDER = "questions"
SILENCES = "silences.yaml"


def of_statements(part: Any, path: Path) -> Any:
    """A part's raw data with the questions of one file put to its statements. EditionError where they do not fit."""
    asked = _read(path)
    for clause in part.get("clauses", []) if asked and isinstance(part, dict) else []:
        entries = asked.pop(clause.get("ref"), None)
        if entries is None:
            continue
        says = clause.get("says", [])
        if not isinstance(entries, list) or len(entries) != len(says):
            found = len(entries) if isinstance(entries, list) else "no list"
            raise EditionError(
                f"{path}:{line_of(path, (clause['ref'],))}: {clause['ref']} has {len(says)} statements, "
                f"here are questions for {found}; give one entry for each"
            )
        clause["says"] = [{**say, "asked": entry} for say, entry in zip(says, entries, strict=True)]
    _leave_none(asked, path, "clause", "the guide's file")
    return part


def of_silences(guide: Any, path: Path) -> Any:
    """A guide's raw data with the questions of one file put to its silences. EditionError where they do not fit."""
    asked = _read(path)
    silences = guide.get("silences", []) if asked and isinstance(guide, dict) else []
    for silence in silences:
        entry = asked.pop(silence.get("id"), None)
        if entry is not None:
            silence["questions"] = entry
    _leave_none(asked, path, "silence", "guide.yaml")
    return guide


def _read(path: Path) -> dict[str, Any]:
    content = (read_yaml(path) or {}) if path.exists() else {}
    if not isinstance(content, dict):
        raise EditionError(f"{path}:1: expected keys and their questions")
    return content


def _leave_none(asked: dict[str, Any], path: Path, what: str, where: str) -> None:
    for key in asked:
        raise EditionError(f"{path}:{line_of(path, (key,))}: {where} has no {what} {key!r}; remove it or correct it")

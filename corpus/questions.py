"""The questions that people ask, kept beside the guides: for each statement those it answers, for each silence those
that are about it.

    guides/<guide id>/questions/<part>.yaml       "1.3(1)": one entry per statement, each with its zh and en questions
    guides/<guide id>/questions/silences.yaml     success-rate: its zh and en questions

A question to a statement that the statement answers with yes begins with `+ `, one that it answers with no with `- `.
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
        clause["says"] = [{**say, "asked": _marked(entry)} for say, entry in zip(says, entries, strict=True)]
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


def _marked(entry: Any) -> Any:
    """One statement's questions, without the marks and with what they mark."""
    if not isinstance(entry, dict):
        return entry
    every = [q for questions in entry.values() if isinstance(questions, list) for q in questions if isinstance(q, str)]
    plain = {
        lang: [_bare(q) for q in questions] if isinstance(questions, list) else questions
        for lang, questions in entry.items()
    }
    marks = {"yes": "+ ", "no": "- "}
    return plain | {name: [_bare(q) for q in every if q.startswith(mark)] for name, mark in marks.items()}


def _bare(question: Any) -> Any:
    return question[2:] if isinstance(question, str) and question.startswith(("+ ", "- ")) else question


def _read(path: Path) -> dict[str, Any]:
    content = (read_yaml(path) or {}) if path.exists() else {}
    if not isinstance(content, dict):
        raise EditionError(f"{path}:1: expected keys and their questions")
    return content


def _leave_none(asked: dict[str, Any], path: Path, what: str, where: str) -> None:
    for key in asked:
        raise EditionError(f"{path}:{line_of(path, (key,))}: {where} has no {what} {key!r}; remove it or correct it")

"""What the assistant said to one case: one line of `answers.jsonl`, written whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import ValidationError

from assistant.answer import Answer, Verdict
from corpus.guide import Frozen
from evals.case import EvalError

FILE = "answers.jsonl"


class Record(Frozen):
    """The outcome of putting one case to an assistant. `answer` or `verdict` is set, or `error` says why neither is."""

    id: str
    case: str  # digest of the case it was made for
    answer: Answer | None = None
    verdict: Verdict | None = None
    error: str | None = None
    found: tuple[str, ...] | None = None  # clause ids as the search ranked them; None where it cannot be asked
    elapsed_ms: float = 0.0


def append(path: Path, record: Record) -> None:
    """Add one line in a single write, so that a killed run never leaves half a record between whole ones."""
    line = (record.model_dump_json() + "\n").encode("utf-8")
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def read(path: Path) -> dict[str, Record]:
    """The records of a file by case id, the last of each. A last line cut off by a kill is cleared away.

    EvalError names file and line where a whole line is no record.
    """
    if not path.exists():
        return {}
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        path.write_bytes(whole)
    records: dict[str, Record] = {}
    for number, line in enumerate(whole.decode("utf-8").splitlines(), 1):
        try:
            record = Record.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            first = str(error).splitlines()[0]
            raise EvalError(f"{path}:{number}: is no record of a run ({first}); delete the line or the file") from error
        records[record.id] = record
    return records

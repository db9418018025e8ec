"""The audit file: which clauses and versions each answer stood on, without the question itself."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from assistant.answer import Answer, Ask
from assistant.errors import BadInput
from assistant.service.log import log, request_id

_MODE = 0o600


def fingerprint(question: str) -> str:
    """The SHA-256 of a question, by which somebody who has the question finds its line."""
    return hashlib.sha256(question.strip().encode("utf-8", "replace")).hexdigest()


class Audit:
    """Appends one JSON object a line to a file that only its owner may read. Safe between threads and processes."""

    def __init__(self, path: Path):
        """BadInput where the file cannot be written."""
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(self._open())
        except OSError as error:
            raise BadInput(f"ZHINAN_AUDIT_FILE: {path} cannot be written ({error.strerror})") from error

    def write(self, ask: Ask, answer: Answer, way: str) -> None:
        """Note an answer. A full disk is logged and costs nobody their answer."""
        line = json.dumps(
            {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "request_id": request_id(),
                "way": way,
                "question_sha256": fingerprint(ask.question),
                "status": answer.status,
                "lang": answer.lang,
                "direction": answer.direction,
                "clauses": [citation.clause_id for citation in answer.citations],
                "verdict": answer.verdict.outcome if answer.verdict else None,
                "engine": answer.engine,
                "as_of": answer.as_of.isoformat(),
                "corpus_version": answer.corpus_version,
                "rules_version": answer.verdict.rules_version if answer.verdict else None,
                "elapsed_ms": answer.elapsed_ms,
            },
            ensure_ascii=False,
        )
        try:
            with self._lock:
                handle = self._open()
                try:
                    os.write(handle, f"{line}\n".encode())  # one write, so that lines of several processes stay whole
                finally:
                    os.close(handle)
        except OSError as error:
            log().error("audit line lost", reason=error.strerror)

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)

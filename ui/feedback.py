"""Thumbs and comments, kept in the data directory as JSON lines and nowhere else.

A question is stored only together with a comment its asker chose to leave. A later line with the same `answer` id
replaces an earlier one.
"""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ui.memory import Exchange, Vote

LONGEST_COMMENT = 2000
_LARGEST_FILE = 50_000_000


class Feedback:
    """The feedback file of one data directory. Safe to share between threads."""

    def __init__(self, data_dir: Path):
        self.path = data_dir / "feedback.jsonl"
        self._lock = threading.Lock()

    def record(self, exchange: Exchange, vote: Vote, comment: str = "") -> bool:
        """Append one line. False where it cannot be written (disk full, read-only, file grown too large)."""
        line = json.dumps(_line(exchange, vote, comment), ensure_ascii=False) + "\n"
        try:
            with self._lock:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(handle, "a", encoding="utf-8") as file:
                    if file.tell() > _LARGEST_FILE:
                        return False
                    file.write(line)
            return True
        except OSError:
            return False


def _line(exchange: Exchange, vote: Vote, comment: str) -> dict[str, Any]:
    answer = exchange.answer
    line: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "answer": exchange.id,
        "vote": vote,
        "lang": answer.lang,
        "status": answer.status,
        "direction": answer.direction,
        "clauses": [citation.clause_id for citation in answer.citations],
        "engine": answer.engine,
        "corpus_version": answer.corpus_version,
    }
    comment = comment.strip()[:LONGEST_COMMENT]
    return {**line, "comment": comment, "question": exchange.question} if comment else line

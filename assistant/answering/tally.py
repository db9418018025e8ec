"""Counting what became of a model's answers: for reports and for `/metrics`."""

from __future__ import annotations

import threading
from collections import Counter

# What is counted under which label:
#   outcome   passed, completed (the composer's left-out sentences added), repaired, replaced (the composer's went out),
#             skipped (not asked: nothing to write, or the endpoint is resting)
#   fault     why the guard stopped a passage: figure, citation, clause, address, name, verdict, language, negation …
#   failure   why the model gave none: unreachable, timeout, busy, server, refused, garbled, cut, endless, empty
#   follow_up rewritten, kept (the composer's own reading)
KINDS = ("outcome", "fault", "failure", "follow_up")


class Tally:
    """Counts by kind and word. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock, self._counts = threading.Lock(), Counter[tuple[str, str]]()

    def add(self, kind: str, word: str) -> None:
        """One more."""
        with self._lock:
            self._counts[kind, word] += 1

    def counts(self) -> dict[tuple[str, str], int]:
        """Everything counted so far."""
        with self._lock:
            return dict(sorted(self._counts.items()))

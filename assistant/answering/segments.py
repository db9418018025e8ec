"""Cutting a model's stream into passages that can be checked: sentences up to and with the markers that carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.answering.ground import MARKER
from assistant.answering.streaming import sentences

_LONGEST = 1200  # characters without an end of a sentence: no prose any more
_UNFINISHED = re.compile(r"\s*(?:[\[【［]\^?[\d\s,，、;]*)?$")
_THOUGHT = re.compile(r"^\s*<think>.*?</think>\s*", re.S)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
_MARKERS = re.compile(r"[\[【［]\^?\s*(\d{1,2}(?:\s*[,，、;]\s*\d{1,2})*)\s*[\]】］](?!\()")


def passages(text: str) -> list[str]:
    """The passages of a whole text."""
    return list(cut([text]))


def cut(stream: Iterable[str]) -> Iterator[str]:
    """Passages as they become complete; joined they are the text, with markers in one spelling: `[1] [2]`.

    A sentence without a marker waits for the marked one behind it in its paragraph. What a reasoning model thinks
    aloud before its answer is left out.
    """
    waiting = _Thinking()
    buffer, held = "", ""
    for piece in stream:
        buffer += waiting.spoken(_INVISIBLE.sub("", piece))
        whole = _MARKERS.sub(_spelt, buffer)
        ready = list(sentences(whole))
        keep = ready.pop() if ready else ""
        if ready and _UNFINISHED.fullmatch(keep):
            keep = ready.pop() + keep
        buffer = keep
        for sentence in ready:
            held += sentence
            if _complete(held):
                yield held
                held = ""
        if len(buffer) > _LONGEST:
            yield held + buffer
            buffer = held = ""
    for sentence in sentences(_MARKERS.sub(_spelt, buffer)):
        held += sentence
        if _complete(held):
            yield held
            held = ""
    if held.strip():
        yield held


def _complete(held: str) -> bool:
    return bool(MARKER.search(held)) or held.endswith("\n") or len(held) > _LONGEST


def _spelt(match: re.Match[str]) -> str:
    return " ".join(f"[{int(n)}]" for n in re.findall(r"\d+", match[1]))


class _Thinking:
    """Holds back what stands between <think> and </think> at the start of a stream."""

    def __init__(self) -> None:
        self._held: str | None = ""

    def spoken(self, piece: str) -> str:
        """What of a piece is said aloud."""
        if self._held is None:
            return piece
        self._held += piece
        start = self._held.lstrip()
        if "<think>".startswith(start[:7]) or start.startswith("<think>"):
            if "</think>" not in start:
                return ""
            start = _THOUGHT.sub("", self._held)
        self._held = None
        return start

"""Finding names in a question: at word boundaries in English, anywhere in Chinese, the longest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache


def mentions(name: str, text: str) -> bool:
    """Does a lower-case name stand in a lower-case text?"""
    return has_word(name, text) if name.isascii() else name in text


def any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names, the leftmost and of those the longest. Sorted, since the order of a set changes from process
    to process, and a question must be read alike by all."""
    return re.compile("|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))))


def any_whole(names: Collection[str]) -> re.Pattern[str]:
    """As `any_of`, English names as whole words, their plurals included: no `korean visit` in `korean visitors`."""
    latin = [n for n in names if n.isascii()]
    others = any_of(n for n in names if not n.isascii()).pattern
    return re.compile(rf"{others}|(?<![a-z0-9])(?:{any_of(latin).pattern})(?:e?s)?(?![a-z0-9])")


def without(text: str, names: re.Pattern[str]) -> str:
    """A text with a blank for each of these names: one that does not break, since no sentence ends there."""
    return names.sub("\u00a0", text)


def has_word(name: str, text: str) -> bool:
    """Does a phrase stand in a text at word boundaries, its plural or a hyphen for a blank included?"""
    return _word(name).search(text) is not None


@cache
def _word(name: str) -> re.Pattern[str]:
    pattern = re.escape(name).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]+")
    return re.compile(rf"(?<![a-z0-9]){pattern}(?:s|es)?(?![a-z0-9])")

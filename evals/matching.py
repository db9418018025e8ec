"""Does an answer contain an expected value? Digits count whole, formats do not.

6万 is not in 36万 and 45 not in 145; 60,000 is 6万 is 60000, and 1 July 2026 is 2026年7月1日. Blanks, case, width,
accents, quotes and Markdown do not matter. A form in Latin letters matches from the start of a word (`agricultur`
finds agriculture, `two` does not find network); one of up to three letters, and a last word of
one or two, must be whole words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.reading import canonical, folded, plain

_SCALE = r"\s*(?:万|亿|千万|百万|million|billion|thousand|trillion)"
_PHONE = re.compile(r"\+?\d[\d\s()-]{5,}\d")  # a telephone, or its end without the area code
_LATIN_END = re.compile(r"(?<![a-z])[a-z]{1,2}$|^[a-z]{3}$")


def contains(text: str, form: str) -> bool:
    """Whether one surface form of a value stands in a text, as written or as the same figure."""
    if _pattern(canonical(form)).search(_canonical(text)):
        return True
    if _PHONE.fullmatch(form) and any(t.endswith(re.sub(r"\D", "", form)) for t in _telephones(text)):
        return True
    if re.fullmatch(r"\d{1,3}", form):  # a bare small number must be that number, never a part of a date
        return False
    return bool(_pattern(folded(form)).search(_folded(text)))


def first_missing(text: str, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The groups of which not one form stands in the text."""
    return tuple(group for group in groups if not any(contains(text, form) for form in group))


@lru_cache(maxsize=512)
def _canonical(text: str) -> str:
    return canonical(text)


@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    return folded(plain(text))


@lru_cache(maxsize=512)
def _telephones(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"⟦tel(\d+)⟧", _canonical(text)))


@lru_cache(maxsize=8192)
def _pattern(form: str) -> re.Pattern[str]:
    """The form as a pattern that keeps whole numbers and the starts of words; blanks and hyphens inside may vary."""
    words = [word for word in re.split(r"\s+|(?<=[a-z⟧])-(?=[a-z⟦])", form) if word]
    body = r"[\s-]*".join(re.escape(word) for word in words)
    body = re.sub(r"(?<!⟧)⟦m", r"(?:⟦y\\d+⟧)?⟦m", body)  # 3-5 November also where the text adds the year
    if re.match(r"\d", form):
        body = r"(?<!\d)(?<!\d[.,:])" + body
    elif re.match(r"[a-z]", form):
        body = r"(?<![a-z])" + body
    elif form.startswith("⟦"):  # a date's day or month is not a figure of its own
        body = r"(?<!⟦y)" + body
    if re.search(r"\d$", form):
        body += rf"(?!\d)(?![.,:]\d)(?!{_SCALE})"
    elif re.search(r"[万千百]$", form):
        body += r"(?![万亿])"
    elif _LATIN_END.search(form):
        body += r"s?(?![a-z])"
    return re.compile(body)

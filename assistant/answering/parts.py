"""Questions within a question: "how many projects, and who is the contact?" asks for two things."""

from __future__ import annotations

import re

from corpus.guide import Lang

_CUTS = re.compile(
    r"[,，;；。?？!！:：]\s*|\s+(?:and|or|plus|as well as)\s+|以及|还有|并且|另外|(?<=[\u4e00-\u9fff])和(?=.{0,6}(?:多少|几|什么|哪|谁))"
)
_ASKS = {
    "zh": re.compile(r"多少|几|吗|么|什么|哪|谁|怎|何时|是否|能否|呢|多大|多长|多久|要不要|能不能|可不可以|有没有"),
    "en": re.compile(r"(?<![a-z])(?:how|what|when|which|who|whom|where|why|is|are|do|does|did|can|may|must|should)(?![a-z])", re.I),
}  # fmt: skip
_SHORTEST = {"zh": 4, "en": 12}  # characters
_MOST = 4


def parts(text: str, lang: Lang) -> tuple[str, ...]:
    """The questions that one text asks, in order; none where it asks a single one."""
    pieces = [piece.strip() for piece in _CUTS.split(text)]
    asking = [p for p in pieces if len(p) >= _SHORTEST[lang] and _ASKS[lang].search(p)]
    return tuple(asking[:_MOST]) if len(asking) > 1 else ()

"""Questions within a question: "how many projects, and who is the contact?" asks for two things."""

from __future__ import annotations

import re

from corpus.guide import Lang

_CUTS = {
    "zh": re.compile(
        r"[,，、;；。?？!！:：]\s*|以及|还有|并且|另外|(?<=[\u4e00-\u9fff])和(?=.{0,6}(?:多少|几|什么|哪|谁))"
    ),
    "en": re.compile(r"[,;.?!:]\s+|[?!]|\s+(?:and|or|plus|as well as)\s+"),
}
_ASKS = {
    "zh": re.compile(r"多少|几|吗|么|什么|哪|谁|怎|何时|是否|能否|呢|多大|多长|多久|要不要|能不能|可不可以|有没有"),
    "en": re.compile(
        r"(?<![a-z])(?:how|what|when|which|who|whom|where|why|is|are|do|does|did|can|may|must|should)(?![a-z])", re.I
    ),
}
_LEAD = re.compile(r"^(?:and )?(?:how many|how much|what|which) ", re.I)
_SHORTEST = {"zh": 4, "en": 9}  # characters
_NOUN = 3  # words that a bare piece between two questions may have: "how many directions, projects and …"
_MOST = 4


def parts(text: str, lang: Lang) -> tuple[str, ...]:
    """The questions that one text asks, in order; none where it asks a single one."""
    asking: list[str] = []
    between: list[str] = []
    lead = ""
    for piece in (p.strip() for p in _CUTS[lang].split(text)):
        if _ASKS[lang].search(piece):
            found = _LEAD.match(piece)
            lead = found[0] if found else ""
            asking += [*between, piece] if len(piece) >= _SHORTEST[lang] else []
            between = []
        elif lead and piece and len(piece.split()) <= _NOUN:
            between.append(lead + piece)
    return tuple(asking[:_MOST]) if len(asking) > 1 else ()

"""The numbers that Word prints by itself before the paragraphs of a list: 一、 (1) 2.1"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "零一二三四五六七八九"


class Numbers:
    """Counts through a document's lists, as its numbering part describes them."""

    def __init__(self, document: Any):
        self._document = document
        self._counters: dict[Any, dict[int, int]] = defaultdict(dict)

    def label(self, place: tuple[str, int] | None) -> str:
        """The number before the next paragraph of a list, given as its number and level; empty where it has none."""
        if place is None or place[0] == "0":
            return ""
        number, level = place
        levels = self._levels(number)
        if level not in levels:
            return ""
        shape, form, start = levels[level]
        counters = self._counters[self._abstract(number)]
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [n for n in counters if n > level]:
            del counters[deeper]
        if shape in ("bullet", "none") or not form:
            return ""
        for n in range(level + 1):
            kind, _, first = levels.get(n, ("decimal", "", 1))
            form = form.replace(f"%{n + 1}", _written(counters.get(n, first), kind))
        return form if form.endswith(("、", "）", "．")) else form + " "

    def _abstract(self, number: str) -> str:
        try:
            root = self._document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return number
        found = next((n for n in root.findall(f"{_W}num") if n.get(f"{_W}numId") == number), None)
        link = found.find(f"{_W}abstractNumId") if found is not None else None
        return str(link.get(f"{_W}val")) if link is not None else number

    def _levels(self, number: str) -> dict[int, tuple[str, str, int]]:
        try:
            root = self._document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return {}
        wanted = self._abstract(number)
        found = next((a for a in root.findall(f"{_W}abstractNum") if a.get(f"{_W}abstractNumId") == wanted), None)
        levels: dict[int, tuple[str, str, int]] = {}
        for level in found.findall(f"{_W}lvl") if found is not None else []:
            values = {k: level.find(f"{_W}{k}") for k in ("numFmt", "lvlText", "start")}
            read = {k: v.get(f"{_W}val") if v is not None else None for k, v in values.items()}
            levels[int(level.get(f"{_W}ilvl") or 0)] = (
                read["numFmt"] or "decimal",
                read["lvlText"] or "",
                int(read["start"] or 1),
            )
        return levels


def _written(value: int, kind: str) -> str:
    """A number in the form that a list prints."""
    if kind.startswith(("chinese", "ideograph", "japanese", "taiwanese")):
        tens, ones = divmod(value, 10)
        return (
            ("" if tens == 1 else _CN[tens] if tens else "")
            + ("十" if tens else "")
            + (_CN[ones] if ones or not tens else "")
        )
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman"):
        roman = "".join(a * n for a, n in zip(("x", "v", "i"), (value // 10, value % 10 // 5, value % 5), strict=True))
        roman = roman.replace("viiii", "ix").replace("iiii", "iv")
        return roman if kind == "lowerRoman" else roman.upper()
    return f"{value:02d}" if kind == "decimalZero" else str(value)

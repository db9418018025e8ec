"""Tables with drawn lines on a page of a PDF: the grid of its rules, and which cell a character stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]  # left, bottom, right, top
_THIN = 3.0
_NEAR = 3.0
_MOST_RULES = 4000
_CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Grid:
    """A ruled table: the positions of its rules, left to right and top to bottom, and the rules themselves."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]  # descending
    rules: tuple[Box, ...]

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[-1]

    def holds(self, x: float, y: float) -> bool:
        """Does a point stand inside?"""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]

    def rows(self, chars: list[tuple[str, float, float, float, float, float]]) -> list[tuple[float, list[str]]]:
        """Each row's upper edge and the texts of its cells; a cell over several rows is repeated in each."""
        texts: dict[tuple[int, int], str] = {}
        lasts: dict[tuple[int, int], tuple[float, float]] = {}
        for text, x, y, left, right, size in chars:
            cell = self._home(self._column(x), self._row(y))
            known = texts.get(cell, "")
            if cell in lasts:
                before_y, before_right = lasts[cell]
                wrapped = before_y - y > 0.6 * max(size, 4)
                blank = (wrapped and known and not (_CJK.match(known[-1]) or _CJK.match(text))) or (
                    left - before_right > 0.6 * max(size, 4) and not wrapped
                )
                known += " " if blank and not known.endswith(" ") else ""
            texts[cell] = known + text
            if not text.isspace():
                lasts[cell] = (y, right)
        found = []
        for row in range(len(self.ys) - 1):
            homes = [self._home(column, row) for column in range(len(self.xs) - 1)]
            cells = [texts.get(home, "").strip() for n, home in enumerate(homes) if n == 0 or home != homes[n - 1]]
            if any(cells):
                found.append((self.ys[row], cells))
        return found

    def _column(self, x: float) -> int:
        return max(0, min(len(self.xs) - 2, sum(edge <= x for edge in self.xs) - 1))

    def _row(self, y: float) -> int:
        return max(0, min(len(self.ys) - 2, sum(edge >= y for edge in self.ys) - 1))

    def _home(self, column: int, row: int) -> tuple[int, int]:
        """The cell at the upper left of the merged cell that a place belongs to."""
        while column > 0 and not self._rule_between(self.xs[column], self.ys[row + 1], self.ys[row], upright=True):
            column -= 1
        while row > 0 and not self._rule_between(self.ys[row], self.xs[column], self.xs[column + 1], upright=False):
            row -= 1
        return row, column

    def _rule_between(self, at: float, low: float, high: float, upright: bool) -> bool:
        middle = (low + high) / 2
        for left, bottom, right, top in self.rules:
            if (
                upright
                and right - left <= _THIN
                and abs((left + right) / 2 - at) <= _NEAR
                and bottom - 1 <= middle <= top + 1
            ):
                return True
            if (
                not upright
                and top - bottom <= _THIN
                and abs((bottom + top) / 2 - at) <= _NEAR
                and left - 1 <= middle <= right + 1
            ):
                return True
        return False


def grids(page: Any) -> list[Grid]:
    """The ruled tables of a page that have at least two rows and two columns."""
    import pypdfium2.raw as raw

    rules: list[Box] = []
    for item in page.get_objects(max_depth=3):
        if item.type != raw.FPDF_PAGEOBJ_PATH:
            continue
        left, bottom, right, top = item.get_bounds()
        if right - left <= _THIN or top - bottom <= _THIN:
            if max(right - left, top - bottom) >= 6:
                rules.append((left, bottom, right, top))
        else:  # a box: its four edges
            rules += [(left, bottom, left, top), (right, bottom, right, top)]
            rules += [(left, bottom, right, bottom), (left, top, right, top)]
        if len(rules) > _MOST_RULES:
            return []
    return [grid for cluster in _clusters(rules) if (grid := _grid(cluster))]


def _clusters(rules: list[Box]) -> list[list[Box]]:
    """Rules that touch each other belong to one table."""
    rest = sorted(rules, key=lambda r: -r[3])
    found: list[list[Box]] = []
    while rest:
        group, edge = [rest.pop(0)], 0
        while edge < len(group):
            touching = [r for r in rest if _touch(group[edge], r)]
            group += touching
            rest = [r for r in rest if r not in touching] if touching else rest
            edge += 1
        found.append(group)
    return found


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] - _NEAR <= other[2]
        and other[0] - _NEAR <= one[2]
        and one[1] - _NEAR <= other[3]
        and other[1] - _NEAR <= one[3]
    )


def _grid(rules: list[Box]) -> Grid | None:
    upright = [
        (left + right) / 2 for left, bottom, right, top in rules if right - left <= _THIN and top - bottom > _THIN
    ]
    level = [(bottom + top) / 2 for left, bottom, right, top in rules if top - bottom <= _THIN and right - left > _THIN]
    xs, ys = _positions(upright), _positions(level)[::-1]
    return Grid(tuple(xs), tuple(ys), tuple(rules)) if len(xs) >= 3 and len(ys) >= 3 else None


def _positions(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept

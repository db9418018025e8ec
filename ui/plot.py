"""Money and projects of the directions as inline SVG: both axes logarithmic, so that equal averages lie on a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from assistant.catalogue import DirectionEntry
from corpus.guide import Lang
from corpus.library import Library
from ui.markup import esc
from ui.reference import direction_ref
from ui.words import amount, say, yuan

_PROJECTS = (2, 5, 10, 20, 50)
_MONEY = (500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000)
_EACH = (50_000, 200_000, 1_000_000, 5_000_000)
_X_RANGE, _Y_RANGE = (1.6, 64), (400_000, 160_000_000)


@dataclass(frozen=True)
class _Frame:
    """Where the plot's area lies, in SVG units."""

    left: float
    top: float
    right: float
    bottom: float
    font: float
    wide: bool

    def x(self, projects: float) -> float:
        return self.left + (self.right - self.left) * _share(projects, *_X_RANGE)

    def y(self, money: float) -> float:
        return self.bottom - (self.bottom - self.top) * _share(money, *_Y_RANGE)


def _share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def plot_svg(library: Library, entries: list[DirectionEntry], lang: Lang, wide: bool) -> str:
    """The plot of some directions, for a wide or a narrow screen; each dot opens its direction."""
    width, height = (960, 430) if wide else (380, 400)
    frame = _Frame(96 if wide else 66, 14, width - (128 if wide else 14), height - 46, 13 if wide else 11.5, wide)
    dots = "".join(_dots(library, entries, lang, frame))
    return (
        f'<svg class="{"zn-wide" if wide else "zn-narrow"}" viewBox="0 0 {width} {height}" role="img" '
        f'font-size="{frame.font}" aria-label="{esc(say("plot", lang))}">{_grid(frame, lang)}{dots}</svg>'
    )


def _grid(frame: _Frame, lang: Lang) -> str:
    parts = []
    for money in _MONEY:
        y = frame.y(money)
        parts.append(_line(frame.left, y, frame.right, y, "zn-rule"))
        parts.append(_text(frame.left - 8, y + 4, yuan(money, lang).removesuffix("元").removeprefix("RMB "), "end"))
    for projects in _PROJECTS:
        x = frame.x(projects)
        parts.append(_line(x, frame.top, x, frame.bottom, "zn-rule"))
        parts.append(_text(x, frame.bottom + 18, str(projects), "middle"))
    parts.append(
        _text((frame.left + frame.right) / 2, frame.bottom + 38, say("axis_projects", lang), "middle", "zn-axis")
    )
    middle = (frame.top + frame.bottom) / 2
    parts.append(
        f'<text class="zn-axis" text-anchor="middle" transform="translate(13 {middle:.1f}) rotate(-90)">{esc(say("axis_money", lang))}</text>'
    )
    return "".join([*parts, *(_average(frame, each, lang) for each in _EACH)])


def _average(frame: _Frame, each: int, lang: Lang) -> str:
    """A line of equal averages, told at its right end, or at its start where there is no room on the right."""
    low, high = max(_X_RANGE[0], _Y_RANGE[0] / each), min(_X_RANGE[1], _Y_RANGE[1] / each)
    x1, y1, x2, y2 = frame.x(low), frame.y(low * each), frame.x(high), frame.y(high * each)
    label = say("each", lang, n=yuan(each, lang))
    if not frame.wide:
        told = _text(
            x1 + 3 if low == _X_RANGE[0] else x1 + 14,
            y1 - 8 if low == _X_RANGE[0] else y1 - 4,
            label,
            "start",
            "zn-slope-label",
        )
    elif y2 <= frame.top + 1:
        told = _text(x2, y2 + 16, label, "end", "zn-slope-label")
    else:
        told = _text(x2 + 6, y2 + 4, label, "start", "zn-slope-label")
    return _line(x1, y1, x2, y2, "zn-slope") + told


def _dots(library: Library, entries: list[DirectionEntry], lang: Lang, frame: _Frame) -> list[str]:
    points = [(frame.x(e.projects.value), frame.y(e.funding_total.value)) for e in entries]
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in points]
    parts = []
    for entry, (x, y) in zip(entries, points, strict=True):
        ref = direction_ref(library, entry.id, lang)
        call = "joint" if entry.id.startswith("joint") else "exchange"
        told = f"{ref} {entry.title.of(lang)}: {amount(entry.projects, lang)} / {amount(entry.funding_total, lang, money=True)}"
        box, lx, ly = _label_place(x, y, len(entry.number) * frame.font * 0.56, frame, taken)
        taken.append(box)
        parts.append(
            f'<a class="zn-dot zn-c-{call}" href="#direction" tabindex="-1" data-do="direction" data-direction="{esc(entry.id)}">'
            f'<title>{esc(told)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="6"/>{_text(lx, ly, entry.number, "start")}</a>'
        )
    return parts


_Box = tuple[float, float, float, float]


def _label_place(x: float, y: float, width: float, frame: _Frame, taken: list[_Box]) -> tuple[_Box, float, float]:
    """A free place for a label beside its dot: right, left, above, below, then the corners."""
    high = frame.font
    places = [
        (x + 9, y + high * 0.35), (x - 9 - width, y + high * 0.35), (x - width / 2, y - 10), (x - width / 2, y + 9 + high * 0.8),
        (x + 8, y - 8), (x + 8, y + 8 + high * 0.6), (x - 8 - width, y - 8), (x - 8 - width, y + 8 + high * 0.6),
    ]  # fmt: skip
    boxes = [((lx - 1, ly - high * 0.8, lx + width + 1, ly + 2), lx, ly) for lx, ly in places]
    return next((b for b in boxes if not any(_overlaps(b[0], other) for other in taken)), boxes[0])


def _overlaps(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{esc(text)}</text>'

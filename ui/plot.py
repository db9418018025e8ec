"""Money and projects of the directions as inline SVG: both axes logarithmic, so that equal averages lie on a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

from assistant.catalogue import DirectionEntry
from corpus.guide import Lang
from corpus.library import Library
from ui.element import Html, el
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


def plot_svg(library: Library, entries: list[DirectionEntry], lang: Lang, wide: bool) -> Html:
    """The plot of some directions, for a wide or a narrow screen; each dot opens its direction."""
    frame = _Frame(96, 14, 832, 384, 13, wide) if wide else _Frame(74, 34, 366, 354, 11.5, wide)
    return el(
        "svg",
        _grid(frame, lang),
        [_average(frame, each, lang) for each in _EACH],
        _dots(library, entries, lang, frame),
        class_="zn-wide" if wide else "zn-narrow",
        viewBox="0 0 960 430" if wide else "0 0 380 400",
        role="img",
        font_size=frame.font,
        aria_label=say("plot", lang),
    )


def _grid(frame: _Frame, lang: Lang) -> list[Html]:
    parts = []
    for money in _MONEY:
        y = frame.y(money)
        parts.append(_line(frame.left, y, frame.right, y, "zn-rule"))
        parts.append(_text(frame.left - 8, y + 4, yuan(money, lang).removesuffix("元").removeprefix("RMB "), "end"))
    for projects in _PROJECTS:
        x = frame.x(projects)
        parts.append(_line(x, frame.top, x, frame.bottom, "zn-rule"))
        parts.append(_text(x, frame.bottom + 18, str(projects), "middle"))
    middle = (frame.left + frame.right) / 2
    parts.append(_text(middle, frame.bottom + 38, say("axis_projects", lang), "middle", "zn-axis"))
    if not frame.wide:  # no room beside the figures
        return [*parts, _text(2, frame.top - 18, say("axis_money", lang), "start", "zn-axis")]
    turned = f"translate(13 {(frame.top + frame.bottom) / 2:.1f}) rotate(-90)"
    return [*parts, el("text", say("axis_money", lang), class_="zn-axis", text_anchor="middle", transform=turned)]


def _average(frame: _Frame, each: int, lang: Lang) -> list[Html]:
    """A line of equal averages, told at its right end, or at its start where there is no room on the right."""
    low, high = max(_X_RANGE[0], _Y_RANGE[0] / each), min(_X_RANGE[1], _Y_RANGE[1] / each)
    x1, y1, x2, y2 = frame.x(low), frame.y(low * each), frame.x(high), frame.y(high * each)
    if frame.wide:
        x, y, anchor = (x2, y2 + 16, "end") if y2 <= frame.top + 1 else (x2 + 6, y2 + 4, "start")
    elif y2 <= frame.top + 1:
        x, y, anchor = x2 - 8, y2 + 8, "end"
    else:
        x, y, anchor = (x1 + 3, y1 - 8, "start") if low == _X_RANGE[0] else (x1 + 14, y1 - 4, "start")
    label = say("each", lang, n=yuan(each, lang))
    return [_line(x1, y1, x2, y2, "zn-slope"), _text(x, y, label, anchor, "zn-slope-label")]


def _dots(library: Library, entries: list[DirectionEntry], lang: Lang, frame: _Frame) -> list[Html]:
    points = [(frame.x(e.projects.value), frame.y(e.funding_total.value)) for e in entries]
    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in points]
    parts = []
    for entry, (x, y) in zip(entries, points, strict=True):
        figures = f"{amount(entry.projects, lang)} / {amount(entry.funding_total, lang, money=True)}"
        box, lx, ly = _label_place(x, y, len(entry.number) * frame.font * 0.56, frame, taken)
        taken.append(box)
        dot = el(
            "a",
            el("title", f"{direction_ref(library, entry.id, lang)} {entry.title.of(lang)}: {figures}"),
            el("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=6),
            _text(lx, ly, entry.number, "start"),
            class_=f"zn-dot zn-c-{'joint' if entry.id.startswith('joint') else 'exchange'}",
            href="#direction",
            tabindex="-1",
            data_do="direction",
            data_direction=entry.id,
        )
        parts.append(dot)
    return parts


_Box = tuple[float, float, float, float]


def _label_place(x: float, y: float, width: float, frame: _Frame, taken: list[_Box]) -> tuple[_Box, float, float]:
    """A free place for a label beside its dot: right, left, above, below, then the corners."""
    high = frame.font
    places = [
        (x + 9, y + high * 0.35), (x - 9 - width, y + high * 0.35),
        (x - width / 2, y - 10), (x - width / 2, y + 9 + high * 0.8),
        (x + 8, y - 8), (x + 8, y + 8 + high * 0.6),
        (x - 8 - width, y - 8), (x - 8 - width, y + 8 + high * 0.6),
    ]  # fmt: skip
    boxes = [((lx - 1, ly - high * 0.8, lx + width + 1, ly + 2), lx, ly) for lx, ly in places]
    return next((b for b in boxes if not any(_overlaps(b[0], other) for other in taken)), boxes[0])


def _overlaps(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    return el("line", class_=kind, x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}")


def _text(x: float, y: float, text: str, anchor: str, kind: str | None = None) -> Html:
    return el("text", text, class_=kind, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)

"""The report's plots, as inline SVG. Labels stay in Latin letters: the browser's own font draws them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from evals.metrics import RETRIEVAL, Value
from evals.results import Peer, Results

_INK, _BAR, _OTHER, _GRID = "#22303c", "#2f6f8f", "#b9c7d0", "#e3e8ec"
_KINDS = {
    "fact": "one fact", "figure": "number or date", "list": "list, compare", "followup": "follow-up",
    "eligibility": "eligibility", "unanswerable": "not in the guides", "contradiction": "contradiction",
    "profile": "profile",
}  # fmt: skip


def by_slice(results: Results, before: Results | None, measure: str, dimension: str) -> str:
    """One measure over the slices of a dimension (kind, lang, guide), with intervals; the baseline as a mark."""
    values = [v for v in results.values if v.measure == measure and v.slice.startswith(dimension + "=")]
    if not values:
        return ""
    names = [slice_name(v.slice) for v in values]
    figure, axes = _figure(7.2, 0.42 * len(values) + 0.9)
    places = range(len(values))
    axes.barh(places, [v.score for v in values], color=_BAR, height=0.62, zorder=2)
    _whiskers(axes, values)
    for place, value in zip(places, values, strict=True):
        was = before.value(measure, value.slice) if before else None
        if was:
            axes.plot([was.score] * 2, [place - 0.38, place + 0.38], color="#d1783a", linewidth=2.4, zorder=4)
    axes.set_yticks(list(places), [f"{name}  (n={v.n})" for name, v in zip(names, values, strict=True)])
    axes.invert_yaxis()
    _shares(axes)
    return _svg(figure)


def searches(peers: Sequence[Peer], measure: str = "hit@5") -> str:
    """How often each way of searching finds the clause, question and text in the same or in different languages."""
    part = [p for p in peers if p.measure == measure and p.measure in RETRIEVAL and "→" in p.lang]
    if not part:
        return ""
    systems = list(dict.fromkeys(p.system for p in part))
    pairs = list(dict.fromkeys(p.lang for p in part))
    figure, axes = _figure(7.2, 0.62 * len(systems) + 1.3)
    height = 0.8 / len(pairs)
    shades = ["#1f5470", "#2f6f8f", "#9db9c8", "#cbd8df"]
    for number, pair in enumerate(pairs):
        scores = [next((p.score for p in part if (p.system, p.lang) == (s, pair)), float("nan")) for s in systems]
        places = [i - 0.4 + height * (number + 0.5) for i in range(len(systems))]
        label = "question {} / text {}".format(*pair.split("→"))
        axes.barh(places, scores, height=height * 0.92, color=shades[number % 4], label=label, zorder=2)
    axes.set_yticks(range(len(systems)), systems)
    axes.invert_yaxis()
    _shares(axes)
    axes.legend(loc="upper center", bbox_to_anchor=(0.42, -0.18), ncols=2, frameon=False, fontsize=8.5)
    return _svg(figure)


def times(milliseconds: Sequence[float]) -> str:
    """How long the answers took."""
    if not milliseconds:
        return ""
    figure, axes = _figure(7.2, 2.1)
    axes.hist(milliseconds, bins=40, color=_BAR, zorder=2)
    axes.set_xlabel("milliseconds to answer")
    axes.set_ylabel("questions")
    axes.set_xlim(left=0)
    axes.grid(axis="y", color=_GRID, zorder=0)
    return _svg(figure)


def slice_name(slice_: str) -> str:
    """`kind=figure` as a reader says it."""
    name = slice_.split("=", 1)[-1]
    return {"zh": "Chinese", "en": "English"}.get(name, _KINDS.get(name, name))


def _whiskers(axes: Any, values: Sequence[Value]) -> None:
    below = [v.score - v.low for v in values]
    above = [v.high - v.score for v in values]
    scores, places = [v.score for v in values], range(len(values))
    axes.errorbar(scores, places, xerr=[below, above], fmt="none", ecolor=_INK, capsize=2.5, zorder=3)


def _shares(axes: Any) -> None:
    axes.set_xlim(0, 1.02)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.grid(axis="x", color=_GRID, zorder=0)


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_OTHER)
    axes.tick_params(length=0, labelsize=9.5, labelcolor=_INK)
    return figure, axes


def _svg(figure: Any) -> str:
    import matplotlib

    drawn = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "zhinan", "font.family": "sans-serif"}):
        figure.savefig(drawn, format="svg", metadata={"Date": None}, transparent=True)
    return drawn.getvalue()[drawn.getvalue().index("<svg") :]

"""The quality tab: what was measured last, as a table, and the whole report where there is one.

The page reads the files that the evaluation leaves; it does not import it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.guide import Frozen, Lang
from ui.element import Html, el
from ui.words import day, has, say

if TYPE_CHECKING:
    from fastapi import APIRouter

BASELINE = Path(__file__).resolve().parent.parent / "evals" / "baseline.json"
_TIMES = "latency"  # measures in milliseconds begin so
_POINTS = {"zh-en gap"}  # a difference of two shares, with its sign
# The report is a file of its own: shown without scripts, without a way back to this page, with nothing from elsewhere.
_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"
)


class Measured(Frozen):
    """One measure over all questions: its score, its 95 % interval, and how many questions."""

    measure: str
    score: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Results:
    """What was measured: for which edition, with which engines, as if on which day."""

    version: str
    as_of: date
    engines: dict[str, int]
    values: tuple[Measured, ...]


def newest_run(data_dir: Path) -> Path | None:
    """The folder of the newest run under the data folder that has results."""
    runs = [path.parent for path in (data_dir / "evals").glob("*/results.json")]
    return max(runs, key=lambda run: (run / "results.json").stat().st_mtime_ns, default=None)


def read_results(file: Path) -> Results | None:
    """The results in a file; None where there are none, or none that can be read."""
    try:
        kept: dict[str, Any] = json.loads(file.read_text("utf-8"))
        about = kept["about"]
        overall = [value for value in kept["values"] if value["slice"] == "all"]
        values = tuple(Measured(**{k: v for k, v in value.items() if k != "slice"}) for value in overall)
        engines = {str(name): int(n) for name, n in kept["engines"].items()}
        return Results(str(about["corpus_version"]), date.fromisoformat(about["as_of"]), engines, values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # a run that is being written, or another format
        return None


def quality_html(data_dir: Path, lang: Lang) -> Html:
    """The measured table: of the newest run in the data folder, else of the shipped baseline."""
    run = newest_run(data_dir)
    results = (read_results(run / "results.json") if run else None) or read_results(BASELINE)
    if results is None or not results.values:
        return el("p", say("quality_none", lang), class_="zn-line", role="status")
    own = run is not None and read_results(run / "results.json") is not None
    report = own and run is not None and (run / "report.html").is_file()
    engines = "、".join(f"{name} ({n})" for name, n in results.engines.items())
    told = say("quality_of", lang, n=max(v.n for v in results.values), day=day(results.as_of, lang),
               version=results.version, engines=engines)  # fmt: skip
    link = el(
        "a", say("quality_report", lang), href="../page/report", target="_blank", rel="noopener", class_="zn-link"
    )
    return el(
        "section",
        el("h2", say("quality_title", lang)),
        el("p", say("quality_more", lang)),
        el("p", say("quality_run" if own else "quality_shipped", lang), " ", told, class_="zn-small"),
        el("p", link if report else say("quality_no_report", lang)),
        _table(results, lang),
        class_="zn-quality",
    )


def _table(results: Results, lang: Lang) -> Html:
    heads = [
        el("th", say(f"quality_col_{name}", lang), scope="col", class_="zn-num" if name != "measure" else None)
        for name in ("measure", "score", "interval", "n")
    ]
    rows = [_row(value, lang) for value in results.values if not value.measure.startswith(_TIMES)]
    caption = el("caption", say("quality_title", lang), class_="zn-hidden")
    table = el("table", caption, el("thead", el("tr", heads)), el("tbody", rows), class_="zn-table zn-measures")
    return el("div", table, class_="zn-scroll", tabindex="0", role="region", aria_label=say("quality_title", lang))


def _row(value: Measured, lang: Lang) -> Html:
    points = value.measure in _POINTS
    interval = say("quality_to", lang, low=_shown(value.low, points), high=_shown(value.high, points))
    cells = {"score": _shown(value.score, points), "interval": interval, "n": f"{value.n:,}"}
    key = "measure_" + value.measure.lower().replace(" ", "_").replace("-", "_").replace("@", "_at_")
    name = el("th", say(key, lang) if has(key) else value.measure, scope="row")
    shown = [el("td", text, data_label=say(f"quality_col_{k}", lang), class_="zn-num") for k, text in cells.items()]
    return el("tr", name, shown)


def _shown(score: float, points: bool) -> str:
    """Per cent, or points with their sign."""
    return f"{100 * score:+.1f}" if points else f"{100 * score:.1f} %"


def report_route(data_dir: Path) -> APIRouter:
    """The newest run's report, harmless wherever it came from."""
    from fastapi import APIRouter, Response

    router = APIRouter(prefix="/page", include_in_schema=False)

    @router.get("/report")
    def report() -> Response:
        run = newest_run(data_dir)
        try:
            page = (run / "report.html").read_bytes() if run else b""
        except OSError:
            page = b""
        if not page:
            return Response("no report", status_code=404, media_type="text/plain")
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return Response(page, media_type="text/html", headers=headers)

    return router

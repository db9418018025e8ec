"""The report of a run: one HTML file that needs nothing else, for a reader who has never seen the project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.library import Library, load
from evals import plots, record, results
from evals.case import AnyCase, Case, ProfileCase, load_gold
from evals.metrics import MEASURES, Measure, Value
from evals.record import Record
from evals.results import Judged, Results

TEMPLATE = Path(__file__).parent / "report.html.jinja"
HEADLINES = ("correctness", "unsourced figures", "unanswerable answered", "answerable refused")
_CUTS = ("correctness", "citation recall", "citation precision", "hit@5")


@dataclass(frozen=True)
class Row:
    """One measure in the table of the report."""

    measure: Measure
    value: Value
    before: Value | None

    @property
    def shown(self) -> str:
        """The score as a reader takes it in: per cent, milliseconds, or a signed difference."""
        return _shown(self.measure, self.value.score)

    @property
    def interval(self) -> str:
        """The interval in the same unit."""
        return f"{_shown(self.measure, self.value.low)} to {_shown(self.measure, self.value.high)}"

    @property
    def shown_before(self) -> str:
        """The baseline's score in the same unit; empty where it has none."""
        return _shown(self.measure, self.before.score) if self.before else ""

    @property
    def change(self) -> str:
        """better, worse or same against the baseline: only what lies beyond its interval counts."""
        if self.before is None or self.before.low <= self.value.score <= self.before.high:
            return "same"
        if self.measure.better == "zero":
            return "better" if abs(self.value.score) < abs(self.before.score) else "worse"
        return "better" if (self.value.score > self.before.high) == (self.measure.better == "higher") else "worse"


@dataclass(frozen=True)
class Failure:
    """One question that went wrong, with its evidence."""

    case: Case
    judged: Judged
    answer: str  # HTML
    status: str
    cited: tuple[tuple[str, str, bool], ...]  # clause id, its words, whether it was wanted
    wanted: tuple[tuple[tuple[str, str, bool], ...], ...]  # groups of clause id, words, whether it was cited


def write(folder: Path, before: Results | None = None) -> Path:
    """Write `report.html` into a run's folder from its results and answers."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    measured = results.read(folder)
    gold = load_gold([Path(name) for name in measured.about.gold]).only(measured.about.split)
    made = record.read(folder / record.FILE)
    library = load()
    before = results.over(before, {c.id for c in measured.cases}) if before else None
    if before and not before.cases:
        before = None  # a baseline of other questions says nothing here
    loader = FileSystemLoader(TEMPLATE.parent)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template(TEMPLATE.name).render(
        run=measured,
        before=before,
        questions=gold.questions,
        profiles=len(gold.cases) - len(gold.questions),
        wrong_profiles=_wrong_profiles(gold.cases, measured),
        rows=_rows(measured, before),
        headlines=[row for row in _rows(measured, before) if row.measure.name in HEADLINES],
        cuts={dimension: _cut(measured, dimension) for dimension in ("kind", "lang", "guide")},
        cut_names=[MEASURES[name] for name in _CUTS],
        plots=_plots(measured, before),
        flips=results.flips(before, measured) if before else ([], []),
        failures=_failures(gold.cases, measured, made, library),
        hidden=sum("split=test" in c.tags and bool(c.faults) for c in measured.cases),
        titles={guide.id: guide.short.en for guide in library.guides.values()},
        slice_name=plots.slice_name,
        percent=lambda score: f"{100 * score:.1f} %",
        measures=MEASURES,
    )
    target = folder / "report.html"
    target.write_text(page, "utf-8")
    return target


def _rows(measured: Results, before: Results | None) -> list[Row]:
    return [
        Row(MEASURES[value.measure], value, before.value(value.measure) if before else None)
        for value in measured.values
        if value.slice == "all"
    ]


def _shown(measure: Measure, score: float) -> str:
    if measure.unit:
        return f"{score:,.0f} {measure.unit}"
    if measure.better == "zero":
        return f"{100 * score:+.1f} pts"
    return f"{100 * score:.1f} %"


def _cut(measured: Results, dimension: str) -> list[dict[str, Any]]:
    """One row a slice: its name and its values of the few measures shown by slice."""
    slices = list(dict.fromkeys(v.slice for v in measured.values if v.slice.startswith(dimension + "=")))
    return [{"slice": s, "values": [measured.value(name, s) for name in _CUTS]} for s in slices]


def _plots(measured: Results, before: Results | None) -> dict[str, str]:
    latencies = [case.scores["latency"] for case in measured.cases if "latency" in case.scores]
    return {
        "kind": plots.by_slice(measured, before, "correctness", "kind"),
        "lang": plots.by_slice(measured, before, "correctness", "lang"),
        "search": plots.searches(measured.peers),
        "times": plots.times(latencies),
    }


def _wrong_profiles(cases: tuple[AnyCase, ...], measured: Results) -> list[tuple[ProfileCase, Judged]]:
    """Profiles that were judged otherwise than expected; those of the test half are left out like its questions."""
    judged = {case.id: case for case in measured.cases if case.faults}
    shown = ("dev",) if measured.about.split != "test" else ("dev", "test")
    return [
        (case, judged[case.id])
        for case in cases
        if isinstance(case, ProfileCase) and case.id in judged and case.split in shown
    ]


def _failures(
    cases: tuple[AnyCase, ...], measured: Results, made: dict[str, Record], library: Library
) -> list[Failure]:
    """Questions with a fault, wrong answers first; the test half is left out, so that nobody tunes on it."""
    judged = {case.id: case for case in measured.cases}
    found = []
    for case in cases:
        kept = judged.get(case.id)
        if isinstance(case, Case) and kept and kept.faults and (case.split == "dev" or measured.about.split == "test"):
            found.append(_failure(case, kept, made[case.id], library))
    return sorted(found, key=lambda f: f.judged.scores.get("correctness", 0.0))


def _failure(case: Case, judged: Judged, made: Record, library: Library) -> Failure:
    from markdown_it import MarkdownIt

    def words(clause_id: str) -> str:
        placed = library.clauses.get(clause_id)
        return placed.clause.text(case.lang) if placed else "(not in the edition)"

    citations = made.answer.citations if made.answer else ()
    cited = [citation.clause_id for citation in citations]
    wanted = {clause for group in case.clauses for clause in group}
    render = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image").render
    return Failure(
        case=case,
        judged=judged,
        answer=render(made.answer.answer) if made.answer else "",
        status=made.answer.status if made.answer else f"no answer: {made.error}",
        cited=tuple((clause, words(clause), clause in wanted) for clause in cited),
        wanted=tuple(tuple((clause, words(clause), clause in cited) for clause in group) for group in case.clauses),
    )

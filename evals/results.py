"""The results of a run as a file: to compare two runs, to hold one against the committed baseline, to report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from corpus.guide import Frozen
from evals.case import EvalError, GoldSet
from evals.judging import Judgement
from evals.metrics import MEASURES, RETRIEVAL, Value, measure, measure_all
from evals.record import Record
from evals.run import About

BASELINE = Path(__file__).parent / "baseline.json"
FILE = "results.json"
NARROWED = "our search, question read"


class Judged(Frozen):
    """One case's scores and faults, as kept."""

    id: str
    scores: dict[str, float]
    faults: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Peer(Frozen):
    """One measure of another way of doing it, on the same questions; `zh→en`: Chinese question, English text."""

    system: str
    lang: str
    measure: str
    score: float
    n: int


class Results(Frozen):
    """Everything measured in a run."""

    about: About
    gold_digest: str
    engines: dict[str, int]  # how many answers each engine gave
    values: tuple[Value, ...]
    cases: tuple[Judged, ...]
    peers: tuple[Peer, ...] = ()
    guard: dict[str, int] = Field(default_factory=dict)  # what became of a model's answers, and why

    def value(self, measure: str, slice_: str = "all") -> Value | None:
        """One measure over one slice, if it was measured."""
        return next((v for v in self.values if (v.measure, v.slice) == (measure, slice_)), None)


def results_of(
    about: About,
    gold: GoldSet,
    made: dict[str, Record],
    judged: Sequence[Judgement],
    peers: Sequence[Peer] = (),
    guard: dict[str, int] | None = None,
) -> Results:
    """The measures over judged cases."""
    engines = Counter(record.answer.engine for record in made.values() if record.answer)
    return Results(
        about=about,
        gold_digest=gold.digest,
        engines=dict(sorted(engines.items())),
        values=measure_all(judged),
        cases=tuple(Judged(id=j.id, scores=j.scores, faults=j.faults, tags=j.tags) for j in judged),
        peers=(*peers, *_narrowed(judged)) if peers else (),
        guard=guard or {},
    )


def _narrowed(judged: Sequence[Judgement]) -> list[Peer]:
    """The search as the answers use it, beside the others: narrowed to what the question names."""
    rows = []
    for lang in ("zh", "en"):
        part = [j for j in judged if f"lang={lang}" in j.tags]
        for name in RETRIEVAL:
            value = measure(name, f"lang={lang}", part)
            if value:
                pair = f"{lang}→{lang}"
                rows.append(Peer(system=NARROWED, lang=pair, measure=name, score=value.score, n=value.n))
    return rows


def write(results: Results, path: Path) -> None:
    """Write results with one value and one case a line, so that a changed baseline reads well in a diff."""
    data = results.model_dump(mode="json")
    lines = [
        f' "{key}": {json.dumps(data[key], ensure_ascii=False)}' for key in ("about", "gold_digest", "engines", "guard")
    ]
    for key in ("values", "peers", "cases"):
        rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in data[key])
        lines.append(f' "{key}": [\n  {rows}\n ]')
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def read(path: Path) -> Results:
    """The results in a run's folder or in a file. EvalError where there are none."""
    file = path / FILE if path.is_dir() else path
    try:
        return Results.model_validate(json.loads(file.read_text("utf-8")))
    except OSError as error:
        raise EvalError(f"{file}: cannot be read ({error.strerror}); give a run's folder or a baseline file") from error
    except (ValueError, ValidationError) as error:
        raise EvalError(f"{file}: holds no results of a run ({str(error).splitlines()[0]})") from error


def as_baseline(results: Results) -> Results:
    """What is worth committing: no times, which belong to a machine, and no words about single cases."""
    values = tuple(v for v in results.values if MEASURES[v.measure].gated)
    cases = []
    for case in results.cases:
        scores = {name: score for name, score in case.scores.items() if name != "latency"}
        cases.append(Judged(id=case.id, scores=scores, tags=case.tags))
    return results.model_copy(update={"values": values, "cases": tuple(cases)})


def gate(results: Results, baseline: Results) -> list[str]:
    """Why a run must not pass, one line each; empty where it may.

    A figure without a source always fails. A measure fails where its score lies beyond the baseline's interval on
    the bad side, over all cases or any slice. Both are measured over the questions that they have in common, so
    that a set that grew, or one half of it, is held against like.
    """
    failures = [f"{case.id}: {_unsourced(case)}" for case in results.cases if case.scores.get("unsourced figures")]
    common = {case.id for case in results.cases} & {case.id for case in baseline.cases}
    if not common:
        raise EvalError("the baseline is of other questions; make one of these with `python -m evals baseline RUN`")
    now = {(v.measure, v.slice): v for v in over(results, common).values}
    for before in over(baseline, common).values:
        value = now.get((before.measure, before.slice))
        if not MEASURES[before.measure].gated or (before.measure == "zh-en gap" and before.slice != "all"):
            continue
        if value and _worse(value, before):
            failures.append(f"regression: {value}; the baseline was {before}")
        if value is None and before.slice == "all" and before.measure not in RETRIEVAL:  # a server hides its search
            failures.append(f"regression: {before.measure} was not measured; the baseline was {before}")
    return failures


def over(results: Results, ids: set[str]) -> Results:
    """The same results measured over some of the questions only."""
    cases = tuple(case for case in results.cases if case.id in ids)
    values = measure_all([Judgement(case.id, case.scores, case.faults, case.tags) for case in cases])
    return results.model_copy(update={"values": values, "cases": cases})


def _unsourced(case: Judged) -> str:
    return next((f for f in case.faults if f.startswith("figures without")), "figures without a source")


def _worse(value: Value, before: Value) -> bool:
    better = MEASURES[value.measure].better
    if better == "higher":
        return value.score < before.low
    if better == "lower":
        return value.score > before.high
    return abs(value.score) > max(abs(before.low), abs(before.high))


def flips(old: Results, new: Results, name: str = "correctness") -> tuple[list[str], list[str]]:
    """The ids that became right and those that became wrong, in the order of the new run."""
    before = {c.id: c.scores[name] for c in old.cases if name in c.scores}
    pairs = [(c.id, before[c.id], c.scores[name]) for c in new.cases if name in c.scores and c.id in before]
    return [i for i, was, now in pairs if now > was], [i for i, was, now in pairs if now < was]

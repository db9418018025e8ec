"""Putting every case to a subject: one line of JSON a case, resumable at any moment.

<out>/run.json        what was asked of whom: engine, gold set, day, edition
<out>/answers.jsonl   one Record a line, appended whole
<out>/results.json    measures, and the judgement of every case (results.py)
<out>/report.html     the same for a reader (report.py)
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from corpus.guide import Frozen
from corpus.library import Library
from evals import record as records
from evals.case import AnyCase, Case, EvalError, GoldSet, ProfileCase, digest
from evals.judging import Judgement, judge
from evals.record import Record
from evals.retrieval import DEPTH
from evals.sourcing import Sources
from evals.subject import CaseFailed, Subject

DAY = date(2026, 6, 1)  # for cases that name none: inside both calls' time, so nothing is closed
Advance = Callable[[AnyCase], None]


class About(Frozen):
    """What a run is of. Two records belong to one run only where all of this agrees."""

    subject: str
    corpus_version: str
    gold: tuple[str, ...]
    split: str
    as_of: date


def start(out: Path, about: About, resume: bool) -> dict[str, Record]:
    """Make or re-open a run's folder; the records it holds already. EvalError where it holds another run."""
    header, answers = out / "run.json", out / records.FILE
    if header.exists() and not resume:
        raise EvalError(f"{out}: holds a run already; continue it with --resume, or choose another --out")
    if header.exists():
        before = read_about(out)
        changed = [name for name in About.model_fields if getattr(before, name) != getattr(about, name)]
        if changed:
            was = ", ".join(f"{name} was {getattr(before, name)}" for name in changed)
            raise EvalError(f"{out}: cannot be resumed as another run ({was}); choose another --out")
        return records.read(answers)
    try:
        out.mkdir(parents=True, exist_ok=True)
        header.write_text(about.model_dump_json(indent=1), "utf-8")
    except OSError as error:
        raise EvalError(f"{out}: cannot be written ({error.strerror}); choose another --out") from error
    return {}


def read_about(out: Path) -> About:
    """The header of a run. EvalError where the folder holds none."""
    try:
        return About.model_validate(json.loads((out / "run.json").read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise EvalError(f"{out}: holds no run (run.json cannot be read)") from error


def ask_all(
    subject: Subject, gold: GoldSet, out: Path, as_of: date, known: dict[str, Record], advance: Advance | None = None
) -> dict[str, Record]:
    """Every case's record: those known already where made for the same case, the others asked now, in order."""
    made: dict[str, Record] = {}
    for case in gold.cases:
        if advance:
            advance(case)
        record = known.get(case.id)
        if record is None or record.case != digest(case):
            record = ask(subject, case, as_of)
            records.append(out / records.FILE, record)
        made[case.id] = record
    return made


def ask(subject: Subject, case: AnyCase, as_of: date) -> Record:
    """One case put to a subject. What the case itself says of the day comes before the run's."""
    day = case.as_of or as_of
    started = time.perf_counter()
    try:
        if isinstance(case, ProfileCase):
            verdict = subject.verdict(case, day)
            return Record(id=case.id, case=digest(case), verdict=verdict, elapsed_ms=_ms(started))
        answer = subject.answer(case, day)
        elapsed = _ms(started)
    except CaseFailed as error:
        return Record(id=case.id, case=digest(case), error=str(error), elapsed_ms=_ms(started))
    return Record(id=case.id, case=digest(case), answer=answer, found=_found(subject, case), elapsed_ms=elapsed)


def judge_all(gold: GoldSet, made: dict[str, Record], library: Library) -> tuple[Judgement, ...]:
    """Every case judged, in the order of the set."""
    sources = Sources(library)
    return tuple(judge(case, made[case.id], sources) for case in gold.cases if case.id in made)


def _found(subject: Subject, case: Case) -> tuple[str, ...] | None:
    return subject.found(case, DEPTH) if case.clauses else None


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)

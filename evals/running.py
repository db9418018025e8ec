"""What the command line does with a run: from options to results, and what it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.settings import Settings, read_settings
from corpus.library import Library, load
from evals import record, results
from evals.case import EvalError, GoldSet, digest, load_gold
from evals.metrics import MEASURES
from evals.results import Peer, Results
from evals.run import About, ask_all, judge_all, read_about, start
from evals.subject import InProcess, Subject, make_subject


@dataclass(frozen=True)
class Options:
    """A run as it was asked for."""

    gold: tuple[Path, ...]
    split: str
    out: Path
    as_of: date
    url: str | None = None
    engine: str | None = None
    resume: bool = False
    peers: bool = False  # measured only where the subject is in this process


def split_of(text: str) -> str:
    """dev, test or all; EvalError for anything else."""
    if text not in ("dev", "test", "all"):
        raise EvalError(f"--split {text}: choose dev, test or all")
    return text


def newest(folder: Path) -> Path:
    """The latest run in a folder. EvalError where there is none to resume."""
    found = sorted(path.parent for path in folder.glob("*/run.json"))
    if not found:
        raise EvalError(f"{folder}: holds no run to resume; name one with --out")
    return found[-1]


def run(options: Options) -> Results:
    """Ask, judge, measure the peers, write `results.json`."""
    gold = load_gold(options.gold).only(options.split)
    if not gold.cases:
        raise EvalError(f"--split {options.split}: the set has no such cases")
    settings = read_settings()
    subject = make_subject(settings, options.url, options.engine)
    about = About(
        subject=subject.name,
        corpus_version=subject.corpus_version,
        gold=tuple(str(path) for path in options.gold),
        split=options.split,
        as_of=options.as_of,
    )
    known = start(options.out, about, options.resume)
    with _progress("asking", len(gold.cases)) as advance:
        made = ask_all(subject, gold, options.out, options.as_of, known, lambda case: advance(case.id))
    peers: Sequence[Peer] = ()
    if isinstance(subject, InProcess) and options.peers:
        peers = _peers(subject, gold, settings, options)
    library = subject.library if isinstance(subject, InProcess) else load()
    guard = subject.guard if isinstance(subject, InProcess) else {}
    return _kept(options.out, about, gold, made, peers, library, guard)


def rejudge(folder: Path) -> Results:
    """The results of a run's answers against its gold set as it stands now; peers as they were measured.

    Cases that were changed since they were asked are left out; `run --resume` asks them.
    """
    about = read_about(folder)
    gold = load_gold([Path(name) for name in about.gold]).only(about.split)
    asked = record.read(folder / record.FILE)
    made = {c.id: asked[c.id] for c in gold.cases if c.id in asked and asked[c.id].case == digest(c)}
    file = folder / results.FILE
    peers = [p for p in results.read(file).peers if p.system != results.NARROWED] if file.exists() else []
    guard = results.read(file).guard if file.exists() else {}
    return _kept(folder, about, gold, made, peers, load(), guard)


def _kept(
    folder: Path,
    about: About,
    gold: GoldSet,
    made: dict[str, record.Record],
    peers: Sequence[Peer],
    library: Library,
    guard: dict[str, int],
) -> Results:
    measured = results.results_of(about, gold, made, judge_all(gold, made, library), peers, guard)
    results.write(measured, folder / results.FILE)
    return measured


def _peers(subject: InProcess, gold: GoldSet, settings: Settings, options: Options) -> list[Peer]:
    from evals import peers, stock
    from index.embedding import make_encoder

    encoder = make_encoder(settings.embedder, settings.data_dir)
    found, tutorial = peers.systems(subject.library, encoder, settings.data_dir)
    with _progress("other ways", len(found) * len(peers.PAIRS)) as advance:
        rows = peers.compare(found, gold.questions, advance)
    model = stock.configured_model(settings)
    if model is not None:
        rows += _end_to_end(tutorial.with_model(model), gold, options, subject.library)
    return rows


def _end_to_end(tutorial: Subject, gold: GoldSet, options: Options, library: Library) -> list[Peer]:
    """The tutorial pipeline asked everything, as a run of its own inside the run's folder."""
    folder = options.out / "tutorial"
    questions = GoldSet(gold.questions, gold.places)
    about = About(
        subject=tutorial.name, corpus_version=tutorial.corpus_version, gold=(), split=options.split, as_of=options.as_of
    )
    known = start(folder, about, options.resume)
    with _progress(tutorial.name, len(questions.cases)) as advance:
        made = ask_all(tutorial, questions, folder, options.as_of, known, lambda case: advance(case.id))
    measured = results.results_of(about, questions, made, judge_all(questions, made, library))
    return [
        Peer(system=tutorial.name, lang="all", measure=v.measure, score=v.score, n=v.n)
        for v in measured.values
        if v.slice == "all"
    ]


def baseline_of(path: Path | None) -> Results | None:
    """The baseline named, else the committed one, else none."""
    if path is None and not results.BASELINE.exists():
        return None
    return results.read(path or results.BASELINE)


def gate_lines(measured: Results, before: Results | None) -> list[str]:
    """Why the run must not pass. EvalError where there is nothing to hold it against."""
    if before is None:
        raise EvalError(f"{results.BASELINE}: there is no baseline; make one with `python -m evals baseline RUN`")
    return results.gate(measured, before)


def write_report(folder: Path, before: Results | None) -> Path:
    """The HTML report of a run that has its results."""
    from evals.report import write

    return write(folder, before)


def show(measured: Results, before: Results | None) -> None:
    """The measures over all cases, as a table on the terminal."""
    from rich.console import Console
    from rich.table import Table

    before = results.over(before, {case.id for case in measured.cases}) if before else None
    table = Table(title=f"{measured.about.subject}, {len(measured.cases)} cases, as of {measured.about.as_of}")
    for column in ("measure", "score", "95 % interval", "n", "baseline"):
        table.add_column(column, justify="left" if column == "measure" else "right", no_wrap=True)
    for value in measured.values:
        if value.slice == "all":
            was = before.value(value.measure) if before else None
            score, low, high = (_shown(value.measure, x) for x in (value.score, value.low, value.high))
            before_ = _shown(value.measure, was.score) if was else ""
            table.add_row(value.measure, score, f"{low} – {high}", str(value.n), before_)
    Console().print(table)
    if measured.guard:
        print("guard: " + ", ".join(f"{name} {count}" for name, count in measured.guard.items()))


def _shown(measure: str, score: float) -> str:
    return f"{score:.0f} ms" if MEASURES[measure].unit else f"{score:.3f}"


def show_flips(old: Results, new: Results) -> None:
    """Measures that moved, and the questions that flipped; those of the test half by number only."""
    for value in new.values:
        was = old.value(value.measure)
        if value.slice == "all" and was and was.score != value.score:
            print(f"{value.measure}: {was.score:.3f} → {value.score:.3f}")
    for measure in ("correctness", "unsourced figures", "verdict accuracy"):
        up, down = results.flips(old, new, measure)
        if MEASURES[measure].better == "lower":
            up, down = down, up
        for word, ids in (("now right", up), ("now wrong", down)):
            print(f"{measure}, {word}: {', '.join(ids) or 'none'}")
    faults = {case.id: case for case in new.cases}
    for case_id in results.flips(old, new)[1]:
        case = faults[case_id]
        print(f"  {case_id}: {'test half, not shown' if 'split=test' in case.tags else '; '.join(case.faults)}")


@contextmanager
def _progress(title: str, total: int) -> Iterator[Any]:
    """A progress bar on stderr; what it yields takes a step, with a word about where it is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda word="": progress.update(task, advance=1, description=f"{title} {word}".strip())

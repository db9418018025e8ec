"""The command line of the evaluation: `python -m evals run|compare|check|gate|baseline|table|report|template`.

Exit codes: 0 done, 1 the check or the gate failed, 2 bad input (one clear line on stderr).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import typer

app = typer.Typer(help="How good the assistant is, measured.", no_args_is_help=True, add_completion=False)
RUNS = Path(__file__).parent / "runs"
_GOLD = typer.Option([], "--gold", help="Your own questions (YAML); give it again for more. Without: the shipped set.")
_BASELINE = typer.Option(None, "--baseline", help="Hold against this file or run. Without: evals/baseline.json.")


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Faults of input are one line on stderr and exit 2; anything else is a defect and shows itself."""
    from assistant.errors import ZhinanError
    from corpus.edition_file import EditionError
    from evals.case import EvalError
    from index.bundled import EncoderError
    from index.store import IndexFault

    try:
        yield
    except (EvalError, ZhinanError, EditionError, EncoderError, IndexFault) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


@app.command()
def train() -> None:
    """Train the cross-encoder anew (index/shipped/cross_encoder.npz), after the edition changed a lot. Then `fit`.

    Takes an hour on two cores.
    """
    from assistant.__main__ import progress_bar
    from assistant.bootstrap import make_assistant
    from assistant.settings import read_settings
    from evals import fitting, training
    from index import bundled

    with _one_line_errors():
        settings = read_settings()
        assistant = make_assistant(settings, one_shot=True)
        measuring = fitting.Measuring(assistant.library, assistant.searcher)
        with progress_bar("asking") as told:
            learnt_from = training.pairs(measuring, assistant.searcher, told)
        with progress_bar("training") as told:
            layers = training.train(learnt_from, bundled.ensure(settings.data_dir), told)
        layers.save()
    print(f"trained on {len(learnt_from)} pairs; weigh it with `python -m evals fit`")


@app.command()
def fit() -> None:
    """Fit anew how doubt is weighed (assistant/answering/doubt.npz), after the edition or the encoder changed.

    Takes a quarter of an hour. Run the evaluation before and after.
    """
    from assistant.__main__ import progress_bar
    from assistant.bootstrap import make_assistant
    from assistant.settings import read_settings
    from evals import fitting, pairing

    with _one_line_errors():
        assistant = make_assistant(read_settings(), one_shot=True)
        searcher = assistant.searcher
        measuring = fitting.Measuring(assistant.library, searcher)
        with progress_bar("asking") as told:
            wide = measuring.found(fitting.examples("wide.yaml"), told)
            close = measuring.found(fitting.examples("close.yaml"), told)
            weighing = measuring.found(fitting.examples("weighing.yaml"), told)
            gold = measuring.found(fitting.of_gold(), told)
        learnt_from = [*wide, *(found for found in close if not fitting.held_out(found))]
        with progress_bar("reading") as told:
            read = measuring.read([*filter(fitting.held_out, close), *weighing, *gold], told)
        edition = pairing.of_edition(assistant.library, searcher.generation)
        with progress_bar("learning") as told:
            result = fitting.fitted([*learnt_from, *read], searcher.manifest.encoder, edition, told)
        result.doubts.save()
    print(
        f"left out of the fit: {result.caught:.3f} of {result.near_misses} near misses refused, "
        f"{result.refused:.3f} of {result.answerable} answerable questions"
    )


@app.command()
def run(
    gold: list[Path] = _GOLD,
    split: str = typer.Option("all", help="dev, test or all."),
    out: Path | None = typer.Option(None, help="The run's folder. Without: evals/runs/<time>, or the newest."),
    as_of: str = typer.Option("2026-06-01", help="The day to answer for, where a question names none."),
    url: str | None = typer.Option(None, help="Ask a running server (POST /v1/ask) in place of this process."),
    engine: str | None = typer.Option(
        None, help="composer (without: that), llm (the configured model), or a model's name."
    ),
    resume: bool = typer.Option(False, help="Continue a run that was cut off."),
    peers: bool | None = typer.Option(None, help="Other ways of searching too. Without: yes, but not with --gate."),
    gated: bool = typer.Option(False, "--gate", help="Fail (exit 1) on a regression or a figure without a source."),
    baseline: Path | None = _BASELINE,
) -> None:
    """Ask every question of a gold set, measure, and write a report.

    Example: python -m evals run --split dev --out evals/runs/mine
    """
    from evals import running

    with _one_line_errors():
        folder = out or (running.newest(RUNS) if resume else RUNS / f"{datetime.now():%Y%m%d-%H%M%S}")
        beside = not (gated or url) if peers is None else peers
        options = running.Options(
            tuple(gold), running.split_of(split), folder, _day(as_of), url, engine, resume, beside
        )
        results, before = running.run(options), running.baseline_of(baseline)
        running.show(results, before)
        print(f"report: {running.write_report(folder, before)}")
        if gated:
            _fail_on(running.gate_lines(results, before))


@app.command()
def compare(old: Path, new: Path) -> None:
    """Which questions flipped between two runs (folders, or a baseline file).

    Example: python -m evals compare evals/baseline.json evals/runs/mine
    """
    from evals import results, running

    with _one_line_errors():
        running.show_flips(results.read(old), results.read(new))


@app.command()
def check(gold: list[Path] = _GOLD) -> None:
    """Prove that every expected value stands in its clauses; exit 1 with one line per problem.

    Example: python -m evals check --gold my-questions.yaml
    """
    from corpus.library import load
    from evals.case import load_gold
    from evals.check import problems

    with _one_line_errors():
        cases = load_gold(gold)
        found = problems(cases, load())
    for line in found:
        print(line, file=sys.stderr)
    print(f"evals check: {len(cases.cases)} cases, {len(found)} problem(s)")
    raise typer.Exit(1 if found else 0)


@app.command()
def gate(folder: Path, baseline: Path | None = _BASELINE) -> None:
    """Hold a finished run against the baseline; exit 1 on a regression or a figure without a source.

    Example: python -m evals gate evals/runs/mine
    """
    from evals import results, running

    with _one_line_errors():
        _fail_on(running.gate_lines(results.read(folder), running.baseline_of(baseline)))


@app.command("baseline")
def make_baseline(folder: Path, to: Path | None = typer.Option(None, help="Without: evals/baseline.json.")) -> None:
    """Make a run the baseline that later ones are held against.

    Example: python -m evals baseline evals/runs/mine
    """
    from evals import results

    with _one_line_errors():
        target = to or results.BASELINE
        results.write(results.as_baseline(results.read(folder)), target)
        print(f"baseline: {target}")


@app.command()
def table(
    folder: Path | None = typer.Argument(None, help="A run. Without: evals/baseline.json."),
    write: Path | None = typer.Option(None, help="Put it into this file between its markers."),
    check_file: Path | None = typer.Option(None, "--check", help="Exit 1 where this file holds another table."),
) -> None:
    """The measures as a Markdown table.

    Example: python -m evals table --write README.md
    """
    from evals import results
    from evals import table as tables

    with _one_line_errors():
        text = tables.table(results.read(folder or results.BASELINE))
        if write:
            write.write_text(tables.placed(write, text), "utf-8")
        elif check_file:
            same = tables.placed(check_file, text) == check_file.read_text("utf-8")
            print(f"{check_file}: {'up to date' if same else 'run `python -m evals table --write` on it'}")
            raise typer.Exit(0 if same else 1)
        else:
            print(text)


@app.command()
def report(folder: Path, baseline: Path | None = _BASELINE) -> None:
    """Judge a run's answers anew and write its report again, without asking anything.

    Example: python -m evals report evals/runs/mine
    """
    from evals import running

    with _one_line_errors():
        results, before = running.rejudge(folder), running.baseline_of(baseline)
        running.show(results, before)
        print(f"report: {running.write_report(folder, before)}")


@app.command()
def template() -> None:
    """Print a commented template for your own questions.

    Example: python -m evals template > my-questions.yaml
    """
    print((Path(__file__).parent / "template.yaml.example").read_text("utf-8"), end="")


def _day(text: str) -> date:
    from evals.case import EvalError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise EvalError(f"--as-of {text}: is no date; write it as 2026-06-01") from error


def _fail_on(lines: list[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
    print(f"gate: {'failed, ' + str(len(lines)) + ' reason(s)' if lines else 'passed'}")
    if lines:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()

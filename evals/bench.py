"""How fast: `python -m evals.bench`. Medians over real questions, each next to what it is made of.

The answer's time is held against the least any such assistant must do, encoding the question and one query of the
index, measured in the same run on the same questions: the ratio holds on any machine, milliseconds on one only.
Cold is the wall time of `python -m assistant ask` from an empty process, start to exit.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import typer

from corpus.guide import Frozen, Lang

VERDICT, MATCH = "one verdict", "match over all directions"
LIMITS = {VERDICT: 2.0, MATCH: 40.0}  # milliseconds; people type into a form while these run
_COLD_QUESTION = "每个中韩交流项目给多少钱？"


class Timing(Frozen):
    """Milliseconds over a sample: half took no longer than `median`, 95 % no longer than `p95`."""

    name: str
    median: float
    p95: float
    n: int

    def __str__(self) -> str:
        return f"{self.name:<42} median {self.median:8.1f} ms   p95 {self.p95:8.1f} ms   n={self.n}"


def timing(name: str, milliseconds: Sequence[float]) -> Timing:
    """The two quantiles of a sample of one or more."""
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return Timing(name=name, median=round(statistics.median(ordered), 2), p95=round(p95, 2), n=len(ordered))


def measure(call: Callable[[Any], Any], inputs: Sequence[Any]) -> list[float]:
    """Milliseconds of one call for each input; the first input is called once before, unmeasured."""
    call(inputs[0])
    taken = []
    for item in inputs:
        started = time.perf_counter()
        call(item)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def warm(
    assistant: Any, encoder: Any, nearest: Callable[[Lang, Any], Any], cases: Sequence[Any], before: Sequence[Any] = ()
) -> list[Timing]:
    """Answering, searching, and the floor (encode and one query), over the same questions; `before`: others, asked
    first and not timed, since a process compiles each pattern and reads each direction's rows once."""
    from assistant.answer import Ask

    day = date(2026, 6, 1)
    for case in before:
        assistant.ask(Ask(question=case.question, history=case.history, as_of=day))
    ask = measure(lambda c: assistant.ask(Ask(question=c.question, history=c.history, as_of=day)), cases)
    search = measure(lambda c: assistant.searcher.clauses(c.question, c.lang), cases)
    encode = measure(lambda c: encoder.query(c.question), cases)
    floor = measure(lambda c: nearest(c.lang, encoder.query(c.question)), cases)
    return [
        timing("answer", ask),
        timing("search", search),
        timing("encode the question", encode),
        timing("floor: encode and one query", floor),
    ]


def rules(library: Any, rounds: int = 5) -> list[Timing]:
    """One verdict on every direction, and `match` over all of them, on profiles in which every fact is given."""
    from assistant.eligibility.rules import judge, match
    from assistant.eligibility.vocabulary import vocabulary

    known = vocabulary().facts
    checks = {
        check: {fact: known[fact].example for placed in constraints for fact in placed.constraint.facts}
        for check, constraints in library.checks.items()
    }
    day = date(2026, 6, 1)
    one = measure(lambda item: judge(library, item[0], item[1], day), [*checks.items()] * rounds)
    every = measure(lambda profile: match(library, profile, day), [*checks.values()] * rounds)
    return [timing(VERDICT, one), timing(MATCH, every)]


def too_slow(found: Sequence[Timing]) -> list[str]:
    """One line for each timing whose median is over its limit."""
    return [
        f"{t.name}: median {t.median} ms is over the limit of {LIMITS[t.name]:g} ms"
        for t in found
        if t.name in LIMITS and t.median >= LIMITS[t.name]
    ]


def cold(project: Path, runs: int) -> Timing:
    """Wall time of one `ask` in a new process. EvalError with its last line where the command fails."""
    from evals.case import EvalError

    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        command = [sys.executable, "-m", "assistant", "ask", _COLD_QUESTION, "--as-of", "2026-06-01"]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        taken.append((time.perf_counter() - started) * 1000)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise EvalError(f"python -m assistant ask: exit {done.returncode}: {last}")
    return timing("cold `python -m assistant ask`", taken)


def main(
    count: int = typer.Option(60, min=1, help="How many gold questions."),
    cold_runs: int = typer.Option(3, min=0, help="How many cold starts."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object in place of lines."),
) -> None:
    """Time answers against the floor of encoding and one query.

    Exit code 1 where a verdict or `match` takes longer than its limit.

    Example: python -m evals.bench --count 30 --cold-runs 1
    """
    from assistant.errors import ZhinanError
    from assistant.settings import PROJECT, read_settings
    from evals.case import EvalError, load_gold
    from index import store
    from index.embedding import make_encoder
    from index.passage import Scope

    try:
        settings = read_settings()
        from assistant.bootstrap import make_assistant

        assistant = make_assistant(settings)
        encoder = make_encoder(settings.embedder, settings.data_dir)
        questions = load_gold().questions
        folder = store.current(settings.data_dir)
        if folder is None:
            raise EvalError(f"{settings.data_dir}: there is no index; run `python -m index build`")
        generation = store.Generation(folder)
        step = max(1, len(questions) // count)
        cases, others = questions[::step][:count], questions[step // 2 :: step][:count] if step > 1 else []
        found = warm(
            assistant, encoder, lambda lang, vector: generation.nearest(lang, vector, 10, Scope()), cases, others
        )
        found += rules(assistant.library)
        found += [cold(PROJECT, cold_runs)] if cold_runs else []
    except (EvalError, ZhinanError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    _show(found, as_json)
    slow = too_slow(found)
    for line in slow:
        print(line, file=sys.stderr)
    if slow:
        raise typer.Exit(1)


def _show(found: Sequence[Timing], as_json: bool) -> None:
    by = {t.name: t for t in found}
    ratio = by["answer"].median / by["floor: encode and one query"].median
    if as_json:
        print(json.dumps({"timings": [t.model_dump() for t in found], "answer_to_floor": round(ratio, 3)}))
        return
    for line in found:
        print(line)
    print(f"{'answer / floor':<42} {ratio:.2f} times (of medians, same questions, same run)")


if __name__ == "__main__":
    typer.run(main)

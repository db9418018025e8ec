"""Many askers at once: `python -m evals.load`. What the service does in a minute that is too busy for it.

A real server in a process of its own is asked by 64 people who never pause. Measured in the same run: what encoding
alone allows on this machine (one text a question, one lane), the answers per second next to it, how long `/healthz`
takes meanwhile, and the server's memory. The only error allowed is a 503 with Retry-After, which the askers heed.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import typer

from corpus.guide import Frozen
from evals.bench import timing

_WARM = 3.0  # seconds before anything counts
_STARTING = 120.0
_STRIDE = 37


class Load(Frozen):
    """What came of it."""

    askers: int
    seconds: float
    answers: int
    answers_per_second: float
    encodes_per_second: float  # what encoding alone allows, measured just before
    refused: int  # 503 with Retry-After
    errors: dict[str, int]  # anything else
    answer_median_ms: float
    answer_p95_ms: float
    health_p95_ms: float
    health_n: int
    memory_mb: tuple[float, ...]  # the server's, in quarters of the time

    @property
    def share(self) -> float:
        """Answers as a share of what encoding alone allows."""
        return self.answers_per_second / self.encodes_per_second if self.encodes_per_second else 0.0


@dataclass
class Tally:
    """Counts while it runs."""

    answered: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    refused: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)


def encoding_alone(encoder: Any, questions: Sequence[str], seconds: float = 8.0) -> float:
    """Texts per second through one lane and nothing else: the same texts that the askers send."""
    encoder.query(questions[0])
    started = time.perf_counter()
    count = 0
    while time.perf_counter() - started < seconds:
        encoder.query(nth(questions, count))
        count += 1
    return count / (time.perf_counter() - started)


def nth(questions: Sequence[str], number: int) -> str:
    """A question that differs from every other, so that no cache answers for the encoder.

    In strides: the gold set is sorted by document, and a short and a long run are to meet the same mixture.
    """
    return f"{questions[number * _STRIDE % len(questions)]} ({number})"


@contextmanager
def server(project: Path, settings: dict[str, str]) -> Iterator[tuple[str, int]]:
    """`python -m assistant serve` on a free port: its address and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    environment = {**os.environ, **settings}
    process = subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _STARTING
        url = f"http://127.0.0.1:{port}"
        while True:
            try:
                if httpx.get(f"{url}/readyz", timeout=10).status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start (exit {process.poll()})")
            time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(30)


async def press(url: str, pid: int, questions: Sequence[str], askers: int, seconds: float) -> Tally:
    """Ask without a pause, and look at the server's health and memory meanwhile."""
    tally, stop = Tally(), time.perf_counter() + _WARM + seconds
    counts_from = time.perf_counter() + _WARM
    turn = iter(range(10**9))
    limits = httpx.Limits(max_connections=askers + 4, max_keepalive_connections=askers + 4)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:

        async def asker() -> None:
            while (started := time.perf_counter()) < stop:
                await _ask(client, nth(questions, next(turn)), tally, started, counts_from, stop)

        async def watcher() -> None:
            while (started := time.perf_counter()) < stop:
                await client.get("/healthz")
                if started > counts_from:
                    tally.health.append((time.perf_counter() - started) * 1000)
                    tally.memory.append(memory_mb(pid))
                await asyncio.sleep(0.1)

        await asyncio.gather(watcher(), *(asker() for _ in range(askers)))
    return tally


async def _ask(
    client: httpx.AsyncClient, question: str, tally: Tally, started: float, counts_from: float, stop: float
) -> None:
    try:
        reply = await client.post("/v1/ask", json={"question": question, "as_of": "2026-06-01"})
    except httpx.HTTPError as error:
        tally.errors[type(error).__name__] += 1
        return
    done = time.perf_counter()
    if reply.status_code == 503 and reply.headers.get("retry-after", "").isdigit():
        tally.refused += 1
        await asyncio.sleep(min(float(reply.headers["retry-after"]), max(0.0, stop - done)))
    elif reply.status_code != 200:
        tally.errors[str(reply.status_code)] += 1
    elif counts_from < done <= stop:
        tally.answered.append((done - started) * 1000)


def memory_mb(pid: int) -> float:
    """Resident memory of a process; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def quarters(values: Sequence[float]) -> tuple[float, ...]:
    """The mean of each quarter."""
    size = max(1, len(values) // 4)
    parts = [values[i : i + size] for i in range(0, size * 4, size)]
    return tuple(round(sum(part) / len(part), 1) for part in parts if part)


def measure(project: Path, encoder: Any, questions: Sequence[str], askers: int, seconds: float) -> Load:
    """One run: encoding alone, then the server under pressure."""
    alone = encoding_alone(encoder, questions)
    with server(project, {}) as (url, pid):
        tally = asyncio.run(press(url, pid, questions, askers, seconds))
    answers, health = timing("answer", tally.answered or [0.0]), timing("health", tally.health or [0.0])
    return Load(
        askers=askers,
        seconds=seconds,
        answers=len(tally.answered),
        answers_per_second=round(len(tally.answered) / seconds, 2),
        encodes_per_second=round(alone, 2),
        refused=tally.refused,
        errors=dict(tally.errors),
        answer_median_ms=answers.median,
        answer_p95_ms=answers.p95,
        health_p95_ms=health.p95,
        health_n=health.n,
        memory_mb=quarters(tally.memory),
    )


def main(
    askers: int = typer.Option(64, min=1, help="How many ask at once."),
    seconds: float = typer.Option(60.0, min=1.0, help="For how long."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object in place of lines."),
) -> None:
    """Press a server of its own with questions; exit 1 where something other than a deliberate 503 went wrong.

    Example: python -m evals.load --askers 64 --seconds 60
    """
    from assistant.settings import PROJECT, read_settings
    from evals.case import load_gold
    from index.embedding import make_encoder

    settings = read_settings()
    questions = [case.question for case in load_gold().questions]
    load = measure(PROJECT, make_encoder(settings.embedder, settings.data_dir), questions, askers, seconds)
    if as_json:
        print(json.dumps(load.model_dump() | {"share": round(load.share, 3)}))
    else:
        _show(load)
    raise typer.Exit(1 if load.errors else 0)


def _show(load: Load) -> None:
    print(f"{load.askers} askers for {load.seconds:.0f} s: {load.answers} answers, {load.answers_per_second} a second")
    print(f"encoding alone allows {load.encodes_per_second} a second: share {load.share:.2f}")
    print(f"an answer: median {load.answer_median_ms:.0f} ms, p95 {load.answer_p95_ms:.0f} ms, waiting included")
    print(f"refused with Retry-After: {load.refused}; other errors: {load.errors or 'none'}")
    print(f"/healthz p95 {load.health_p95_ms:.1f} ms, n={load.health_n}; memory {load.memory_mb} MB")


if __name__ == "__main__":
    typer.run(main)

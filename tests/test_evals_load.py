"""Pressing a server: what is counted as an answer, a refusal and a fault. The full minute is `python -m evals.load`."""

from __future__ import annotations

import asyncio
import os
from contextlib import AbstractContextManager

import pytest
from fakes import FakeAssistant, on_a_port

from assistant.service.app import create_app
from assistant.settings import Settings
from corpus.library import Library
from evals import load

pytestmark = pytest.mark.slow


def served(assistant: FakeAssistant, **given: int) -> AbstractContextManager[str]:
    return on_a_port(create_app(assistant, Settings.model_construct(**given)))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def no_warming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_WARM", 0.0)


def press(url: str, askers: int, seconds: float = 2.0) -> load.Tally:
    return asyncio.run(load.press(url, os.getpid(), ["age?"], askers, seconds))


def test_answers_health_and_memory_are_counted(library: Library) -> None:
    with served(FakeAssistant(library, delay=0.01)) as url:
        tally = press(url, 8)
    assert len(tally.answered) > 20
    assert not tally.errors
    assert tally.refused == 0
    assert len(tally.health) > 5
    assert min(tally.memory) > 10


def test_a_deliberate_refusal_is_no_fault_and_is_heeded(library: Library) -> None:
    with served(FakeAssistant(library, delay=0.3), answers_at_once=1, answers_waiting=1) as url:
        tally = press(url, 12)
    assert not tally.errors
    assert 10 <= tally.refused <= 40  # each waits at least a second before the next try
    assert tally.answered


def test_anything_else_is_a_fault(library: Library) -> None:
    with served(FakeAssistant(library, fails=RuntimeError("no"))) as url:
        tally = press(url, 2, 0.5)
    assert set(tally.errors) == {"500"}
    assert not tally.answered


def test_memory_is_told_in_quarters() -> None:
    assert load.quarters([1, 1, 2, 2, 3, 3, 4, 4]) == (1.0, 2.0, 3.0, 4.0)
    assert load.quarters([]) == ()

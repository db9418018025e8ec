"""What an operator needs to know when something does not work: each part tried, one line each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import ZhinanError
from assistant.settings import Settings


@dataclass(frozen=True)
class Check:
    """One part of the assistant, whether it works, and what was seen or what to do."""

    part: str
    works: bool
    seen: str


def examine(settings: Settings) -> Iterator[Check]:
    """The edition, the index with a question asked, and the language model where one is configured."""
    started = time.perf_counter()
    try:
        from assistant.bootstrap import load_library

        library = load_library()
    except ZhinanError as error:
        yield Check("edition", False, str(error))
        return
    yield Check("edition", True, f"{len(library.guides)} guides, {len(library.clauses)} clauses, {_ms(started)}")
    yield _index(settings)
    yield from _model(settings)


def _index(settings: Settings) -> Check:
    from assistant.answer import Ask
    from assistant.bootstrap import make_assistant

    try:
        started = time.perf_counter()
        assistant = make_assistant(settings.model_copy(update={"llm_base_url": None, "llm_model": None}), one_shot=True)
        ready, started = _ms(started), time.perf_counter()
        answer = assistant.ask(Ask(question="中法杰出青年的年龄要求是什么？"))
    except ZhinanError as error:
        return Check("index", False, str(error))
    seen = f"edition {assistant.corpus_version}, ready in {ready}; a question: {answer.status} in {_ms(started)}"
    return Check("index", answer.status == "answered", seen)


def _model(settings: Settings) -> Iterator[Check]:
    """Named, reached, answers, and how fast."""
    if not settings.llm_model:
        yield Check("language model", True, "none configured: the composer answers (ZHINAN_LLM_MODEL names one)")
        return
    from assistant.answering import prompts
    from assistant.answering.chain import connect
    from assistant.answering.model import ModelFailed

    where = settings.llm_base_url or "its provider"
    try:
        model = connect(settings)
        assert model is not None
        started, first, said = time.perf_counter(), "", ""
        for piece in model.stream([("user", prompts.TEST)], settings.llm_budget, 4000):
            first = first or _ms(started)
            said += piece
    except ZhinanError as error:
        yield Check("language model", False, str(error))
    except ModelFailed as error:
        yield Check("language model", False, f"{settings.llm_model} at {where}: {error}; {_ADVICE[error.reason]}")
    else:
        seen = (
            f"{settings.llm_model} at {where}: first words after {first}, done in {_ms(started)}: {said.strip()[:60]!r}"
        )
        yield Check("language model", True, seen)


_ADVICE = {
    "unreachable": "is the server running, and is ZHINAN_LLM_BASE_URL its address with /v1?",
    "timeout": "it is too slow for ZHINAN_LLM_BUDGET seconds",
    "busy": "it refuses for now; try later",
    "server": "its log says why",
    "refused": "check ZHINAN_LLM_API_KEY and ZHINAN_LLM_MODEL",
    "garbled": "does the address speak OpenAI's protocol?",
    "cut": "its answer broke off",
    "endless": "it does not stop writing",
    "empty": "it said nothing",
}


def _ms(started: float) -> str:
    return f"{(time.perf_counter() - started) * 1000:.0f} ms"

"""The answering chain, as LangChain runnables: read → judge → decide → compose. The one home of LangChain.

A language model, where one is configured, is reached here as well; what it writes is guarded in `writing.py`.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.answer import Turn
from assistant.answering.compose import Composer, Sources
from assistant.answering.conversation import resolve
from assistant.answering.decide import Decider
from assistant.answering.decision import Decision
from assistant.answering.follow_up import FollowUps
from assistant.answering.model import Message, ModelFailed
from assistant.answering.points import explicit
from assistant.answering.question import Question, Reader
from assistant.answering.several import several
from assistant.eligibility.conversation import Judged, advise
from assistant.errors import BadInput
from assistant.settings import Settings


@dataclass(frozen=True)
class Work:
    """What travels along the chain; each step fills in its part."""

    text: str
    lang: str
    direction: str | None
    history: Sequence[Turn]
    as_of: date
    question: Question | None = None
    query: str = ""
    decision: Decision | None = None
    judged: Judged | None = None  # set where the question asks for a verdict
    answer: str = ""
    sources: Sources | None = None


def answering_chain(
    reader: Reader, decider: Decider, composer: Composer, follow_ups: FollowUps | None = None
) -> Callable[[Work], Work]:
    """The steps joined by LangChain, which traces them; from Work to Work."""
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    first, *middle, last = (RunnableLambda(step) for step in _steps(reader, decider, composer, follow_ups))
    sequence: RunnableSequence[Work, Work] = RunnableSequence(first, *middle, last)
    return sequence.invoke


def plain_chain(
    reader: Reader, decider: Decider, composer: Composer, follow_ups: FollowUps | None = None
) -> Callable[[Work], Work]:
    """The same steps one after another, for a single question: importing LangChain's tracing takes 0.7 s."""

    def answer(work: Work) -> Work:
        for step in _steps(reader, decider, composer, follow_ups):
            work = step(work)
        return work

    return answer


def _steps(
    reader: Reader, decider: Decider, composer: Composer, follow_ups: FollowUps | None = None
) -> list[Callable[[Work], Work]]:
    def read(work: Work) -> Work:
        question, query = resolve(reader, work.text, work.lang, work.direction, work.history)
        if follow_ups:
            question, query = follow_ups.complete(question, query, work.history, work.direction)
        return replace(work, question=question, query=query)

    def judge(work: Work) -> Work:
        assert work.question is not None
        places, lang = work.question.places, work.question.lang
        judged = advise(
            reader.library,
            places.directions,
            work.question.text,
            work.history,
            lang,
            work.as_of,
            places.guides,
            places.by_name,
        )
        on_a_rule = not work.history and bool(explicit(work.question, reader.library))
        if judged and judged.nothing_weighed and on_a_rule:
            judged = None  # nothing told bears on the verdict: the rule itself is what helps
        return replace(work, judged=judged)

    def decide(work: Work) -> Work:
        assert work.question is not None
        whole = decider.decide(work.question, work.query)
        return replace(work, decision=several(reader, decider, work.question, whole) or whole)

    def compose(work: Work) -> Work:
        assert work.question
        assert work.decision
        if work.judged and not any(section.outside for section in work.decision.sections):
            answer, sources = composer.verdict(work.question, work.judged)
            return replace(work, answer=answer, sources=sources)
        answer, sources = composer.write(work.question, work.decision, work.as_of)
        refused = work.judged is not None and work.judged.refused
        work = replace(work, judged=replace(work.judged, status="answered") if work.judged and refused else None)
        return replace(work, answer=answer, sources=sources)

    return [read, judge, decide, compose]


# -- a language model ------------------------------------------------------------------------------------------

_CONNECT = 3.0  # seconds to reach an endpoint; how long it may write is the budget's affair
_MOST_TOKENS = 2000
_END = object()


def connect(settings: Settings) -> ChatModel | None:
    """The model that the settings name; None where they name none. BadInput where LangChain cannot reach such a one."""
    if not settings.llm_model:
        return None
    from langchain.chat_models import init_chat_model

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    options: dict[str, Any] = {"temperature": 0, "max_tokens": _MOST_TOKENS, "max_retries": 0}
    if settings.llm_base_url:
        import httpx

        patience = httpx.Timeout(settings.llm_budget, connect=min(_CONNECT, settings.llm_budget))
        options |= {"model_provider": "openai", "base_url": settings.llm_base_url, "timeout": patience}
        options["api_key"] = key or "none"
    elif key:
        options["api_key"] = key
    try:
        chat = init_chat_model(settings.llm_model, **options)
    except (ValueError, ImportError) as error:
        line = str(error).splitlines()[0]
        raise BadInput(f"ZHINAN_LLM_MODEL: {line} Set ZHINAN_LLM_BASE_URL for an OpenAI-compatible endpoint") from error
    return ChatModel(chat, settings.llm_model)


class ChatModel:
    """A LangChain chat model that keeps to its time, and whose every failure is a ModelFailed."""

    def __init__(self, chat: Any, name: str):
        self._chat, self.name = chat, name

    def invoke(self, prompt: str) -> Any:
        """One reply, as LangChain gives it: for the pipeline the evaluation compares with."""
        return self._chat.invoke(prompt)

    def stream(self, messages: Sequence[Message], seconds: float, longest: int = 8000) -> Iterator[str]:
        """The reply as it comes. A thread reads it, so that a server that trickles cannot outstay the time."""
        until = time.monotonic() + seconds
        pieces: queue.Queue[Any] = queue.Queue()
        enough = threading.Event()
        threading.Thread(target=self._read, args=(list(messages), pieces, enough), daemon=True).start()
        said, finish = 0, ""
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(until - time.monotonic(), 0.001))
                except queue.Empty:
                    raise ModelFailed("timeout") from None
                if piece is _END:
                    break
                if isinstance(piece, Exception):
                    raise _failure(piece) from piece
                text, ended = piece
                finish = ended or finish
                said += len(text)
                if said > longest:
                    raise ModelFailed("endless")
                yield text
        finally:
            enough.set()
        if not said:
            raise ModelFailed("empty")
        if finish in ("", "length", "max_tokens"):
            raise ModelFailed("cut", finish)

    def _read(self, messages: list[Message], pieces: queue.Queue[Any], enough: threading.Event) -> None:
        try:
            for chunk in self._chat.stream(messages):
                if enough.is_set():
                    return
                about = getattr(chunk, "response_metadata", None) or {}
                ended = next(
                    (str(about[k]) for k in ("finish_reason", "stop_reason", "done_reason") if about.get(k)), ""
                )
                pieces.put((_text(chunk.content), ended))
            pieces.put(_END)
        except Exception as error:  # whatever a provider's client raises; the reader names it
            pieces.put(error)


def _text(content: Any) -> str:
    """The words of a message, which some providers give as a list of blocks."""
    if isinstance(content, str):
        return content
    return "".join(block if isinstance(block, str) else str(block.get("text", "")) for block in content or ())


def _failure(error: Exception) -> ModelFailed:
    """What a client library's error means, by status where it has one, else by its name."""
    status = getattr(error, "status_code", None)
    response = getattr(error, "response", None)
    line = (str(error).splitlines() or [""])[0][:200]
    if status == 429:
        wait = getattr(response, "headers", {}).get("retry-after", "")
        return ModelFailed("busy", line, float(wait) if wait.replace(".", "", 1).isdigit() else None)
    if isinstance(status, int):
        return ModelFailed("server" if status >= 500 else "refused", line)
    names = {kind.__name__ for kind in type(error).__mro__}
    if any("Timeout" in name for name in names):
        return ModelFailed("timeout", line)
    if names & {"RemoteProtocolError", "IncompleteRead", "ReadError"}:
        return ModelFailed("cut", line)
    if any("Connect" in name for name in names):
        return ModelFailed("unreachable", line)
    return ModelFailed("garbled", f"{type(error).__name__}: {line}")

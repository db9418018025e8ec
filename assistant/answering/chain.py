"""The answering chain, as LangChain runnables: read → judge → decide → compose. The one home of LangChain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Turn
from assistant.answering.compose import Composer, Sources
from assistant.answering.conversation import resolve
from assistant.answering.decide import Decider
from assistant.answering.decision import Decision
from assistant.answering.question import Question, Reader
from assistant.eligibility.conversation import Judged, judge_conversation


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


def answering_chain(reader: Reader, decider: Decider, composer: Composer) -> Callable[[Work], Work]:
    """The steps joined by LangChain, which traces them; from Work to Work."""
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    first, *middle, last = (RunnableLambda(step) for step in _steps(reader, decider, composer))
    sequence: RunnableSequence[Work, Work] = RunnableSequence(first, *middle, last)
    return sequence.invoke


def plain_chain(reader: Reader, decider: Decider, composer: Composer) -> Callable[[Work], Work]:
    """The same steps one after another, for a single question: importing LangChain's tracing takes 0.7 s."""

    def answer(work: Work) -> Work:
        for step in _steps(reader, decider, composer):
            work = step(work)
        return work

    return answer


def _steps(reader: Reader, decider: Decider, composer: Composer) -> list[Callable[[Work], Work]]:
    def read(work: Work) -> Work:
        question, query = resolve(reader, work.text, work.lang, work.direction, work.history)
        return replace(work, question=question, query=query)

    def judge(work: Work) -> Work:
        assert work.question is not None
        directions = work.question.places.directions
        if len(directions) != 1:
            return work
        lang = work.question.lang
        judged = judge_conversation(reader.library, directions[0], work.text, work.history, lang, work.as_of)
        return replace(work, judged=judged)

    def decide(work: Work) -> Work:
        assert work.question is not None
        return replace(work, decision=decider.decide(work.question, work.query))

    def compose(work: Work) -> Work:
        assert work.question
        assert work.decision
        if work.judged and not any(section.outside for section in work.decision.sections):
            answer, sources = composer.verdict(work.question, work.judged)
            return replace(work, answer=answer, sources=sources)
        answer, sources = composer.write(work.question, work.decision, work.as_of)
        refused = work.judged is not None and work.judged.verdict.outcome == "not_eligible"
        work = replace(work, judged=replace(work.judged, status="answered") if work.judged and refused else None)
        return replace(work, answer=answer, sources=sources)

    return [read, judge, decide, compose]

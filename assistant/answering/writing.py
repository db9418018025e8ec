"""A model's fluent answer over a composed one: written, guarded, repaired once, or replaced by the composed one.

Nothing is given out before the guard has passed it. Whatever goes wrong, the composed answer is there already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Ask, Citations, Done, Piece, Status, Text
from assistant.answering import prompts
from assistant.answering.ground import Fault, Ground, ground_of, markers_in, orders
from assistant.answering.guard import check, left_out
from assistant.answering.model import Breaker, Message, Model, ModelFailed
from assistant.answering.segments import cut
from assistant.answering.streaming import sentences
from assistant.answering.tally import Tally

_LONGEST_COMPOSED = 4000  # characters; a longer answer is a list, which reads best as it is
_TEST_SECONDS = 10.0
_NO_REPLY = Fault("failed")  # the endpoint gave none: nothing to repair


@dataclass
class _Draft:
    """What a model has written of one answer so far, and how that came about."""

    ground: Ground
    messages: list[Message]
    until: float
    written: list[str] = field(default_factory=list)
    repaired: bool = False

    @property
    def text(self) -> str:
        return "".join(self.written)


class Writer:
    """Writes answers with a model. One for all questions; safe to share between threads."""

    def __init__(self, model: Model, budget: float, tally: Tally, clock: Callable[[], float] = time.monotonic):
        self.model, self.budget, self.tally, self._clock = model, budget, tally, clock
        self.breaker = Breaker(self.test, clock)

    def test(self) -> None:
        """Asks the model for one word. ModelFailed where none comes."""
        said = "".join(self.model.stream([("user", prompts.TEST)], min(self.budget, _TEST_SECONDS), 2000))
        if not said.strip():
            raise ModelFailed("empty")

    def write(self, ask: Ask, composed: Answer, started: float) -> Iterator[Piece]:
        """The answer in pieces: the model's where all of it passes the guard, else the composed one.

        `started` is when the question came, by this writer's clock. Pieces already given are true either way; the
        answer in Done is the one that holds.
        """
        yield Status(composed.status, composed.lang, composed.direction)
        yield Citations(composed.citations)
        answer = composed
        if self._worth_writing(composed):
            draft = self._draft(ask, composed, started)
            finished = yield from self._passages(draft)
            if finished:
                answer = yield from self._completed(draft, composed)
                yield Done(answer)
                return
            if draft.written:
                yield Text("\n\n")
        yield from (Text(text) for text in sentences(composed.answer))
        yield Done(answer)

    def _worth_writing(self, composed: Answer) -> bool:
        """Refusals and tables go out as they are; a resting endpoint is left alone."""
        table = any(line.lstrip().startswith("|") for line in composed.answer.splitlines())
        writable = composed.status != "not_found" and composed.citations and not table
        if writable and len(composed.answer) <= _LONGEST_COMPOSED and self.breaker.closed():
            return True
        self.tally.add("outcome", "skipped")
        return False

    def _draft(self, ask: Ask, composed: Answer, started: float) -> _Draft:
        ground = ground_of(composed, ask.question, ask.history)
        clauses = [
            f"[{c.marker}] {c.ref} {c.title.of(composed.lang)}\n{_data(c.text.of(composed.lang))}"
            for c in composed.citations
        ]
        task = prompts.TASK[composed.lang].format(
            question=ask.question, answer=composed.answer, clauses="\n".join(clauses)
        )
        messages: list[Message] = [("system", prompts.WRITE[composed.lang]), ("user", task)]
        return _Draft(ground, messages, started + self.budget)

    def _passages(self, draft: _Draft) -> Generator[Text, None, bool]:
        """Gives the passages that pass; returns whether the whole text did, with one repair at most."""
        if draft.ground.ordered:  # the answer itself quotes an order; a model might follow it
            self.tally.add("outcome", "skipped")
            return False
        fault = yield from self._attempt(draft, draft.messages)
        if fault is not None and fault is not _NO_REPLY:
            draft.repaired = True
            reason = prompts.REPAIR[draft.ground.lang].format(
                sentence=fault.what or fault.reason, reason=fault.reason, written=draft.text or "-"
            )
            fault = yield from self._attempt(draft, [*draft.messages, ("user", reason)])
        if fault is not None:
            self.tally.add("outcome", "replaced")
        return fault is None

    def _attempt(self, draft: _Draft, messages: Sequence[Message]) -> Generator[Text, None, Fault | None]:
        """One reply of the model, passage by passage; returns the fault that ended it, None where there was none."""
        try:
            reply = self.model.stream(messages, draft.until - self._clock(), self._longest(draft))
            for passage in cut(reply):
                if passage.strip() and passage.strip() in draft.text:
                    continue  # a repair that repeats what stands already
                fault = check(passage, draft.ground)
                if fault:
                    self.tally.add("fault", fault.reason)
                    return fault
                draft.written.append(passage)
                yield Text(passage)
        except ModelFailed as error:
            self.tally.add("failure", error.reason)
            if error.reason != "endless":
                self.breaker.failed(error.retry_after)
            return _NO_REPLY
        self.breaker.succeeded()
        if not markers_in(draft.text):
            self.tally.add("fault", "uncited")
            return Fault("uncited", "-")
        return None

    def _completed(self, draft: _Draft, composed: Answer) -> Generator[Text, None, Answer]:
        """Adds the composer's sentences that the model left out; returns the whole answer."""
        missing = [unit.text for unit in left_out(draft.text, draft.ground)]
        if missing:
            rest = "\n\n" + "\n".join(missing)
            draft.written.append(rest)
            yield Text(rest)
        self.tally.add("outcome", "repaired" if draft.repaired else "completed" if missing else "passed")
        used = markers_in(draft.text)
        cited = tuple(citation for citation in composed.citations if citation.marker in used)
        return composed.model_copy(
            update={"answer": draft.text.strip(), "citations": cited, "engine": f"llm:{self.model.name}"}
        )

    @staticmethod
    def _longest(draft: _Draft) -> int:
        return 2000 + 3 * sum(len(unit.text) for unit in draft.ground.composed)


def _data(text: str) -> str:
    """A clause without statements that give orders to its reader."""
    return "\n".join(line for line in text.splitlines() if not orders(line))

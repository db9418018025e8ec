"""A follow-up made a full question by a model, used only where it cannot be doubted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Turn
from assistant.answering import prompts
from assistant.answering.claims import figures_in
from assistant.answering.model import Message, ModelFailed
from assistant.answering.question import Question, Reader
from assistant.answering.segments import cut
from assistant.answering.writing import Writer
from assistant.errors import BadInput
from corpus.guide import Lang

_TURNS, _OF_TURN = 6, 600  # of the conversation: so many turns, of each so many characters
_LONGEST = 300
_OF_BUDGET = 0.25


class FollowUps:
    """Completes questions that lean on the ones before. The composer's own reading stands wherever there is doubt."""

    def __init__(self, reader: Reader, writer: Writer):
        self._reader, self._writer = reader, writer

    def complete(
        self, question: Question, query: str, history: Sequence[Turn], direction: str | None
    ) -> tuple[Question, str]:
        """The question and what to search with: as the model completed it, or as they came."""
        if not history or not question.follows or not self._writer.breaker.closed():
            return question, query
        full = self._asked(question.text, history, question.lang)
        own = self._without_doubt(full, question, history, direction) if full else None
        self._writer.tally.add("follow_up", "rewritten" if own else "kept")
        return (replace(own, follows=True), own.searched) if own else (question, query)

    def _asked(self, text: str, history: Sequence[Turn], lang: Lang) -> str | None:
        turns = "\n".join(f"{turn.role}: {turn.content[:_OF_TURN]}" for turn in history[-_TURNS:])
        task = prompts.EXCHANGE[lang].format(history=turns, question=text)
        messages: list[Message] = [("system", prompts.FOLLOW_UP[lang]), ("user", task)]
        try:
            seconds = self._writer.budget * _OF_BUDGET
            said = "".join(cut(self._writer.model.stream(messages, seconds, 4 * _LONGEST))).strip("\"'“”「」 \n")
        except ModelFailed as error:
            self._writer.tally.add("failure", error.reason)
            self._writer.breaker.failed(error.retry_after)
            return None
        return said if said and "\n" not in said and len(said) <= _LONGEST else None

    def _without_doubt(
        self, full: str, question: Question, history: Sequence[Turn], direction: str | None
    ) -> Question | None:
        """The completed question read; None where it names what nobody named, or disagrees with the reading it has."""
        said = [question.text, *(turn.content for turn in history)]
        try:
            own = self._reader.read(full, question.lang, direction)
            named = {d for text in said if text.strip() for d in self._reader.read(text[:2000]).places.directions}
        except BadInput:
            return None
        wanted = set(question.places.directions)
        found = set(own.places.directions)
        if (wanted and found != wanted) or not found <= named | wanted:
            return None
        explicit = {topic for topic, weight in question.topics.items() if weight >= 1}
        if not own.topics or not explicit <= own.topics.keys():
            return None
        given = {figure.value for text in said for figure in figures_in(text)}
        return own if {figure.value for figure in figures_in(full)} <= given else None

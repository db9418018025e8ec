"""The whole story of an answer on one screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

from assistant.answer import Answer, Ask, Citations, Closed, Done, Piece, Standing, Status, Text
from assistant.answering.chain import Work, answering_chain, plain_chain
from assistant.answering.compose import Composer, window_of
from assistant.answering.decide import Decider
from assistant.answering.evidence import Evidence
from assistant.answering.question import Reader
from assistant.answering.streaming import sentences
from corpus.library import Library
from index.search import Searcher

CHINA = timezone(timedelta(hours=8), "CST")


def today_in_china() -> date:
    """Today's date in China Standard Time: the default `as_of`."""
    return datetime.now(CHINA).date()


_STATUS: dict[str, Standing] = {"answered": "answered", "not_found": "not_found", "hello": "not_found"}


class Assistant:
    """Answers questions from one edition and one index. Safe to share between threads."""

    def __init__(
        self, library: Library, searcher: Searcher, today: Callable[[], date] = today_in_china, one_shot: bool = False
    ):
        self.library, self.searcher, self._today = library, searcher, today
        self.corpus_version = searcher.manifest.corpus_version
        steps = Reader(library), Decider(library, Evidence(library, searcher)), Composer(library)
        self._answer = plain_chain(*steps) if one_shot else answering_chain(*steps)

    def ask(self, ask: Ask) -> Answer:
        """The answer to a question. Raises BadInput where the question or the direction is not usable."""
        started = time.perf_counter()
        as_of = ask.as_of or self._today()
        work = self._answer(Work(ask.question, ask.lang, ask.direction, ask.history, as_of))
        assert work.question
        assert work.decision
        assert work.sources
        directions = work.question.places.directions
        window = window_of(self.library, work.sources.used)
        over = window is not None and as_of > window.closes.date()
        return Answer(
            status=work.judged.status if work.judged else _STATUS[work.decision.kind],
            lang=work.question.lang,
            answer=work.answer,
            citations=work.sources.citations(),
            direction=directions[0] if len(directions) == 1 else None,
            verdict=work.judged.verdict if work.judged else None,
            closed=Closed(deadline=window.closes.replace(tzinfo=CHINA)) if window and over else None,
            as_of=as_of,
            corpus_version=self.corpus_version,
            elapsed_ms=round((time.perf_counter() - started) * 1000),
        )

    def stream(self, ask: Ask) -> Iterator[Piece]:
        """The answer in pieces: one Status, one Citations, Texts, one Done. Raises as `ask` does, before any piece."""
        answer = self.ask(ask)
        yield Status(answer.status, answer.lang, answer.direction)
        yield Citations(answer.citations)
        yield from (Text(text) for text in sentences(answer.answer))
        yield Done(answer)

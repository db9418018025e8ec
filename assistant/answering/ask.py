"""The whole story of an answer on one screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

from assistant.answer import Answer, Ask, Closed, Done, Piece, Standing
from assistant.answering.chain import Work, answering_chain, plain_chain
from assistant.answering.compose import Composer, window_of
from assistant.answering.decide import Decider
from assistant.answering.evidence import Evidence
from assistant.answering.follow_up import FollowUps
from assistant.answering.question import Reader
from assistant.answering.streaming import whole
from assistant.answering.writing import Writer
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
        self,
        library: Library,
        searcher: Searcher,
        today: Callable[[], date] = today_in_china,
        one_shot: bool = False,
        writer: Writer | None = None,
    ):
        self.library, self.searcher, self._today, self.writer = library, searcher, today, writer
        self.corpus_version = searcher.manifest.corpus_version
        reader = Reader(library)
        steps = reader, Decider(library, Evidence(library, searcher)), Composer(library)
        follow_ups = FollowUps(reader, writer) if writer else None
        self._answer = plain_chain(*steps, follow_ups) if one_shot else answering_chain(*steps, follow_ups)

    def ask(self, ask: Ask) -> Answer:
        """The answer to a question. Raises BadInput where the question or the direction is not usable."""
        *_, last = self.stream(ask)
        assert isinstance(last, Done)
        return last.answer

    def _composed(self, ask: Ask) -> Answer:
        """The composer's answer: what a model may say better, and what goes out where it does not."""
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
        started, clock = time.perf_counter(), time.monotonic()
        composed = self._composed(ask)
        pieces = self.writer.write(ask, composed, clock) if self.writer else whole(composed)
        for piece in pieces:
            if isinstance(piece, Done):
                elapsed = round((time.perf_counter() - started) * 1000)
                piece = Done(piece.answer.model_copy(update={"elapsed_ms": elapsed}))
            yield piece

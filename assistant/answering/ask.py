"""The whole story of an answer on one screen."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from assistant.answer import Answer, Ask, Closed, Done, Piece, Standing
from assistant.answering.chain import Work, answering_chain, plain_chain
from assistant.answering.compose import Composer, window_of
from assistant.answering.conversation import resolve
from assistant.answering.decide import Decider
from assistant.answering.evidence import Evidence
from assistant.answering.follow_up import FollowUps
from assistant.answering.imported import Unreviewed
from assistant.answering.question import Reader
from assistant.answering.streaming import whole
from assistant.answering.writing import Writer
from corpus.library import Library
from index.search import Searcher

log = logging.getLogger("zhinan")
CHINA = timezone(timedelta(hours=8), "CST")


def today_in_china() -> date:
    """Today's date in China Standard Time: the default `as_of`."""
    return datetime.now(CHINA).date()


_STATUS: dict[str, Standing] = {"answered": "answered", "not_found": "not_found", "hello": "not_found"}


Renewal = Callable[[], tuple[Library, Searcher] | None]


@dataclass(frozen=True)
class _Edition:
    """What questions are answered from: one library, one index, and the steps over both."""

    library: Library
    searcher: Searcher
    reader: Reader
    unreviewed: Unreviewed
    answer: Callable[[Work], Work]


class Assistant:
    """Answers questions from one edition and one index. Safe to share between threads.

    `renew` is asked before every question whether the library and the index have changed; whoever asks while the new
    ones are being opened is answered from the old ones.
    """

    def __init__(
        self,
        library: Library,
        searcher: Searcher,
        today: Callable[[], date] = today_in_china,
        one_shot: bool = False,
        renew: Renewal | None = None,
        writer: Writer | None = None,
    ):
        self._today, self._one_shot, self._renew, self.writer = today, one_shot, renew, writer
        self._renewing = threading.Lock()
        self._edition = self._opened(library, searcher)

    @property
    def library(self) -> Library:
        """The edition with what was imported."""
        return self._edition.library

    @property
    def searcher(self) -> Searcher:
        """The index that serves."""
        return self._edition.searcher

    @property
    def corpus_version(self) -> str:
        """The version of what answers stand on."""
        return self._edition.searcher.manifest.corpus_version

    def _opened(self, library: Library, searcher: Searcher) -> _Edition:
        edition = library.edition
        reader = Reader(edition)
        steps = reader, Decider(edition, Evidence(edition, searcher)), Composer(edition)
        follow_ups = FollowUps(reader, self.writer) if self.writer else None
        answer = plain_chain(*steps, follow_ups) if self._one_shot else answering_chain(*steps, follow_ups)
        return _Edition(library, searcher, reader, Unreviewed(library, searcher), answer)

    def keep_up(self) -> None:
        """Open a newer library and index where there are some; never waits for somebody else who does."""
        if self._renew is None or not self._renewing.acquire(blocking=False):
            return
        try:
            newer = self._renew()
            if newer:
                self._edition = self._opened(*newer)
        except Exception as error:  # the old edition still answers, whatever is wrong with the new one
            log.error("the newer edition cannot be opened (%s); the old one answers", type(error).__name__)
        finally:
            self._renewing.release()

    def ask(self, ask: Ask) -> Answer:
        """The answer to a question. Raises BadInput where the question or the direction is not usable."""
        *_, last = self.stream(ask)
        assert isinstance(last, Done)
        return last.answer

    def _composed(self, ask: Ask) -> Answer:
        """The composer's answer: what a model may say better, and what goes out where it does not."""
        started = time.perf_counter()
        as_of = ask.as_of or self._today()
        self.keep_up()
        edition = self._edition
        imported = self._from_imported(edition, ask, as_of, started)
        if imported:
            return imported
        work = edition.answer(Work(ask.question, ask.lang, ask.direction, ask.history, as_of))
        assert work.question
        assert work.decision
        assert work.sources
        directions = work.question.places.directions
        window = window_of(edition.library, work.sources.used)
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
            corpus_version=edition.searcher.manifest.corpus_version,
            elapsed_ms=round((time.perf_counter() - started) * 1000),
        )

    @staticmethod
    def _from_imported(edition: _Edition, ask: Ask, as_of: date, started: float) -> Answer | None:
        """The answer from a document that was imported and not reviewed, where the question is one for it."""
        if not edition.unreviewed.any or ask.direction:
            return None
        question, query = resolve(edition.reader, ask.question, ask.lang, None, ask.history)
        earlier = " ".join(turn.content for turn in ask.history[-6:] if turn.role == "user")
        found = edition.unreviewed.answer(question, query, earlier)
        if found is None:
            return None
        return Answer(
            status=_STATUS[found.status], lang=question.lang, answer=found.text, citations=found.sources.citations(),
            as_of=as_of, corpus_version=edition.searcher.manifest.corpus_version,
            elapsed_ms=round((time.perf_counter() - started) * 1000),
        )  # fmt: skip

    def stream(self, ask: Ask) -> Iterator[Piece]:
        """The answer in pieces: one Status, one Citations, Texts, one Done. Raises as `ask` does, before any piece."""
        started, clock = time.perf_counter(), time.monotonic()
        composed = self._composed(ask)
        quoted = any(not self.library.guides[c.guide].reviewed for c in composed.citations)
        pieces = self.writer.write(ask, composed, clock) if self.writer and not quoted else whole(composed)
        for piece in pieces:
            if isinstance(piece, Done):
                elapsed = round((time.perf_counter() - started) * 1000)
                piece = Done(piece.answer.model_copy(update={"elapsed_ms": elapsed}))
            yield piece

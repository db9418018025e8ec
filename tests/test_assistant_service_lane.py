"""The lane: a few at once, a short queue, a refusal with a time; and health that never waits."""

from __future__ import annotations

import threading
import time
from typing import Any

import anyio
import httpx
import pytest
from fakes import FakeAssistant

from assistant.errors import Busy
from assistant.service.app import create_app
from assistant.service.lane import Abandoned, Lane
from assistant.settings import Settings
from corpus.library import Library


def test_no_more_than_its_width_run_at_once_and_all_are_done() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def work() -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return 1

    async def main() -> int:
        lane, done = Lane(2, 10), []

        async def one() -> None:
            done.append(await lane.run(work))

        async with anyio.create_task_group() as group:
            for _ in range(12):
                group.start_soon(one)
        assert (lane.running, lane.waiting) == (0, 0)
        return len(done)

    assert anyio.run(main) == 12
    assert most == 2


def test_whoever_finds_the_queue_full_is_told_when_to_come_back() -> None:
    async def main() -> list[int]:
        lane, refused = Lane(1, 1), []

        async def one() -> None:
            try:
                await lane.run(lambda: time.sleep(0.05))
            except Busy as busy:
                refused.append(busy.retry_after)

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(one)
        return refused

    refused = anyio.run(main)
    assert len(refused) == 3
    assert all(1 <= seconds <= 30 for seconds in refused)


def test_a_place_is_free_again_after_an_error() -> None:
    def fail() -> None:
        raise ValueError("no")

    async def main() -> str:
        lane = Lane(1, 0)
        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await lane.run(fail)
        return await lane.run(lambda: "yes")

    assert anyio.run(main) == "yes"


def test_nothing_is_worked_out_for_somebody_who_hung_up() -> None:
    worked = []

    async def gone() -> bool:
        return True

    async def main() -> None:
        with pytest.raises(Abandoned):
            await Lane(1, 1).run(lambda: worked.append(1), gone)

    anyio.run(main)
    assert worked == []


@pytest.mark.parametrize(
    ("given", "width"),
    [
        ({}, 4),
        ({"llm_model": "a:model"}, 16),
        ({"answers_at_once": 3}, 3),
        ({"answers_at_once": 3, "llm_model": "m"}, 3),
    ],
)
def test_the_lane_is_wider_where_most_of_an_answer_is_waiting_for_a_model(given: dict[str, Any], width: int) -> None:
    assert Settings(**given).lane_width == width


def test_health_does_not_wait_and_overload_is_503_with_a_time(library: Library) -> None:
    go_on = threading.Event()
    slow = FakeAssistant(library, until=go_on)
    settings = Settings.model_construct(answers_at_once=1, answers_waiting=1)
    app = create_app(slow, settings)  # type: ignore[arg-type]

    async def main() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://zhinan") as client:
            replies: list[httpx.Response] = []

            async def one() -> None:
                replies.append(await client.post("/v1/ask", json={"question": "age?"}))

            async with anyio.create_task_group() as group:
                for _ in range(6):
                    group.start_soon(one)
                with anyio.fail_after(30):
                    while len(replies) < 4:  # those for whom there is no room
                        await anyio.sleep(0.01)
                    assert (await client.get("/healthz")).status_code == 200  # while nobody can be answered
                go_on.set()
            return replies

    replies = anyio.run(main)
    assert sorted(reply.status_code for reply in replies) == [200, 200, 503, 503, 503, 503]
    refused = [reply for reply in replies if reply.status_code == 503]
    assert all(reply.json()["error"]["code"] == "busy" for reply in refused)
    assert all(int(reply.headers["Retry-After"]) >= 1 for reply in refused)

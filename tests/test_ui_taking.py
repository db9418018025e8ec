"""Imports from the page: the work goes on whoever listens, and whoever listens hears of it often enough."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.settings import Settings
from ui import taking
from ui.taking import Imports, Job

OPERATOR = "key-of-the-operator"


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings.model_construct(data_dir=data_dir, api_keys=SecretStr(f"boss:ask+operate:{OPERATOR}"))


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, threading.Event]]:
    """Imports that take until a test lets them go, by name."""
    gates: dict[str, threading.Event] = {}

    def take(_: Settings, job: Job, data: bytes, advance: Callable[[int, int], None]) -> dict[str, Any]:
        advance(1, 2)
        assert gates.setdefault(job.name, threading.Event()).wait(20)
        return {"ok": True, "line": f"{job.name}: {len(data)} bytes"}

    monkeypatch.setattr(taking, "_take", take)
    yield gates
    for gate in gates.values():
        gate.set()


async def heard(lines: AsyncIterator[str], until: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """What a follower hears until something."""
    told = []
    async for line in lines:
        told.append(json.loads(line))
        if until(told[-1]):
            break
    return told


def test_a_follower_hears_the_same_again_while_nothing_changes(
    settings: Settings, going: dict[str, threading.Event]
) -> None:
    async def story() -> None:
        imports = Imports(settings, beat=0.05)
        job = imports.begin("a.md", b"abc", "en")
        told = await heard(imports.follow(job), lambda _: job.told.get("done") == 1)
        told += [json.loads(await anext(lines)) for lines in [imports.follow(job)] for _ in range(4)]
        assert [line["done"] for line in told[-4:]] == [1, 1, 1, 1]  # a proxy that waits for a word gets one
        assert {line["id"] for line in told} == {job.id}
        going.setdefault("a.md", threading.Event()).set()
        last = await heard(imports.follow(job), lambda line: "ok" in line)
        assert last[-1] == {"id": job.id, "name": "a.md", "ok": True, "line": "a.md: 3 bytes"}

    asyncio.run(story())


def test_an_import_ends_although_nobody_listens_any_more_and_can_be_followed_again(
    settings: Settings, going: dict[str, threading.Event]
) -> None:
    async def story() -> None:
        imports = Imports(settings, beat=0.05)
        job = imports.begin("a.md", b"abc", "en")
        lines = imports.follow(job)
        await anext(lines)
        await lines.aclose()  # type: ignore[attr-defined]
        assert imports.running() == [job]
        going.setdefault("a.md", threading.Event()).set()
        while not job.over:
            await asyncio.sleep(0.01)
        assert imports.running() == []
        found = imports.find(job.id)
        assert found is job
        assert (await heard(imports.follow(found), lambda line: "ok" in line))[-1]["ok"]

    asyncio.run(story())


def test_imports_wait_for_the_one_before(settings: Settings, going: dict[str, threading.Event]) -> None:
    async def story() -> None:
        imports = Imports(settings, beat=0.05)
        first, second = (imports.begin(name, b"x", "zh") for name in ("a.md", "b.md"))
        await heard(imports.follow(first), lambda _: first.told.get("done") == 1)
        assert second.told == {"waiting": True}
        going.setdefault("a.md", threading.Event()).set()
        await heard(imports.follow(second), lambda line: line.get("done") == 1)
        assert first.over
        going.setdefault("b.md", threading.Event()).set()
        await heard(imports.follow(second), lambda line: "ok" in line)

    asyncio.run(story())


def test_only_the_last_of_those_that_are_over_are_kept(settings: Settings, going: dict[str, threading.Event]) -> None:
    async def story() -> None:
        imports = Imports(settings)
        jobs = []
        for number in range(taking._KEPT + 3):
            name = f"{number}.md"
            going[name] = threading.Event()
            going[name].set()
            jobs.append(imports.begin(name, b"", "en"))
            await heard(imports.follow(jobs[-1]), lambda line: "ok" in line)
        assert [imports.find(job.id) is not None for job in jobs] == [False] * 3 + [True] * taking._KEPT

    asyncio.run(story())


def test_a_fault_that_nobody_foresaw_is_one_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr(taking, "take_in_one", fails)
    told = taking._take(settings, Job("a.md", "en"), b"", lambda *_: None)
    assert not told["ok"]
    assert "secret" not in told["line"]
    assert "a.md" in told["line"]


class Keyed:
    """Middleware that gives a request the scopes a test wants, as the service's own does by its key."""

    def __init__(self, app: Any, scopes: tuple[str, ...]):
        self._app, self._scopes = app, scopes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["key_scopes"] = self._scopes
        await self._app(scope, receive, send)


def client(settings: Settings, *scopes: str) -> TestClient:
    app = FastAPI()
    app.include_router(taking.import_route(settings))
    app.add_middleware(Keyed, scopes=scopes)
    return TestClient(app)


def test_what_goes_on_is_told_to_operators_alone(settings: Settings) -> None:
    for query in ("", "?id=x"):
        assert client(settings, "ask").get(f"/page/documents{query}").status_code == 403
    operator = client(settings, "ask", "operate")
    assert operator.get("/page/documents").json() == {"running": []}
    unknown = operator.get("/page/documents?id=x&lang=en")
    assert unknown.status_code == 404
    assert "list below" in unknown.json()["line"]
    elsewhere = operator.get("/page/documents", headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


def test_too_many_files_at_once_are_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Imports, "running", lambda _: [Job("a", "en")] * taking._MOST)
    reply = client(settings, "operate").post("/page/documents?lang=en&name=b.md", content=b"x")
    assert reply.status_code == 503
    assert "wait" in reply.json()["line"]

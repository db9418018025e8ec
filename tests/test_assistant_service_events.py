"""Answers as server-sent events, reference data with its ETag, request ids, and the description of the API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.answer import Ask, Piece, Status, Text
from assistant.errors import NotReady
from assistant.service import examples
from assistant.service.app import VERSION, create_app
from assistant.service.events import wants_events
from assistant.settings import Settings
from corpus.library import Library

EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def client(library: Library) -> TestClient:
    return TestClient(create_app(FakeAssistant(library)))  # type: ignore[arg-type]


def events(text: str) -> list[tuple[str, Any]]:
    """Name and data of each event, as a browser reads them."""
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    assert "".join(f"event: {name}\ndata: {data}\n\n" for name, data in found) == text
    return [(name, json.loads(data)) for name, data in found]


def test_a_stream_has_status_citations_text_and_done_in_this_order(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "age?"}, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events(response.text)
    assert [name for name, _ in told] == ["status", "citations", "text", "done"]
    whole = client.post("/v1/ask", json={"question": "age?"}).json()
    assert told[0][1] == {"status": "answered", "lang": "en", "direction": None}
    assert told[1][1] == whole["citations"]
    assert told[2][1]["text"] == whole["answer"]
    assert told[3][1] == whole


def test_bad_input_is_refused_before_the_stream_begins(client: TestClient) -> None:
    for body in ({"question": ""}, {"question": 5}, {}):
        response = client.post("/v1/ask", json=body, headers=EVENTS)
        assert response.status_code == 422
        assert set(response.json()) == {"error"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 200_000, b"\xff\xfe", b'{"question": NaN}', b'{"question": "\\ud800"}', b"9" * 5_000, b"null"],
)
@pytest.mark.parametrize("path", ["ask", "eligibility", "match", "chat/completions"])
def test_rubbish_is_bad_input_in_the_one_shape(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(f"/v1/{path}", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "bad_input"
    assert not response.json()["error"]["message"].startswith("0:")


def test_a_stream_that_breaks_says_so_and_does_not_say_why(library: Library) -> None:
    class Breaking(FakeAssistant):
        def stream(self, ask: Ask) -> Any:
            yield Status("answered", "en")
            yield Text("half")
            raise RuntimeError(ask.question)

    broken = TestClient(create_app(Breaking(library)))  # type: ignore[arg-type]
    told = events(broken.post("/v1/ask", json={"question": "my secret"}, headers=EVENTS).text)
    assert [name for name, _ in told] == ["status", "text", "error"]
    assert "my secret" not in json.dumps(told)


def test_a_reader_that_leaves_a_stream_does_not_hold_the_lane(library: Library) -> None:
    import anyio

    from assistant.service.desk import Desk
    from assistant.service.lane import Lane
    from assistant.service.metrics import Metrics

    class Long(FakeAssistant):
        told = 0

        def stream(self, ask: Ask) -> Any:
            import time

            yield Status("answered", "en")
            for _ in range(500):
                Long.told += 1
                time.sleep(0.01)
                yield Text("word ")

    async def main() -> list[Piece]:
        lane = Lane(1, 0)
        desk = Desk(Long(library), lane, Metrics("0"))  # type: ignore[arg-type]
        pieces = desk.stream(Ask(question="age?"), "test")
        first = [await anext(pieces)]
        await pieces.aclose()  # type: ignore[attr-defined]
        with anyio.fail_after(2):
            while lane.running:
                await anyio.sleep(0.01)
        return first

    assert anyio.run(main) == [Status("answered", "en")]
    assert Long.told < 100


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("TEXT/Event-Stream; charset=utf-8", True),
        ("application/json, text/event-stream;q=0.5", True),
        ("*/*", False),
        ("application/json", False),
        ("text/event-stream;q=0", False),
        ("", False),
    ],
)
def test_only_who_asks_for_events_gets_them(accept: str, wanted: bool) -> None:
    assert wants_events(accept) is wanted


def test_reference_data_is_fetched_once(client: TestClient) -> None:
    for path in (
        "/v1/guides",
        "/v1/directions",
        "/v1/directions/exchange-1.3",
        "/v1/clauses/most-exchange-2026-b2/1.3",
    ):
        first = client.get(path)
        tag = first.headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert client.get(path, headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_different_data_has_a_different_tag(client: TestClient) -> None:
    tags = {client.get("/v1/directions", params=p).headers["ETag"] for p in ({}, {"country": "FR"}, {"country": "BG"})}
    assert len(tags) == 3


def test_a_callers_request_id_comes_back_and_a_strange_one_is_replaced(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "desk-7.1"}).headers["X-Request-ID"] == "desk-7.1"
    for strange in ("two words", "x" * 65, "<b>", ""):
        made = client.get("/healthz", headers={"X-Request-ID": strange}).headers["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert client.get("/nowhere").headers["X-Request-ID"]


def test_health_names_the_versions_that_answer(client: TestClient, library: Library) -> None:
    told = client.get("/healthz").json()
    assert told == {"status": "ok", "version": VERSION, "corpus_version": FakeAssistant(library).corpus_version}


def test_the_version_is_the_projects() -> None:
    import tomllib

    from fakes import PROJECT

    assert tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION


def test_readiness_tells_why_it_is_not(library: Library) -> None:
    failing = TestClient(create_app(FakeAssistant(library, fails=NotReady("no"))))  # type: ignore[arg-type]
    assert failing.get("/readyz").status_code == 503
    assert "NotReady" in failing.get("/readyz").json()["reason"]
    old = FakeAssistant(library)
    old.searcher.manifest.corpus_version = "0" * 12
    response = TestClient(create_app(old)).get("/readyz")  # type: ignore[arg-type]
    assert response.status_code == 503
    assert "000000000000" in response.json()["reason"]
    assert old.asked == []


def test_an_unforeseen_error_is_500_in_the_one_shape_without_its_words(library: Library) -> None:
    failing = TestClient(create_app(FakeAssistant(library, fails=RuntimeError("secret words"))))  # type: ignore[arg-type]
    response = failing.post("/v1/ask", json={"question": "age?"})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert response.headers["X-Request-ID"] in response.json()["error"]["message"]
    assert "secret words" not in response.text


def test_metrics_count_what_happened_and_name_nobody(library: Library) -> None:
    client = TestClient(create_app(FakeAssistant(library)))  # type: ignore[arg-type]
    client.post("/v1/ask", json={"question": "how old is Zhang San?"})
    client.get("/v1/clauses/most-exchange-2026-b2/1.3")
    client.get("/v1/clauses/Zhang-San")
    told = client.get("/metrics").text
    assert 'zhinan_answers_total{engine="composer",lang="en",status="answered",way="rest"} 1.0' in told
    assert 'zhinan_requests_total{method="GET",route="/v1/clauses/{clause_id:path}",status="404"} 1.0' in told
    assert "Zhang" not in told


def test_every_operation_is_described_with_its_errors(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            assert operation["description"], place
            assert {"401", "403", "429"} <= set(operation["responses"]), place
            if method == "post":
                assert {"413", "422", "503"} <= set(operation["responses"]), place
                assert operation["requestBody"]["content"]["application/json"]["examples"], place


def test_a_key_is_described_where_one_is_asked_for(client: TestClient, library: Library) -> None:
    settings = Settings.model_construct(api_keys=SecretStr("a-key"))
    closed = TestClient(create_app(FakeAssistant(library), settings), headers={"X-API-Key": "a-key"})  # type: ignore[arg-type]
    for kept, described in ((True, closed.get("/openapi.json").json()), (False, client.get("/openapi.json").json())):
        operations = [one for methods in described["paths"].values() for one in methods.values()]
        assert {("security" in operation) for operation in operations} == {kept}


@pytest.mark.slow
def test_every_example_of_the_description_is_answered(library: Library, searcher: Any) -> None:
    from assistant.answering.ask import Assistant

    client = TestClient(create_app(Assistant(library, searcher)))
    sent = {
        "ask": examples.ASK, "eligibility": examples.CHECK, "match": examples.MATCH, "chat/completions": examples.CHAT
    }  # fmt: skip
    for path, given in sent.items():
        for name, example in given.items():
            response = client.post(f"/v1/{path}", json=example["value"])
            assert response.status_code == 200, name
            if path == "ask":
                assert response.json()["status"] == "answered", name
                assert set(response.json()) == set(examples.ANSWER)

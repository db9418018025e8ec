"""The API over real HTTP routes: shapes, errors, bad input. The real index behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.answering.ask import Assistant
from assistant.service.app import create_app
from corpus.library import Library
from index.search import Searcher

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(library: Library, searcher: Searcher) -> Iterator[TestClient]:
    with TestClient(create_app(Assistant(library, searcher)), raise_server_exceptions=False) as made:
        yield made


def test_a_question_gets_the_contracts_shape(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "What is the age limit for exchange 1.4?"}).json()
    assert set(answer) == {
        "status", "lang", "answer", "citations", "direction", "verdict", "closed", "engine", "as_of",
        "corpus_version", "elapsed_ms",
    }  # fmt: skip
    assert set(answer["citations"][0]) == {"marker", "clause_id", "guide", "ref", "title", "text", "official"}
    assert answer["engine"] == "composer"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"question": ""}, 422, "empty"),
        ({"question": "x" * 10_000}, 422, "10000 characters"),
        ({}, 422, "question"),
        ({"question": 5}, 422, "question"),
        ({"question": "age?", "as_of": "2026-13-45"}, 422, "as_of"),
        ({"question": "age?", "direction": "exchange-9.9"}, 404, "exchange-9.9"),
        ({"question": "age?", "lang": "fr"}, 422, "lang"),
        ({"question": "age?", "colour": "red"}, 422, "colour"),
    ],
)
def test_bad_input_gets_the_one_error_shape(client: TestClient, body: object, code: int, words: str) -> None:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == code
    assert set(response.json()) == {"error"}
    assert words in response.json()["error"]["message"]


def test_a_body_that_is_no_json_gets_the_error_shape(client: TestClient) -> None:
    response = client.post("/v1/ask", content=b"{", headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert "message" in response.json()["error"]


def test_all_directions_are_listed_and_filtered(client: TestClient) -> None:
    assert len(client.get("/v1/directions").json()) == 23
    french = [d["id"] for d in client.get("/v1/directions", params={"country": "法国"}).json()]
    assert french == ["exchange-1.2", "exchange-1.3", "joint-1.2"]
    assert french == [d["id"] for d in client.get("/v1/directions", params={"country": "FR"}).json()]
    open_ones = client.get("/v1/directions", params={"open_on": "2026-07-01"}).json()
    assert {d["id"].split("-")[0] for d in open_ones} == {"exchange"}
    assert client.get("/v1/directions", params={"open_on": "2026-07-02"}).json() == []


def test_an_unknown_country_says_what_to_give(client: TestClient) -> None:
    response = client.get("/v1/directions", params={"country": "Atlantis"})
    assert response.status_code == 422
    assert "ISO" in response.json()["error"]["message"]


def test_one_direction_has_its_money_in_yuan(client: TestClient) -> None:
    direction = client.get("/v1/directions/exchange-1.5").json()
    assert direction["funding_total"]["exactly"] == 9_000_000
    assert direction["funding_per_project"]["exactly"] == 300_000
    assert client.get("/v1/directions/joint-1.6").json()["funding_per_project"] is None
    assert client.get("/v1/directions/nowhere").status_code == 404


def test_a_clause_is_found_by_its_id_and_by_one_with_blanks(client: TestClient) -> None:
    clause = client.get("/v1/clauses/most-exchange-2026-b2/1.3(3)").json()
    assert clause["ref"] == "1.3(3)"
    assert client.get("/v1/clauses/most-exchange-2026-b2/1.3（3）").json() == clause
    assert client.get("/v1/clauses/most-exchange-2026-b2/9.9").status_code == 404


def test_every_clause_of_every_guide_is_served(client: TestClient, library: Library) -> None:
    assert sum(guide["clauses"] for guide in client.get("/v1/guides").json()) == len(library.clauses)
    assert all(client.get(f"/v1/clauses/{clause_id}").status_code == 200 for clause_id in library.clauses)


def test_a_verdict_names_the_fact_that_breaks_it(client: TestClient) -> None:
    body = {"direction": "exchange-1.3", "profile": {"birth_date": "1981-12-31"}, "as_of": "2026-06-01"}
    verdict = client.post("/v1/eligibility", json=body).json()
    assert verdict["outcome"] == "not_eligible"
    broken = [f for f in verdict["findings"] if f["outcome"] == "broken"]
    assert broken[0]["facts"][0] == "birth_date"
    assert broken[0]["clause_id"] == "most-exchange-2026-b2/1.3(3)"


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"shoe_size": 43}, "shoe_size"),
        ({"birth_date": "1982-02-30"}, "birth_date"),
        ({"visits_out": -1}, "visits_out"),
    ],
)
def test_a_nonsense_fact_is_named(client: TestClient, profile: dict[str, object], words: str) -> None:
    response = client.post("/v1/eligibility", json={"direction": "exchange-1.3", "profile": profile})
    assert response.status_code == 422
    assert words in response.json()["error"]["message"]


def test_match_judges_every_direction_best_first(client: TestClient) -> None:
    verdicts = client.post("/v1/match", json={"profile": {"birth_date": "1970-01-01"}}).json()
    assert len(verdicts) == 23
    assert verdicts[-1]["outcome"] == "not_eligible"


def test_health_readiness_and_documentation_are_there(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").status_code == 200
    assert client.get("/docs").status_code == 200
    assert client.get("/openapi.json").json()["info"]["title"].startswith("Zhinan")


def test_an_unknown_path_and_a_wrong_method_keep_the_shape(client: TestClient) -> None:
    assert client.get("/v1/nothing").json()["error"]["code"] == "not_found"
    assert client.get("/v1/ask").json()["error"]["code"] == "method_not_allowed"

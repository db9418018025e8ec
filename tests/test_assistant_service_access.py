"""Who may come in: keys, scopes, rates, other origins, and where the server may listen."""

from __future__ import annotations

import base64
import logging
from typing import Any

import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.errors import BadInput
from assistant.service.access import read_rate
from assistant.service.app import create_app
from assistant.service.keys import hash_of, new_key, read_keys
from assistant.service.serving import choose_address
from assistant.settings import Settings
from corpus.library import Library

KEYS = "office:ask:s3cret-of-the-office,guard:operate:s3cret-of-the-guard"
ASK = {"Authorization": "Bearer s3cret-of-the-office"}
OPERATE = {"Authorization": "Bearer s3cret-of-the-guard"}


def settings(**given: Any) -> Settings:
    if "api_keys" in given:
        given["api_keys"] = SecretStr(given["api_keys"])
    return Settings.model_construct(**given)


def client(library: Library, **given: Any) -> TestClient:
    return TestClient(create_app(FakeAssistant(library), settings(**given)))  # type: ignore[arg-type]


def test_without_keys_nobody_is_asked_for_one(library: Library) -> None:
    assert client(library).post("/v1/ask", json={"question": "age?"}).status_code == 200


def test_every_described_route_refuses_without_a_key(library: Library) -> None:
    closed = client(library, api_keys=KEYS)
    routes = client(library).get("/openapi.json").json()["paths"]
    asked = [(path, method) for path, methods in routes.items() for method in methods]
    assert len(asked) >= 9
    for path, method in [*asked, ("/docs", "get"), ("/openapi.json", "get"), ("/", "get"), ("/nothing", "get")]:
        response = closed.request(method, path)
        assert response.status_code == 401, path
        assert response.json()["error"]["code"] == "unauthorized"
        assert response.headers["WWW-Authenticate"]


def test_a_probe_sees_that_it_lives_without_a_key(library: Library) -> None:
    assert client(library, api_keys=KEYS).get("/healthz").status_code == 200


@pytest.mark.parametrize("header", [ASK, {"X-API-Key": "s3cret-of-the-office"}])
def test_a_key_lets_in(library: Library, header: dict[str, str]) -> None:
    assert client(library, api_keys=KEYS).post("/v1/ask", json={"question": "age?"}, headers=header).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        {"Authorization": "Bearer s3cret-of-the-offic"},
        {"Authorization": "Bearer s3cret-of-the-office2"},
        {"Authorization": "Bearer "},
        {"Authorization": "s3cret-of-the-office"},
        {"Authorization": "Bearer sha256$" + hash_of("s3cret-of-the-office").hex()},
        {"X-API-Key": "µ".encode("latin-1")},
    ],
)
def test_a_wrong_key_does_not(library: Library, header: dict[str, str | bytes]) -> None:
    response = client(library, api_keys=KEYS).post("/v1/ask", json={"question": "age?"}, headers=header)  # type: ignore[arg-type]
    assert response.status_code == 401


def test_a_key_opens_what_its_scope_names_and_nothing_else(library: Library) -> None:
    closed = client(library, api_keys=KEYS)
    assert closed.get("/metrics", headers=OPERATE).status_code == 200
    assert closed.get("/readyz", headers=OPERATE).status_code == 200
    assert closed.get("/v1/guides", headers=OPERATE).status_code == 403
    assert closed.get("/metrics", headers=ASK).status_code == 403
    assert "'operate'" in closed.get("/metrics", headers=ASK).json()["error"]["message"]


def test_a_browser_is_asked_for_the_key_on_the_page_and_not_on_the_api(library: Library) -> None:
    closed = client(library, api_keys=KEYS)
    basic = {"Authorization": "Basic " + base64.b64encode(b"anybody:s3cret-of-the-office").decode()}
    assert closed.get("/docs").headers["WWW-Authenticate"].startswith("Basic ")
    assert closed.get("/docs", headers=basic).status_code == 200
    assert closed.get("/v1/guides", headers=basic).status_code == 401
    assert closed.get("/v1/guides").headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("rest", ["%%%", base64.b64encode(b"\xff\xfe").decode(), ""])
def test_a_broken_basic_header_is_no_key(library: Library, rest: str) -> None:
    response = client(library, api_keys=KEYS).get("/docs", headers={"Authorization": f"Basic {rest}"})
    assert response.status_code == 401


def test_a_hashed_entry_lets_its_secret_in_and_does_not_contain_it(library: Library) -> None:
    secret, entry = new_key("bot", "ask+operate")
    assert secret not in entry
    closed = client(library, api_keys=entry)
    header = {"Authorization": f"Bearer {secret}"}
    assert closed.get("/v1/guides", headers=header).status_code == 200
    assert closed.get("/metrics", headers=header).status_code == 200


def test_a_bare_secret_may_do_everything(library: Library) -> None:
    header = {"Authorization": "Bearer just-this"}
    open_ = client(library, api_keys="just-this")
    assert open_.get("/v1/guides", headers=header).status_code == 200
    assert open_.get("/metrics", headers=header).status_code == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("office:ask", "NAME:SCOPES:SECRET"),
        ("office:read:secretword", "'read'"),
        ("of(fice:ask:secretword", "a name has letters"),
        ("a:ask:x,a:ask:y", "two entries"),
        ("a:ask:sha256$12", "64 hexadecimal"),
        ("a:ask:", "64 hexadecimal|sha256"),
        ("名" * 41 + ":ask:secretword", "at most 40"),
    ],
)
def test_an_entry_that_is_not_usable_is_named_without_its_secret(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read_keys(text)
    assert "secretword" not in str(refused.value)


def test_no_keys_is_an_empty_ring() -> None:
    assert not read_keys(" , ")
    assert read_keys("").find("") is None


def test_the_settings_do_not_print_the_keys() -> None:
    assert "s3cret" not in repr(settings(api_keys=KEYS))


def test_a_key_is_limited_by_its_rate_and_another_is_not(library: Library) -> None:
    closed = client(library, api_keys=KEYS + ",second:ask:another", rate_per_key="3/minute", rate_per_address="")
    assert [closed.get("/v1/guides", headers=ASK).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = closed.get("/v1/guides", headers=ASK)
    assert refused.json()["error"]["code"] == "too_many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert closed.get("/v1/guides", headers={"X-API-Key": "another"}).status_code == 200


def test_an_address_is_limited_by_its_rate_wrong_keys_included(library: Library) -> None:
    closed = client(library, api_keys=KEYS, rate_per_address="2/minute", rate_per_key="")
    assert [closed.get("/v1/guides").status_code for _ in range(3)] == [401, 401, 429]
    assert closed.get("/healthz").status_code == 200


def test_the_machine_itself_is_not_limited_by_address(library: Library) -> None:
    app = create_app(FakeAssistant(library), settings(rate_per_address="1/minute", rate_per_key=""))  # type: ignore[arg-type]
    for address in ("127.0.0.1", "::1"):
        local = TestClient(app, client=(address, 5000))
        assert {local.get("/v1/guides").status_code for _ in range(3)} == {200}
    elsewhere = TestClient(app, client=("192.0.2.1", 5000))
    assert [elsewhere.get("/v1/guides").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("text", ["often", "5", "5/fortnight", "-1/minute"])
def test_a_rate_that_is_none_is_named(text: str) -> None:
    with pytest.raises(BadInput, match="ZHINAN_RATE_PER_KEY"):
        read_rate(text, "ZHINAN_RATE_PER_KEY")


def test_other_origins_get_nothing_until_they_are_named(library: Library) -> None:
    origin = {"Origin": "https://portal.example"}
    ask = {**origin, "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client(library).get("/v1/guides", headers=origin).headers
    named = client(library, cors_origins="https://portal.example, https://other.example", api_keys=KEYS)
    assert named.options("/v1/ask", headers=ask).headers["access-control-allow-origin"] == "https://portal.example"
    assert named.options("/v1/ask", headers={**ask, "Origin": "https://evil.example"}).status_code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "zhinan.example"])
def test_it_does_not_listen_elsewhere_without_keys(host: str) -> None:
    with pytest.raises(BadInput, match="ZHINAN_API_KEYS"):
        choose_address(settings(), host, 0)


def test_it_listens_elsewhere_with_keys_or_when_told_so() -> None:
    assert choose_address(settings(api_keys=KEYS), "0.0.0.0", 45801) == ("0.0.0.0", 45801)
    assert choose_address(settings(allow_open=True), "0.0.0.0", 45801) == ("0.0.0.0", 45801)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8"])
def test_it_listens_on_loopback_without_keys(host: str) -> None:
    assert choose_address(settings(), host, 45802)[0] == host


def test_no_key_and_no_question_reaches_the_log(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    from assistant.service.log import configure

    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    configure()
    root.addHandler(caplog.handler)
    try:
        closed = client(library, api_keys=KEYS)
        body = {"question": "I was born on 1981-12-31, my id is 110101198112310019. Age?"}
        closed.post("/v1/ask", json=body, headers=ASK)
        closed.post("/v1/ask", json=body, headers={"X-API-Key": "wrong-secret"})
        closed.get("/v1/clauses/1981-12-31", headers=ASK)
    finally:
        root.handlers[:] = before
    told = "\n".join(str(record.msg) + record.getMessage() for record in caplog.records)
    assert "served" in told
    for secret in ("s3cret", "wrong-secret", "1981", "110101", "Age?"):
        assert secret not in told

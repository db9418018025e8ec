"""`/docs`: Swagger UI from this machine's own files, and nothing else of the package that carries them."""

from __future__ import annotations

import re

import pytest
from fakes import FakeAssistant
from fastapi.testclient import TestClient

from assistant.service.app import create_app
from corpus.library import Library


@pytest.fixture(scope="module")
def client(library: Library) -> TestClient:
    return TestClient(create_app(FakeAssistant(library)))  # type: ignore[arg-type]


def test_the_page_names_only_files_beside_itself_and_all_of_them_are_there(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) == 4
    for address in named:
        assert re.match(r"data:|docs/[\w.-]+$", address), address  # relative: it works behind a path prefix
        if not address.startswith("data:"):
            assert client.get(f"/{address}").status_code == 200
    assert b"SwaggerUIBundle" in client.get("/docs/swagger-ui-bundle.js").content


def test_the_browser_is_told_to_load_nothing_from_elsewhere(client: TestClient) -> None:
    for path in ("/docs", "/docs/start.js"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "http" not in policy


@pytest.mark.parametrize("path", ["redoc.standalone.js", "favicon.png", "manual.py", "../app.py", "oauth2-redirect"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/docs/{path}").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_it_is_no_part_of_what_it_describes(client: TestClient) -> None:
    assert not [path for path in client.get("/openapi.json").json()["paths"] if path.startswith("/docs")]

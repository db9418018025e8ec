"""Bodies and readers against a real server: too large, too slow, half-closed, and nobody else is harmed."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from fakes import FakeAssistant, on_a_port

from assistant.service import body, serving
from assistant.service.app import create_app
from assistant.settings import Settings
from corpus.library import Library

pytestmark = pytest.mark.slow
QUESTION = json.dumps({"question": "age?"}).encode()


@pytest.fixture(scope="module")
def port(library: Library) -> Iterator[int]:
    patience = body._PATIENCE, serving._FIRST_BYTES
    body._PATIENCE, serving._FIRST_BYTES = 1.0, 1.0
    try:
        app = create_app(FakeAssistant(library), Settings.model_construct())  # type: ignore[arg-type]
        with on_a_port(app, http=serving._patient()) as address:  # the protocol that the entry points use
            yield int(address.rsplit(":", 1)[1])
    finally:
        body._PATIENCE, serving._FIRST_BYTES = patience


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=15)


def ask(port: int, content: bytes | Iterator[bytes] = QUESTION) -> httpx.Response:
    headers = {"content-type": "application/json"}
    return httpx.post(f"http://127.0.0.1:{port}/v1/ask", content=content, headers=headers, timeout=10)


def head(length: str) -> bytes:
    return f"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{length}\r\n\r\n".encode()


def reply(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_a_body_that_says_it_is_too_large_is_refused(port: int) -> None:
    response = ask(port, b"x" * (body.LARGEST + 1))
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


def test_a_body_of_the_largest_size_is_read(port: int) -> None:
    padded = QUESTION + b" " * (body.LARGEST - len(QUESTION))
    assert ask(port, padded).status_code == 200


def test_bytes_are_counted_as_they_come_whatever_was_promised(port: int) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(body.LARGEST // 50_000 + 2):
            yield b"x" * 50_000

    response = ask(port, chunks())
    assert response.status_code == 413


def test_a_body_that_never_ends_is_given_up(port: int) -> None:
    with connected(port) as slow:
        slow.sendall(head("Content-Length: 100") + b'{"question"')
        started = time.monotonic()
        assert b" 408 " in reply(slow)
        assert 0.5 < time.monotonic() - started < 8


def test_a_body_that_trickles_is_given_up_too(port: int) -> None:
    with connected(port) as slow:
        slow.sendall(head("Transfer-Encoding: chunked"))
        started = time.monotonic()
        with suppress(OSError):  # reset or broken pipe, as the kernel likes
            for _ in range(200):
                slow.sendall(b"1\r\nx\r\n")
                time.sleep(0.05)
        assert time.monotonic() - started < 8  # all of it would take 10 s


def test_a_connection_without_a_request_is_closed(port: int) -> None:
    with connected(port) as silent:
        silent.sendall(b"POST /v1/ask HT")
        assert silent.recv(100) == b""


def test_a_reader_that_closes_its_half_still_harms_nobody(port: int) -> None:
    with connected(port) as half:
        half.sendall(head(f"Content-Length: {len(QUESTION)}") + QUESTION[:5])
        half.shutdown(socket.SHUT_WR)
        reply(half)
    assert ask(port).status_code == 200


@pytest.mark.parametrize("kind", ["stall", "half-close", "100 MB"])
def test_ten_rude_clients_harm_nobody_else(port: int, kind: str) -> None:
    connections = [connected(port) for _ in range(10)]
    threads = [threading.Thread(target=_rude, args=(kind, connection), daemon=True) for connection in connections]
    for thread in threads:
        thread.start()
    slowest = 0.0
    for _ in range(20):
        started = time.monotonic()
        answer = ask(port)
        assert answer.status_code == 200
        slowest = max(slowest, time.monotonic() - started)
    for connection in connections:
        connection.close()
    for thread in threads:
        thread.join(10)
    assert slowest < 3


def _rude(kind: str, connection: socket.socket) -> None:
    try:
        if kind == "stall":
            connection.sendall(head("Content-Length: 1000") + b"{")
        elif kind == "half-close":
            connection.sendall(head(f"Content-Length: {len(QUESTION)}") + QUESTION)
            connection.shutdown(socket.SHUT_WR)
        else:
            connection.sendall(head("Content-Length: 100000000"))
            for _ in range(100):
                connection.sendall(b"x" * 1_000_000)
        connection.recv(65536)
    except OSError:
        pass  # the server has hung up, as it should

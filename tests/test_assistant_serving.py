"""A server as a process: it finishes what is in flight, logs without questions, and refuses an open door."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import PROJECT

pytestmark = pytest.mark.slow

# A server like `python -m assistant serve`, but over an assistant that takes its time.
_SLOW = """
import sys
sys.path[:0] = [{project!r}, {tests!r}]
from corpus.library import load
from fakes import FakeAssistant
from assistant.service.app import create_app
from assistant.service.serving import run
print("ready", flush=True)
run(create_app(FakeAssistant(load(), delay=1.5)), "127.0.0.1", {port})
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(process: subprocess.Popen[str], url: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        assert time.monotonic() < deadline
        try:
            if httpx.get(f"{url}/healthz", timeout=10).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)


@contextmanager
def slow_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    code = _SLOW.format(project=str(PROJECT), tests=str(PROJECT / "tests"), port=port)
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait(10)


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_in_flight_is_finished_when_the_server_is_told_to_stop(stream: bool) -> None:
    with slow_server() as (url, process):
        got: list[httpx.Response] = []
        headers = {"Accept": "text/event-stream"} if stream else {}
        body: dict[str, Any] = {"question": "age?"}
        asker = threading.Thread(
            target=lambda: got.append(httpx.post(f"{url}/v1/ask", json=body, headers=headers, timeout=30))
        )
        asker.start()
        time.sleep(0.7)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"{url}/healthz", timeout=2)  # nobody new is let in
        asker.join(30)
        process.wait(30)
    assert [reply.status_code for reply in got] == [200]
    assert ("event: done" if stream else "Answer 0") in got[0].text


def test_the_log_is_json_and_has_no_question(real_data_dir: Path) -> None:
    port = free_port()
    environment = {**os.environ, "ZHINAN_DATA_DIR": str(real_data_dir), "ZHINAN_API_KEYS": "office:ask:office-secret"}
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--port", str(port)],
        cwd=PROJECT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(process, url)
        question = {"question": "I was born on 1981-12-31. What is the age limit of exchange 1.3?"}
        key = {"Authorization": "Bearer office-secret"}
        assert httpx.post(f"{url}/v1/ask", json=question, headers=key, timeout=60).status_code == 200
        assert httpx.post(f"{url}/v1/ask", json=question, timeout=60).status_code == 401
        httpx.get(f"{url}/v1/clauses/born-1981-12-31", headers=key)
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    lines = [line for line in told.splitlines() if line.startswith("{")]
    served = [json.loads(line) for line in lines]
    assert [entry["status"] for entry in served if entry["event"] == "served" and entry["route"] != "/healthz"] == [
        200,
        401,
        404,
    ]
    assert all({"at", "level", "request_id"} <= set(entry) for entry in served if entry["event"] == "served")
    for secret in ("1981", "born", "office-secret"):
        assert secret not in told


@pytest.mark.parametrize("module", ["assistant", "ui"])
def test_an_open_door_is_refused_in_one_line(module: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", module, *(["serve"] if module == "assistant" else []), "--host", "0.0.0.0"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZHINAN_")}
    environment |= {"ZHINAN_DATA_DIR": str(tmp_path), "ZHINAN_PORT": str(free_port())}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "ZHINAN_API_KEYS" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_on_the_command_line() -> None:
    command = [sys.executable, "-m", "assistant", "key", "chatbot", "--scopes", "ask+operate"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=True)
    secret, entry = (line.rsplit(" ", 1)[1] for line in done.stdout.splitlines())
    from assistant.service.keys import read_keys

    found = read_keys(entry).find(secret)
    assert found
    assert (found.name, found.scopes) == ("chatbot", {"ask", "operate"})
    bad = subprocess.run(
        [*command[:-1], "everything"], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    assert bad.returncode == 2
    assert "everything" in bad.stderr

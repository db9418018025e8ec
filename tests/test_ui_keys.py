"""The page where keys are set: the browser asks for one, and then the page works as ever; without, nothing is shown."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fakes import PROJECT

KEY = "key-of-the-office"
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def url(real_data_dir: Path, operator_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python -m ui` with keys, on a free port."""
    data_dir = tmp_path_factory.mktemp("keys") / "data"
    shutil.copytree(real_data_dir, data_dir, ignore=shutil.ignore_patterns("*.lock", "in-use"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"ZHINAN_DATA_DIR": str(data_dir), "ZHINAN_API_KEYS": f"office:ask:{KEY}"}
    command = [sys.executable, "-m", "ui", "--port", str(port)]
    server = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL, env=environment)
    try:
        deadline = time.monotonic() + 240
        while True:
            assert server.poll() is None
            assert time.monotonic() < deadline
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=20).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize("path", ["/", "/zh/", "/en/", "/zh/config", "/page/icon.svg", "/docs", "/nothing"])
def test_nothing_of_the_page_is_shown_without_a_key(url: str, path: str) -> None:
    for auth in (None, ("anybody", "wrong")):
        reply = httpx.get(url + path, auth=auth, timeout=30)
        assert reply.status_code == 401
        assert reply.headers["WWW-Authenticate"].startswith("Basic")
        assert "gradio" not in reply.text


def test_no_event_of_the_page_is_taken_without_a_key(url: str) -> None:
    assert httpx.post(f"{url}/zh/gradio_api/queue/join", json={}, timeout=30).status_code == 401
    assert httpx.get(f"{url}/zh/gradio_api/queue/data?session_hash=x", timeout=30).status_code == 401


def test_with_the_key_the_page_answers(url: str) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"PAGE NOT CHECKED: {CHROMIUM} is not here; apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="PAGE NOT CHECKED: playwright is not installed")
    faults: list[str] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--headless", "--no-sandbox"])
        context = browser.new_context(locale="zh-CN", http_credentials={"username": "office", "password": KEY})
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.goto(url)
        page.locator(".zn-welcome, .zn-log").first.wait_for()
        page.locator("#zn-question textarea").fill("中法杰青的年龄要求是什么？")
        page.locator("#zn-send").click()
        answer = page.locator("#zn-talk .zn-answer").first
        answer.wait_for()
        assert "1982" in answer.inner_text()
        browser.close()
    assert [fault for fault in faults if fault != f"401 {url}/"] == []  # the challenge, where the browser shows it

"""The page where keys are set: the browser asks for one, and then the page works as ever; without, nothing is shown."""

from __future__ import annotations

import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fakes import PROJECT
from test_ui_page import DESKTOP, FLAGS, LOCALE, PALE, PHONE, UNNAMED, _prefix_proxy, no_sideways_scrolling

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KEY = "key-of-the-office"
OPERATOR = "key-of-the-operator"
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def url(real_data_dir: Path, operator_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python -m ui` with keys, on a free port."""
    data_dir = tmp_path_factory.mktemp("keys") / "data"
    shutil.copytree(real_data_dir, data_dir, ignore=shutil.ignore_patterns("*.lock", "in-use"))
    made = operator_data_dir / "encoder"
    if made.is_dir() and not (data_dir / "encoder").exists():
        (data_dir / "encoder").symlink_to(made)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keys = f"office:ask:{KEY},boss:ask+operate:{OPERATOR}"
    environment = os.environ | {"ZHINAN_DATA_DIR": str(data_dir), "ZHINAN_API_KEYS": keys}
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


CALL = """# Call for joint projects with Ruritania

## 1. Funding
Each project receives 345,000 yuan for 2 years. At most 7 projects are funded.

## 2. Who may apply
The applicant was born on or after 1 January 1979 and holds a doctorate.
"""


@dataclass(frozen=True)
class Office:
    """An operator's browser, and what went wrong in it."""

    browser: Browser
    faults: list[str]

    def open(self, url: str, lang: str = "en", size: dict[str, Any] | None = None) -> Page:
        """The page at `url`, its documents shown; errors and requests to other hosts are kept."""
        signed: Any = {"username": "boss", "password": OPERATOR}
        context = self.browser.new_context(locale=LOCALE[lang], http_credentials=signed, **(size or {}))
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((url, "data:", "blob:")) else self.faults.append(r.url))
        page.goto(f"{url}/{lang}/")
        page.get_by_role("tab").nth(4).click()
        page.locator("#zn-file").wait_for(state="attached")
        return page


@pytest.fixture
def office() -> Iterator[Office]:
    """Chromium for an operator; afterwards nothing may have gone wrong in it."""
    if not CHROMIUM.exists():
        pytest.skip(f"PAGE NOT CHECKED: {CHROMIUM} is not here; apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="PAGE NOT CHECKED: playwright is not installed")
    faults: list[str] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield Office(browser, faults)
        browser.close()
    assert [fault for fault in faults if "401" not in fault] == []


def remove_all(page: Page) -> None:
    """Take everything out again; each is asked once more first."""
    while page.locator(".zn-documents li").count():
        there = page.locator(".zn-documents li").count()
        remove = page.locator("[data-do=remove-document]").first
        remove.click()
        assert page.locator(".zn-documents li").count() == there
        remove.click()
        page.wait_for_function("n => document.querySelectorAll('.zn-documents li').length < n", arg=there)
    page.locator("#zn-imported", has_text=re.compile("还没有导入|Nothing is imported")).wait_for(timeout=200_000)


@pytest.mark.parametrize(  # each takes a minute and a half: every language and every size once
    ("lang", "size"), [pytest.param("zh", DESKTOP, id="zh-desktop"), pytest.param("en", PHONE, id="en-phone")]
)
def test_an_operator_imports_verifies_and_removes(
    url: str, office: Office, tmp_path: Path, lang: str, size: dict[str, Any]
) -> None:
    call, other, broken = tmp_path / "ruritania <b>.md", tmp_path / "other.md", tmp_path / "broken.pdf"
    call.write_text(CALL, "utf-8")
    other.write_text(CALL.replace("Ruritania", "Sylvania").replace("345", "678").replace("joint", "exchange"), "utf-8")
    broken.write_bytes(b"%PDF-1.7 nothing")
    page = office.open(url, lang, size)
    page.locator("#zn-file").set_input_files([str(call), str(other), str(broken)])
    page.locator("#zn-import-log .zn-done", has_text="ruritania <b>.md").wait_for(timeout=200_000)
    refused = page.locator("#zn-import-log .zn-line", has_text="broken.pdf")
    refused.wait_for(timeout=200_000)
    assert "Traceback" not in refused.inner_text()
    page.locator(".zn-documents li", has_text="ruritania <b>.md").wait_for()
    assert page.locator(".zn-documents li").count() == 2
    page.locator("[data-do=verify]").click()
    page.locator("#zn-verified [role=alert]").wait_for()  # no guide of the edition is among them
    assert page.locator("[data-do=verify]").is_enabled()
    assert page.evaluate(UNNAMED) == page.evaluate(PALE) == []
    no_sideways_scrolling(page)
    remove_all(page)


# All that the log of imports says, however short it stands there: on a good line the next attempt is heard at once.
_HEARD = """(() => {
  window.heard = [];
  const hear = () => heard.push(document.querySelector("#zn-import-log")?.innerText);
  new MutationObserver(hear).observe(document.body, { childList: true, characterData: true, subtree: true });
})()"""


def test_an_import_goes_on_behind_a_proxy_that_cuts_it_and_is_followed_to_its_end(
    url: str, office: Office, tmp_path: Path
) -> None:
    call, cuts = tmp_path / "ruritania.md", []
    call.write_text(CALL + "".join(f"\n## {n}. Kind {n}\nKind {n} gets {n},000 yuan.\n" for n in range(3, 90)), "utf-8")

    def cut(request: str) -> bool:
        cuts.append(request) if request.startswith("POST /zhinan/page/documents") else None
        return bool(cuts) and cuts[-1] == request

    proxy = _prefix_proxy(url.rsplit(":", 1)[1], cut)
    try:
        page = office.open(f"http://127.0.0.1:{proxy.server_port}/zhinan")
        page.evaluate(_HEARD)
        page.locator("#zn-file").set_input_files(str(call))
        page.locator("#zn-import-log .zn-done", has_text="ruritania.md: imported").wait_for(timeout=200_000)
        assert "The connection broke" in page.evaluate("window.heard.join()")
        assert len(cuts) == 1  # sent once; what came later was asked for
        page.locator(".zn-documents li", has_text="ruritania.md").wait_for()  # listed a moment after it is said
        remove_all(page)
    finally:
        proxy.shutdown()


def test_who_opens_the_page_while_an_import_runs_is_told_how_far_it_is(
    url: str, office: Office, tmp_path: Path
) -> None:
    call = tmp_path / "sylvania.md"
    call.write_text(CALL + "".join(f"\n## {n}. Sort {n}\nSort {n} gets {n},500.\n" for n in range(3, 160)), "utf-8")
    first = office.open(url)
    first.locator("#zn-file").set_input_files(str(call))
    first.locator("#zn-import-log", has_text="Indexing").wait_for()
    second = office.open(url, "zh")
    second.locator("#zn-import-log", has_text="正在建索引").wait_for()
    first.close()
    second.locator("#zn-import-log .zn-done", has_text="sylvania.md").wait_for(timeout=200_000)
    second.locator(".zn-documents li", has_text="sylvania.md").wait_for()
    remove_all(second)


@pytest.mark.sources
def test_official_words_stand_beside_ours_with_their_page_and_the_cited_words_marked(
    url: str, office: Office, sources: Path, tmp_path: Path
) -> None:
    lines = (sources / "most-exchange-2026-batch2.txt").read_text("utf-8").splitlines()
    printer = office.browser.new_page()
    printer.set_content("".join(f"<p>{html.escape(line)}</p>" for line in lines))
    printer.pdf(path=tmp_path / "exchange.pdf", format="A4")
    printer.close()
    page = office.open(url, "zh")
    page.locator("#zn-file").set_input_files(str(tmp_path / "exchange.pdf"))
    page.locator("#zn-import-log .zn-done", has_text="exchange.pdf").wait_for(timeout=200_000)
    page.locator("[data-do=verify]").click()
    page.locator("#zn-verified .zn-done").wait_for(timeout=60_000)
    page.get_by_role("tab").nth(0).click()
    page.locator("#zn-question textarea").fill("中法杰青的年龄要求是什么？")
    page.locator("#zn-send").click()
    page.locator("#zn-talk .zn-answer .zn-mark").first.click()
    official = page.locator("#zn-panel .zn-official")
    assert re.search(r"第 \d+ 页", official.locator("h3").inner_text())
    marked = official.locator(".zn-cited")
    assert marked.count() == 1
    assert "1982" in marked.inner_text()
    assert len(marked.inner_text()) < len(official.inner_text()) / 2
    page.keyboard.press("Escape")
    page.get_by_role("tab").nth(4).click()
    remove_all(page)


def test_a_key_that_may_only_ask_neither_sees_nor_imports_documents(url: str) -> None:
    reply = httpx.post(f"{url}/page/documents?name=a.md", content=CALL.encode(), auth=("x", KEY), timeout=30)
    assert reply.status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_another_site_cannot_import_in_an_operators_name(url: str, headers: dict[str, str]) -> None:
    reply = httpx.post(
        f"{url}/page/documents?name=a.md", content=CALL.encode(), auth=("x", OPERATOR), headers=headers, timeout=30
    )
    assert reply.status_code == 403

"""`python -m ui.screenshots`: pictures of every tab in both languages and of a phone, for the README and the docs.

Starts the page on a free port with a key and a data folder of its own (or uses `--url` and `--key`) and drives Debian's
Chromium. The pictures show what the page really answered; look at them before committing.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
_DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": 1.5}
_PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
}  # fmt: skip
_SIGNED: dict[str, Any] = {}
_ASKED = {
    "zh": ("中法杰青的年龄要求是什么？", "那总经费呢？"),
    "en": ("When does the exchange call close?", "How much money does each project get in the China-Serbia exchange?"),
}
_CALLS = {
    "zh": """# 联合项目申报指南（示例）

## 1. 经费
每个项目资助 34.5 万元，执行期 2 年。最多支持 7 个项目。

## 2. 申报条件
申请人应为 1979 年 1 月 1 日及以后出生，有博士学位。
""",
    "en": """# Example call for joint projects

## 1. Funding
Each project receives 345,000 yuan for 2 years. At most 7 projects are funded.

## 2. Who may apply
The applicant was born on or after 1 January 1979 and holds a doctorate.
""",
}
_TYPED = {"birth_date": "1981-06", "title": "副教授", "stay_weeks": "7"}


def main(
    out: Path = typer.Option(Path("docs/screenshots"), help="Where the pictures go."),
    url: str = typer.Option("", help="A page that runs already; by default one is started."),
    key: str = typer.Option("", help="A key of the page at `--url`; with the scope operate, documents are shown."),
    chromium: Path = typer.Option(Path("/usr/bin/chromium"), help="The browser."),
) -> None:
    """Take the pictures.

    Example: python -m ui.screenshots --url http://127.0.0.1:8000
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        print("zhinan: playwright is not installed; pip install playwright", file=sys.stderr)
        raise typer.Exit(2) from error
    if not chromium.exists():
        print(f"zhinan: {chromium} is not here; apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        raise typer.Exit(2)
    out.mkdir(parents=True, exist_ok=True)
    with _page(url, key) as (address, signed), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=_FLAGS)
        if signed:
            _SIGNED["http_credentials"] = {"username": "key", "password": signed}
        for lang in ("zh", "en"):
            _chat(browser, address, lang, out / f"chat-{lang}.png")
            _eligibility(browser, address, lang, out)
            _calls(browser, address, lang, out)
            _quality(browser, address, lang, out / f"quality-{lang}.png")
            _documents(browser, address, lang, out / f"documents-{lang}.png", own=not url)
            _phone(browser, address, lang, out)
        browser.close()
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


@contextmanager
def _page(url: str, key: str) -> Iterator[tuple[str, str]]:
    """The address of a running page and a key to it; started here where none is given, and gone afterwards."""
    if url:
        yield url.rstrip("/"), key
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="zhinan-") as folder:
        own = {"ZHINAN_DATA_DIR": folder, "ZHINAN_API_KEYS": f"pictures:ask+operate:{made}"}
        server = subprocess.Popen([sys.executable, "-m", "ui", "--port", str(port)], env=os.environ | own)
        try:
            _await(server, port)
            yield f"http://127.0.0.1:{port}", made
        finally:
            server.terminate()
            server.wait(20)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise typer.Exit(server.returncode)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    print("zhinan: the page did not start within 5 minutes", file=sys.stderr)
    raise typer.Exit(1)


def _open(browser: Any, address: str, lang: str, size: dict[str, Any]) -> Any:
    page = browser.new_context(locale=lang, **size, **_SIGNED).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/{lang}/")
    page.locator(".zn-welcome").wait_for()
    return page


def _ask(page: Any, questions: tuple[str, ...]) -> None:
    for number, question in enumerate(questions):
        page.locator("#zn-question textarea").fill(question)
        page.keyboard.press("Enter")
        page.locator("#zn-talk .zn-answer").nth(number).wait_for()
    page.wait_for_timeout(900)


def _chat(browser: Any, address: str, lang: str, file: Path) -> None:
    page = _open(browser, address, lang, _DESKTOP)
    _ask(page, _ASKED[lang])
    page.evaluate("scrollTo(0, 0)")
    page.locator(".zn-mark").first.click()
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    page.context.close()


def _eligibility(browser: Any, address: str, lang: str, out: Path) -> None:
    page = _open(browser, address, lang, _DESKTOP)
    page.get_by_role("tab").nth(1).click()
    page.locator(".zn-form").wait_for()
    page.select_option("[name=nationality]", "CN")
    page.select_option("[name=degree]", "phd")
    for name, text in _TYPED.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator(".zn-is-broken").first.wait_for()
    page.wait_for_timeout(900)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.screenshot(path=out / f"eligibility-{lang}.png")
    page.locator(".zn-verdict-bar [data-do=match]").click()
    page.locator(".zn-board-card").nth(22).wait_for()
    page.wait_for_timeout(900)
    page.screenshot(path=out / f"match-{lang}.png")
    page.context.close()


def _calls(browser: Any, address: str, lang: str, out: Path) -> None:
    page = _open(browser, address, lang, _DESKTOP | {"viewport": {"width": 1280, "height": 1180}})
    page.get_by_role("tab").nth(2).click()
    page.locator(".zn-table").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=out / f"calls-{lang}.png")
    page.locator(".zn-table a[data-direction='exchange-1.3']").click()
    page.locator(".zn-page [data-do=both]").check()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(500)
    page.screenshot(path=out / f"direction-{lang}.png")
    page.context.close()


def _quality(browser: Any, address: str, lang: str, file: Path) -> None:
    page = _open(browser, address, lang, _DESKTOP)
    page.get_by_role("tab").nth(3).click()
    page.locator(".zn-measures").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    page.context.close()


def _documents(browser: Any, address: str, lang: str, file: Path, own: bool) -> None:
    """The tab as whoever the page takes this browser for sees it. On a page of `own`, with an example imported."""
    page = _open(browser, address, lang, _DESKTOP)
    page.get_by_role("tab").nth(4).click()
    page.locator("#zn-import h2").wait_for()
    if own:
        call = {"name": f"example-call-{lang}.md", "mimeType": "text/markdown", "buffer": _CALLS[lang].encode()}
        page.locator("#zn-file").set_input_files(call)
        page.locator("#zn-import-log .zn-done").wait_for(timeout=300_000)
        page.locator("[data-do=verify]").wait_for()
    page.wait_for_timeout(500)
    page.screenshot(path=file)
    page.context.close()


def _phone(browser: Any, address: str, lang: str, out: Path) -> None:
    """Every tab on a phone, and a clause."""
    page = _open(browser, address, lang, _PHONE)
    _ask(page, _ASKED[lang][:1])
    page.screenshot(path=out / f"phone-chat-{lang}.png")
    page.locator(".zn-mark").first.click()
    page.wait_for_timeout(500)
    page.screenshot(path=out / f"phone-clause-{lang}.png")
    page.keyboard.press("Escape")
    for number, name in enumerate(("eligibility", "calls", "quality", "documents"), 1):
        page.get_by_role("tab").nth(number).click()
        if number == 1:
            page.locator("[name=birth_date]").fill(_TYPED["birth_date"])
            page.locator(".zn-is-broken").first.wait_for()
        page.wait_for_timeout(900)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(300)
        page.screenshot(path=out / f"phone-{name}-{lang}.png")
    page.context.close()


if __name__ == "__main__":
    typer.run(main)

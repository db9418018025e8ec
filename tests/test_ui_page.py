"""The page in headless Chromium: every feature, both languages, desktop and phone; no console error, no other host."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from fakes import PROJECT

from assistant.answer import Answer, Citation, Citations, Closed, Done, Official, Piece, Status, Text
from assistant.answering.ask import CHINA, today_in_china
from corpus.guide import Bilingual, Lang
from ui.markup import urls_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from assistant.answer import Ask
    from corpus.library import Library

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # ms; generous, because a busy CI machine is slow and a wrong page stays wrong
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SIZES = pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
QUESTION = {"zh": "中法杰青的年龄要求是什么？", "en": "When does the exchange call close?"}
CITED = {"zh": "1982 年 1 月 1 日", "en": "1 July 2026"}
LOCALE = {"zh": "zh-CN", "en": "en-GB"}
HOSTILE = (
    "<script>window.hurt = 1</script>",
    '<img src=x onerror="window.hurt = 1">',
    "![logo](https://evil.example/a.png) 1.3 的年龄要求",
    "[click](javascript:window.hurt=1) exchange 1.3 age",
    "</p></article></div><style>body{display:none}</style>",
    "${window.hurt = 1} {{constructor.constructor('window.hurt=1')()}}",
    "\u202e\u2066age limit of exchange 1.3\u2069 gnp.exe",
    "a" * 3_900,
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324" * 60 + " algo age",
    "1.3'; DROP TABLE clauses; --  [1] [2] [999] \\u0000 %00 &lt;b&gt;",
)


@dataclass(frozen=True)
class Served:
    """The real server: where it answers, and its data folder."""

    url: str
    data_dir: Path


@pytest.fixture(scope="module")
def served(real_data_dir: Path, operator_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`python -m ui` on a free port, with an index of its own."""
    data_dir = tmp_path_factory.mktemp("page") / "data"
    shutil.copytree(real_data_dir, data_dir, ignore=shutil.ignore_patterns("*.lock", "in-use"))
    made = operator_data_dir / "encoder"
    if made.is_dir() and not (data_dir / "encoder").exists():
        (data_dir / "encoder").symlink_to(made)
    port = _free_port()
    command = [sys.executable, "-m", "ui", "--port", str(port)]
    log = (data_dir.parent / "server.log").open("wb")
    server = subprocess.Popen(command, cwd=PROJECT, stderr=log, env=os.environ | {"ZHINAN_DATA_DIR": str(data_dir)})
    try:
        _await(port, server, data_dir.parent / "server.log")
        yield Served(f"http://127.0.0.1:{port}", data_dir)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(480):
        if server.poll() is not None:
            pytest.fail(f"the server ended with {server.returncode}: {log.read_text('utf-8', 'replace')[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the server did not start within 240 seconds")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not CHROMIUM.exists():
        pytest.skip(f"PAGE NOT CHECKED: {CHROMIUM} is not here; apt-get install chromium fonts-noto-cjk")
    playwright = pytest.importorskip("playwright.sync_api", reason="PAGE NOT CHECKED: playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


Opened = Callable[..., "Page"]


@pytest.fixture
def faults() -> list[str]:
    """What pages wrote to the console as errors, and requests to other hosts."""
    return []


# A page that is left while Gradio still reads its stream of events complains of that. Only then are these no faults.
_STREAM_ENDED = ("AbortError: BodyStreamBuffer was aborted", "Unexpected error Connection errored out.")
_LEFT, _OPENED = "test: the page is left", "test: the page is opened"
_TELL = f"console.debug('{_OPENED}'); addEventListener('beforeunload', () => console.debug('{_LEFT}'))"


# The page's own loading has been answered: what a test does next is alone. Other tests act in the middle of it.
_LOADED = "performance.getEntriesByType('resource').some(entry => entry.name.includes('/queue/data'))"


@pytest.fixture
def open_page(chromium: Browser, served: Served, scripted: Stage, faults: list[str]) -> Iterator[Opened]:
    """Opens pages in fresh browsers; afterwards no page may have written an error or asked another host.

    It asks for the stage so that pages are closed before their scripted servers are: a page would call that an error.
    """
    contexts: list[BrowserContext] = []

    def open_(path: str = "/", lang: str = "zh", size: dict[str, Any] = DESKTOP, url: str = "", **more: Any) -> Page:
        context = chromium.new_context(locale=LOCALE[lang], **size, **more)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(_TELL)
        contexts.append(context)
        page = context.new_page()
        left = False

        def complain(kind: str, text: str) -> None:
            nonlocal left
            if text in (_LEFT, _OPENED):
                left = text == _LEFT
            elif kind in ("error", "warning") and not (left and text.startswith(_STREAM_ENDED)):
                faults.append(f"{kind}: {text}")

        page.on("console", lambda m: complain(m.type, m.text))
        page.on("pageerror", lambda error: complain("error", str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda r: None if r.url.startswith((url or served.url, "data:", "blob:")) else faults.append(r.url),
        )
        page.goto((url or served.url) + path)
        page.locator(".zn-welcome, .zn-log").first.wait_for()
        page.wait_for_function(_LOADED)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it, and wait for its answer."""
    before = page.locator(".zn-answer").count()
    page.locator("#zn-question textarea").fill(question)
    page.locator("#zn-send").click()
    page.locator("#zn-talk .zn-answer").nth(before).wait_for()
    return page.locator("#zn-talk .zn-exchange").last


# The draft is longer than it was, or has become the answer already.
GROWN = "n => !(document.querySelector('.zn-draft .zn-text')?.innerText.length <= n)"
_QUIET = """async () => {  // no request has been sent or answered for a second
    const count = () => performance.getEntriesByType("resource").length;
    for (let before = -1; before !== count(); await new Promise(done => setTimeout(done, 1000))) before = count();
}"""


def reload(page: Page) -> None:
    """Open the page anew; not while Gradio waits for an event, which it would then call an error."""
    page.evaluate(_QUIET)
    page.reload()


def tab(page: Page, number: int) -> None:
    page.get_by_role("tab").nth(number).click()


def no_sideways_scrolling(page: Page) -> None:
    width = page.viewport_size
    assert width  # not innerWidth: a phone zooms out until what is too wide fits
    assert page.evaluate("document.documentElement.scrollWidth") <= width["width"]


# -- the page itself -------------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_page_opens_in_the_browsers_language(open_page: Opened, lang: str) -> None:
    page = open_page("/", lang)
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    assert page.locator("h1").inner_text() == "智能指南 Zhinan"
    assert page.locator(".zn-example").count() == 6
    page.get_by_role("tab").nth(4).wait_for()
    assert page.get_by_role("tab").all_inner_texts() == {
        "zh": ["问答", "资格核对", "申报方向", "质量", "文件"],
        "en": ["Ask", "Eligibility", "Calls", "Quality", "Documents"],
    }[lang]  # fmt: skip


def test_the_language_switch_keeps_the_conversation_and_is_remembered(open_page: Opened, served: Served) -> None:
    page = open_page("/", "zh")
    ask(page, QUESTION["zh"])
    page.wait_for_timeout(700)
    page.get_by_role("link", name="Switch to English").click()
    page.wait_for_url("**/en/")
    page.locator(".zn-answer").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "exchange 1.3" in page.locator(".zn-badges").inner_text()
    page.goto(served.url + "/")
    page.locator(".zn-answer").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"


TABS = (".zn-answer", ".zn-form", ".zn-table", ".zn-measures", "#zn-import h2")  # what each tab shows, by its number


@SIZES
@LANGUAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_holds_and_every_control_has_a_name_on_every_tab(
    open_page: Opened, lang: str, size: dict[str, Any], scheme: str
) -> None:
    page = open_page("/", lang, size, color_scheme=scheme)
    ask(page, QUESTION[lang]).locator(".zn-mark").first.click()
    wrong = page.evaluate(PALE) + page.evaluate(UNNAMED)
    page.keyboard.press("Escape")
    for number, shown in enumerate(TABS):
        tab(page, number)
        page.locator(shown).first.wait_for()
        if number == 1:
            page.locator("[name=birth_date]").fill("1981-06")
            page.locator(".zn-is-broken").first.wait_for()
            page.locator("[data-do=match]").first.click()
            page.locator(".zn-board-card").first.wait_for()
        wrong += page.evaluate(PALE) + page.evaluate(UNNAMED)
        no_sideways_scrolling(page)
    tab(page, 2)
    page.locator(".zn-table a[data-direction='exchange-1.3']").click()
    page.locator(".zn-page h2").wait_for()
    assert wrong + page.evaluate(PALE) + page.evaluate(UNNAMED) == []


@SIZES
@LANGUAGES
def test_nothing_jumps_when_tabs_are_changed(open_page: Opened, lang: str, size: dict[str, Any]) -> None:
    page = open_page("/", lang, size)
    page.get_by_role("tab").nth(4).wait_for()
    page.wait_for_timeout(500)
    page.evaluate(
        "() => { window.shifted = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
        " if (!e.hadRecentInput) window.shifted += e.value; }).observe({ type: 'layout-shift' }); }"
    )
    for number, shown in enumerate(TABS[1:], 1):
        tab(page, number)
        page.locator(shown).first.wait_for()
        page.wait_for_timeout(700)  # shifts within half a second of the click are its own doing
    assert page.evaluate("window.shifted") < 0.05


def test_nothing_jumps_while_the_page_opens(open_page: Opened) -> None:
    page = open_page("/", "en")
    page.wait_for_timeout(800)
    shift = page.evaluate(
        "() => new Promise(done => { let sum = 0; const seen = new PerformanceObserver(list => { for (const e of "
        "list.getEntries()) sum += e.value; }); seen.observe({ type: 'layout-shift', buffered: true }); "
        "setTimeout(() => done(sum), 300); })"
    )
    assert shift < 0.1


# -- asking ----------------------------------------------------------------------------------------------------------


@SIZES
@LANGUAGES
def test_a_marker_opens_the_clause_beside_the_conversation(open_page: Opened, lang: str, size: dict[str, Any]) -> None:
    page = open_page("/", lang, size)
    exchange = ask(page, QUESTION[lang])
    assert CITED[lang] in exchange.inner_text()
    marker = exchange.get_by_text("[1]", exact=True).first
    marker.click()
    panel = page.locator("#zn-panel")
    assert panel.is_visible()
    assert re.search(r"人员交流|exchange", panel.locator("h2").inner_text())
    assert panel.locator("section[lang=zh-CN]").count() == panel.locator("section[lang=en]").count() == 1
    assert CITED[lang] in panel.locator(".zn-cited").first.inner_text()
    assert panel.locator("h2").evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.classList.contains('zn-mark')")
    no_sideways_scrolling(page)


@LANGUAGES
def test_a_common_question_shows_its_answer_within_a_second(
    open_page: Opened, lang: str, measured: Callable[[str], None]
) -> None:
    page = open_page("/", lang)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    took = []
    for number in range(5):
        page.locator("#zn-question textarea").fill(QUESTION[lang])
        started = time.perf_counter()
        page.locator("#zn-send").click()
        page.locator("#zn-talk .zn-answer").wait_for()
        took.append((time.perf_counter() - started) * 1000)
        if number == 0:
            first = took[0]
        page.locator("#zn-new").click()
        page.locator(".zn-welcome").wait_for()
    middle = sorted(took)[2]
    measured(f"page {lang}: first paint {paint:.0f} ms; answer on the page {first:.0f} ms after the first sending, "
             f"median {middle:.0f} ms, n=5")  # fmt: skip
    assert min(took) < 1000  # on a machine that others press, one of five has to be undisturbed


def test_an_example_can_be_asked_and_a_follow_up_after_it(open_page: Opened) -> None:
    page = open_page("/", "zh")
    page.locator(".zn-example").first.click()
    page.locator(".zn-chip").first.wait_for()
    follow = page.locator(".zn-chip").first
    question = follow.inner_text()
    follow.click()
    page.locator(".zn-answer").nth(1).wait_for()
    assert page.locator(".zn-question p").nth(1).inner_text() == question
    assert "1.3" in page.locator(".zn-answer").nth(1).inner_text()


def test_a_chosen_direction_is_the_scope(open_page: Opened) -> None:
    page = open_page("/", "zh")
    page.locator("#zn-scope input").click()
    page.get_by_role("option", name=re.compile(r"人员交流 1\.4")).click()
    exchange = ask(page, "年龄要求是什么？")
    assert "人员交流 1.4" in exchange.locator(".zn-badges").inner_text()
    assert "1981 年 1 月 1 日" in exchange.inner_text()


def test_what_the_guides_do_not_say_is_marked(open_page: Opened) -> None:
    page = open_page("/", "en")
    exchange = ask(page, "What is the acceptance rate of the exchange call?")
    assert "Not stated in the guides" in exchange.locator(".zn-badges").inner_text()


def test_the_conversation_is_kept_in_the_browser_and_can_be_begun_anew(open_page: Opened) -> None:
    page = open_page("/", "en")
    ask(page, QUESTION["en"])
    reload(page)
    page.locator(".zn-answer").wait_for()
    assert CITED["en"] in page.locator(".zn-answer").inner_text()
    page.locator("#zn-new").click()
    page.locator(".zn-welcome").wait_for()
    reload(page)
    page.locator(".zn-welcome").wait_for()


def test_a_follow_up_is_understood_from_the_conversation(open_page: Opened) -> None:
    page = open_page("/", "zh")
    ask(page, QUESTION["zh"])
    exchange = ask(page, "那总经费呢？")
    assert "144 万元" in exchange.inner_text()


def test_edit_retry_and_copy(open_page: Opened) -> None:
    page = open_page("/", "en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    exchange = ask(page, QUESTION["en"])
    exchange.locator("[data-do=copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] exchange IV.1" in copied
    assert copied.startswith(QUESTION["en"])
    exchange.locator("[data-do=edit]").click()
    assert page.locator("#zn-question textarea").input_value() == QUESTION["en"]
    old = exchange.get_attribute("data-exchange")
    exchange.locator("[data-do=retry]").click()
    page.wait_for_selector(f".zn-exchange:not(.zn-pending, [data-exchange='{old}'])")
    assert page.locator(".zn-exchange").count() == 1


def test_a_vote_is_stored_and_the_question_only_with_a_comment(open_page: Opened, served: Served) -> None:
    page = open_page("/", "en")
    exchange = ask(page, QUESTION["en"])
    exchange.locator("[data-do=down]").click()
    file = served.data_dir / "feedback.jsonl"
    lines = _lines(file, 1)
    assert lines[-1]["vote"] == "down"
    assert "question" not in lines[-1]
    page.locator(".zn-comment textarea").fill("the hour is missing <b>")
    page.locator(".zn-comment button").click()
    page.get_by_text("Thank you, noted.").first.wait_for()
    last = _lines(file, len(lines) + 1)[-1]
    assert (last["comment"], last["question"]) == ("the hour is missing <b>", QUESTION["en"])
    reload(page)
    page.locator("[data-do=down][aria-pressed=true]").wait_for()


def _lines(file: Path, at_least: int) -> list[dict[str, Any]]:
    for _ in range(100):
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        if len(lines) >= at_least:
            return [json.loads(line) for line in lines]
        time.sleep(0.1)
    pytest.fail(f"{file} has not {at_least} lines")


@pytest.mark.parametrize(
    ("question", "told"),
    [("   ", "还没有写问题"), ("字" * 10_000, "10,000 个字符"), ("😀😀😀", "没有读到文字"), ("？！。", "没有读到文字")],
    ids=["empty", "long", "emoji", "signs"],
)
def test_bad_input_gets_one_friendly_line(open_page: Opened, question: str, told: str) -> None:
    page = open_page("/", "zh")
    page.locator("#zn-question textarea").fill(question)
    page.locator("#zn-send").click()
    line = page.locator("#zn-notice [role=alert]")
    line.wait_for()
    assert told in line.inner_text()
    assert page.locator(".zn-exchange").count() == 0
    ask(page, QUESTION["zh"])
    assert page.locator("#zn-notice [role=alert]").count() == 0


@LANGUAGES
def test_hostile_questions_leave_the_page_intact(open_page: Opened, library: Library, lang: str) -> None:
    page = open_page("/", lang)
    for number, question in enumerate(HOSTILE, 1):
        ask(page, question)
        assert page.locator(".zn-exchange").count() == number
    assert page.evaluate("window.hurt") is None
    assert page.locator("#zn-talk :is(script, img, iframe, style, object, embed, form[action])").count() == 0
    links = page.locator("#zn-talk a[target]").evaluate_all("found => found.map(a => a.getAttribute('href'))")
    printed = urls_in([s.of("zh") for placed in library.clauses.values() for s in placed.clause.says])
    assert set(links) <= printed
    assert HOSTILE[0] in page.locator(".zn-question p").first.inner_text()
    no_sideways_scrolling(page)
    reload(page)
    page.locator(".zn-exchange").nth(len(HOSTILE) - 1).wait_for()
    assert page.evaluate("window.hurt") is None


def test_a_conversation_that_was_tampered_with_does_no_harm(open_page: Opened, faults: list[str]) -> None:
    page = open_page("/", "en")
    page.evaluate("localStorage.setItem('zhinan-conversation', '\"<img src=x onerror=window.hurt=1>\"')")
    reload(page)
    page.locator(".zn-welcome").wait_for()
    assert page.evaluate("window.hurt") is None
    ask(page, QUESTION["en"])
    assert all("localStorage" in fault for fault in faults)  # Gradio tells the console, and goes on without
    faults.clear()


def test_it_works_from_the_keyboard(open_page: Opened) -> None:
    page = open_page("/", "en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "zn-skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.type(QUESTION["en"])
    composing = "new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })"
    page.evaluate(f"document.activeElement.dispatchEvent({composing})")
    page.wait_for_timeout(300)
    assert page.locator(".zn-exchange").count() == 0
    page.keyboard.press("Enter")
    page.locator(".zn-answer").wait_for()
    page.wait_for_function("document.getElementById('zn-live').textContent.includes('July 2026')")


def go_to(page: Page, what: str, presses: int = 120) -> None:
    """Press Tab until something has the focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    pytest.fail(f"{what} cannot be reached from the keyboard")


@LANGUAGES
def test_every_tab_is_used_without_a_mouse(open_page: Opened, lang: str) -> None:
    page = open_page("/", lang)
    go_to(page, ".zn-example")
    page.keyboard.press("Enter")
    page.locator(".zn-answer").wait_for()
    go_to(page, ".zn-answer .zn-mark")
    page.keyboard.press("Enter")
    assert page.locator("#zn-panel h2").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.zn-mark')")
    names = page.get_by_role("tab").all_inner_texts()
    reached = []
    for number, shown in enumerate(TABS):
        page.evaluate("document.activeElement.blur()")
        page.evaluate("scrollTo(0, 0)")
        page.locator(".zn-skip").focus()
        go_to(page, f"[role=tab]:nth-of-type({number + 1})")
        reached.append(page.evaluate("document.activeElement.innerText.trim()"))
        page.keyboard.press("Enter")
        page.locator(shown).first.wait_for()
        if number == 1:
            go_to(page, "[name=birth_date]")
            page.keyboard.type("1981-06")
            page.locator(".zn-verdict-bar.zn-o-not_eligible").wait_for()
        if number == 2:
            go_to(page, ".zn-table a[data-direction]")
            page.keyboard.press("Enter")
            page.locator(".zn-page h2").wait_for()
            go_to(page, "[data-do=back]")
            page.keyboard.press("Enter")
            page.locator(".zn-table").wait_for()
    assert reached == names


def test_a_server_that_is_gone_is_said_plainly(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(served.url + "/en/")
    page.locator(".zn-welcome").wait_for()
    page.route("**/gradio_api/queue/join*", lambda route: route.abort())
    page.locator(".zn-example").first.click()
    page.get_by_text("The server cannot be reached.").first.wait_for()
    page.locator("#zn-question textarea").fill("a question half written")
    page.locator("#zn-send").click()
    page.unroute("**/gradio_api/queue/join*")
    page.locator("#zn-gone").wait_for(state="hidden")  # the page opens anew by itself
    page.locator(".zn-welcome").wait_for()
    page.wait_for_function("document.querySelector('#zn-question textarea').value === 'a question half written'")
    ask(page, QUESTION["en"])
    context.close()


@LANGUAGES
@pytest.mark.parametrize("status", [503, 429])
def test_a_server_with_too_much_to_do_is_said_plainly_and_takes_the_question_later(
    open_page: Opened, faults: list[str], lang: str, status: int
) -> None:
    page = open_page("/", lang)
    page.route("**/gradio_api/queue/join*", _full(status))
    page.locator("#zn-question textarea").fill(QUESTION[lang])
    page.locator("#zn-send").click()
    page.locator("#zn-gone", has_text={"zh": "请过一会儿再试", "en": "try again shortly"}[lang]).wait_for()
    page.unroute("**/gradio_api/queue/join*")
    page.wait_for_timeout(1500)  # Gradio takes a moment to give an event up
    kept = "asked => document.querySelector('#zn-question textarea').value === asked"
    page.wait_for_function(kept, arg=QUESTION[lang])
    ask(page, QUESTION[lang])
    assert page.locator("#zn-gone").is_hidden()
    faults[:] = [fault for fault in faults if not re.search("503|429|full|queue|error", fault, re.I)]


# The answer to the first joining comes to the page late, as over a poor line.
_LATE_JOINING = """(() => {
  const fetched = window.fetch.bind(window);
  let joined = 0;
  window.fetch = async (resource, options) => {
    const response = await fetched(resource, options);
    if (String(resource?.url ?? resource).includes("/queue/join") && ++joined === 1)
      await new Promise((resolve, reject) => {
        window.letGo = (broken) => broken ? reject(new TypeError("cut")) : resolve();
      });
    return response;
  };
})();"""


@pytest.mark.parametrize("broken", [False, True], ids=["a late answer", "a late failure"])
def test_what_comes_late_of_an_earlier_request_does_not_hide_that_the_server_is_busy(
    chromium: Browser, served: Served, broken: bool
) -> None:
    context = chromium.new_context(locale=LOCALE["en"])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(_LATE_JOINING)
    page.goto(f"{served.url}/en/")
    page.wait_for_function("Boolean(window.letGo)")
    page.evaluate(_QUIET)
    page.route("**/gradio_api/queue/join*", _full(503))
    page.locator("#zn-question textarea").fill(QUESTION["en"])
    page.locator("#zn-send").click()
    busy = page.locator("#zn-gone", has_text="try again shortly")
    busy.wait_for()
    page.evaluate("broken => window.letGo(broken)", broken)
    page.wait_for_timeout(500)  # what comes late is read
    assert busy.is_visible()
    context.close()


def _full(status: int) -> Callable[[Any], None]:
    return lambda route: route.fulfill(status=status, json={"detail": "full"})


class Scripted:
    """An assistant that writes as a test says: pieces, and pauses in seconds between them."""

    def __init__(self, library: Library, pieces: Callable[[], Iterator[Piece | float]]):
        self.library, self._pieces = library, pieces

    def stream(self, _: Ask) -> Iterator[Piece]:
        for piece in self._pieces():
            if isinstance(piece, float):
                time.sleep(piece)
            else:
                yield piece


class Stage:
    """Serves pages whose assistant writes what it is told; each can be taken away and come back."""

    def __init__(self, library: Library):
        self._library = library
        self._running: dict[int, tuple[Any, threading.Thread]] = {}

    def __call__(self, pieces: Callable[[], Iterator[Piece | float]], port: int = 0) -> str:
        """Serve, on a port that is free or was; the address."""
        import uvicorn
        from fastapi import FastAPI

        from ui.app import mount_page

        port = port or _free_port()
        app = mount_page(FastAPI(), cast("Any", Scripted(self._library, pieces)), data_dir=Path("/nonexistent"))
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="on"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.1)
        self._running[port] = server, thread
        return f"http://127.0.0.1:{port}"

    def stop(self, port: int) -> None:
        """Take a server away, answers in flight or not."""
        server, thread = self._running.pop(port)
        for connection in list(server.server_state.connections):
            connection.loop.call_soon_threadsafe(connection.transport.abort)
        server.should_exit = server.force_exit = True
        thread.join(20)

    def clear(self) -> None:
        """Take all away."""
        for port in list(self._running):
            self.stop(port)


@pytest.fixture
def scripted(library: Library) -> Iterator[Stage]:
    """A stage for scripted assistants."""
    stage = Stage(library)
    yield stage
    stage.clear()


def written(lang: Lang, library: Library, go_on: threading.Event) -> Callable[[], Iterator[Piece | float]]:
    """An answer of many sentences, with a clause to open; past the third it is written only once it may go on."""
    clause = library.clauses["most-exchange-2026-b2/1.3(3)"]
    citation = Citation(
        marker=1, clause_id=clause.id, guide=clause.guide, ref="1.3(3)", title=clause.clause.heading,
        text=Bilingual(zh=clause.clause.text("zh"), en=clause.clause.text("en")),
    )  # fmt: skip
    window = library.guides[clause.guide].window
    today = today_in_china()
    assert window
    closed = Closed(deadline=window.closes.replace(tzinfo=CHINA)) if today > window.closes.date() else None
    sentences = [f"Sentence {n} of the draft [1]. " for n in range(1, 9)]
    whole = Answer(
        status="answered", lang=lang, answer="".join(sentences), citations=(citation,), direction="exchange-1.3",
        closed=closed, as_of=today, corpus_version="test", engine="llm:small",
    )  # fmt: skip

    def pieces() -> Iterator[Piece | float]:
        yield Status("answered", lang, "exchange-1.3")
        yield Citations((citation,))
        for number, sentence in enumerate(sentences):
            while number == 3 and not go_on.is_set():
                yield 0.1
            yield Text(sentence)
            yield 0.2
        yield Done(whole)

    return pieces


@SIZES
@LANGUAGES
def test_hostile_clauses_leave_the_page_intact(
    open_page: Opened, scripted: Stage, lang: Lang, size: dict[str, Any]
) -> None:
    bad = iter(HOSTILE)

    def pieces() -> Iterator[Piece | float]:
        text = next(bad)
        said = Bilingual(zh=text, en=text)
        citation = Citation(
            marker=1, clause_id=f"{text[:60]}/1", guide=text[:60], ref="1", title=said, text=said,
            official=Official(text=f"{text}\n{text}", page=7),
        )  # fmt: skip
        yield Done(
            Answer(status="answered", lang=lang, answer=f"{text}\n\nEnd. [1]", citations=(citation,),
                   as_of=today_in_china(), corpus_version="test")
        )  # fmt: skip

    page = open_page(f"/{lang}/", lang, size, url=scripted(pieces))
    for number in range(1, len(HOSTILE) + 1):
        exchange = ask(page, QUESTION[lang])
        exchange.locator(".zn-sources [data-do=clause]").evaluate("link => link.click()")  # wherever it has scrolled to
        panel = page.locator("#zn-panel")
        assert "7" in panel.locator(".zn-official h3").inner_text()
        assert page.evaluate("window.hurt") is None
        inside = ":is(script, img, iframe, style, object, embed, a[href^=javascript i])"
        assert page.locator(f"#zn-panel {inside}, #zn-talk {inside}").count() == 0
        no_sideways_scrolling(page)
        page.keyboard.press("Escape")
        assert page.locator(".zn-exchange").count() == number


@SIZES
@LANGUAGES
def test_an_answer_is_shown_as_it_is_written_and_nothing_jumps(
    open_page: Opened,
    scripted: Stage,
    library: Library,
    lang: Lang,
    size: dict[str, Any],
) -> None:
    go_on = threading.Event()
    page = open_page(f"/{lang}/", lang, size, url=scripted(written(lang, library, go_on)))
    for number in range(2):  # in an empty conversation, and below an answer
        go_on.clear()
        page.locator("#zn-question textarea").fill(QUESTION[lang])
        page.locator("#zn-send").click()
        draft = page.locator(".zn-pending .zn-draft .zn-text")
        draft.wait_for()
        page.wait_for_timeout(700)  # the scrolling to the question is over
        top, early = draft.bounding_box(), draft.inner_text()
        assert top
        assert "Sentence 1" in early
        assert "Sentence 8" not in early
        if number == 0:
            draft.locator(".zn-mark").first.click()
            assert page.locator("#zn-panel h2").is_visible()
            page.keyboard.press("Escape")
        go_on.set()
        page.wait_for_function(GROWN, arg=len(early))
        page.locator(".zn-answer").nth(number).wait_for()
        text = page.locator(".zn-answer .zn-text").nth(number)
        assert "Sentence 8" in text.inner_text()
        assert page.locator(".zn-draft").count() == 0
        now = text.bounding_box()
        assert now
        assert abs(now["y"] - top["y"]) < 2
        assert now["x"] == top["x"]
    no_sideways_scrolling(page)


def test_an_answer_half_written_can_be_stopped(open_page: Opened, scripted: Stage, library: Library) -> None:
    go_on = threading.Event()
    page = open_page("/", "en", url=scripted(written("en", library, go_on)))
    page.locator("#zn-question textarea").fill(QUESTION["en"])
    page.locator("#zn-send").click()
    page.locator(".zn-draft .zn-text", has_text="Sentence 2").wait_for()
    page.locator("#zn-stop").click()
    page.locator("#zn-notice", has_text="Stopped.").wait_for()
    page.locator(".zn-welcome").wait_for()
    page.wait_for_function("document.querySelector('#zn-question textarea').value.startsWith('When does')")
    go_on.set()
    page.wait_for_timeout(1500)  # what is still written goes nowhere
    assert page.locator(".zn-draft, .zn-answer").count() == 0
    page.locator("#zn-send").click()
    page.locator(".zn-answer", has_text="Sentence 8").wait_for()


def test_a_page_left_in_the_middle_of_an_answer_opens_anew_and_can_be_asked(
    open_page: Opened, scripted: Stage, library: Library
) -> None:
    go_on = threading.Event()
    page = open_page("/", "en", url=scripted(written("en", library, go_on)))
    page.locator("#zn-question textarea").fill(QUESTION["en"])
    page.locator("#zn-send").click()
    page.locator(".zn-draft .zn-text", has_text="Sentence 2").wait_for()
    page.reload()
    page.locator(".zn-welcome").wait_for()
    page.wait_for_function(_LOADED)
    go_on.set()
    assert "Sentence 8" in ask(page, QUESTION["en"]).inner_text()


@LANGUAGES
def test_a_server_that_dies_in_the_middle_of_an_answer_is_said_and_the_question_is_kept(
    chromium: Browser, scripted: Stage, library: Library, lang: Lang
) -> None:
    go_on = threading.Event()
    url = scripted(written(lang, library, go_on))
    port = int(url.rsplit(":", 1)[1])
    context = chromium.new_context(locale=LOCALE[lang])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{url}/{lang}/")
    page.locator(".zn-welcome").wait_for()
    page.locator("#zn-question textarea").fill(QUESTION[lang])
    page.locator("#zn-send").click()
    page.locator(".zn-draft .zn-text", has_text="Sentence 2").wait_for()
    scripted.stop(port)
    go_on.set()
    page.locator("#zn-gone", has_text={"zh": "连不上服务器", "en": "cannot be reached"}[lang]).wait_for()
    scripted(written(lang, library, go_on), port)
    page.wait_for_function("q => document.querySelector('#zn-question textarea')?.value === q", arg=QUESTION[lang])
    page.locator("#zn-send").click()
    page.locator(".zn-answer", has_text="Sentence 8").wait_for()
    context.close()


def test_an_answer_that_takes_long_can_be_stopped_and_the_question_is_not_lost(
    open_page: Opened, scripted: Stage
) -> None:
    too_late = threading.Event()

    def pieces() -> Iterator[Piece | float]:
        too_late.wait(PATIENCE / 1000)  # nothing comes before it is stopped, however slow the machine is
        raise RuntimeError("too late")
        yield  # a generator that yields nothing

    page = open_page("/", "en", url=scripted(pieces))
    page.locator("#zn-question textarea").fill(QUESTION["en"])
    page.locator("#zn-send").click()
    page.get_by_text("Looking through the clauses").wait_for()
    page.locator("#zn-stop").click()
    page.locator("#zn-notice", has_text="Stopped.").wait_for()
    page.locator(".zn-welcome").wait_for()
    page.wait_for_function("document.querySelector('#zn-question textarea').value.startsWith('When does')")
    too_late.set()
    page.locator("#zn-send").click()
    page.get_by_text("Something went wrong and there is no answer.").wait_for()
    assert page.locator("#zn-question textarea").input_value() == QUESTION["en"]


# The end of a stream comes to the page long after the server sent it, as over a poor line.
_LATE_END = """(() => {
  const fetched = window.fetch.bind(window), decoder = new TextDecoder();
  window.ends = 0;
  window.fetch = async (resource, options) => {
    const response = await fetched(resource, options);
    if (!String(resource?.url ?? resource).includes("/queue/data")) return response;
    const late = new TransformStream({ async transform(part, out) {
      if (decoder.decode(part).includes("close_stream")) {
        window.ends += 1;
        await new Promise((resolve) => { window.letGo = resolve; });
      }
      out.enqueue(part);
    } });
    return new Response(response.body.pipeThrough(late), { status: response.status, headers: response.headers });
  };
})();"""


@LANGUAGES
def test_a_question_asked_while_the_stream_before_it_ends_is_answered(
    chromium: Browser, served: Served, lang: Lang
) -> None:
    context = chromium.new_context(locale=LOCALE[lang])
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(_LATE_END)
    page.goto(f"{served.url}/{lang}/")
    page.wait_for_function("window.ends === 1")  # the server ended the stream of the page's loading; nobody heard it
    page.locator("#zn-question textarea").fill(QUESTION[lang])
    with page.expect_response("**/gradio_api/queue/join*"):
        page.locator("#zn-send").click()
    page.evaluate("window.letGo()")
    page.wait_for_function("window.ends === 2")
    page.evaluate("window.letGo()")
    page.locator("#zn-talk .zn-answer", has_text=CITED[lang]).wait_for()
    context.close()


# -- eligibility -----------------------------------------------------------------------------------------------------


@SIZES
@LANGUAGES
def test_the_verdict_follows_what_is_typed(open_page: Opened, lang: str, size: dict[str, Any]) -> None:
    page = open_page("/", lang, size)
    tab(page, 1)
    page.locator(".zn-o-undetermined").wait_for()
    page.locator("[name=birth_date]").fill("1981-06")
    page.locator(".zn-o-not_eligible").wait_for()
    broken = page.locator(".zn-is-broken")
    assert "1982" in broken.first.inner_text()
    assert broken.locator("svg").count() == 1
    assert page.locator("[data-fact=birth_date]").get_attribute("data-state") == "broken"
    broken.locator(".zn-mark").first.click()
    assert page.locator("#zn-panel h2").is_visible()
    page.keyboard.press("Escape")
    page.locator("[name=birth_date]").fill("young")
    page.locator("#zn-summary [data-faults=birth_date]").wait_for()
    page.locator("[name=birth_date]").fill("1990")
    page.locator(".zn-verdict-bar.zn-o-undetermined").wait_for()
    no_sideways_scrolling(page)


def test_facts_stay_when_the_direction_changes_and_match_every_direction(open_page: Opened) -> None:
    page = open_page("/", "en")
    tab(page, 1)
    page.locator("[name=birth_date]").fill("1981-06")
    page.locator(".zn-verdict-bar.zn-o-not_eligible").wait_for()
    page.locator("[data-do=match]").click()
    page.locator(".zn-board-card").first.wait_for()
    assert page.locator(".zn-board-card").count() == 23
    page.locator(".zn-board-card", has_text="exchange 1.4").click()
    page.locator(".zn-form[data-check='exchange-1.4']").wait_for()
    page.wait_for_function("document.querySelector('[name=birth_date]').value === '1981-06'")
    page.locator(".zn-is-met", has_text="1981").wait_for()
    with page.expect_download() as download:
        page.locator(".zn-verdict-bar [data-do=download]").click()
    assert "exchange 1.4" in download.value.path().read_text("utf-8")
    page.locator("[data-do=clear-form]").click()
    page.locator(".zn-verdict-bar.zn-o-undetermined").wait_for()
    reload(page)
    page.locator(".zn-welcome").wait_for()
    assert page.evaluate("sessionStorage.getItem('zhinan-facts')") in (None, "{}")


def test_a_verdict_of_the_conversation_goes_on_in_the_form(open_page: Opened) -> None:
    page = open_page("/", "zh")
    exchange = ask(page, "我1981年3月出生，博士，副教授，能报中法杰青吗？")
    assert "不符合条件" in exchange.locator(".zn-badges").inner_text()
    exchange.locator(".zn-answer > .zn-button").click()
    page.locator(".zn-verdict-bar.zn-o-not_eligible").wait_for()
    assert page.locator("[name=birth_date]").input_value() == "1981-03"
    assert page.locator("[name=degree]").input_value() == "phd"


def test_a_team_can_be_listed_person_by_person(open_page: Opened) -> None:
    page = open_page("/", "en")
    page.evaluate("document.dispatchEvent(new CustomEvent('zn-check', { detail: { direction: 'exchange-1.2' } }))")
    page.locator(".zn-form[data-check='exchange-1.2']").wait_for()
    team = page.locator("[data-fact=team]")
    team.locator("[data-do=add-row]").click()
    team.locator("[name='team.1.title']").fill("教授")
    assert team.locator(".zn-row").count() == 2
    team.locator("[data-do=remove-row]").first.click()
    assert team.locator("[name='team.0.title']").input_value() == "教授"


# -- calls -----------------------------------------------------------------------------------------------------------


@SIZES
@LANGUAGES
def test_calls_are_filtered_and_a_row_opens_its_direction(open_page: Opened, lang: str, size: dict[str, Any]) -> None:
    page = open_page("/", lang, size)
    tab(page, 2)
    rows = page.locator(".zn-table tbody tr")
    rows.nth(22).wait_for()
    page.locator("#zn-country input").click()
    page.get_by_role("option", name={"zh": "法国", "en": "France"}[lang]).click()
    _settle(page, 3)
    page.locator("#zn-clear").click()
    _settle(page, 23)
    page.locator("#zn-field :is(input, textarea)").fill({"zh": "老龄化", "en": "ageing"}[lang])
    page.locator(".zn-table [data-direction='exchange-1.3']").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.zn-table tbody tr').length < 23")
    page.locator(".zn-table a[data-direction='exchange-1.3']").click()
    page.locator(".zn-page h2").wait_for()
    assert "1.3" in page.locator(".zn-page h2").inner_text()
    assert page.locator(".zn-page > .zn-clauses > .zn-card").count() == 5
    assert page.locator("#zn-list").is_hidden()
    page.locator(".zn-page [data-do=both]").check()
    assert page.locator(".zn-other").first.is_visible()
    no_sideways_scrolling(page)
    page.go_back()
    assert page.locator(".zn-table").is_visible()


def _settle(page: Page, rows: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('.zn-table tbody tr').length === n", arg=rows)


def test_calls_by_company_by_day_and_sorted(open_page: Opened) -> None:
    page = open_page("/", "en")
    tab(page, 2)
    page.locator("#zn-company input").click()
    page.get_by_role("option", name="Required").click()
    _settle(page, 4)
    page.locator("#zn-clear").click()
    _settle(page, 23)
    page.locator("#zn-day input").fill("2026-06-01")
    _settle(page, 7)
    page.get_by_text("prints no filing dates, so its 16 directions").wait_for()
    page.locator("#zn-day input").fill("2026-12-01")
    page.get_by_text("No direction fits.").wait_for()
    page.locator("#zn-clear").click()
    _settle(page, 23)
    page.get_by_role("button", name="Total", exact=True).click()
    assert "RMB 600,000" in page.locator(".zn-table tbody tr").first.inner_text()
    page.get_by_role("button", name="Total", exact=True).click()
    assert "RMB 100 million" in page.locator(".zn-table tbody tr").first.inner_text()


@SIZES
@LANGUAGES
def test_calls_are_filtered_by_money(open_page: Opened, lang: Lang, size: dict[str, Any]) -> None:
    page = open_page("/", lang, size)
    tab(page, 2)
    _settle(page, 23)
    page.locator("#zn-money input").click()
    page.get_by_role("option", name={"zh": "500 万元及以上", "en": "RMB 5 million or more"}[lang]).click()
    _settle(page, 4)
    numbers = page.locator(".zn-table [data-column=number]").all_inner_texts()
    assert sorted(re.findall(r"\d\.\d", " ".join(numbers))) == ["2.0", "2.2", "2.5", "2.6"]
    no_sideways_scrolling(page)
    page.locator("#zn-clear").click()
    _settle(page, 23)


def test_a_dot_of_the_plot_opens_its_direction_and_the_direction_becomes_the_scope(open_page: Opened) -> None:
    page = open_page("/", "en")
    tab(page, 2)
    page.locator(".zn-wide .zn-dot[data-direction='joint-2.1']").click()
    page.locator(".zn-page h2", has_text="joint R&D 2.1").wait_for()
    page.locator("[data-do=scope]").click()
    page.wait_for_function("document.querySelector('#zn-scope input').value.startsWith('joint R&D 2.1')")
    exchange = ask(page, "How many papers are required?")
    assert "joint R&D 2.1" in exchange.locator(".zn-badges").inner_text()


# -- quality, and documents without a key -----------------------------------------------------------------------------


@SIZES
@LANGUAGES
def test_the_measured_table_is_shown_and_the_newest_report_can_be_opened(
    open_page: Opened, served: Served, lang: Lang, size: dict[str, Any]
) -> None:
    run = served.data_dir / "evals" / "mine"
    shutil.rmtree(run, ignore_errors=True)
    page = open_page("/", lang, size)
    tab(page, 3)
    row = page.locator(".zn-measures tbody tr", has_text={"zh": "答对", "en": "Answered correctly"}[lang]).first
    row.wait_for()
    kept = json.loads((PROJECT / "evals" / "baseline.json").read_text("utf-8"))
    score = next(v["score"] for v in kept["values"] if (v["measure"], v["slice"]) == ("correctness", "all"))
    assert f"{100 * score:.1f} %" in row.inner_text()
    assert page.locator(".zn-quality a").count() == 0
    no_sideways_scrolling(page)
    assert page.evaluate(UNNAMED) == page.evaluate(PALE) == []

    run.mkdir(parents=True)
    kept["values"] = [{"measure": "<b>new</b>", "slice": "all", "score": 0.1234, "n": 7, "low": 0.1, "high": 0.2}]
    (run / "results.json").write_text(json.dumps(kept), "utf-8")
    (run / "report.html").write_text("<h1>The report</h1><script>document.title = 'hurt'</script>", "utf-8")
    tab(page, 0)
    tab(page, 3)
    page.locator(".zn-measures", has_text="<b>new</b>").wait_for()
    assert "12.3 %" in page.locator(".zn-measures").inner_text()
    assert page.locator(".zn-quality a").get_attribute("href") == "../page/report"
    (run / "results.json").write_text("{", "utf-8")  # a run that is being written
    tab(page, 0)
    tab(page, 3)
    row.wait_for()


def test_the_report_is_served_without_power_over_the_page(served: Served) -> None:
    run = served.data_dir / "evals" / "sandboxed"
    run.mkdir(parents=True, exist_ok=True)
    (run / "results.json").write_text("{}", "utf-8")
    (run / "report.html").write_text("<h1>The report</h1>", "utf-8")
    reply = httpx.get(f"{served.url}/page/report", timeout=30)
    assert reply.status_code == 200
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    shutil.rmtree(served.data_dir / "evals")
    assert httpx.get(f"{served.url}/page/report", timeout=30).status_code == 404


@SIZES
@LANGUAGES
def test_without_keys_documents_say_how_to_set_one_and_take_nothing(
    open_page: Opened, served: Served, lang: Lang, size: dict[str, Any]
) -> None:
    page = open_page("/", lang, size)
    tab(page, 4)
    page.locator("#zn-import", has_text="ZHINAN_API_KEYS").wait_for()
    assert page.locator("#zn-file").count() == 0
    no_sideways_scrolling(page)
    reply = httpx.post(f"{served.url}/page/documents?lang={lang}&name=a.txt", content=b"a call", timeout=30)
    assert reply.status_code == 403
    assert "operate" in reply.json()["line"]
    assert not list((served.data_dir / "imported").glob("*.json"))


def test_somebody_who_is_not_at_this_machine_sees_no_documents_tab(open_page: Opened) -> None:
    page = open_page("/", "en", extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    page.wait_for_timeout(1500)
    assert page.get_by_role("tab").count() == 4


# -- in front of a proxy, and from outside ---------------------------------------------------------------------------


def test_it_works_behind_a_path_prefix_that_a_proxy_strips(open_page: Opened, served: Served) -> None:
    proxy = _prefix_proxy(served.url.rsplit(":", 1)[1])
    try:
        page = open_page("/zhinan/", "en", url=f"http://127.0.0.1:{proxy.server_port}")
        ask(page, QUESTION["en"])
        page.wait_for_timeout(700)
        page.get_by_role("link", name="切换到中文").click()
        page.wait_for_url("**/zhinan/zh/")
        page.locator(".zn-answer").wait_for()
    finally:
        proxy.shutdown()


def test_the_description_of_the_api_can_be_read_and_tried_behind_a_prefix(
    chromium: Browser, served: Served, faults: list[str]
) -> None:
    proxy = _prefix_proxy(served.url.rsplit(":", 1)[1])
    here = f"http://127.0.0.1:{proxy.server_port}/zhinan/"
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith((here, "data:", "blob:")) else faults.append(r.url))
    try:
        page.goto(here + "docs")
        guides = page.locator(".opblock", has=page.locator("[data-path='/v1/guides']"))
        guides.locator(".opblock-summary-control").click()
        guides.get_by_role("button", name="Try it out").click()
        guides.get_by_role("button", name="Execute").click()
        guides.locator(".live-responses-table").get_by_text("most-exchange-2026-b2").first.wait_for()
    finally:
        page.close()
        proxy.shutdown()
    assert faults == []


def _prefix_proxy(port: str, cut: Callable[[str], bool] = lambda _: False) -> ThreadingHTTPServer:
    """A proxy that strips `/zhinan`. Of requests for which `cut` says so (by `METHOD /path`) it passes on the first
    part of the answer alone."""

    class Proxy(BaseHTTPRequestHandler):
        def forward(self) -> None:
            upstream = HTTPConnection("127.0.0.1", int(port), timeout=60)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "accept-encoding")}
            try:
                upstream.request(self.command, self.path.removeprefix("/zhinan"), body or None, headers)
                answer = upstream.getresponse()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "content-length", "date"):
                        self.send_header(name, value)
                self.end_headers()
                while part := answer.read1(65536):
                    self.wfile.write(part)
                    self.wfile.flush()
                    if cut(f"{self.command} {self.path}"):
                        break
            except OSError:
                self.close_connection = True
            finally:
                upstream.close()

        do_GET = do_POST = do_HEAD = forward

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_headers_are_set_and_nothing_of_gradio_but_the_page_answers(served: Served) -> None:
    def get(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", int(served.url.rsplit(":", 1)[1]), timeout=30)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    for path in ("/", "/zh/", "/en/"):
        status, headers = get(path)
        assert status == 200
        assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
    for path in ("/page/style.css", "/page/script.js", "/page/icon.svg"):
        assert get(path)[0] == 200
    closed = ("file=/etc/passwd", "upload", "info", "openapi.json", "proxy=http://x", "call/typed", "run/typed", "runs")
    for path in (
        *(f"/en/gradio_api/{name}" for name in closed),
        "/en/monitoring",
        "/page/app.py",
        "/page/../ui/app.py",
    ):
        assert get(path)[0] == 404, path
        assert get(path, "POST")[0] in (404, 405), path
    assert get("/", "HEAD")[0] == 200
    assert get("/v1/guides")[0] == get("/healthz")[0] == 200


def test_a_port_in_use_is_one_line_and_exit_code_2(served: Served) -> None:
    command = [sys.executable, "-m", "ui", "--port", served.url.rsplit(":", 1)[1]]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "cannot be used" in ended.stderr


# Text whose contrast with the colour behind it is under 4.5 (3 where it is large), as "text (ratio)".
PALE = """() => {
  const rgb = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e);
      if (c.backgroundImage !== 'none' && c.backgroundImage.includes('gradient')) continue;
      const b = rgb(c.backgroundColor.startsWith('color') ? 'rgb(245,243,238)' : c.backgroundColor);
      if (b[3] > .5) return b; } return [255, 255, 255, 1]; };
  const pale = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!text || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (e.closest('svg, .zn-hidden, .zn-skip, #zn-head, option, script, style, noscript')) continue;
    const style = getComputedStyle(e), front = rgb(style.color), back = behind(e);
    if (style.clipPath !== 'none' || e.closest('.sr-only, .visually-hidden')) continue;
    const [a, b] = [light(front.slice(0, 3)), light(back.slice(0, 3))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) pale.push(`${text.slice(0, 40)} (${ratio.toFixed(2)}) ${e.className}`);
  }
  return pale;
}"""

# Visible buttons, links and fields that a screen reader could not name.
UNNAMED = """() => [...document.querySelectorAll('button, a[href], input, select, textarea')].filter(e => {
  if (!e.checkVisibility() || e.closest('[aria-hidden=true]') || e.closest('svg')) return false;
  const named = e.innerText?.trim() || e.getAttribute('aria-label') || e.title || e.labels?.length
    || e.getAttribute('aria-labelledby') || e.closest('fieldset')?.querySelector('legend');
  return !named;
}).map(e => e.outerHTML.slice(0, 160))"""

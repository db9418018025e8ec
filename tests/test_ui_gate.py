"""The gate in front of the page: language, what is let through, headers."""

from __future__ import annotations

import pytest

from ui.gate import _allowed, wanted
from ui.shell import dress, policy

PAGE = """<html
	lang="en"><head><base href="./" /><meta property="og:title" content="Gradio" />
<link rel="manifest" href="/manifest.json" /><script>window.gradio_config = {};</script>
<script data-gradio-mode>1</script><script>(() => { const root = "x"; document.head.appendChild(1); })();</script>
</head><body style="a"><gradio-app></gradio-app></body></html>"""


def scope(query: str = "", **headers: str) -> dict[str, object]:
    return {
        "type": "http",
        "query_string": query.encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("en;q=0.3, zh-TW;q=0.7", "zh"),
        ("ja", "en"),
        ("", "zh"),
        ("*", "zh"),
        (";;;,q=x", "en"),
    ],
)
def test_the_language_is_the_browsers(accepted: str, lang: str) -> None:
    assert wanted(scope(accept_language=accepted)) == lang


def test_an_earlier_choice_outweighs_the_browser_and_the_address_outweighs_both() -> None:
    assert wanted(scope(accept_language="zh", cookie="a=b; zhinan_lang=en")) == "en"
    assert wanted(scope("lang=zh", accept_language="en", cookie="zhinan_lang=en")) == "zh"
    assert wanted(scope("lang=<script>", accept_language="en", cookie="zhinan_lang=%%")) == "en"


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/assets/index-a_B.js", "/gradio_api/queue/data"])
def test_what_the_page_reads_is_let_through(path: str) -> None:
    assert _allowed("GET", path)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/upload",
        "/gradio_api/proxy=http://evil.example",
        "/gradio_api/info",
        "/gradio_api/openapi.json",
        "/gradio_api/call/ask",
        "/gradio_api/run/predict",
        "/assets/../../secret",
        "/monitoring",
        "/login",
        "/manifest.json",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
    ],
)
def test_what_the_page_does_not_use_is_not_there(path: str) -> None:
    assert not _allowed("GET", path)
    assert not _allowed("POST", path)


def test_only_the_queue_takes_posts() -> None:
    assert _allowed("POST", "/gradio_api/queue/join")
    assert not _allowed("POST", "/config")
    assert not _allowed("DELETE", "/gradio_api/queue/join")


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language_and_loads_only_its_own(lang: str, code: str) -> None:
    page = dress(PAGE, lang, "./")  # type: ignore[arg-type]
    assert f'<html lang="{code}"' in page
    assert "og:title" not in page
    assert "manifest" not in page
    assert "const root" not in page
    assert page.count("<h1>") == 1
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_the_policy_allows_the_pages_own_inline_scripts_and_nothing_else() -> None:
    told = policy("<script>a()</script><script src='x.js'></script><script>b()</script>")
    scripts = next(part for part in told.split("; ") if part.startswith("script-src"))
    assert scripts.count("'sha256-") == 2
    assert "unsafe-inline" not in scripts
    assert "default-src 'none'" in told
    assert "frame-ancestors 'self'" in told

"""HTML is escaped by construction, and Markdown cannot bring anything but text, markers and a clause's own links."""

from __future__ import annotations

import pytest

from ui.element import Html, el, join, plain
from ui.markup import linked, markdown, urls_in

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![logo](https://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "<https://evil.example>",
    "[1]: https://evil.example",
    "<iframe src=https://evil.example></iframe>",
    '" onmouseover="alert(1)',
    "</p></article><style>*{display:none}</style>",
    "https://evil.example/steal?x=1",
)


def marker(number: int, words: str) -> Html:
    return el("a", f"[{number}]", title=words)


def test_text_is_escaped_and_html_is_kept() -> None:
    assert el("p", "a < b", el("b", "&")) == "<p>a &lt; b<b>&amp;</b></p>"


def test_attributes_are_escaped() -> None:
    assert el("p", title='" onclick="x') == '<p title="&quot; onclick=&quot;x"></p>'


def test_an_attribute_of_none_or_false_is_left_out_and_of_true_is_bare() -> None:
    assert el("input", id=None, hidden=False, checked=True, data_do="x") == '<input checked data-do="x">'


def test_children_may_be_nested_and_missing() -> None:
    assert join(["a", None, ["b", [Html("<i>c</i>")]]]) == "ab<i>c</i>"


def test_direction_overrides_and_control_characters_are_dropped() -> None:
    assert plain("abc\u202egnp.exe\x00\u2066") == "abcgnp.exe"


def test_towers_of_combining_marks_are_cut() -> None:
    assert len(plain("a" + "\u0301" * 500)) == 3


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert plain("a\ud800b") == "a?b"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_stays_text(text: str) -> None:
    shown = markdown(f"{text} [1]", marker, frozenset({1}))
    for tag in ("<script", "<img", "<iframe", "<style", 'javascript:alert(1)"', "href="):
        assert tag not in shown
    assert "evil.example" not in shown or "&lt;" in shown or "evil.example" in text


def test_a_marker_becomes_a_link_with_the_words_before_it() -> None:
    shown = markdown("**A**: first. [1] second. [2]", marker, frozenset({1, 2}))
    assert 'title="A: first.' in shown
    assert "second." in shown.split("title=")[2]


def test_markers_side_by_side_share_their_words() -> None:
    assert markdown("said. [1] [2]", marker, frozenset({1, 2})).count('title="said.') == 2


def test_a_marker_in_a_table_gets_the_words_of_its_row() -> None:
    shown = markdown("| a | b |\n|---|---|\n| words | [1] |", marker, frozenset({1}))
    assert 'title="words"' in shown
    assert "<table>" in shown


def test_a_number_without_a_source_stays_text() -> None:
    assert markdown("see [7]", marker, frozenset({1})) == "<p>see [7]</p>\n"


def test_a_marker_never_begins_a_line() -> None:
    assert "end.\u00a0<a" in markdown("end. [1]", marker, frozenset({1}))


def test_only_addresses_of_the_clauses_are_links() -> None:
    allowed = urls_in(["see https://service.most.gov.cn/a.html。"])
    shown = linked("https://service.most.gov.cn/a.html and https://evil.example/b", allowed)
    assert shown.count("<a ") == 1
    assert 'href="https://service.most.gov.cn/a.html"' in shown
    assert 'rel="noopener noreferrer"' in shown

"""verify: what differs is found, what is explained is listed, and a reason without need is a difference."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import SmallEdition

from corpus.edition_file import EditionError
from corpus.library import Library
from corpus.verify import Explanation, Held, Report, printed_figures, read_explanations, verify


def held(library: Library, **changes: str) -> Held:
    guide = library.guides["call"]
    return Held("call", {c.ref: c.text("zh") for c in guide.clauses} | changes)


def run(library: Library, document: Held, *explanations: Explanation) -> Report:
    return verify(library, [document], explanations)


def kinds(report: Report) -> set[tuple[str, str]]:
    return {(g.clause, g.kind) for g in report.unexplained if g.kind != "not judged"}


def test_the_same_words_have_no_difference(small: SmallEdition) -> None:
    library = small.load()
    assert kinds(run(library, held(library))) == set()


def test_a_figure_that_the_document_does_not_print_is_found(small: SmallEdition) -> None:
    library = small.load()
    report = run(library, held(library, **{"一.1": "网上填报截至 2026 年 7 月 2 日 17:00。"}))
    assert kinds(report) == {("call/一.1", "not printed"), ("call/一.1", "not restated")}
    assert {g.what for g in report.unexplained if g.kind != "not judged"} == {"1", "2"}


def test_a_clause_without_counterpart_and_a_section_without_clause_are_found(small: SmallEdition) -> None:
    library = small.load()
    document = held(library)
    texts = {ref: text for ref, text in document.texts.items() if ref != "一.1"}
    report = run(library, Held("call", texts, ("二.7",)))
    assert kinds(report) == {("call/一.1", "no counterpart"), ("call/二.7", "not in the edition")}


def test_a_reason_explains_only_what_it_names(small: SmallEdition) -> None:
    library = small.load()
    document = held(library, **{"一.1": "网上填报截至 2026 年 7 月 2 日 17:00。"})
    reason = Explanation(clause="call/一.1", kind="not printed", what=("1",), because="a misprint")
    report = run(library, document, reason)
    assert kinds(report) == {("call/一.1", "not restated")}
    assert [g.because for g in report.gaps if g.kind == "not printed"] == ["a misprint"]


def test_a_reason_that_nothing_needs_is_a_difference(small: SmallEdition) -> None:
    library = small.load()
    reason = Explanation(clause="call/一.1", kind="not printed", what=("99",), because="once")
    assert kinds(run(library, held(library), reason)) == {("call/一.1", "reason without need")}


def test_reasons_for_documents_that_are_not_there_wait(small: SmallEdition) -> None:
    library = small.load()
    reason = Explanation(clause="other/一.1", kind="not printed", because="once")
    assert kinds(run(library, held(library), reason)) == set()


@pytest.mark.parametrize(
    ("text", "figure"),
    [("约 187 561 件", "187561"), ("2 817 亿日元", "281700000000"), ("（3）共 20 人", "20"), ("2025.4-2026.3", "4")],
)
def test_official_figures_are_read_through_their_blanks_and_dots(text: str, figure: str) -> None:
    assert figure in printed_figures(text)


def test_item_numbers_are_no_figures() -> None:
    assert "3" not in printed_figures("（3）共 20 人")


def test_every_recorded_reason_names_a_clause_of_the_edition(library: Library) -> None:
    entries = read_explanations()
    assert entries
    assert [e.clause for e in entries if e.clause not in library.clauses] == []
    assert all(len(e.because) > 20 for e in entries)


def test_a_reason_with_a_typing_mistake_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "explained.yaml"
    path.write_text("- {clause: a/1, kind: not printd, because: x}\n", "utf-8")
    with pytest.raises(EditionError, match=r"explained\.yaml:1: kind"):
        read_explanations(path)

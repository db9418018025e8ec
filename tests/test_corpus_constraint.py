"""Constraints as data: what the language refuses, and what the check of the edition finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from corpus.check_constraints import constraint_problems
from corpus.edition_file import EditionError, parse, read_yaml
from corpus.expression import Expression
from corpus.guide import Part
from corpus.library import GUIDES, Library, load

FORM: TypeAdapter[Any] = TypeAdapter(Expression)
OWN = {
    "id": "visits",
    "clause": "1.1(1)",
    "strength": "must",
    "label": {"zh": "互访至少 15 人次", "en": "At least 15 person-visits"},
    "requires": {"fact": "visits_total", "at_least": 15},
}


def _with(changed: dict[str, Any]) -> Library:
    """The edition in which joint-1.1 has just this constraint."""
    library = load()
    guide = library.guides["most-joint-2026-b2"]
    parts = []
    for part in guide.parts:
        if part.direction and part.direction.id == "joint-1.1":
            data = {**read_yaml(GUIDES / guide.id / "1.1.yaml"), "constraints": [{**OWN, **changed}]}
            part = parse(Part, data, Path("1.1.yaml"), file="1.1.yaml")
        parts.append(part)
    changed_guide = guide.model_copy(update={"parts": tuple(parts)})
    return Library((changed_guide,), library.topics, library.differences)


def _problems(changed: dict[str, Any]) -> list[str]:
    return [line for line in constraint_problems(_with(changed)) if "joint-1.1/" in line]


@pytest.mark.parametrize(
    "text",
    [
        "{fact: a, roughly: 3}",
        "{at_least: 3}",
        "{fact: a, sum: [b], at_least: 3}",
        "{fact: a, at_least: 2.5}",
        "{share: a, of: b}",
        "{count: a}",
        "{fact: a, rank_at_least: boss}",
        "{all_of: []}",
        "[1]",
    ],
)
def test_the_language_is_closed(text: str) -> None:
    with pytest.raises(ValidationError):
        FORM.validate_python(yaml.safe_load(text))


def test_facts_are_the_outermost_ones_in_the_order_they_are_asked() -> None:
    text = "{any_of: [{fact: conf_cn.size, at_least: 3}, {each: team, meets: {fact: title, equals: x}}, {given: n}]}"
    assert FORM.validate_python(yaml.safe_load(text)).facts() == ("conf_cn", "team", "n")


def test_a_sound_constraint_has_no_problem() -> None:
    assert _problems({}) == []


def test_a_clause_that_is_not_there_is_found() -> None:
    assert "cites 1.1(9)" in _problems({"clause": "1.1(9)"})[0]


def test_a_limit_that_the_clause_does_not_print_is_found() -> None:
    assert "16" in _problems({"requires": {"fact": "visits_total", "at_least": 16}})[0]


def test_labels_with_different_figures_are_found() -> None:
    assert "figures differ" in _problems({"label": {"zh": "至少 15 人次", "en": "At least 14"}})[0]


def test_a_hard_figure_without_constraint_is_found() -> None:
    lines = constraint_problems(_with({"clause": "1.1"}))
    assert any("1.1(1) prints a hard figure" in line for line in lines)


def test_a_misspelt_form_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "1.1.yaml"
    path.write_text("clauses: []\nconstraints:\n- id: a\n  requires: {fact: a, atleast: 3}\n", "utf-8")
    with pytest.raises(EditionError, match=r"1\.1\.yaml:\d+:"):
        parse(Part, read_yaml(path), path)

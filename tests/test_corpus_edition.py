"""The edition itself: its ids follow the contract, its totals are the printed ones, both languages are really there."""

from __future__ import annotations

import re
import unicodedata

import pytest

from corpus.library import Library

DIRECTIONS = [
    *(f"exchange-1.{n}" for n in range(1, 8)),
    *(f"joint-1.{n}" for n in range(1, 10)),
    *(f"joint-2.{n}" for n in range(7)),
]
CLAUSES = {
    "most-exchange-2026-b2": 79,
    "most-joint-2026-b2": 87,
    "programme-appendix": 10,
    "jsps-beijing-2026": 26,
    "japan-cooperation-2024": 38,
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_23_directions_with_the_ids_of_the_contract(library: Library) -> None:
    assert list(library.directions) == DIRECTIONS


@pytest.mark.parametrize("guide", CLAUSES)
def test_each_guide_has_its_clauses(library: Library, guide: str) -> None:
    assert len(library.guides[guide].clauses) == CLAUSES[guide] == library.guides[guide].clause_count


def test_a_clause_id_is_its_guide_and_its_printed_number(library: Library) -> None:
    for id_, placed in library.clauses.items():
        assert id_ == f"{placed.guide}/{placed.clause.ref}"


def test_refs_have_half_width_brackets_and_no_blanks(library: Library) -> None:
    for placed in library.clauses.values():
        ref = placed.clause.ref
        assert not re.search(r"[\s（）／]", ref), ref
        assert ref == unicodedata.normalize("NFKC", ref)


def test_refs_in_directions_begin_with_the_number_of_the_direction(library: Library) -> None:
    for placed in library.clauses.values():
        if placed.direction:
            number = placed.direction.split("-")[1]
            assert re.fullmatch(rf"{re.escape(number)}(\([1-9]\))?", placed.clause.ref), placed.id


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_items_of_a_direction_are_numbered_without_a_gap(library: Library, direction: str) -> None:
    number = direction.split("-")[1]
    _, part = library.part_of(direction)
    items = len(part.clauses) - 1
    assert [c.ref for c in part.clauses] == [number, *(f"{number}({n})" for n in range(1, items + 1))]


@pytest.mark.parametrize(
    "clause",
    [
        "most-exchange-2026-b2/1.3(3)",
        "most-exchange-2026-b2/1.3",
        "most-exchange-2026-b2/三.3",
        "most-exchange-2026-b2/四.1",
        "most-exchange-2026-b2/附件1",
        "jsps-beijing-2026/外籍特别研究员项目",
        "japan-cooperation-2024/表1",
    ],
)
def test_the_ids_that_the_contract_names_are_there(library: Library, clause: str) -> None:
    assert clause in library.clauses


def test_the_two_calls_print_the_totals_of_the_notices(library: Library) -> None:
    exchange, joint = library.guides["most-exchange-2026-b2"].totals, library.guides["most-joint-2026-b2"].totals
    assert exchange
    assert joint
    assert (exchange.directions, exchange.projects.value, exchange.funding.value) == (7, 118, 21_290_000)
    assert (joint.directions, joint.projects.value, joint.funding.value) == (16, 176, 411_400_000)


def test_only_the_exchange_call_has_a_window(library: Library) -> None:
    assert [g.id for g in library.guides.values() if g.window] == ["most-exchange-2026-b2"]
    window = library.guides["most-exchange-2026-b2"].window
    assert window
    assert (window.opens.isoformat(), window.closes.isoformat()) == ("2026-05-13T09:00:00", "2026-07-01T17:00:00")
    assert window.recommend_by
    assert window.recommend_by.isoformat() == "2026-07-08T17:00:00"


def test_projects_times_the_grant_is_the_total_where_the_grant_is_fixed(library: Library) -> None:
    fixed = [
        d
        for d in library.directions.values()
        if d.funding_per_project and d.funding_per_project.exactly and d.projects.exactly
    ]
    assert {d.id for d in fixed} >= set(DIRECTIONS[:7])
    for facts in fixed:
        assert facts.projects.value * facts.funding_per_project.value == facts.funding_total.value, facts.id  # type: ignore[union-attr]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_shares_of_the_fields_add_up_where_every_field_has_one(library: Library, direction: str) -> None:
    facts = library.directions[direction]
    projects = [f.projects for f in facts.fields if f.projects]
    funding = [f.funding for f in facts.fields if f.funding]
    if facts.fields and len(projects) == len(facts.fields):
        assert sum(p.value for p in projects) == facts.projects.value
    if facts.fields and len(funding) == len(facts.fields):
        assert sum(f.value for f in funding) == facts.funding_total.value


def test_every_direction_names_its_countries_by_iso_code(library: Library) -> None:
    for direction in library.directions.values():
        assert all(re.fullmatch(r"[A-Z]{2}", code) for code in direction.countries), direction.id
        assert len(set(direction.countries)) == len(direction.countries)


def test_every_direction_names_its_fields_or_says_that_any_will_do(library: Library) -> None:
    for direction in library.directions.values():
        assert direction.fields or direction.any_field, direction.id


def test_chinese_is_chinese_and_english_is_english(library: Library) -> None:
    for placed in library.clauses.values():
        for statement in placed.clause.says:
            assert HAN.search(statement.zh), f"{placed.id}: {statement.zh}"
            han = len(HAN.findall(statement.en))
            assert han < 0.3 * len(statement.en), f"{placed.id}: {statement.en}"


def test_the_joint_call_is_silent_about_dates_and_says_so(library: Library) -> None:
    silences = [s for s in library.silences if s.guide == "most-joint-2026-b2" and "deadline" in s.topics]
    assert silences
    for direction in DIRECTIONS[7:]:
        assert "deadline" in library.part_of(direction)[1].silent


def test_the_two_45s_are_recorded_as_a_contradiction(library: Library) -> None:
    ages = {"most-exchange-2026-b2/1.3(3)", "most-exchange-2026-b2/1.4(3)", "most-exchange-2026-b2/1.6(3)"}
    assert any(ages <= set(entry.clauses) for entry in library.differences)


def test_a_printed_misprint_is_kept_and_noted(library: Library) -> None:
    clause = library.clauses["most-exchange-2026-b2/1.3(4)"].clause
    assert "science.pekin-amba@dip.lomatie.gouv.fr" in clause.text("zh")
    assert "science.pekin-amba@dip.lomatie.gouv.fr" in clause.text("en")
    assert any(note.kind == "misprint" for note in clause.notes)


def test_units_of_hong_kong_and_macau_are_named_in_both_languages(library: Library) -> None:
    zh = library.clauses["most-exchange-2026-b2/附件1"].clause.text("zh")
    en = library.clauses["most-exchange-2026-b2/附件1"].clause.text("en")
    for name in (
        "香港中文大学",
        "岭南大学",
        "香港树仁大学",
        "香港制衣业训练局",
        "中国科学院香港创新研究院",
        "澳门城市大学",
    ):
        assert name in zh
    for name in ("Chinese University of Hong Kong", "Lingnan University", "City University of Macau"):
        assert name in en

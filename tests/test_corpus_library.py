"""Loading the edition: what is wrong in a file is said with its file and line, and nothing is quietly lost."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import SmallEdition
from pydantic import ValidationError

from corpus.edition_file import EditionError, read_yaml
from corpus.guide import Amount, Clause
from corpus.library import TOPICS, Library, load


def test_an_unknown_key_is_named_with_file_and_line(small: SmallEdition) -> None:
    path = small.folder / "call" / "1.1.yaml"
    path.write_text(path.read_text("utf-8") + "remarks: none\n", "utf-8")
    with pytest.raises(EditionError) as fault:
        small.load()
    assert str(fault.value).startswith(f"{path}:{len(path.read_text('utf-8').splitlines())}: remarks: ")


def test_an_unknown_key_deep_inside_is_named_with_its_own_line(small: SmallEdition) -> None:
    path = small.folder / "call" / "1.2.yaml"
    lines = path.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "不少于 3 个月" in line)
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
    lines.insert(at + 1, f"{indent}fr: Séjour")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(EditionError, match=r"1\.2\.yaml:\d+: clauses\.1\.says\.0\.fr: ") as fault:
        small.load()
    assert f":{at + 2}:" in str(fault.value)


def test_a_key_given_twice_is_refused_with_its_line(small: SmallEdition) -> None:
    path = small.folder / "call" / "guide.yaml"
    count = len(path.read_text("utf-8").splitlines())
    path.write_text(path.read_text("utf-8") + "clause_count: 6\n", "utf-8")
    with pytest.raises(EditionError, match=rf"guide\.yaml:{count + 1}: key 'clause_count' is given twice"):
        small.load()


def test_a_key_given_twice_deep_inside_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("clauses:\n  - says:\n      - zh: 一\n        zh: 二\n", "utf-8")
    with pytest.raises(EditionError, match=r"a\.yaml:4: key 'zh' is given twice"):
        read_yaml(path)


def test_a_file_that_is_not_utf8_is_named(small: SmallEdition) -> None:
    path = small.folder / "call" / "1.1.yaml"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    with pytest.raises(EditionError, match=r"1\.1\.yaml: is not UTF-8 text \(byte \d+\)"):
        small.load()


def test_a_listed_file_that_is_missing_is_named(small: SmallEdition) -> None:
    (small.folder / "call" / "1.2.yaml").unlink()
    with pytest.raises(EditionError, match=r"1\.2\.yaml: cannot be read \(No such file or directory\)"):
        small.load()


def test_broken_yaml_is_named_with_its_line(small: SmallEdition) -> None:
    path = small.folder / "call" / "notice.yaml"
    path.write_text("clauses:\n  - ref: a\n heading: [\n", "utf-8")
    with pytest.raises(EditionError, match=r"notice\.yaml:\d+: "):
        small.load()


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "words\n", "42\n"])
def test_a_file_without_keys_is_refused(small: SmallEdition, content: str) -> None:
    (small.folder / "call" / "notice.yaml").write_text(content, "utf-8")
    with pytest.raises(EditionError, match=r"notice\.yaml:1: expected keys and values, found \w+"):
        small.load()


def test_a_clause_that_stands_twice_is_refused(small: SmallEdition) -> None:
    small.edit("call/1.2.yaml", lambda data: data["clauses"][1].update(ref="1.1(1)"))
    with pytest.raises(EditionError, match=r"call/1\.2\.yaml: clause 1\.1\(1\) stands twice"):
        _ = small.load().clauses


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d["clauses"][0].pop("heading"), "clauses.0.heading"),
        (lambda d: d["clauses"][0].update(says=[]), "clauses.0.says"),
        (lambda d: d["clauses"][0]["says"][0].update(zh="  "), "clauses.0.says.0.zh"),
        (lambda d: d["clauses"][0]["says"][0].update(about=[]), "clauses.0.says.0.about"),
        (lambda d: d["clauses"][0]["says"][0].pop("en"), "clauses.0.says.0.en"),
        (lambda d: d["direction"].update(projects={"exactly": 4, "about": 4}), "direction.projects"),
        (lambda d: d["direction"].update(projects={}), "direction.projects"),
        (lambda d: d["direction"].update(projects={"exactly": -1}), "direction.projects.exactly"),
        (lambda d: d["direction"].update(funding_total={"exactly": "about a million"}), "direction.funding_total"),
        (lambda d: d["direction"].update(countries=[]), "direction.countries"),
        (lambda d: d["direction"].update(duration_years=[]), "direction.duration_years"),
        (lambda d: d.update(applies_to="everyone"), "applies_to"),
        (lambda d: d.update(clauses=[]), "clauses"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_place(
    small: SmallEdition, change: Callable[[Any], object], where: str
) -> None:
    small.edit("call/1.1.yaml", change)
    with pytest.raises(EditionError) as fault:
        small.load()
    message = str(fault.value)
    assert "1.1.yaml:" in message
    assert f" {where}" in message
    assert "\n" not in message


def test_values_never_change() -> None:
    amount = Amount(exactly=4)
    with pytest.raises(ValidationError):
        amount.exactly = 5  # type: ignore[misc]


@pytest.mark.parametrize("amount", [{"exactly": 4}, {"at_most": 4}, {"about": 4}])
def test_an_amount_is_exactly_one_of_its_kinds(amount: dict[str, int]) -> None:
    assert Amount(**amount).value == 4


def test_zero_is_an_amount() -> None:
    assert Amount(exactly=0).value == 0


def test_a_clause_reads_as_one_text_in_each_language(small: SmallEdition) -> None:
    clause: Clause = small.load().clauses["call/1.1(1)"].clause
    assert clause.text("zh") == "申请人不超过 45 周岁。申请人须有博士学位。"
    assert clause.text("en") == "Applicants must be at most 45 years old. Applicants must hold a doctorate."


def test_clauses_know_where_they_stand(small: SmallEdition) -> None:
    clauses = small.load().clauses
    assert clauses["call/1.2(1)"].direction == "exchange-1.2"
    assert clauses["call/一.1"].direction is None
    assert clauses["call/一.1"].applies_to_all
    assert not clauses["leaflet/奖学金"].applies_to_all


def test_clauses_come_in_the_order_of_the_document(small: SmallEdition) -> None:
    of_call = [c for c in small.load().clauses if c.startswith("call/")]
    assert of_call == ["call/一.1", "call/1.1", "call/1.1(1)", "call/1.2", "call/1.2(1)"]


def test_the_file_of_a_direction_is_found_by_its_id(small: SmallEdition) -> None:
    guide, part = small.load().part_of("exchange-1.2")
    assert (guide.id, part.file) == ("call", "1.2.yaml")


def test_the_file_of_an_unknown_direction_is_a_key_error(small: SmallEdition) -> None:
    with pytest.raises(KeyError):
        small.load().part_of("exchange-9.9")


def test_loading_twice_gives_the_same_edition(small: SmallEdition) -> None:
    first, second = small.load(), small.load()
    assert first.guides == second.guides
    assert first.differences == second.differences


def test_the_five_guides_come_in_the_order_of_the_contract(library: Library) -> None:
    assert list(library.guides) == [
        "most-exchange-2026-b2",
        "most-joint-2026-b2",
        "programme-appendix",
        "jsps-beijing-2026",
        "japan-cooperation-2024",
    ]


# Defects of corpus/library.py: each should be one EditionError with file and line. Strict, so that a repair shows.


def _load(small: SmallEdition, file: str, content: str | bytes) -> None:
    path = small.folder / file
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    small.load()


def test_a_list_of_files_that_is_no_list_is_refused(small: SmallEdition) -> None:
    small.edit("call/guide.yaml", lambda data: data.update(files=3))
    with pytest.raises(EditionError, match=r"guide\.yaml"):
        small.load()


def test_a_list_as_a_key_is_refused(small: SmallEdition) -> None:
    with pytest.raises(EditionError, match=r"notice\.yaml:1"):
        _load(small, "call/notice.yaml", "? [a, b]\n: c\n")


def test_a_control_character_is_refused(small: SmallEdition) -> None:
    with pytest.raises(EditionError, match=r"notice\.yaml"):
        _load(small, "call/notice.yaml", b"clauses: \x00\n")


def test_an_empty_file_of_differences_means_none_or_is_refused(small: SmallEdition) -> None:
    with contextlib.suppress(EditionError):
        _load(small, "differences.yaml", "# nothing yet\n")


def test_a_fault_in_the_differences_names_its_own_line(small: SmallEdition) -> None:
    entry = "- {id: a, kind: variation, topics: [age], clauses: [call/1.1], text: {zh: 甲, en: a}}\n"
    with pytest.raises(EditionError, match=r"differences\.yaml:3: "):
        _load(small, "differences.yaml", f"# two\n{entry}{entry.replace('variation', 'quarrel')}")


@pytest.mark.parametrize("content", ["- age\n", "age:\n", ""])
def test_a_malformed_list_of_topics_is_refused(small: SmallEdition, tmp_path: Path, content: str) -> None:
    topics = tmp_path / "topics.yaml"
    topics.write_text(content, "utf-8")
    with pytest.raises(EditionError, match=r"topics\.yaml"):
        load(small.folder, topics)


def test_a_folder_without_guides_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(EditionError):
        load(tmp_path / "nowhere", TOPICS)

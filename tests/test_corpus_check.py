"""`python -m corpus check`: each kind of fault is found in a doctored copy of the edition, and the edition has none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import PROJECT, edit, read
from typer.testing import CliRunner

from corpus.__main__ import app
from corpus.check import problems, summary
from corpus.library import GUIDES, Library, load

EXCHANGE, JOINT = "most-exchange-2026-b2", "most-joint-2026-b2"
Change = Callable[[Any], object]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the edition to doctor."""
    return Path(shutil.copytree(GUIDES, tmp_path / "guides"))


@pytest.fixture(scope="module")
def sound(library: Library) -> frozenset[str]:
    """What the check says of the edition as it is; nothing, unless someone is editing it just now."""
    return frozenset(problems(library))


def found(folder: Path, sound: frozenset[str]) -> list[str]:
    """The problems that the doctoring brought."""
    return [line for line in problems(load(folder)) if line not in sound]


def clause(data: Any, ref: str) -> Any:
    """One clause of a file's data."""
    return next(c for c in data["clauses"] if c["ref"] == ref)


def drop_orphans(file: Path) -> None:
    """Take away the expected questions of clauses that a file no longer has, as an editor must."""
    questions = file.parent / "questions" / file.name
    if questions.exists() and isinstance(data := read(file), dict):
        refs = {c.get("ref") for c in data.get("clauses", [])}
        edit(questions, lambda asked: [asked.pop(ref) for ref in set(asked) - refs])


def say(ref: str, statement: int, **words: Any) -> Change:
    """Give one statement other words."""
    return lambda data: clause(data, ref)["says"][statement].update(words)


def header(**facts: Any) -> Change:
    """Give the direction other header facts."""
    return lambda data: data["direction"].update(facts)


def constraint(data: Any, id_: str) -> Any:
    """One constraint of a file's data."""
    return next(c for c in data["constraints"] if c["id"] == id_)


def test_the_edition_has_no_problems(library: Library) -> None:
    assert problems(library) == []


def test_the_command_says_so_and_exits_0() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "corpus", "check"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"corpus check: \d+ clauses, 0 problem\(s\)", done.stdout)
    assert done.stderr == ""


def test_the_command_counts_clauses_and_statements_of_every_guide(library: Library) -> None:
    lines = summary(library)
    assert [line.split(":")[0] for line in lines] == list(library.guides)
    for line, guide in zip(lines, library.guides.values(), strict=True):
        assert f"{len(guide.clauses)} clauses" in line
        assert f"{sum(len(c.says) for c in guide.clauses)} statements" in line
        assert f"{len(guide.directions)} directions" in line


def test_an_untouched_copy_is_as_sound_as_the_edition(copy: Path, sound: frozenset[str]) -> None:
    assert found(copy, sound) == []


CASES: dict[str, tuple[str, Change, str]] = {
    "a figure that differs between the languages": (
        f"{EXCHANGE}/1.3.yaml",
        say("1.3(1)", 1, en="The stay in France lasts 6 to 9 weeks."),
        r"1\.3\.yaml: 1\.3\(1\) statement 2: figures differ: only in zh \['8'\], only in en \['9'\]",
    ),
    "a figure that one language alone has": (
        f"{EXCHANGE}/1.4.yaml",
        lambda d: clause(d, "1.4(2)")["says"][0].update(en="The project period is fixed."),
        r"1\.4\(2\) statement 1: figures differ: only in zh \['2'\]",
    ),
    "an address that differs between the languages": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: clause(d, "1.3(4)")["says"][1].update(
            en="The template is at https://service.most.gov.cn/zn/20260413.html."
        ),
        r"1\.3\(4\) statement 2: addresses differ",
    ),
    "a note whose figures differ": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: clause(d, "1.3(3)")["notes"][0].update(en="The printed birth date governs."),
        r"1\.3\(3\) note: figures differ",
    ),
    "a topic that is not in the list": (
        f"{EXCHANGE}/1.3.yaml",
        say("1.3(3)", 3, about=["age", "horoscope"]),
        r"1\.3\(3\) statement 4: unknown topic 'horoscope'",
    ),
    "a number of projects that its words do not give": (
        f"{EXCHANGE}/1.3.yaml",
        header(projects={"exactly": 777}),
        r"1\.3\.yaml: direction\.projects: 777 does not stand",
    ),
    "a total funding that its words do not give": (
        f"{JOINT}/1.9.yaml",
        header(funding_total={"exactly": 60000001}),
        r"1\.9\.yaml: direction\.funding_total: 60000001 does not stand",
    ),
    "a funding per project that its words do not give": (
        f"{EXCHANGE}/1.3.yaml",
        header(funding_per_project={"exactly": 80001}),
        r"direction\.funding_per_project: 80001 does not stand",
    ),
    "a duration that its words do not give": (
        f"{EXCHANGE}/1.3.yaml",
        header(duration_years=[13]),
        r"direction\.duration_years: 13 does not stand",
    ),
    "a field that the header does not name": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["direction"]["fields"].append({"zh": "炼金术", "en": "alchemy"}),
        r"direction\.fields: 炼金术 does not stand in the header 1\.3",
    ),
    "a share of the projects that the words do not give": (
        f"{EXCHANGE}/1.2.yaml",
        lambda d: d["direction"].update(
            fields=[{"zh": "碳中和", "en": "carbon neutrality", "projects": {"exactly": 77}}]
        ),
        r"direction\.projects of 碳中和: 77 does not stand",
    ),
    "a direction whose first clause is not its header": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["clauses"].insert(0, d["clauses"].pop(1)),
        r"the first clause must be the direction's header 1\.3, found 1\.3\(1\)",
    ),
    "a facet that is neither stated nor silent": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["silent"].remove("papers"),
        r"1\.3\.yaml: neither stated nor recorded as silent: papers",
    ),
    "a facet that is silent and yet stated": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["silent"].append("age"),
        r"silent: age is recorded as silent and yet a clause states it",
    ),
    "a facet that is silent and yet stated by a general section": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["silent"].append("deadline"),
        r"silent: deadline is recorded as silent and yet a clause states it",
    ),
    "a silence about something that is no facet": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["silent"].append("weather"),
        r"silent: weather is not a facet",
    ),
    "a clause too few": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["clauses"].pop(),
        rf"{EXCHANGE}/guide\.yaml: clause_count says \d+, the files hold \d+",
    ),
    "a file that the guide no longer lists": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["files"].remove("annex1.yaml"),
        r"files and folder disagree: \['annex1\.yaml'\]",
    ),
    "a wrong sum of projects": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["totals"].update(projects={"exactly": 119}),
        r"totals\.projects: the guide prints 119, its directions add up to 118",
    ),
    "a wrong sum of money": (
        f"{EXCHANGE}/1.6.yaml",
        header(funding_total={"exactly": 3000000 - 150000}),
        r"totals\.funding: the guide prints 21290000, its directions add up to 21140000",
    ),
    "a wrong number of directions": (
        f"{JOINT}/guide.yaml",
        lambda d: d["totals"].update(directions=17),
        r"totals\.directions: the guide prints 17, its directions add up to 16",
    ),
    "a window that cites a clause nobody wrote": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["window"].update(clause=f"{EXCHANGE}/四.9"),
        rf"{EXCHANGE}/guide\.yaml: cites {EXCHANGE}/四\.9, which the edition has not",
    ),
    "totals that cite a clause nobody wrote": (
        f"{JOINT}/guide.yaml",
        lambda d: d["totals"].update(clause=f"{JOINT}/二.9"),
        rf"cites {JOINT}/二\.9, which the edition has not",
    ),
    "a silence whose nearest clause nobody wrote": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["silences"][0].update(nearest=[f"{EXCHANGE}/9.9"]),
        rf"silence \S+: cites {EXCHANGE}/9\.9, which the edition has not",
    ),
    "a silence of a direction nobody knows": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["silences"][0].update(directions=["exchange-9.9"]),
        r"silence \S+: names direction exchange-9\.9",
    ),
    "a silence whose figures differ": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["silences"][1]["text"].update(en="The call gives no rate of 12%."),
        r"silence \S+: figures differ",
    ),
    "a silence on an unknown topic": (
        f"{EXCHANGE}/guide.yaml",
        lambda d: d["silences"][1].update(topics=["luck"]),
        r"silence \S+: unknown topic 'luck'",
    ),
    "a contradiction that cites a clause nobody wrote": (
        "differences.yaml",
        lambda d: d[0]["clauses"].append(f"{EXCHANGE}/9.9(1)"),
        rf"difference \S+: cites {EXCHANGE}/9\.9\(1\), which the edition has not",
    ),
    "a contradiction of a direction nobody knows": (
        "differences.yaml",
        lambda d: d[0].update(directions=["joint-3.1"]),
        r"difference \S+: names direction joint-3\.1",
    ),
    "a contradiction with a figure that none of its clauses prints": (
        "differences.yaml",
        lambda d: d[1]["text"].update(zh="其实是 9876 岁。", en="It is 9876 years old."),
        r"difference \S+: figures \['9876'\] stand in none of the clauses it cites",
    ),
    "a contradiction whose figures differ between the languages": (
        "differences.yaml",
        lambda d: d[1]["text"].update(en="Nothing to see."),
        r"difference \S+: figures differ",
    ),
    "a contradiction on an unknown topic": (
        "differences.yaml",
        lambda d: d[0].update(topics=["gossip"]),
        r"difference \S+: unknown topic 'gossip'",
    ),
    "a constraint whose limit its clause does not print": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: constraint(d, "stay-weeks").update(requires={"fact": "stay_weeks", "between": [6, 99]}),
        r"constraint exchange-1\.3/stay-weeks: its figures 99 do not stand in 1\.3\(1\)",
    ),
    "a constraint with a birth date one year off": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: constraint(d, "birth-date")["requires"].update(born_on_or_after="1981-01-01"),
        r"constraint exchange-1\.3/birth-date: its figures 1981 do not stand",
    ),
    "a constraint that cites a clause nobody wrote": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: constraint(d, "health").update(clause="1.3(9)"),
        r"constraint exchange-1\.3/health: cites 1\.3\(9\), which the edition has not",
    ),
    "a constraint whose label differs between the languages": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: constraint(d, "stay-weeks")["label"].update(en="7 weeks in France"),
        r"constraint exchange-1\.3/stay-weeks: figures differ",
    ),
    "a constraint that stands twice": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["constraints"].append(dict(constraint(d, "health"))),
        r"constraint exchange-1\.3/health stands twice",
    ),
    "a direction without constraints": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d.update(constraints=[]),
        r"no constraints: nothing can be judged for exchange-1\.3",
    ),
    "a hard figure that nothing judges": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d["constraints"].__setitem__(slice(None), [c for c in d["constraints"] if c["clause"] != "1.3(1)"]),
        r"1\.3\(1\) prints a hard figure but has no constraint",
    ),
    "a reason for a clause nobody wrote": (
        f"{EXCHANGE}/1.3.yaml",
        lambda d: d.setdefault("unconstrained", []).append({"clause": "1.3(9)", "because": "it is not there"}),
        r"unconstrained: 1\.3\(9\) is no clause of this file",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_check_finds(case: str, tmp_path: Path, sound: frozenset[str]) -> None:
    file, change, message = CASES[case]
    guide = file.split("/")[0]
    if guide == "differences.yaml":  # they cite every guide
        shutil.copytree(GUIDES, tmp_path, dirs_exist_ok=True)
    else:
        shutil.copytree(GUIDES / guide, tmp_path / guide)
    edit(tmp_path / file, change)
    drop_orphans(tmp_path / file)
    lines = found(tmp_path, sound)
    assert any(re.search(message, line) for line in lines), lines
    assert all("\n" not in line for line in lines)


def test_the_command_exits_1_and_names_the_problem(copy: Path) -> None:
    edit(copy / f"{EXCHANGE}/1.3.yaml", say("1.3(1)", 1, en="The stay in France lasts 6 to 9 weeks."))
    done = CliRunner().invoke(app, ["check", "--folder", str(copy)])
    assert done.exit_code == 1
    assert "1.3(1) statement 2: figures differ" in done.stderr
    assert "Traceback" not in done.output


def test_the_command_exits_1_with_one_line_where_a_file_cannot_be_read(copy: Path) -> None:
    (copy / EXCHANGE / "1.3.yaml").write_text("clauses: [", "utf-8")
    done = CliRunner().invoke(app, ["check", "--folder", str(copy)])
    assert done.exit_code == 1
    assert re.fullmatch(r"\S+1\.3\.yaml:\d+: .+\n", done.stderr)


def test_the_command_finds_a_clause_that_stands_twice(copy: Path) -> None:
    edit(copy / f"{EXCHANGE}/1.4.yaml", lambda d: clause(d, "1.4(2)").update(ref="1.4(1)"))
    drop_orphans(copy / f"{EXCHANGE}/1.4.yaml")
    done = CliRunner().invoke(app, ["check", "--folder", str(copy)])
    assert done.exit_code == 1
    assert "clause 1.4(1) stands twice" in done.stderr


def test_the_command_names_a_clause_whose_questions_were_left_behind(copy: Path) -> None:
    edit(copy / f"{EXCHANGE}/1.3.yaml", lambda d: d["clauses"].pop())
    done = CliRunner().invoke(app, ["check", "--folder", str(copy)])
    assert done.exit_code == 1
    assert re.fullmatch(
        r"\S+questions/1\.3\.yaml:\d+: the guide's file has no clause '1\.3\(4\)'; remove it or correct it\n", done.stderr
    )


def test_the_command_names_a_statement_without_its_questions(copy: Path) -> None:
    extra = {"about": ["age"], "zh": "年龄不限。", "en": "There is no age limit."}
    edit(copy / f"{EXCHANGE}/1.3.yaml", lambda d: clause(d, "1.3(3)")["says"].append(extra))
    done = CliRunner().invoke(app, ["check", "--folder", str(copy)])
    assert done.exit_code == 1
    assert re.search(r"questions/1\.3\.yaml:\d+: 1\.3\(3\) has \d+ statements, here are questions for \d+; ", done.stderr)


def test_one_figure_written_in_two_ways_is_no_problem(copy: Path, sound: frozenset[str]) -> None:
    edit(
        copy / f"{EXCHANGE}/1.3.yaml",
        say("1.3", 3, zh="总经费为 1,440,000 元人民币。", en="The total funding is 1.44 million yuan."),
    )
    assert found(copy, sound) == []


# Defects of corpus/check.py. Strict, so that a repair shows.


def test_a_file_that_no_guide_lists_is_found_in_another_folder_too(copy: Path, sound: frozenset[str]) -> None:
    shutil.copy(copy / EXCHANGE / "1.3.yaml", copy / EXCHANGE / "1.8.yaml")
    assert any("files and folder disagree: ['1.8.yaml']" in line for line in found(copy, sound))


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--folder", str(tmp_path / "nowhere")])
    assert done.exit_code != 0

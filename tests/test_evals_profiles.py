"""The shipped profiles with their verdicts: which applicants they cover, and that their check finds what is wrong."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from corpus.library import Library, load
from evals.case import GOLD, ProfileCase, load_gold
from evals.check import problems
from evals.judging import judge
from evals.run import DAY, ask
from evals.sourcing import Sources
from evals.subject import InProcess

PROFILES = GOLD / "profiles.yaml"


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def cases() -> list[ProfileCase]:
    return [case for case in load_gold([PROFILES]).cases if isinstance(case, ProfileCase)]


def test_every_direction_and_the_submission_have_profiles_that_pass_and_that_do_not(library: Library) -> None:
    found = cases()
    assert len(found) >= 90
    assert {case.direction for case in found} == set(library.checks)
    for direction in library.checks:
        outcomes = {case.outcome for case in found if case.direction == direction}
        assert {"eligible", "not_eligible"} <= outcomes, direction
    halves = Counter(case.split for case in found)
    assert abs(halves["dev"] - halves["test"]) <= 5
    assert all(case.note for case in found)


def test_the_check_proves_them(library: Library) -> None:
    assert problems(load_gold([PROFILES]), library) == []


class _Assistant:
    def __init__(self, library: Library):
        self.library, self.corpus_version = library, "x"


def test_a_verdict_other_than_the_guides_is_found(library: Library) -> None:
    subject, sources = InProcess(_Assistant(library)), Sources(library)
    case = next(c for c in cases() if c.id == "profile-exchange-1.3-b")
    right = judge(case, ask(subject, case, DAY), sources)
    assert right.scores["verdict accuracy"] == 1.0
    for wrong in (
        case.model_copy(update={"outcome": "eligible"}),
        case.model_copy(update={"broken": ("most-exchange-2026-b2/1.3(4)",)}),
        case.model_copy(update={"missing": ("title",)}),
    ):
        judged = judge(wrong, ask(subject, wrong, DAY), sources)
        assert judged.scores["verdict accuracy"] == 0.0
        assert judged.faults


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("outcome: not_eligible", "without a clause in `broken`"),
        ('outcome: eligible\n  broken: ["most-exchange-2026-b2/1.3(3)"]', "it must be not_eligible"),
        ('outcome: not_eligible\n  broken: ["most-exchange-2026-b2/9.9"]', "clause most-exchange-2026-b2/9.9 is not"),
        ('outcome: not_eligible\n  broken: ["most-exchange-2026-b2/1.4(3)"]', "sets no requirement"),
        ("outcome: undetermined\n  missing: [patents_applied]", "does not ask for it"),
    ],
)
def test_the_check_names_what_does_not_fit(tmp_path: Path, library: Library, change: str, says: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"- id: a\n  direction: exchange-1.3\n  profile: {{birth_date: 1981-06-15}}\n  {change}\n", "utf-8")
    (line,) = problems(load_gold([path]), library)
    assert line.startswith(f"{path}:1: a: ")
    assert says in line


def test_a_fact_that_cannot_be_read_is_named(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("- {id: a, direction: exchange-1.3, profile: {birthdate: 1981}, outcome: eligible}\n", "utf-8")
    assert "did you mean birth_date" in problems(load_gold([path]), library)[0]


def test_a_profile_may_say_only_what_differs_from_another(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "- {id: a, direction: exchange-1.3, profile: &a {degree: phd, healthy: true}, outcome: undetermined}\n"
        "- {id: b, direction: exchange-1.3, profile: {<<: *a, degree: master}, outcome: undetermined}\n",
        "utf-8",
    )
    first, second = load_gold([path]).cases
    assert isinstance(first, ProfileCase)
    assert isinstance(second, ProfileCase)
    assert (first.profile["degree"], second.profile) == ("phd", {"degree": "master", "healthy": True})
    assert date(2026, 6, 1) == DAY

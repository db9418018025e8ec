"""A run: resumed after a kill, refused as another run, checked, reported, and its exit codes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.answer import Answer, Verdict
from corpus.library import Library, load
from evals import record, results, table
from evals.__main__ import app
from evals.case import Case, EvalError, ProfileCase, load_gold
from evals.check import problems
from evals.report import write as write_report
from evals.run import DAY, About, ask, ask_all, judge_all, start
from evals.subject import CaseFailed

MONEY = "most-exchange-2026-b2/1.1(5)"
OWN = f"""\
- id: one
  question: 每个中韩交流项目给多少钱？
  clauses: [["{MONEY}"]]
  values: [["6万"]]
- id: two
  question: How much for each Korea project?
  clauses: [["{MONEY}"]]
  values: [["60,000"]]
- id: three
  question: 往年立项率？<script>
  kind: unanswerable
  status: not_found
  split: test
"""
ABOUT = About(subject="fake", corpus_version="x", gold=(), split="all", as_of=DAY)
run_cli = CliRunner().invoke


class Counting:
    """Says the same to everything and remembers what it was asked; dies at a case if told to."""

    name, corpus_version = "fake", "x"

    def __init__(self, dies_at: str = ""):
        self.asked: list[tuple[str, date]] = []
        self.dies_at = dies_at

    def answer(self, case: Case, as_of: date) -> Answer:
        if case.id == self.dies_at:
            raise KeyboardInterrupt
        self.asked.append((case.id, as_of))
        return Answer(status="answered", lang=case.lang, answer="**6 万元**", as_of=as_of, corpus_version="x")

    def verdict(self, case: ProfileCase, as_of: date) -> Verdict:
        raise CaseFailed("judges nobody")

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        return (MONEY,)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def finished(folder: Path, gold_file: Path, library: Library) -> Path:
    """A whole run of the counting subject, with its results."""
    gold = load_gold([gold_file])
    about = ABOUT.model_copy(update={"gold": (str(gold_file),)})
    made = ask_all(Counting(), gold, folder, DAY, start(folder, about, False))
    judged = judge_all(gold, made, library)
    results.write(results.results_of(about, gold, made, judged), folder / results.FILE)
    return folder


def test_a_run_cut_off_goes_on_where_it_stopped(tmp_path: Path, own: Path) -> None:
    gold, out = load_gold([own]), tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        ask_all(Counting("three"), gold, out, DAY, start(out, ABOUT, False))
    with (out / record.FILE).open("a") as file:
        file.write('{"id": "three", "ca')  # killed in the middle of a line
    subject = Counting()
    made = ask_all(subject, gold, out, DAY, start(out, ABOUT, True))
    assert [case for case, _ in subject.asked] == ["three"]
    assert list(made) == ["one", "two", "three"]
    assert list(record.read(out / record.FILE)) == ["one", "two", "three"]


def test_a_question_that_changed_is_asked_again(tmp_path: Path, own: Path) -> None:
    out = tmp_path / "run"
    ask_all(Counting(), load_gold([own]), out, DAY, start(out, ABOUT, False))
    own.write_text(OWN.replace("How much for", "What about"), "utf-8")
    subject = Counting()
    ask_all(subject, load_gold([own]), out, DAY, start(out, ABOUT, True))
    assert [case for case, _ in subject.asked] == ["two"]


def test_a_folder_is_not_overwritten_nor_resumed_as_another_run(tmp_path: Path) -> None:
    start(tmp_path / "run", ABOUT, False)
    with pytest.raises(EvalError, match="holds a run already"):
        start(tmp_path / "run", ABOUT, False)
    with pytest.raises(EvalError, match="subject was fake"):
        start(tmp_path / "run", ABOUT.model_copy(update={"subject": "llm:other"}), True)


def test_a_spoilt_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(EvalError, match=r"a\.jsonl:1: is no record"):
        record.read(tmp_path / "a.jsonl")


def test_the_cases_own_day_comes_before_the_runs() -> None:
    subject = Counting()
    late = date(2026, 7, 5)
    for case in (Case(id="a", question="q", lang="en", as_of=late), Case(id="b", question="q", lang="en")):
        ask(subject, case, DAY)
    assert subject.asked == [("a", late), ("b", DAY)]


def test_the_check_proves_values_and_names_what_does_not_stand(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "own.yaml"
    text = OWN.replace('[["6万"]]', '[["6万", "60,000", "66,000"], ["八个"]]').replace(
        "values: [", 'absent: ["60000"]\n  values: ['
    )
    path.write_text(text.replace(f'[["{MONEY}"]]', f'[["{MONEY}"], ["most-exchange-2026-b2/9.9"]]', 1), "utf-8")
    found = [line.removeprefix(f"{path}:") for line in problems(load_gold([path]), library)]
    assert found[0] == "1: one: clause most-exchange-2026-b2/9.9 is not in the edition"
    path.write_text(text, "utf-8")
    found = [line.removeprefix(f"{path}:") for line in problems(load_gold([path]), library)]
    assert found == [
        "1: one: form '66,000': 66000 stands neither in its clauses nor in the question",
        "1: one: no form of the value 八个 stands in its clauses",
        "1: one: '60000' must not appear, yet the expected '6万' contains it",
        "6: two: '60000' must not appear, yet the expected '60,000' contains it",
    ]


def test_months_prove_years_and_the_sound_set_has_no_problem(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        OWN.replace('[["60,000"]]', '[["12 months"]]').replace("1.1(5)", "1.1(4)", 2).replace('["6万"]', '["1年"]')
    )
    assert problems(load_gold([path]), library) == []


def test_the_command_check_exits_0_1_and_2(own: Path, tmp_path: Path) -> None:
    assert run_cli(app, ["check", "--gold", str(own)]).exit_code == 0
    own.write_text(OWN.replace("60,000", "61,000"), "utf-8")
    failed = run_cli(app, ["check", "--gold", str(own)])
    assert failed.exit_code == 1
    assert "own.yaml:5: two" in failed.output
    own.write_text("- id: a\n", "utf-8")
    bad = run_cli(app, ["check", "--gold", str(own)])
    assert bad.exit_code == 2
    assert "own.yaml:1: question" in bad.output
    assert "Traceback" not in bad.output


@pytest.mark.parametrize("options", [["--split", "half"], ["--as-of", "today"], ["--url", "http://x", "--engine", "y"]])
def test_bad_options_are_one_line_and_exit_2(own: Path, tmp_path: Path, options: list[str]) -> None:
    done = run_cli(app, ["run", "--gold", str(own), "--out", str(tmp_path / "r"), *options])
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1


def test_gate_baseline_compare_and_table_work_on_finished_runs(tmp_path: Path, own: Path, library: Library) -> None:
    folder = finished(tmp_path / "run", own, library)
    base = tmp_path / "baseline.json"
    assert run_cli(app, ["baseline", str(folder), "--to", str(base)]).exit_code == 0
    assert "latency" not in base.read_text("utf-8")
    gated = run_cli(app, ["gate", str(folder), "--baseline", str(base)])
    assert gated.exit_code == 1
    assert "one: figures without a source: 60000" in gated.output
    compared = run_cli(app, ["compare", str(base), str(folder)])
    assert compared.exit_code == 0
    assert "correctness, now wrong: none" in compared.output
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{table.START}\nOLD TABLE\n{table.END}\nafter\n", "utf-8")
    assert run_cli(app, ["table", str(folder), "--check", str(readme)]).exit_code == 1
    assert run_cli(app, ["table", str(folder), "--write", str(readme)]).exit_code == 0
    assert run_cli(app, ["table", str(folder), "--check", str(readme)]).exit_code == 0
    written = readme.read_text("utf-8")
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "OLD TABLE" not in written
    assert re.search(r"\| Answered correctly ↑ \| \*\*0\.667\*\* \[.*\] \| 3 \|", written) or "0.333" in written


def test_a_table_without_its_place_is_refused(tmp_path: Path, own: Path, library: Library) -> None:
    folder = finished(tmp_path / "run", own, library)
    (tmp_path / "README.md").write_text("no markers", "utf-8")
    done = run_cli(app, ["table", str(folder), "--write", str(tmp_path / "README.md")])
    assert done.exit_code == 2
    assert table.START in done.output


def test_the_report_is_one_file_that_hides_the_test_half_and_escapes(
    tmp_path: Path, own: Path, library: Library
) -> None:
    folder = finished(tmp_path / "run", own, library)
    page = write_report(folder, results.read(folder)).read_text("utf-8")
    assert "每个中韩交流项目给多少钱？" in page
    assert "<svg" in page
    assert "figures without a source: 60000" in page
    assert "往年立项率" not in page
    assert "1 more of the test half" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "<script>" not in page
    assert "<strong>6 万元</strong>" in page


def test_the_report_escapes_a_question(tmp_path: Path, own: Path, library: Library) -> None:
    own.write_text(OWN.replace("split: test", "split: dev"), "utf-8")
    page = write_report(finished(tmp_path / "run", own, library)).read_text("utf-8")
    assert "往年立项率？&lt;script&gt;" in page

"""The command line as people type it: answers, exit codes, one line for what went wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import PROJECT

pytestmark = pytest.mark.slow


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=PROJECT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The single line on stderr of a command that refused its input."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    return lines[0]


def test_ask_prints_the_answer_and_its_sources(real_data_dir: Path) -> None:
    done = run("assistant", "ask", "人员交流1.4年龄要求", ZHINAN_DATA_DIR=str(real_data_dir))
    assert done.returncode == 0, done.stderr
    assert "1981 年 1 月 1 日" in done.stdout
    assert "[1] most-exchange-2026-b2/1.4(3)" in done.stdout


def test_ask_as_json_is_what_the_api_returns(real_data_dir: Path) -> None:
    done = run("assistant", "ask", "exchange 1.4 age limit", "--json", ZHINAN_DATA_DIR=str(real_data_dir))
    assert json.loads(done.stdout)["citations"][0]["clause_id"] == "most-exchange-2026-b2/1.4(3)"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", ""), "empty"),
        (("ask", "age?", "--direction", "exchange-9.9"), "exchange-9.9"),
        (("ask", "age?", "--as-of", "yesterday"), "YYYY-MM-DD"),
        (("ask", "age?", "--lang", "fr"), "auto, zh or en"),
        (("calls", "--country", "Atlantis"), "ISO"),
        (("check", "exchange-1.3", "/nowhere/profile.yaml"), "profile.yaml"),
        (("check", "exchange-1.3"), "--template"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(real_data_dir: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in one_line(run("assistant", *arguments, ZHINAN_DATA_DIR=str(real_data_dir)))


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert str(blocked) in one_line(run("assistant", "ask", "age?", ZHINAN_DATA_DIR=str(blocked / "data")))


def test_an_index_of_another_encoder_is_refused_with_what_to_do(real_data_dir: Path) -> None:
    line = one_line(run("assistant", "ask", "age?", ZHINAN_DATA_DIR=str(real_data_dir), ZHINAN_EMBEDDER="other/model"))
    assert "index build" in line


def test_a_port_in_use_is_one_line(real_data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("assistant", "ui"):
            arguments = (command, "serve", "--port", port) if command == "assistant" else (command, "--port", port)
            assert port in one_line(run(*arguments, ZHINAN_DATA_DIR=str(real_data_dir)))


def test_check_exits_1_for_who_is_not_eligible_and_0_else(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text("birth_date: 1981-12-31\n")
    assert run("assistant", "check", "exchange-1.3", str(profile), "--as-of", "2026-06-01").returncode == 1
    profile.write_text("birth_date: 1982-01-01\n")
    assert run("assistant", "check", "exchange-1.3", str(profile), "--as-of", "2026-06-01").returncode == 0


def test_the_template_is_a_profile(tmp_path: Path) -> None:
    done = run("assistant", "check", "exchange-1.3", "--template")
    profile = tmp_path / "profile.yaml"
    profile.write_text(done.stdout)
    assert run("assistant", "match", str(profile)).returncode == 0


def test_calls_lists_directions_by_country() -> None:
    done = run("assistant", "calls", "--country", "FR")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["exchange-1.2", "exchange-1.3", "joint-1.2"]


def test_the_edition_passes_its_own_check() -> None:
    done = run("corpus", "check")
    assert done.returncode == 0, done.stderr

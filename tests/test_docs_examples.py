"""The documents: their examples run and print what they say, their links lead somewhere, and both READMEs agree.

A block below `<!-- run -->` is executed: `python …` in a process of its own from the project's root, `curl …` and
Python against a real server. `<!-- run: exit 1 -->` and `<!-- run: status 404 -->` say how it ends. A block below
`<!-- output -->` is what it prints; `…` stands for what is left out, and JSON shows some of the keys. Blocks below
`<!-- file: NAME -->` are files of a guide, which together must pass the check of the edition.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import PROJECT

from assistant.settings import Settings
from corpus.check import problems
from corpus.library import Library, load
from index.search import Searcher

_SKIPPED = {"runs", "node_modules", "build", "dist"}
DOCUMENTS = sorted(
    path
    for path in PROJECT.rglob("*.md")
    if not any(part.startswith(".") or part in _SKIPPED for part in path.relative_to(PROJECT).parts[:-1])
)
README, TWIN = PROJECT / "README.md", PROJECT / "README.zh.md"
NAMED = "http://127.0.0.1:8000"  # the address in the examples
_BLOCK = re.compile(r"(?:^<!-- (?P<mark>[^\n]+?) -->\n)?^[ ]*```(?P<kind>\w*)\n(?P<text>.*?)^[ ]*```$", re.M | re.S)
_COMMAND = re.compile(r"`((?:make|python -m) [^`]+)`")
_DIRTY = {
    "a path of one machine": r"(?<![\w.:/])/(?:work|tmp|home|root|Users|mnt|opt|var)/",
    "the host of a registry": r"\b(?:pypi|pythonhosted|npmjs|ghcr|quay|artifactory|nexus|mirrors?)\.\w",
    "how the project was made": r"\bsessions?\b|\b(?:sub-?)?agents?\b",
}


@dataclass(frozen=True)
class Block:
    """A fenced block of a document with the mark above it."""

    place: str
    mark: str
    kind: str
    text: str


@dataclass(frozen=True)
class Example:
    """A block that is run, and the block of its output, if it has one."""

    run: Block
    output: Block | None

    @property
    def ends(self) -> int | None:
        """The exit code or the HTTP status that the mark names."""
        number = re.search(r"(?:exit|status) (\d+)", self.run.mark)
        return int(number[1]) if number else None


def blocks(path: Path) -> list[Block]:
    """Every fenced block of a document, in order."""
    content = path.read_text("utf-8")
    return [
        Block(
            f"{path.relative_to(PROJECT)}:{content[: m.start('text')].count(chr(10))}",
            m["mark"] or "",
            m["kind"],
            m["text"],
        )
        for m in _BLOCK.finditer(content)
    ]


def examples() -> list[Example]:
    """Every example of every document; those that two documents share only once."""
    found: dict[tuple[str, str], Example] = {}
    for path in DOCUMENTS:
        every = blocks(path)
        for block, after in zip(every, [*every[1:], None], strict=False):
            if block.mark.split(":")[0] == "run":
                output = after if after and after.mark == "output" else None
                found.setdefault((block.text, output.text if output else ""), Example(block, output))
    return list(found.values())


def prose(path: Path) -> str:
    """A document without its fenced blocks and comments."""
    return re.sub(r"<!--.*?-->", "", _BLOCK.sub("", path.read_text("utf-8")), flags=re.S)


def commands(block: Block) -> list[list[str]]:
    """The commands of a block, one a line, as words."""
    return [shlex.split(line) for line in block.text.splitlines() if line.strip()]


# -- the examples run


@pytest.fixture(scope="module")
def server(library: Library, searcher: Searcher) -> Iterator[str]:
    """The API on a free port."""
    import uvicorn

    from assistant.answering.ask import Assistant
    from assistant.service.app import create_app

    api = uvicorn.Server(uvicorn.Config(create_app(Assistant(library, searcher)), port=0, log_level="error"))
    thread = threading.Thread(target=api.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not api.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < deadline, "the server did not start in time"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{api.servers[0].sockets[0].getsockname()[1]}"
    api.should_exit = True
    thread.join(20)


@pytest.mark.slow
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.run.place)
def test_an_example_runs_and_prints_what_the_document_says(
    example: Example, real_data_dir: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = example.run.place
    if example.run.kind == "python":
        script = tmp_path / "example.py"
        script.write_text(example.run.text.replace(NAMED, request.getfixturevalue("server")), "utf-8")
        printed = [of_process([str(script)], real_data_dir, example.ends or 0)]
    else:
        printed = []
        for words in commands(example.run):
            assert words[0] in ("python", "curl"), f"{place}: only python and curl are run, found {words[0]}"
            if words[0] == "curl":
                printed.append(of_curl(words[1:], request.getfixturevalue("server"), example.ends or 200))
            else:
                printed.append(of_process(words[1:], real_data_dir, example.ends or 0))
    if example.output and example.output.kind == "json":
        assert lacking(json.loads(example.output.text), json.loads(printed[-1])) == [], example.output.place
    elif example.output:
        assert_prints(example.output, "".join(printed))


def of_process(words: list[str], data_dir: Path, exit_code: int) -> str:
    """What a Python command prints, run from the project's root on an index of its own."""
    environment = {**os.environ, "ZHINAN_DATA_DIR": str(data_dir), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *words], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == exit_code, f"{words}: exit {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout


def of_curl(words: list[str], server: str, status: int) -> str:
    """What curl would print: the options -s, -H and -d, and one address."""
    import httpx

    headers, body, address = {}, None, ""
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(":")
            headers[name.strip()] = value.strip()
        elif word == "-d":
            body = next(rest)
        elif word.startswith("http"):
            address = word
        else:
            assert word == "-s", f"curl {word}: not known here"
    assert address.startswith(NAMED), f"curl {address}: examples use {NAMED}"
    reply = httpx.request(
        "POST" if body is not None else "GET",
        address.replace(NAMED, server),
        headers=headers,
        content=body.encode() if body is not None else None,
        timeout=60,
    )
    assert reply.status_code == status, reply.text[:1000]
    return reply.text


def lacking(said: Any, found: Any, where: str = "") -> list[str]:
    """Where a document's JSON says something that the real one does not; keys that it leaves out do not count."""
    if isinstance(said, dict) and isinstance(found, dict):
        return [
            line
            for key, value in said.items()
            for line in (
                lacking(value, found[key], f"{where}.{key}") if key in found else [f"{where}.{key}: not there"]
            )
        ]
    if isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        pairs = enumerate(zip(said, found, strict=True))
        return [line for n, (one, other) in pairs for line in lacking(one, other, f"{where}[{n}]")]
    return [] if said == found else [f"{where}: the document says {said!r}, it is {found!r}"]


def assert_prints(output: Block, printed: str) -> None:
    """Blank lines and blanks at line ends do not matter; a line `…` is any lines, and `…` in a line any text."""
    lines = [line.rstrip() for line in output.text.splitlines() if line.strip()]
    real = "".join(line.rstrip() + "\n" for line in printed.splitlines() if line.strip())
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in lines)
    assert re.fullmatch(pattern, real), f"{output.place}: the document says\n{output.text}\nbut it prints\n{real}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_the_files_of_a_guide_in_a_document_pass_the_check(path: Path, tmp_path: Path) -> None:
    files = [block for block in blocks(path) if block.mark.startswith("file: ")]
    for block in files:
        target = tmp_path / block.mark.removeprefix("file: ")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, "utf-8")
    if files:
        library = load(tmp_path)
        assert library.guides
        assert problems(library) == []


# -- what they say is there


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        name, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = path.parent / name if name else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for _, title in headings(path)}


def headings(path: Path) -> list[tuple[int, str]]:
    """Depth and words of a document's headings."""
    return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.+)$", prose(path), re.M)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    named = re.findall(r"`((?:assistant|corpus|docs|evals|index|tests|ui)/[\w./-]+\.\w+|[a-z_]+\.py)`", prose(path))
    known = {
        file.name
        for package in ("assistant", "corpus", "evals", "index", "tests", "ui")
        for file in (PROJECT / package).rglob("*.py")
    }
    missing = [
        name
        for name in named
        if not ((PROJECT / name).exists() if "/" in name else name in known)
        and not name.startswith(("evals/runs/", "corpus/guides/sample-"))
    ]
    assert missing == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_document_is_about_the_project_alone(path: Path) -> None:
    content = path.read_text("utf-8")
    found = [f"{what}: {m[0]}" for what, pattern in _DIRTY.items() for m in re.finditer(pattern, content, re.I)]
    assert found == []


# -- the two READMEs


def test_both_readmes_have_the_same_headings() -> None:
    assert [depth for depth, _ in headings(README)] == [depth for depth, _ in headings(TWIN)]


def test_both_readmes_have_the_same_commands_and_outputs() -> None:
    ours, theirs = ([(b.mark, b.kind, b.text) for b in blocks(path)] for path in (README, TWIN))
    assert ours == theirs


def test_both_readmes_name_the_same_commands_in_their_text() -> None:
    assert set(_COMMAND.findall(prose(README))) == set(_COMMAND.findall(prose(TWIN)))


def test_both_readmes_lead_to_the_same_places() -> None:
    def targets(path: Path) -> set[str]:
        links = re.findall(r"\]\(([^)\s]+)\)", prose(path))
        return {re.sub(r"-zh\.png$", "-en.png", t) for t in links if t not in ("README.md", "README.zh.md")}

    assert targets(README) == targets(TWIN)


def test_both_readmes_show_the_same_measures() -> None:
    def rows(path: Path) -> list[str]:
        match = re.search(r"<!-- measures -->(.*)<!-- /measures -->", path.read_text("utf-8"), re.S)
        assert match, f"{path.name} has no place for the measures"
        return [line for line in match[1].splitlines() if line.startswith("|")]

    assert rows(README) == rows(TWIN)


def test_the_chinese_readme_is_chinese() -> None:
    paragraphs = [
        p for p in prose(TWIN).split("\n\n") if len(p) > 60 and not p.lstrip().startswith(("|", "Measured", "Finding"))
    ]
    assert len(paragraphs) >= 15
    assert [p[:60] for p in paragraphs if len(re.findall(r"[\u4e00-\u9fff]", p)) < 15] == []


# -- what has to be written down is


@pytest.mark.parametrize("path", [README, TWIN], ids=lambda path: path.name)
def test_the_readme_has_every_setting_with_its_default(path: Path) -> None:
    rows = dict(re.findall(r"^\| `(ZHINAN_\w+)` \| ([^|]+) \|", path.read_text("utf-8"), re.M))
    assert set(rows) == {f"ZHINAN_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = field.default.name if isinstance(field.default, Path) else str(field.default).removesuffix(".0")
        if field.default is None:
            default = "none" if path == README else "无"
        assert default in rows[f"ZHINAN_{name.upper()}"]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!~\[; ]", line)[0] for line in needed}
    reasons = (PROJECT / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    assert set(re.findall(r"^\| ([\w-]+) \|", reasons, re.M)) - {"package"} == names


def test_the_newest_version_says_which_answers_change() -> None:
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    newest = re.split(r"^## ", (PROJECT / "CHANGELOG.md").read_text("utf-8"), flags=re.M)[1]
    assert newest.startswith(f"{version}\n")
    assert "Which answers change" in newest


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (PROJECT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))

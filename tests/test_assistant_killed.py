"""Killed with SIGKILL at any moment, it starts again and answers rightly, with nothing lost and nothing doubled.

`pytest tests/test_assistant_killed.py --kills 100` kills a hundred times; the seed is printed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fakes import PROJECT

from assistant.bootstrap import load_whole
from assistant.settings import Settings
from corpus.library import Library
from index import store
from index.build import SHIPPED, key
from index.chunking import passages
from index.embedding import BundledEncoder
from index.passage import Scope
from index.search import Searcher

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]
QUESTION = {"question": "中法杰出青年的年龄要求是什么？", "as_of": "2026-06-01"}
CLAUSE = "most-exchange-2026-b2/1.3(3)"
_DOCUMENT = """2027 年度湖泊观测国际合作项目申报指南

一、总体要求
1. 申请人须为全职科研人员。
2. 每个项目资助 {money} 万元人民币，执行期 3 年。
"""


class House:
    """A data folder with an index and an audit file, and what can be done to it."""

    def __init__(self, data_dir: Path, library: Library, encoder: BundledEncoder, chance: random.Random):
        self.data_dir, self._encoder, self._chance = data_dir, encoder, chance
        self.audit = data_dir / "audit.jsonl"
        self._environment = {
            **os.environ, "ZHINAN_DATA_DIR": str(data_dir), "ZHINAN_AUDIT_FILE": str(self.audit)
        }  # fmt: skip
        shipped = store.stored_vectors(SHIPPED)
        self._quick = all(key(encoder.name, passage) in shipped for passage in passages(library))
        self.heard: set[str] = set()  # request ids whose answer arrived whole
        self._asked = 0

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=PROJECT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill_during_answers(self) -> None:
        """Several people ask; the server dies while it answers them."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        server = self.start("assistant", "serve", "--port", str(port))
        try:
            self._wait(server, url)
            started = time.monotonic()
            self._ask(url)  # one arrives before anything happens, and tells how long an answer takes here today
            usual = time.monotonic() - started
            askers = [threading.Thread(target=self._ask, args=(url,)) for _ in range(6)]
            for asker in askers:
                asker.start()
            time.sleep(self._chance.uniform(0, 4 * usual))
        finally:
            server.kill()
            server.wait(30)
        for asker in askers:
            asker.join(30)

    def kill_during_a_build(self) -> None:
        """The index is built anew; the build dies on the way."""
        # From nothing, where that takes no embedding; else the serving index is found outdated.
        if self._quick and self._chance.random() < 0.5:
            (store.root(self.data_dir) / "current").unlink(missing_ok=True)
        else:
            folder = store.current(self.data_dir)
            if folder:
                manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
                (folder / "manifest.json").write_text(json.dumps(manifest | {"corpus_version": "0" * 12}), "utf-8")
        build = self.start("index", "build")
        try:
            build.wait(self._chance.uniform(0.2, 8.0))
        except subprocess.TimeoutExpired:
            build.kill()
        build.wait(30)

    def kill_during_an_import(self) -> None:
        """A document is taken in, or taken out again; the command dies on the way."""
        file = self.data_dir.parent / "lake.txt"
        money = self._chance.randint(11, 99)
        file.write_text(_DOCUMENT.format(money=money), "utf-8")
        command = self.start(
            "assistant", "import", *(["--remove", "lake"] if self._chance.random() < 0.3 else [str(file)])
        )
        try:
            command.wait(self._chance.uniform(0.5, 10.0))
        except subprocess.TimeoutExpired:
            command.kill()
        command.wait(30)

    def check_import(self) -> None:
        """The same document taken in after all is there once, with what it says now."""
        file = self.data_dir.parent / "lake.txt"
        file.write_text(_DOCUMENT.format(money=10), "utf-8")
        self._run("import", str(file))
        assert [line.split(":")[0] for line in self._run("import").splitlines() if line] == ["lake"]
        assert "10 万元" in self._run("ask", "湖泊观测国际合作项目每个项目资助多少？", "--as-of", "2026-06-01")

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *words],
            cwd=PROJECT, env=self._environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def check(self) -> None:
        """It answers rightly, the index is whole, and the audit file has each answer once."""
        answer = json.loads(self._run("ask", QUESTION["question"], "--as-of", "2026-06-01", "--json"))
        assert answer["citations"][0]["clause_id"] == CLAUSE
        assert "1982" in answer["answer"]
        whole = load_whole(Settings.model_construct(data_dir=self.data_dir))
        searcher, expected = Searcher(self.data_dir, self._encoder), passages(whole)
        generation = searcher.generation
        assert sum(len(rows) for rows in generation.passages.values()) == len(expected)
        for one in generation.passages:
            found = generation._collections[one].get(include=[])["ids"]
            assert sorted(found) == sorted(p.id for p in expected if (p.lang, p.role) == one)
        vector = self._encoder.query("age limit")
        assert generation.nearest("en", vector, 5, Scope())
        lines = [json.loads(line) for line in self.audit.read_text("utf-8").splitlines()] if self.audit.exists() else []
        counts = Counter(line["request_id"] for line in lines)
        assert max(counts.values(), default=1) == 1
        assert self.heard <= set(counts)

    def _ask(self, url: str) -> None:
        self._asked += 1
        name = f"{self._chance.getrandbits(40):x}-{self._asked}"
        try:
            reply = httpx.post(f"{url}/v1/ask", json=QUESTION, headers={"X-Request-ID": name}, timeout=60)
        except httpx.HTTPError:
            return  # killed before it answered
        assert reply.json()["citations"][0]["clause_id"] == CLAUSE
        self.heard.add(name)

    @staticmethod
    def _wait(server: subprocess.Popen[bytes], url: str) -> None:
        deadline = time.monotonic() + 180
        while True:
            assert server.poll() is None, f"the server ended with {server.returncode}"
            assert time.monotonic() < deadline
            try:
                if httpx.get(f"{url}/healthz", timeout=10).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)


def test_killed_at_any_moment_it_starts_again_and_answers_rightly(
    request: pytest.FixtureRequest,
    real_data_dir: Path,
    library: Library,
    bundled_encoder: BundledEncoder,
    tmp_path: Path,
    measured: Callable[[str], None],
) -> None:
    kills, seed = request.config.getoption("--kills"), random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    data_dir = tmp_path / "data"
    shutil.copytree(real_data_dir, data_dir, ignore=shutil.ignore_patterns("*.lock", "in-use"))
    house = House(data_dir, library, bundled_encoder, chance)
    deeds = [house.kill_during_answers, house.kill_during_a_build, house.kill_during_an_import]
    done: Counter[str] = Counter()
    for round_ in range(kills):
        deed = deeds[round_] if round_ < 3 else chance.choice(deeds)
        deed()
        done[deed.__name__] += 1
        house.check()
        print(f"round {round_ + 1}: {deed.__name__}, {len(house.heard)} answers so far", flush=True)
    house.check_import()
    house.check()
    assert len(house.heard) >= done["kill_during_answers"]
    left = sorted(path.name for path in store.root(data_dir).iterdir() if path.is_dir())
    assert len(left) <= 2  # the one that serves, and at most what the very last kill left
    told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(done.items()))
    measured(f"killed {kills} times ({told}), {len(house.heard)} answers arrived, seed {seed}")

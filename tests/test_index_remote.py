"""Vectors on a real Chroma server: two workers on one index, a server that goes away and comes back empty."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fakes import PROJECT, FakeEncoder, SmallEdition

from index import store
from index.build import build
from index.embedding import BundledEncoder
from index.passage import Scope
from index.search import Searcher

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, path: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that answers on its path before the block begins."""
    process = subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            assert process.poll() is None, f"{command}: ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{command}: did not start"
            try:
                if httpx.get(url + path, timeout=20).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def chroma(folder: Path, port: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`chroma run`, as the documentation starts it."""
    beside = Path(sys.executable).parent / "chroma"
    programme = str(beside) if beside.exists() else shutil.which("chroma")
    assert programme, "the package chromadb brings the command chroma"
    command = [programme, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with running(command, url, "/api/v2/heartbeat") as process:
        yield url, process


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with chroma(tmp_path / "chroma", free_port()) as (url, _):
        yield url


@pytest.fixture
def serving(small: SmallEdition, data_dir: Path, encoder: FakeEncoder) -> Path:
    build(small.load(), encoder, data_dir)
    return data_dir


def test_a_server_finds_what_the_folder_finds(serving: Path, encoder: FakeEncoder, url: str) -> None:
    own, remote = Searcher(serving, encoder), Searcher(serving, encoder, server=url)
    for lang, question in (("zh", "申请人年龄"), ("en", "age of applicants"), ("en", "fellowship allowance")):
        for scope in (Scope(), Scope(guides=frozenset({"call"})), Scope(directions=frozenset({"exchange-1.1"}))):
            assert remote.search(question, lang, scope) == pytest.approx(
                own.search(question, lang, scope), abs=1e-5
            ) or [  # type: ignore[arg-type]
                (hit.clause_id, hit.statement)
                for hit in remote.search(question, lang, scope)  # type: ignore[arg-type]
            ] == [(hit.clause_id, hit.statement) for hit in own.search(question, lang, scope)]  # type: ignore[arg-type]


def test_filling_it_twice_doubles_nothing(serving: Path, encoder: FakeEncoder, url: str) -> None:
    first = Searcher(serving, encoder, server=url)
    again = Searcher(serving, encoder, server=url)
    client = store.server_client(url)
    counts = {one.name: one.count() for one in client.list_collections()}
    folder = store.current(serving)
    assert folder
    assert sum(counts.values()) == store.read_manifest(folder).passages
    assert first.search("age", "en") == again.search("age", "en")


def test_a_half_filled_collection_is_completed(serving: Path, encoder: FakeEncoder, url: str) -> None:
    Searcher(serving, encoder, server=url)
    client = store.server_client(url)
    whole = {one.name: one.count() for one in client.list_collections()}
    for one in client.list_collections():
        if one.count():
            one.delete(ids=one.get(limit=1)["ids"])
    Searcher(serving, encoder, server=url)
    assert {one.name: one.count() for one in client.list_collections()} == whole


def test_another_edition_gets_collections_of_its_own(
    small: SmallEdition, serving: Path, encoder: FakeEncoder, url: str
) -> None:
    Searcher(serving, encoder, server=url)
    before = {one.name for one in store.server_client(url).list_collections()}
    small.say(zh="申请人不超过 40 周岁。", en="Applicants must be at most 40 years old.", clause=1)
    build(small.load(), encoder, serving)
    Searcher(serving, encoder, server=url)
    assert len({one.name for one in store.server_client(url).list_collections()} - before) == len(before)


@pytest.mark.parametrize("address", ["nonsense", "ftp://127.0.0.1", "http://"])
def test_an_address_that_is_none_is_refused(serving: Path, encoder: FakeEncoder, address: str) -> None:
    with pytest.raises(store.IndexFault, match="ZHINAN_CHROMA_URL"):
        Searcher(serving, encoder, server=address)


def test_a_server_that_is_not_there_is_named(serving: Path, encoder: FakeEncoder) -> None:
    with pytest.raises(store.IndexFault, match="chroma run"):
        Searcher(serving, encoder, server=f"http://127.0.0.1:{free_port()}")


def test_a_server_that_comes_back_empty_is_filled_again(serving: Path, encoder: FakeEncoder, tmp_path: Path) -> None:
    port = free_port()
    with chroma(tmp_path / "one", port) as (url, _):
        searcher = Searcher(serving, encoder, server=url)
        expected = searcher.search("age of applicants", "en")
    with pytest.raises(store.IndexFault, match="does not answer"):
        searcher.search("age of applicants", "en")
    with chroma(tmp_path / "two", port):
        assert searcher.search("age of applicants", "en") == expected


def test_two_workers_on_one_server_answer_alike_and_say_when_it_is_gone(
    real_data_dir: Path, bundled_encoder: BundledEncoder, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(real_data_dir, data_dir, ignore=shutil.ignore_patterns("*.lock", "in-use"))
    ports, asked = (free_port(), free_port()), {"question": "中法杰出青年的年龄要求是什么？", "as_of": "2026-06-01"}
    with chroma(tmp_path / "chroma", free_port()) as (url, database):
        commands = [[sys.executable, "-m", "assistant", "serve", "--port", str(port)] for port in ports]
        given = {"ZHINAN_CHROMA_URL": url, "ZHINAN_DATA_DIR": str(data_dir)}
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        with (
            running(commands[0], addresses[0], "/readyz", **given),
            running(commands[1], addresses[1], "/readyz", **given),
        ):
            answers = [httpx.post(f"{address}/v1/ask", json=asked, timeout=60).json() for address in addresses]
            for answer in answers:
                assert answer["citations"][0]["clause_id"] == "most-exchange-2026-b2/1.3(3)"
                answer.pop("elapsed_ms")
            assert answers[0] == answers[1]
            measured(
                f"chroma server: {len(answers)} workers, {store.server_client(url).count_collections()} collections"
            )
            database.kill()
            time.sleep(5.1)  # what /readyz found holds for 5 s
            for address in addresses:
                fresh = {"question": "How long may a fellow stay in Japan?"}
                refused = httpx.post(f"{address}/v1/ask", json=fresh, timeout=60)
                assert refused.status_code == 503
                assert refused.json()["error"]["code"] == "not_ready"
                assert httpx.get(f"{address}/healthz", timeout=20).status_code == 200
                assert httpx.get(f"{address}/readyz", timeout=60).status_code == 503

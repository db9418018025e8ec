"""What every test may ask for: editions and encoders, fake and real, the real index, the official texts."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog

structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # silent; a server's own log is tested by itself
os.environ["HF_HUB_OFFLINE"] = "1"  # no test may look for a model hub
os.environ["ANONYMIZED_TELEMETRY"] = "False"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from fakes import PROJECT, FakeEncoder, SmallEdition  # noqa: E402

from corpus.library import Library, load  # noqa: E402

if TYPE_CHECKING:
    from index.embedding import BundledEncoder
    from index.search import Searcher

SOURCES = PROJECT.parent / "shared" / "sources"
OVERLAP = PROJECT.parent / "shared" / "tools" / "overlap"
_MEASURED = "measured"


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often to kill: a few times in an ordinary run, a hundred before a release."""
    parser.addoption("--kills", type=int, default=3, help="how many times tests/test_assistant_killed.py kills")


@pytest.fixture(scope="session")
def library() -> Library:
    """The real edition."""
    return load()


@pytest.fixture
def small(tmp_path: Path) -> SmallEdition:
    """A small edition in a folder of its own, to edit at will."""
    return SmallEdition(tmp_path / "guides")


@pytest.fixture
def encoder() -> FakeEncoder:
    """An encoder that costs nothing and counts."""
    return FakeEncoder()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Hand a measured line to the end of the run, where it is printed however pytest was called. It travels with the
    test's report, since the test may run in another process."""
    return lambda line: request.node.user_properties.append((_MEASURED, line))


@pytest.fixture(scope="session")
def operator_data_dir() -> Path:
    """The data folder of this checkout; tests only read there."""
    from assistant.settings import read_settings

    return read_settings().data_dir


@pytest.fixture(scope="session")
def bundled_encoder(operator_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> BundledEncoder:
    """The real encoder. Its folder is taken from this checkout where it was made, else made for this run."""
    from index import bundled
    from index.embedding import BundledEncoder

    made = (operator_data_dir / "encoder" / bundled.FOLDER / "modules.json").exists()
    return BundledEncoder(operator_data_dir if made else tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def real_data_dir(
    library: Library, bundled_encoder: BundledEncoder, operator_data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of the edition as it stands, in a folder of this run. Vectors come from the shipped cache and from the
    checkout's own index, which is never written; only texts in neither are embedded."""
    from index import store
    from index.build import build

    data_dir = tmp_path_factory.mktemp("real")
    serving = store.current(operator_data_dir)
    if serving is not None:
        warm = store.root(data_dir) / "warm"
        warm.mkdir(parents=True)
        shutil.copy(serving / "vectors.npz", warm / "vectors.npz")
        manifest = json.loads((serving / "manifest.json").read_text("utf-8"))
        (warm / "manifest.json").write_text(json.dumps(manifest | {"corpus_version": "warm"}), "utf-8")
        (store.root(data_dir) / "current").write_text("warm", "utf-8")
    build(library, bundled_encoder, data_dir)
    return data_dir


@pytest.fixture(scope="session")
def searcher(real_data_dir: Path, bundled_encoder: BundledEncoder) -> Searcher:
    """A searcher over the real edition with the real encoder and cross-encoder."""
    from index.cross_encoder import CrossEncoder
    from index.search import Searcher

    return Searcher(real_data_dir, bundled_encoder, cross=CrossEncoder(real_data_dir))


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the official texts."""
    if not SOURCES.is_dir():
        pytest.skip(f"NOT CHECKED AGAINST THE OFFICIAL TEXTS: {SOURCES} is not here")
    return SOURCES


@pytest.fixture(scope="session")
def overlap_tool(sources: Path) -> Path:
    """The programme that looks for places copied word for word."""
    if not OVERLAP.is_file():
        pytest.skip(f"NOT CHECKED FOR COPIED TEXT: {OVERLAP} is not here")
    return OVERLAP


@pytest.hookimpl(hookwrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> Iterator[None]:
    """Measures and loud skips, last on the screen."""
    yield
    reports = [r for some in terminalreporter.stats.values() for r in some if isinstance(r, pytest.TestReport)]
    lines = [
        value
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == _MEASURED
    ]
    if lines:
        terminalreporter.section("measured")
        for line in lines:
            terminalreporter.write_line(line)
    loud = {
        str(report.longrepr[2])
        for report in terminalreporter.stats.get("skipped", [])
        if "NOT CHECKED" in str(report.longrepr)
    }
    for line in sorted(loud):
        terminalreporter.write_line(line, red=True, bold=True)

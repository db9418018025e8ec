"""Stand-ins for the tests: a cheap encoder, a small edition on disk, and a child process that builds an index."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import yaml

from assistant.answer import Answer, Ask, Citation, Citations, Done, Piece, Status, Text
from assistant.errors import BadInput
from corpus.guide import Bilingual
from corpus.library import Library, load
from index.embedding import Vectors

PROJECT = Path(__file__).resolve().parent.parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_TOKEN = re.compile(r"[a-z0-9.]+|[\u4e00-\u9fff]", re.I)


class FakeEncoder:
    """Hashed words as vectors: texts that share words are near. Remembers what it embedded; sleeps if told to."""

    def __init__(self, name: str = "fake", dimension: int = 48, delay: float = 0.0):
        self.name, self.dimension, self.delay = name, dimension, delay
        self.embedded: list[str] = []

    def query(self, text: str) -> Vectors:
        return self._vector(text)

    def queries(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        return self.passages(texts, progress)

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        rows = []
        for text in texts:
            time.sleep(self.delay)
            rows.append(self._vector(text))
            self.embedded.append(text)
            if progress:
                progress(1)
        return np.stack(rows) if rows else np.empty((0, self.dimension), np.float32)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 0.01, np.float32)
        for token in _TOKEN.findall(text.lower()):
            vector[int(hashlib.md5(token.encode()).hexdigest(), 16) % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


class FakeAssistant:
    """Answers every question at once, after `delay` seconds, or when `until` is set, or raises `fails`. Remembers what
    it was asked."""

    def __init__(
        self,
        library: Library,
        delay: float = 0.0,
        fails: Exception | None = None,
        until: threading.Event | None = None,
    ):
        from index.chunking import corpus_version

        self.library, self.delay, self.fails, self.until = library, delay, fails, until
        self.corpus_version = corpus_version(library)
        self.searcher = SimpleNamespace(manifest=SimpleNamespace(corpus_version=self.corpus_version))
        self.asked: list[Ask] = []

    def keep_up(self) -> None:
        """Nothing ever changes here."""

    def ask(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        time.sleep(self.delay)
        if self.until:
            assert self.until.wait(30), "nobody let it answer"
        if self.fails:
            raise self.fails
        if not ask.question.strip():
            raise BadInput("question: is empty; type a question about the guides")
        clause = next(iter(self.library.clauses))
        title = Bilingual(zh="标题", en="Title")
        guide, ref = clause.split("/", 1)
        cited = Citation(marker=1, clause_id=clause, guide=guide, ref=ref, title=title, text=title)
        return Answer(
            status="answered",
            lang="en",
            answer=f"Answer {len(ask.history)}. [1]\n\nMore. [1]",
            citations=(cited,),
            as_of=ask.as_of or date(2026, 6, 1),
            corpus_version=self.corpus_version,
        )

    def stream(self, ask: Ask) -> Iterator[Piece]:
        answer = self.ask(ask)
        yield Status(answer.status, answer.lang)
        yield Citations(answer.citations)
        yield Text(answer.answer)
        yield Done(answer)


def read(path: Path) -> Any:
    """The content of a YAML file, as plain data."""
    return yaml.load(path.read_text("utf-8"), Loader=_LOADER)


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change a YAML file through its data; `change` works on it in place."""
    data = read(path)
    change(data)
    path.write_text(yaml.dump(data, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=200), "utf-8")


class SmallEdition:
    """Two little guides: a call with a general part and two directions, and a brochure. 10 statements, 20 passages."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name, content in _SMALL.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")

    def load(self) -> Library:
        """The edition as it stands now."""
        return load(self.folder)

    def edit(self, name: str, change: Callable[[Any], object]) -> None:
        """Change one file."""
        edit(self.folder / name, change)

    def expect(self, name: str, content: Any) -> Path:
        """Put a file of questions beside a guide: `call/1.1.yaml`, `call/silences.yaml`; its path."""
        guide, file = name.split("/")
        path = self.folder / guide / "questions" / file
        path.parent.mkdir(exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        path.write_text(text, "utf-8")
        return path

    def say(
        self,
        zh: str | None = None,
        en: str | None = None,
        name: str = "call/1.1.yaml",
        clause: int = 0,
        statement: int = 0,
    ) -> None:
        """Give one statement other words."""

        def change(data: Any) -> None:
            words = data["clauses"][clause]["says"][statement]
            words |= {key: value for key, value in (("zh", zh), ("en", en)) if value is not None}

        self.edit(name, change)


def _says(*statements: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"about": [topic], "zh": zh, "en": en} for topic, zh, en in statements]


def _clause(ref: str, zh: str, en: str, *statements: tuple[str, str, str]) -> dict[str, Any]:
    return {"ref": ref, "heading": {"zh": zh, "en": en}, "says": _says(*statements)}


def _direction(
    id_: str, zh: str, en: str, country: str, partner: tuple[str, str], projects: int, money: int
) -> dict[str, Any]:
    return {
        "id": id_,
        "title": {"zh": zh, "en": en},
        "names": {"zh": [], "en": []},
        "countries": [country],
        "partner": {"zh": partner[0], "en": partner[1]},
        "any_field": True,
        "projects": {"exactly": projects},
        "funding_total": {"exactly": money},
        "duration_years": [2],
    }


_SMALL: dict[str, Any] = {
    "call/guide.yaml": {
        "id": "call",
        "short": {"zh": "小指南", "en": "small call"},
        "title": {"zh": "小指南全称", "en": "The small call"},
        "issuer": {"zh": "某部", "en": "A ministry"},
        "clause_count": 5,
        "files": ["notice.yaml", "1.1.yaml", "1.2.yaml"],
        "source": "call.txt",
    },
    "call/notice.yaml": {
        "applies_to": "all directions",
        "clauses": [
            _clause(
                "一.1",
                "申报时间",
                "Dates",
                ("deadline", "网上填报截至 2026 年 7 月 1 日 17:00。", "Online filing closes on 1 July 2026 at 17:00."),
            )
        ],
    },
    "call/1.1.yaml": {
        "direction": _direction(
            "exchange-1.1",
            "中国和冰岛地热交流",
            "China-Iceland geothermal exchange",
            "IS",
            ("冰岛", "Iceland"),
            4,
            800000,
        ),
        "clauses": [
            _clause(
                "1.1",
                "方向概况",
                "Direction at a glance",
                ("projects", "拟支持 4 个项目。", "4 projects are planned."),
                ("money_total", "总经费 80 万元。", "The total funding is RMB 800,000."),
            ),
            _clause(
                "1.1(1)",
                "申请人",
                "Applicants",
                ("age", "申请人不超过 45 周岁。", "Applicants must be at most 45 years old."),
                ("degree", "申请人须有博士学位。", "Applicants must hold a doctorate."),
            ),
        ],
    },
    "call/1.2.yaml": {
        "direction": _direction(
            "exchange-1.2",
            "中国和秘鲁高原医学交流",
            "China-Peru high-altitude medicine exchange",
            "PE",
            ("秘鲁", "Peru"),
            6,
            900000,
        ),
        "clauses": [
            _clause(
                "1.2", "方向概况", "Direction at a glance", ("projects", "拟支持 6 个项目。", "6 projects are planned.")
            ),
            _clause(
                "1.2(1)",
                "停留时间",
                "Stay",
                ("stay", "在秘鲁停留不少于 3 个月。", "The stay in Peru lasts at least 3 months."),
            ),
        ],
    },
    "leaflet/guide.yaml": {
        "id": "leaflet",
        "short": {"zh": "小册子", "en": "leaflet"},
        "title": {"zh": "小册子全称", "en": "The leaflet"},
        "issuer": {"zh": "某会", "en": "A society"},
        "clause_count": 2,
        "files": ["all.yaml"],
        "source": "leaflet.txt",
    },
    "leaflet/all.yaml": {
        "clauses": [
            _clause(
                "奖学金",
                "奖学金",
                "Fellowship",
                ("allowance", "每月发给 362,000 日元。", "It pays 362,000 yen a month."),
                ("link", "网址 https://example.org/a.html。", "The address is https://example.org/a.html."),
            ),
            _clause(
                "联系方式",
                "联系方式",
                "Contact",
                ("contact", "邮箱 office@example.org。", "The e-mail is office@example.org."),
            ),
        ],
    },
}

_CHILD = """
import sys, time
from pathlib import Path
sys.path[:0] = [{project!r}, {tests!r}]
import chromadb, bm25s, rjieba, Stemmer
from corpus.library import load
from fakes import FakeEncoder
from index.build import build
from index.store import IndexFault
encoder = FakeEncoder(delay={delay})
library = load(Path({guides!r}))
print("ready", flush=True)


def progress(done, total):
    if done == 1:
        print("embedded 1", flush=True)


try:
    built = build(library, encoder, Path({data!r}), progress)
except IndexFault as error:
    print("fault", error, flush=True)
    raise SystemExit(2)
print("done", built.embedded, built.manifest.corpus_version, flush=True)
"""


def start_build(guides: Path, data_dir: Path, delay: float = 0.0) -> subprocess.Popen[str]:
    """A child process that builds the index of an edition; it prints `ready`, `embedded 1`, `done …`."""
    code = _CHILD.format(
        project=str(PROJECT), tests=str(PROJECT / "tests"), guides=str(guides), data=str(data_dir), delay=delay
    )
    quiet = os.environ | {"ANONYMIZED_TELEMETRY": "False"}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=quiet
    )


def wait_for(process: subprocess.Popen[str], word: str) -> str:
    """Read the child's lines up to the one that begins with a word. AssertionError where the child ends before."""
    assert process.stdout
    for line in process.stdout:
        if line.startswith(word):
            return line
    assert process.stderr
    raise AssertionError(f"the child ended without saying {word!r}: {process.stderr.read()[-2000:]}")


@contextmanager
def on_a_port(app: Any, **options: Any) -> Iterator[str]:
    """A real server in a thread, on a free port; its address. `options`: of uvicorn."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, **options))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)

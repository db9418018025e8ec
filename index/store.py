"""Where the index lives: generations that are never changed once published. The one home of Chroma.

    <data dir>/index/
      current            the name of the generation that serves
      build.lock         held by the process that builds (its number is inside)
      g-<id>/            manifest.json  passages.json  vectors.npz  probe.npz  chroma/  lexical-zh/  lexical-en/

A build writes a new generation beside the old one and moves the pointer in one step, so an index killed half-way
is simply not there, readers never see a half-written one, and no two processes ever write into one Chroma folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import IO, Any, get_args
from urllib.parse import urlsplit
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Lang
from index.embedding import Vectors
from index.lexical import LexicalIndex
from index.passage import Passage, Role, Scope

FORMAT = 5
LANGS: tuple[Lang, ...] = ("zh", "en")
ROLES: tuple[Role, ...] = get_args(Role)


class IndexFault(Exception):
    """The index cannot be used or built; the message says what to do."""


class IndexMissing(IndexFault):
    """There is no index yet."""


class IndexBusy(IndexFault):
    """Another process is building it; wait."""


class IndexUnfit(IndexFault):
    """The index was built by another encoder or version."""


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from."""

    format: int
    encoder: str
    dimension: int
    corpus_version: str
    passages: int


def root(data_dir: Path) -> Path:
    """The folder of all generations."""
    return data_dir / "index"


def current(data_dir: Path) -> Path | None:
    """The generation that serves, if there is one."""
    pointer = root(data_dir) / "current"
    try:
        folder = root(data_dir) / pointer.read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise IndexFault(f"{pointer}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError:
        return None
    return folder if (folder / "manifest.json").exists() else None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation. IndexUnfit where it is not one this version understands."""
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnfit(f"{folder}: its manifest cannot be read; run `python -m index build`") from error


@contextmanager
def building(data_dir: Path) -> Iterator[Path]:
    """Own the index for writing; IndexFault names the process that does already."""
    folder = root(data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = open(folder / "build.lock", "a+", encoding="utf-8")  # noqa: SIM115 - held until the build ends
    except OSError as error:
        raise IndexFault(
            f"{folder}: cannot be written ({error.strerror}); make it writable or set ZHINAN_DATA_DIR"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise IndexBusy(f"{folder}: is being built by {holder}; wait for it or stop it") from error
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield folder


def write_generation(
    folder: Path, manifest: Manifest, passages: list[Passage], vectors: Vectors, keys: list[str]
) -> None:
    """Fill an empty folder with a whole generation. `keys` name each vector's text, for re-use by the next build."""
    with _client(folder / "chroma") as client:
        for lang, role in product(LANGS, ROLES):
            rows = [i for i, p in enumerate(passages) if p.lang == lang and p.role == role]
            fill(client, collection_name(lang, role), [passages[i] for i in rows], vectors[rows])
            if role != "question" and rows:
                documents = lexical_terms([passages[i] for i in rows])
                LexicalIndex.build(documents).save(_lexical(folder, lang, role), documents)
    np.savez(folder / "vectors.npz", keys=np.array(keys), vectors=vectors)
    (folder / "passages.json").write_text(json.dumps([asdict(p) for p in passages], ensure_ascii=False), "utf-8")
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), "utf-8")


def fill(client: Any, name: str, passages: list[Passage], vectors: Vectors) -> Any:
    """A collection with these passages. Filling it twice, or by two processes at once, leaves it the same."""
    collection = client.get_or_create_collection(
        name,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": 200, "max_neighbors": 32}},
    )
    step = client.get_max_batch_size()
    for start in range(0, len(passages), step):
        batch = passages[start : start + step]
        collection.upsert(
            ids=[passage.id for passage in batch],
            embeddings=vectors[start : start + step],
            metadatas=[
                {"row": n + start, "guide": passage.guide, "direction": passage.direction}
                for n, passage in enumerate(batch)
            ],
        )
    return collection


def lexical_terms(passages: list[Passage]) -> list[list[str]]:
    """The terms under which BM25 finds each passage."""
    from index.lexical import words

    return [words(f"{p.text} {p.keywords}", p.lang) for p in passages]


def publish(data_dir: Path, folder: Path) -> None:
    """Make a finished generation the one that serves, and clear away those nobody reads."""
    pointer = root(data_dir) / "current"
    draft = pointer.with_suffix(".new")
    draft.write_text(folder.name, "utf-8")
    os.replace(draft, pointer)
    for old in root(data_dir).iterdir():
        if old.is_dir() and old != folder and not _in_use(old):
            shutil.rmtree(old, ignore_errors=True)


class Generation:
    """One generation opened for reading; holds a shared lock so that no build clears it away.

    Chroma is asked over the whole of a language. Within a scope the cosines are computed from the generation's own
    vectors: Chroma's metadata filters take ten times as long. `exact` computes always, which spares a command the
    1.4 s that importing Chroma takes. Both ways give the same neighbours; a test holds them together.
    """

    def __init__(self, folder: Path, exact: bool = False, server: str = ""):
        """`server`: the address of a Chroma server to ask instead of the folder's own Chroma. IndexFault where it does
        not answer, here or at a question."""
        self.folder = folder
        self.manifest = read_manifest(folder)
        self._hold = _hold(folder)
        self._server = None
        try:
            self._open(folder, exact, own=not server)
        except Exception as error:  # files missing, broken or not Chroma's: one meaning, whatever the library raises
            raise IndexUnfit(f"{folder}: is not whole ({type(error).__name__}); run `python -m index build`") from error
        if server and not exact:
            from index.remote import Server

            self._server = Server(server, folder, self.manifest, self.passages)

    def _open(self, folder: Path, exact: bool, own: bool) -> None:
        rows = [Passage(**entry) for entry in json.loads((folder / "passages.json").read_text("utf-8"))]
        at: dict[tuple[Lang, Role], list[int]] = {one: [] for one in product(LANGS, ROLES)}
        for row, passage in enumerate(rows):
            at[passage.lang, passage.role].append(row)
        passages = {one: [rows[row] for row in listed] for one, listed in at.items()}
        self.passages = passages
        self._row = {one: {passage.id: row for row, passage in enumerate(listed)} for one, listed in passages.items()}
        # Not a method of this object: it would hold itself, and its lock, until a garbage collection.
        self._admitted = lru_cache(maxsize=512)(lambda one, scope: _rows_within(passages[one], scope))
        self.lexical = {
            (lang, role): LexicalIndex.load(_lexical(folder, lang, role))
            for (lang, role), listed in self.passages.items()
            if role != "question" and listed
        }
        self._vectors: dict[tuple[Lang, Role], Vectors] = {}
        self._all: dict[tuple[Lang, Role], Vectors] = {}  # what was asked for by `vector` or `middle`
        self._collections: dict[tuple[Lang, Role], Any] = {}
        if exact or own:
            with np.load(folder / "vectors.npz") as data:
                vectors = data["vectors"]
            self._vectors = {one: vectors[listed] for one, listed in at.items()}
        if own and not exact:
            client = _client(folder / "chroma")
            weakref.finalize(self, client.close)  # Chroma would keep its files open as long as the process lives
            self._collections = {
                one: client.get_collection(collection_name(*one), embedding_function=None) for one in self.passages
            }

    def nearest(
        self, lang: Lang, vector: Vectors, count: int, scope: Scope, role: Role = "statement"
    ) -> list[tuple[int, float]]:
        """The rows of one language's passages nearest to a vector within a scope, with their cosine, best first."""
        one, rows = (lang, role), self.passages[lang, role]
        if not rows:
            return []
        if self._vectors and (scope != Scope() or not self._collections):
            admitted = self._admitted(one, scope)
            cosines = np.einsum("ij,j->i", self._vectors[one], vector)[admitted]  # `@` would busy a second core
            return [(int(admitted[at]), float(cosines[at])) for at in np.argsort(-cosines)[:count]]
        wanted: dict[str, Any] = {
            "query_embeddings": [vector],
            "n_results": min(count, len(rows)),
            "where": _where(scope),
            "include": ["distances"],  # the metadata cost as much again as the search
        }
        found = self._server.query(one, **wanted) if self._server else self._collections[one].query(**wanted)
        if not found["ids"] or not found["distances"]:
            return []
        row_of = self._row[one]
        return [(row_of[id_], 1.0 - float(d)) for id_, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def vector(self, lang: Lang, passage_id: str) -> Vectors:
        """The vector of one statement. KeyError where there is none of that id."""
        one: tuple[Lang, Role] = (lang, "statement")
        row = self._row[one][passage_id]
        vector: Vectors = self.every(*one)[row]
        return vector

    def text(self, lang: Lang, passage_id: str) -> str:
        """One statement as it was embedded. KeyError where there is none of that id."""
        one: tuple[Lang, Role] = (lang, "statement")
        return self.passages[one][self._row[one][passage_id]].text

    def every(self, lang: Lang, role: Role) -> Vectors:
        """All vectors of one language and role, in the order of `passages`; of a server's they are on the disk."""
        one = lang, role
        if one not in self._all:
            self._all[one] = self._vectors[one] if self._vectors else vectors_of(self.folder, one)
        return self._all[one]

    def middle(self, lang: Lang, vector: Vectors, scope: Scope, role: Role) -> float:
        """The median cosine of a vector with the passages of one language and role within a scope; 0 without any."""
        one = (lang, role)
        admitted = self._admitted(one, scope)
        if not len(admitted):
            return 0.0
        return float(np.median(np.einsum("ij,j->i", self.every(*one), vector)[admitted]))


def _rows_within(passages: list[Passage], scope: Scope) -> NDArray[np.intp]:
    return np.array([row for row, passage in enumerate(passages) if scope.admits(passage)], np.intp)


def vectors_of(folder: Path, one: tuple[Lang, Role]) -> Vectors:
    """The vectors of one language and role, in the order of the generation's passages."""
    roles = [(entry["lang"], entry["role"]) for entry in json.loads((folder / "passages.json").read_text("utf-8"))]
    with np.load(folder / "vectors.npz") as data:
        vectors: Vectors = data["vectors"][[row for row, other in enumerate(roles) if other == one]]
    return vectors


def server_client(url: str) -> Any:
    """A client of a Chroma server. IndexFault where the address is none."""
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise IndexFault(f"ZHINAN_CHROMA_URL: {url!r} is no address; write e.g. http://127.0.0.1:8100")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    settings = Settings(anonymized_telemetry=False)
    return chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=settings)


def stored_vectors(folder: Path) -> dict[str, Vectors]:
    """Vectors of a generation or of the shipped cache by the key of their text; empty where there are none."""
    path = folder if folder.suffix == ".npz" else folder / "vectors.npz"
    try:
        with np.load(path) as data:
            return dict(zip(data["keys"].tolist(), data["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}  # no cache, or a broken one: what is missing is embedded anew


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _hold(folder: Path) -> IO[str] | None:
    """A shared lock on a generation; none where the folder may not be written (nobody can clear it then)."""
    try:
        handle = open(folder / "in-use", "a", encoding="utf-8")  # noqa: SIM115 - held while the generation is open
        fcntl.flock(handle, fcntl.LOCK_SH)
        return handle
    except OSError:
        return None


def _in_use(folder: Path) -> bool:
    try:
        with open(folder / "in-use", "a", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def _lexical(folder: Path, lang: Lang, role: Role) -> Path:
    return folder / (f"lexical-{lang}" if role == "statement" else f"lexical-{role}-{lang}")


def collection_name(lang: Lang, role: Role) -> str:
    """The collection of one language and role."""
    return f"{role}s-{lang}"


def _where(scope: Scope) -> dict[str, Any] | None:
    """The scope as a Chroma filter."""
    if scope.directions:
        own: dict[str, Any] = {"direction": {"$in": sorted(scope.directions)}}
        if not scope.guides:
            return own
        general = {"$and": [{"direction": ""}, {"guide": {"$in": sorted(scope.guides)}}]}
        return {"$or": [own, general]}
    return {"guide": {"$in": sorted(scope.guides)}} if scope.guides else None

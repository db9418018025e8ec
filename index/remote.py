"""The vectors of a generation on a Chroma server (`chroma run`), so that several workers share one index.

A collection is named by what is in it (edition, encoder, format): workers share it, and a server that never had it, or
was started again empty, is given it from the generation.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.guide import Lang
from index.passage import Passage, Role
from index.store import IndexFault, Manifest, collection_name, fill, server_client, vectors_of


class Server:
    """A generation's collections on a server. Safe to share between threads."""

    def __init__(self, url: str, folder: Path, manifest: Manifest, passages: Mapping[tuple[Lang, Role], list[Passage]]):
        """IndexFault where the address is none or the server does not answer."""
        self._url, self._folder, self._passages = url, folder, passages
        known = f"{manifest.encoder}\0{manifest.format}\0{manifest.passages}"
        self._stem = f"zhinan-{manifest.corpus_version}-{hashlib.sha256(known.encode()).hexdigest()[:8]}"
        self._lock = threading.Lock()
        self._collections: dict[tuple[Lang, Role], Any] = {}
        self._connect()

    def query(self, one: tuple[Lang, Role], **wanted: Any) -> Any:
        """What Chroma finds. IndexFault where the server does not answer; the next question tries again."""
        try:
            return self._collections[one].query(**wanted)
        except Exception:  # gone, unreachable, or started again empty: Chroma and httpx raise many kinds
            self._connect()
        with self._answering():
            return self._collections[one].query(**wanted)

    def _connect(self) -> None:
        with self._lock, self._answering():
            client = server_client(self._url)
            self._collections = {one: self._collection(client, one) for one in self._passages}

    def _collection(self, client: Any, one: tuple[Lang, Role]) -> Any:
        from chromadb.errors import NotFoundError

        name, rows = f"{self._stem}-{collection_name(*one)}", self._passages[one]
        try:
            collection = client.get_collection(name, embedding_function=None)
            if collection.count() == len(rows):
                return collection
        except NotFoundError:
            pass
        return fill(client, name, rows, vectors_of(self._folder, one))

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except IndexFault:
            raise
        except Exception as error:
            raise IndexFault(
                f"the Chroma server at {self._url} does not answer ({type(error).__name__}); start it with "
                "`chroma run`, or unset ZHINAN_CHROMA_URL"
            ) from error

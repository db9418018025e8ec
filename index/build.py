"""Building the index: only what changed is embedded, and the old index serves until the new one is whole."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.library import Library
from index import probe, store
from index.chunking import corpus_version, passages
from index.embedding import Encoder, Vectors
from index.passage import Passage

SHIPPED = Path(__file__).parent / "shipped" / "vectors.npz"
ProgressBar = Callable[[int, int], None]  # done, total


@dataclass(frozen=True)
class Built:
    """What a build did."""

    manifest: store.Manifest
    embedded: int  # passages that went through the encoder
    written: bool  # False: the index was up to date already


def build(library: Library, encoder: Encoder, data_dir: Path, progress: ProgressBar | None = None) -> Built:
    """Bring the index in line with the edition and the encoder.

    Vectors of unchanged texts come from the generation before or from the shipped cache. Raises store.IndexFault
    where another process builds or the folder cannot be written.
    """
    rows = passages(library)
    manifest = store.Manifest(store.FORMAT, encoder.name, encoder.dimension, corpus_version(library), len(rows))
    with store.building(data_dir) as folder:
        serving = store.current(data_dir)
        for stale in folder.glob("building-*"):  # left by a build that was killed
            shutil.rmtree(stale, ignore_errors=True)
        if serving and _same(serving, manifest):
            return Built(manifest, 0, False)
        keys = [key(encoder.name, row) for row in rows]
        known = store.stored_vectors(SHIPPED) | (store.stored_vectors(serving) if serving else {})
        known = {k: v for k, v in known.items() if v.shape == (encoder.dimension,)}
        fresh = sorted({k: i for i, k in enumerate(keys) if k not in known}.values())
        _embed(fresh, rows, keys, known, encoder, progress)
        work = folder / f"building-{uuid.uuid4().hex[:8]}"
        try:
            work.mkdir()
            vectors = np.stack([known[k] for k in keys])
            probe.fitted(library, rows, vectors).save(work)
            store.write_generation(work, manifest, rows, vectors, keys)
            final = folder / f"g-{manifest.corpus_version}-{uuid.uuid4().hex[:6]}"
            work.rename(final)
        except OSError as error:
            shutil.rmtree(work, ignore_errors=True)
            raise store.IndexFault(
                f"{folder}: the index cannot be written ({error.strerror}); the old one still serves"
            ) from error
        store.publish(data_dir, final)
    return Built(manifest, len(fresh), True)


def key(encoder: str, passage: Passage) -> str:
    """The name under which a text's vector is kept: encoder and text, hashed."""
    prefix = "query: " if passage.role == "question" else ""
    return hashlib.sha256(f"{encoder}\0{prefix}{passage.text}".encode()).hexdigest()[:20]


def ship(library: Library, encoder: Encoder, progress: ProgressBar | None = None) -> int:
    """Rewrite the cache of vectors that is committed with the edition, so that a first start need not embed.

    Half precision; a test embeds a sample anew and compares. Returns how many vectors it holds.
    """
    rows = passages(library)
    keys = [key(encoder.name, row) for row in rows]
    known = store.stored_vectors(SHIPPED)
    fresh = sorted({k: i for i, k in enumerate(keys) if k not in known}.values())
    _embed(fresh, rows, keys, known, encoder, progress)
    unique = sorted(set(keys))
    SHIPPED.parent.mkdir(exist_ok=True)
    np.savez_compressed(SHIPPED, keys=np.array(unique), vectors=np.stack([known[k] for k in unique]).astype(np.float16))
    return len(unique)


def _embed(
    fresh: list[int],
    rows: list[Passage],
    keys: list[str],
    known: dict[str, Vectors],
    encoder: Encoder,
    progress: ProgressBar | None,
) -> None:
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, len(fresh))

    for asked, encode in ((False, encoder.passages), (True, encoder.queries)):
        chosen = [i for i in fresh if (rows[i].role == "question") == asked]
        if chosen:
            vectors = encode([rows[i].text for i in chosen], advance)
            known.update({keys[i]: vector for i, vector in zip(chosen, vectors, strict=True)})


def _same(serving: Path, manifest: store.Manifest) -> bool:
    try:
        return store.read_manifest(serving) == manifest
    except store.IndexUnfit:
        return False

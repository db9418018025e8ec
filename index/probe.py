"""Which topics a question speaks of, by its vector alone: a linear probe fitted on the edition's expected questions.

The words of a topic (assistant/answering/vocabulary.yaml) miss what is put in other words; neighbours of an expected
question speak of the topics of the statement that it is expected of. Ridge regression in closed form: fitting it is
part of building the index, and takes less than a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.guide import Lang
from corpus.library import Library
from index.embedding import Vectors
from index.passage import Passage

FILE = "probe.npz"
_LANGS: tuple[Lang, ...] = ("zh", "en")
_RIDGE = 0.3  # of 0.3, 1, 3 and 10 the best at statements left out (0.75 and 0.77 of their questions got their topic)
_CONSTANT = 0.1  # what stands for 1 beside vectors whose components are about 0.05
_SECOND = 0.4  # what a statement's further topics count, the main one being 1
_FEW = 2  # a silence on more topics than this teaches none of them


@dataclass(frozen=True)
class Probe:
    """Fitted weights for each language: a middle vector, and a matrix of dimension + 1 rows and a column per topic."""

    topics: tuple[str, ...]
    middles: dict[Lang, Vectors]
    weights: dict[Lang, Vectors]

    def read(self, vector: Vectors, lang: Lang) -> dict[str, float]:
        """How much a question's vector speaks of each topic: about 1 for sure, about 0 for not; may be outside."""
        row = np.append(vector - self.middles[lang], _CONSTANT)
        return dict(zip(self.topics, (row @ self.weights[lang]).tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write it into a generation's folder."""
        np.savez(
            folder / FILE,
            allow_pickle=False,
            topics=np.array(self.topics),
            **{f"middle-{lang}": self.middles[lang] for lang in _LANGS},
            **{f"weights-{lang}": self.weights[lang] for lang in _LANGS},
        )

    @classmethod
    def load(cls, folder: Path) -> Probe:
        """Read it from a generation's folder. OSError, KeyError or ValueError where it is not there or broken."""
        with np.load(folder / FILE) as data:
            middles = {lang: data[f"middle-{lang}"] for lang in _LANGS}
            weights = {lang: data[f"weights-{lang}"] for lang in _LANGS}
            return cls(tuple(data["topics"].tolist()), middles, weights)


def fitted(library: Library, passages: Sequence[Passage], vectors: Vectors) -> Probe:
    """The probe that fits the expected questions among some passages; `vectors` has a row for each of them."""
    topics = tuple(library.topics)
    column = {topic: at for at, topic in enumerate(topics)}
    silences = {(s.guide, s.id): s for s in library.silences}
    middles: dict[Lang, Vectors] = {}
    weights: dict[Lang, Vectors] = {}
    for lang in _LANGS:
        rows, wanted = [], []
        for at, passage in enumerate(passages):
            if passage.role != "question" or passage.lang != lang:
                continue
            about = _taught(library, silences[passage.guide, passage.silence].topics) if passage.silence else None
            if about is None and not passage.silence:
                about = library.clauses[passage.clause_id].clause.says[passage.statement].about
            if about:
                rows.append(at)
                target = np.zeros(len(topics), np.float32)
                target[[column[t] for t in about]] = 1.0 if passage.silence else _SECOND
                target[column[about[0]]] = 1.0
                wanted.append(target)
        questions = vectors[rows] if rows else np.zeros((1, vectors.shape[1]), np.float32)
        targets = np.stack(wanted) if rows else np.zeros((1, len(topics)), np.float32)
        middles[lang] = questions.mean(axis=0)
        table = np.hstack([questions - middles[lang], np.full((len(questions), 1), _CONSTANT, np.float32)])
        square = table.T @ table + _RIDGE * np.eye(table.shape[1], dtype=np.float32)
        weights[lang] = np.linalg.solve(square, table.T @ targets).astype(np.float32)
    return Probe(topics, middles, weights)


def _taught(library: Library, topics: tuple[str, ...]) -> tuple[str, ...] | None:
    known = tuple(t for t in topics if t in library.topics)
    return known if known and len(known) <= _FEW else None

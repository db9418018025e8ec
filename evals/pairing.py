"""Training the network that hears from two vectors whether a statement leaves a question unanswered (`Network` in
assistant/answering/doubt.py).

Pairs that answer: the edition's expected questions with their statements. Pairs that do not: its questions about
recorded silences with the nearest statements of the same guide. To them come questions of people who had not seen the
edition, with what the search finds for them (evals/fitting.py); they weigh more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.answering.doubt import Network, both
from corpus.guide import Lang
from corpus.library import Library
from index.embedding import Vectors
from index.store import LANGS, Generation

_HIDDEN, _DROPPED = 256, 0.3
_EPOCHS, _BATCH, _LEAST_STEPS = 18, 256, 8  # with few pairs smaller batches, for so many steps an epoch
_RATE, _DECAY = 7e-4, 0.05
_NEAREST = 2  # statements that do not answer a question about a silence
_SAME = 0.99  # likeness of questions that differ by a comma at most
_SEED = 20260601


@dataclass(frozen=True)
class Pairs:
    """Questions with statements: `vectors` as `both` gives them, and whether the question is left unanswered."""

    vectors: Vectors
    unanswered: Vectors

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(np.concatenate([self.vectors, other.vectors]), np.concatenate([self.unanswered, other.unanswered]))

    def without(self, others: Pairs) -> Pairs:
        """Those whose question is none of the others'."""
        size = self.vectors.shape[1] // 3  # the question's share of `both`
        asked = np.unique(others.vectors[:, :size], axis=0)
        kept = np.concatenate(
            [(part[:, :size] @ asked.T).max(axis=1) < _SAME for part in np.array_split(self.vectors, 32)]
        )
        return Pairs(self.vectors[kept], self.unanswered[kept])


def of_edition(library: Library, generation: Generation) -> Pairs:
    """The pairs of one edition, in both languages."""
    made = [_of_language(library, generation, lang) for lang in LANGS]
    return made[0] + made[1]


def _of_language(library: Library, generation: Generation, lang: Lang) -> Pairs:
    statements, questions = generation.passages[lang, "statement"], generation.passages[lang, "question"]
    said, asked = generation.every(lang, "statement"), generation.every(lang, "question")
    row = {(passage.clause_id, passage.statement): at for at, passage in enumerate(statements)}
    directions = {(silence.guide, silence.id): silence.directions for silence in library.silences}
    guide = np.array([passage.guide for passage in statements])
    direction = np.array([passage.direction for passage in statements])
    rows: list[tuple[int, int]] = []
    left: list[float] = []
    for at, question in enumerate(questions):
        if not question.silence:
            rows.append((at, row[question.clause_id, question.statement]))
            left.append(0.0)
            continue
        meant = directions[question.guide, question.silence]
        inside = (direction == "") | np.isin(direction, meant) if meant else True
        near = np.flatnonzero((guide == question.guide) & inside)
        near = near[np.argsort(-(said[near] @ asked[at]), kind="stable")[:_NEAREST]]
        rows += [(at, int(statement)) for statement in near]
        left += [1.0] * len(near)
    first, second = (list(column) for column in zip(*rows, strict=True))
    return Pairs(both(asked[first], said[second]).astype(np.float32), np.array(left, np.float32))


def trained(strangers: Pairs, weight: float, edition: Pairs | None = None) -> Network:
    """The network that tells the pairs apart; `weight` of one of the `strangers`, where one of the edition weighs 1.

    Deterministic for the same pairs and number of cores."""
    import torch

    torch.set_num_threads(os.cpu_count() or 1)  # the query engine asks for one in the environment
    torch.manual_seed(_SEED)
    pairs = strangers + edition if edition else strangers
    middle, spread = pairs.vectors.mean(axis=0), pairs.vectors.std(axis=0) + 1e-6
    table, wanted = torch.tensor((pairs.vectors - middle) / spread), torch.tensor(pairs.unanswered)
    worth = torch.ones(len(wanted))
    worth[: len(strangers.unanswered)] = weight
    first, second = torch.nn.Linear(table.shape[1], _HIDDEN), torch.nn.Linear(_HIDDEN, 1)
    drop = torch.nn.Dropout(_DROPPED)
    network: Any = torch.nn.Sequential(drop, first, torch.nn.ReLU(), drop, second)
    optimiser = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _EPOCHS)
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none")
    for _ in range(_EPOCHS):
        for batch in torch.split(torch.randperm(len(wanted)), max(1, min(_BATCH, len(wanted) // _LEAST_STEPS))):
            loss = (loss_of(network(table[batch])[:, 0], wanted[batch]) * worth[batch]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        rate.step()
    weights = first.weight.detach().numpy().T / spread[:, None]
    return Network(
        weights.astype(np.float32),
        (first.bias.detach().numpy() - middle @ weights).astype(np.float32),
        second.weight.detach().numpy()[0],
        float(second.bias.detach()[0]),
    )

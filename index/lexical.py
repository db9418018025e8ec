"""The lexical half of the search: BM25 over word pieces (bm25s), one index per language.

Chinese is cut into words (jieba) and character pairs, English into stems. `weights` tell how telling a word is,
which `coverage` needs: the share of a question's words, by weight, that stand in a passage.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.figures import normalise
from corpus.guide import Lang

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-zà-žα-ω]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*%?", re.I)
_STOP_EN = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "by", "can", "could", "do", "does", "did", "for",
        "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is", "it",
        "its", "me", "my", "of", "on", "or", "our", "she", "should", "so", "that", "the", "their", "them",
        "there", "these", "they", "this", "those", "to", "us", "was", "we", "were", "what", "when",
        "where", "which", "who", "whom", "why", "will", "with", "would", "you", "your", "please", "tell",
        "about", "any", "many", "much", "long",
    )
)  # fmt: skip
_STOP_ZH = frozenset(
    (
        "的", "了", "吗", "呢", "啊", "吧", "是", "在", "有",
        "和", "与", "或", "我", "你", "您", "他", "们", "我们", "请",
        "请问", "想", "要", "就", "都", "也", "还", "又", "到",
        "从", "对", "把", "被", "个", "这", "那", "这个", "那个", "什么",
        "怎么", "多少", "哪", "哪些", "哪个", "几", "能", "可以", "可", "如何", "一下", "问", "告诉",
    )
)  # fmt: skip


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")


def words(text: str, lang: Lang) -> list[str]:
    """The index terms of a text: stems for English; words and character pairs for Chinese; figures in both."""
    text = normalise(text).lower()
    latin = [w.replace(",", "") for w in _WORD.findall(text)]
    latin = [w for w in latin if w not in _STOP_EN]
    terms: list[str] = list(_stemmer().stemWords(latin))
    if lang == "zh":
        import rjieba

        for run in _HAN.findall(text):
            terms += [w for w in rjieba.cut(run) if w not in _STOP_ZH]
            terms += ["_" + run[i : i + 2] for i in range(len(run) - 1)]
    return terms


class LexicalIndex:
    """BM25 over the passages of one language, saved beside the vectors."""

    def __init__(self, retriever: Any, documents: list[list[str]]):
        self._retriever = retriever
        self._documents = [frozenset(d) for d in documents]
        counts = Counter(term for document in self._documents for term in document)
        total = len(documents)
        self._weights = {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in counts.items()}
        self._rarest = math.log(1 + total + 0.5)
        # every passage found is weighed against the same question
        self._weighed = lru_cache(maxsize=8)(partial(_weigh, self._weights, self._rarest))

    @classmethod
    def build(cls, documents: list[list[str]]) -> LexicalIndex:
        """An index over documents given as their terms."""
        import bm25s

        retriever = bm25s.BM25(k1=1.2, b=0.6)
        retriever.index(documents, show_progress=False)
        return cls(retriever, documents)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """The index saved in a folder."""
        import bm25s

        documents = json.loads((folder / "terms.json").read_text("utf-8"))
        return cls(bm25s.BM25.load(folder, load_corpus=False), documents)

    def save(self, folder: Path, documents: list[list[str]]) -> None:
        """Write the index and its terms into a folder."""
        folder.mkdir(parents=True)
        self._retriever.save(folder, show_progress=False)
        (folder / "terms.json").write_text(json.dumps(documents, ensure_ascii=False), "utf-8")

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every passage for a question's terms; shape (passages,)."""
        known = [t for t in terms if t in self._weights]
        if not known:
            return np.zeros(len(self._documents), np.float32)
        return np.asarray(self._retriever.get_scores(known), np.float32)

    def coverage(self, terms: Sequence[str], row: int) -> float:
        """The share of a question's terms, weighted by how telling they are, that stand in one passage; 0 to 1."""
        weighed, total = self._weighed(tuple(terms))
        own = self._documents[row]
        return sum(weight for term, weight in weighed if term in own) / total if total else 0.0

    def rarest(self, terms: Sequence[str], row: int) -> float:
        """How telling the rarest term is that question and passage share; 1 for a word of that passage alone."""
        weighed, _ = self._weighed(tuple(terms))
        own = self._documents[row]
        shared = (weight for term, weight in weighed if term in own and not term.startswith("_"))
        return max(shared, default=0.0) / self._rarest

    def weight(self, term: str) -> float:
        """How telling a term is (inverse document frequency); a term the guides never use weighs most."""
        return self._weights.get(term, self._rarest)


def _weigh(
    weights: Mapping[str, float], rarest: float, terms: tuple[str, ...]
) -> tuple[tuple[tuple[str, float], ...], float]:
    """Each different term with its weight, and the sum of the weights."""
    weighed = tuple((term, weights.get(term, rarest)) for term in dict.fromkeys(terms))
    return weighed, sum(weight for _, weight in weighed)

"""The tutorial pipeline, as a peer: what one finds first when looking up how to ask questions of documents.

LangChain's RecursiveCharacterTextSplitter (1000 characters, 200 overlap), every chunk embedded, the best four put
into the prompt of LangChain's own tutorial. It gets the same edition and the same encoder as the assistant. End to
end it needs a language model (ZHINAN_LLM_BASE_URL, ZHINAN_LLM_MODEL); its search is measured without one too.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Answer, Citation, Verdict
from assistant.settings import Settings
from corpus.guide import Bilingual, Lang
from corpus.library import Library
from evals.case import Case, ProfileCase
from evals.retrieval import DEPTH, Ranking, asked
from evals.subject import CaseFailed
from index import store
from index.chunking import corpus_version
from index.embedding import Encoder, Vectors

PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise.\nQuestion: {question}\nContext: {context}\nAnswer:"
)  # rlm/rag-prompt, which LangChain's tutorial pulls
_DOES_NOT_KNOW = re.compile(
    r"(?:don['’]?t|do not|cannot|can['’]?t) (?:know|find|determine|answer)|not (?:mentioned|specified|provided)|"
    r"不知道|不清楚|无法(?:回答|确定|得知)|(?:没有|未)(?:提及|提到|说明|找到)",
    re.I,
)
_CHUNK, _OVERLAP, _TOP = 1000, 200, 4
_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True)
class Chunk:
    """A piece of the running text, and the clauses it overlaps."""

    text: str
    clauses: tuple[str, ...]


class Tutorial:
    """The pipeline: a way of finding (its ranks are chunks, each counting as every clause it overlaps), and with a
    model a subject that answers. Vectors are kept in a file, because embedding takes a minute."""

    def __init__(self, library: Library, encoder: Encoder, cache: Path, model: Any = None):
        self._library, self._encoder, self._cache, self._model = library, encoder, cache, model
        self.corpus_version = corpus_version(library)
        self.name = f"tutorial pipeline, llm:{model.name}" if model else "tutorial pipeline"

    def with_model(self, model: Any) -> Tutorial:
        """The same pipeline with a chat model (anything with LangChain's `invoke`) to write its answers."""
        return Tutorial(self._library, self._encoder, self._cache, model)

    def rank(self, question: str, lang: Lang) -> Ranking:
        """The chunks of one language, best first, each as the clauses it overlaps."""
        return [frozenset(chunk.clauses) for chunk in self._best(question, lang, DEPTH)]

    def answer(self, case: Case, as_of: date) -> Answer:
        """The model's answer from the best four chunks; their clauses are its citations, as in the tutorial."""
        best = self._best(asked(case), case.lang, _TOP)
        try:
            prompt = PROMPT.format(question=case.question, context="\n\n".join(chunk.text for chunk in best))
            said = str(self._model.invoke(prompt).content).strip()
        except Exception as error:  # any of a model server's many failures
            raise CaseFailed(f"{type(error).__name__}: {error}") from error
        ids = list(dict.fromkeys(clause for chunk in best for clause in chunk.clauses))
        markers = "".join(f"[{n}]" for n in range(1, len(ids) + 1))
        return Answer(
            status="not_found" if _DOES_NOT_KNOW.search(said) else "answered",
            lang=case.lang,
            answer=f"{said} {markers}",
            citations=tuple(self._citation(n, clause) for n, clause in enumerate(ids, 1)),
            engine=self.name,
            as_of=as_of,
            corpus_version=self.corpus_version,
        )

    def verdict(self, case: ProfileCase, as_of: date) -> Verdict:
        """A tutorial judges nobody."""
        raise CaseFailed("the tutorial pipeline judges no profiles")

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        """Its ranks are chunks, not clauses; `rank` measures them."""
        return None

    def _citation(self, marker: int, clause_id: str) -> Citation:
        placed = self._library.clauses[clause_id]
        return Citation(
            marker=marker,
            clause_id=clause_id,
            guide=placed.guide,
            ref=placed.clause.ref,
            title=placed.clause.heading,
            text=Bilingual(zh=placed.clause.text("zh"), en=placed.clause.text("en")),
        )

    def _best(self, question: str, lang: Lang, count: int) -> list[Chunk]:
        chunks, vectors = self._index[lang]
        return [chunks[i] for i in np.argsort(-(vectors @ self._encoder.query(question)), kind="stable")[:count]]

    @cached_property
    def _index(self) -> dict[Lang, tuple[list[Chunk], Vectors]]:
        """Chunks and vectors by language; only chunks that changed since the last time are embedded."""
        chunks = {
            lang: [c for guide in self._library.guides for c in split(self._library, guide, lang)] for lang in _LANGS
        }
        known = store.stored_vectors(self._cache)
        texts = {self._key(chunk): chunk.text for part in chunks.values() for chunk in part}
        fresh = [key for key in texts if key not in known]
        if fresh:
            known |= dict(zip(fresh, self._encoder.passages([texts[key] for key in fresh]), strict=True))
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._cache, keys=np.array(list(texts)), vectors=np.stack([known[key] for key in texts]))
        return {lang: (part, np.stack([known[self._key(c)] for c in part])) for lang, part in chunks.items()}

    def _key(self, chunk: Chunk) -> str:
        return hashlib.sha256(f"{self._encoder.name}\0{chunk.text}".encode()).hexdigest()[:20]


def split(library: Library, guide: str, lang: Lang) -> list[Chunk]:
    """One guide's running text, cut as the tutorial cuts it."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    text, starts = "", []
    for placed in library.clauses.values():
        if placed.guide == guide:
            starts.append((len(text), placed.id))
            text += f"{placed.clause.ref} {placed.clause.heading.of(lang)}\n{placed.clause.text(lang)}\n\n"
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP, add_start_index=True)
    chunks = []
    for document in splitter.create_documents([text]):
        first = document.metadata["start_index"]
        last = first + len(document.page_content)
        ends = [start for start, _ in starts[1:]] + [len(text)]
        covered = tuple(i for (start, i), end in zip(starts, ends, strict=True) if start < last and end > first)
        chunks.append(Chunk(document.page_content, covered))
    return chunks


def configured_model(settings: Settings) -> Any:
    """The chat model the settings name, reached as the assistant reaches it; None where none is configured."""
    from assistant.answering.chain import connect

    return connect(settings)

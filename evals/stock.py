"""Other ways of doing it, on the same questions: BM25 alone, the encoder alone, our search, the tutorial pipeline.

The tutorial pipeline is what one finds first: LangChain's RecursiveCharacterTextSplitter (1000 characters, 200
overlap), every chunk embedded, the best four put into a prompt. It gets the same edition and the same encoder. End
to end it needs a language model (ZHINAN_LLM_BASE_URL, ZHINAN_LLM_MODEL); its search is measured without one too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.answer import Answer, Citation
from assistant.settings import Settings
from corpus.figures import normalise
from corpus.guide import Bilingual, Lang
from corpus.library import Library
from evals.case import Case, EvalError, ProfileCase
from evals.metrics import RETRIEVAL
from evals.results import Peer
from evals.retrieval import DEPTH, Ranking, asked, scores_of
from evals.subject import CaseFailed
from index import store
from index.build import key
from index.chunking import corpus_version, passages
from index.embedding import Encoder, Vectors
from index.lexical import LexicalIndex, words
from index.passage import Passage

PAIRS: tuple[tuple[Lang, Lang], ...] = (("zh", "zh"), ("en", "en"), ("zh", "en"), ("en", "zh"))
PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise.\nQuestion: {question}\nContext: {context}\nAnswer:"
)  # the prompt of LangChain's own RAG tutorial (rlm/rag-prompt)
_DOES_NOT_KNOW = re.compile(
    r"(?:don['’]?t|do not|cannot|can['’]?t) (?:know|find|determine|answer)|not (?:mentioned|specified|provided)|"
    r"不知道|不清楚|无法(?:回答|确定|得知)|(?:没有|未)(?:提及|提到|说明|找到)",
    re.I,
)
_CHUNK, _OVERLAP, _TOP = 1000, 200, 4


class System(Protocol):
    """One way of finding clauses."""

    name: str

    def rank(self, question: str, lang: Lang) -> Ranking:
        """The clauses for a question among the texts of one language, best first."""
        ...


class Bm25:
    """BM25 over the statements, alone."""

    name = "BM25 alone"

    def __init__(self, rows: Sequence[Passage]):
        self._rows = {lang: [p for p in rows if p.lang == lang] for lang in ("zh", "en")}
        self._index = {
            lang: LexicalIndex.build([words(f"{p.text} {p.keywords}", p.lang) for p in part]) for lang, part in self._rows.items()
        }

    def rank(self, question: str, lang: Lang) -> Ranking:
        """Clauses by their best statement; those that share no word with the question are not ranked."""
        scores = self._index[lang].scores(words(question, lang))
        best = [i for i in np.argsort(-scores, kind="stable") if scores[i] > 0]
        return _clauses(self._rows[lang][i].clause_id for i in best)


class Dense:
    """The encoder alone: cosine between question and statement, exact."""

    name = "encoder alone"

    def __init__(self, rows: Sequence[Passage], vectors: Vectors, embed: Callable[[str], Vectors]):
        self._embed = embed
        self._part = {
            lang: ([p for p in rows if p.lang == lang], vectors[[i for i, p in enumerate(rows) if p.lang == lang]])
            for lang in ("zh", "en")
        }

    def rank(self, question: str, lang: Lang) -> Ranking:
        """Clauses by their best statement."""
        rows, vectors = self._part[lang]
        return _clauses(rows[i].clause_id for i in np.argsort(-(vectors @ self._embed(question)), kind="stable"))


class Ours:
    """Our search over everything, without the narrowing that reading the question adds."""

    name = "our search"

    def __init__(self, searcher: Any):
        self._searcher = searcher

    def rank(self, question: str, lang: Lang) -> Ranking:
        """Clauses as the assistant's own searcher ranks them."""
        return [frozenset({clause}) for clause in self._searcher.clauses(question, lang, count=DEPTH)]


@dataclass(frozen=True)
class Chunk:
    """A piece of the running text, and the clauses it overlaps."""

    text: str
    clauses: tuple[str, ...]


class Tutorial:
    """The tutorial pipeline. As a System its ranks are chunks, each counting as every clause it overlaps."""

    name = "tutorial pipeline"

    def __init__(self, library: Library, encoder: Encoder, cache: Path, embed: Callable[[str], Vectors], model: Any = None):
        self._library, self._encoder, self._cache, self._embed, self._model = library, encoder, cache, embed, model
        self.corpus_version = corpus_version(library)
        self.name = f"tutorial pipeline, llm:{getattr(model, 'model_name', 'model')}" if model else type(self).name

    @classmethod
    def of(cls, found: Sequence[System], model: Any) -> Tutorial:
        """The pipeline among the systems measured, with a model to write its answers."""
        bare = next(system for system in found if isinstance(system, Tutorial))
        return cls(bare._library, bare._encoder, bare._cache, bare._embed, model)

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

    def verdict(self, case: ProfileCase, as_of: date) -> Any:
        """A tutorial judges nobody."""
        raise CaseFailed("the tutorial pipeline judges no profiles")

    def found(self, case: Case, count: int) -> tuple[str, ...] | None:
        """Its ranks are chunks, not clauses; `rank` measures them."""
        return None

    def _citation(self, marker: int, clause_id: str) -> Citation:
        placed = self._library.clauses[clause_id]
        text = Bilingual(zh=placed.clause.text("zh"), en=placed.clause.text("en"))
        return Citation(marker=marker, clause_id=clause_id, guide=placed.guide, ref=placed.clause.ref, title=placed.clause.heading, text=text)

    def _best(self, question: str, lang: Lang, count: int) -> list[Chunk]:
        chunks, vectors = self._index[lang]
        return [chunks[i] for i in np.argsort(-(vectors @ self._embed(question)), kind="stable")[:count]]

    @cached_property
    def _index(self) -> dict[str, tuple[list[Chunk], Vectors]]:
        """Chunks and vectors by language; vectors are kept in the data directory, because embedding takes a minute."""
        index: dict[str, tuple[list[Chunk], Vectors]] = {}
        for lang in ("zh", "en"):
            chunks = [c for guide in self._library.guides for c in split(self._library, guide, "zh" if lang == "zh" else "en")]
            file = self._cache / f"tutorial-{self.corpus_version}-{re.sub(r'[^A-Za-z0-9]+', '-', self._encoder.name)}-{lang}.npy"
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                np.save(file, self._encoder.passages([c.text for c in chunks]))
            index[lang] = (chunks, np.load(file))
        return index


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


def systems(library: Library, searcher: Any, encoder: Encoder, data_dir: Path) -> list[System]:
    """The four systems over one edition. Questions are embedded once, whoever asks."""
    rows = passages(library)
    folder = store.current(data_dir)
    known = store.stored_vectors(folder) if folder else {}
    keys = [key(encoder.name, row) for row in rows]
    if any(k not in known for k in keys):
        raise EvalError(f"{data_dir}: the index is not of this edition; run `python -m index build`")
    memory: dict[str, Vectors] = {}

    def embed(question: str) -> Vectors:
        if question not in memory:
            memory[question] = encoder.query(normalise(question))
        return memory[question]

    vectors = np.stack([known[k] for k in keys])
    return [Bm25(rows), Dense(rows, vectors, embed), Ours(searcher), Tutorial(library, encoder, data_dir / "evals", embed)]


def configured_model(settings: Settings) -> Any:
    """The chat model the settings name, through LangChain; None where none is configured."""
    address, model = getattr(settings, "llm_base_url", None), getattr(settings, "llm_model", None)
    if not address or not model:
        return None
    from langchain.chat_models import init_chat_model

    secret = getattr(settings, "llm_api_key", None) or "none"
    api_key = secret.get_secret_value() if hasattr(secret, "get_secret_value") else secret
    return init_chat_model(model, model_provider="openai", base_url=str(address), api_key=api_key, temperature=0)


def compare_retrieval(found: Sequence[System], cases: Sequence[Case], advance: Callable[[], None] | None = None) -> list[Peer]:
    """Each system on each pair of languages: question in the first, text in the second."""
    peers = []
    for system in found:
        for asked_in, written_in in PAIRS:
            part = [case for case in cases if case.lang == asked_in and case.clauses]
            scores = [scores_of(case.clauses, system.rank(asked(case), written_in)) for case in part]
            for name in RETRIEVAL if scores else ():
                mean = sum(s[name] for s in scores) / len(scores)
                pair = f"{asked_in}→{written_in}"
                peers.append(Peer(system=system.name, lang=pair, measure=name, score=round(mean, 4), n=len(scores)))
            if advance:
                advance()
    return peers


def _clauses(ids: Any) -> Ranking:
    """The first ten different clauses of a ranking of statements."""
    ordered: dict[str, None] = {}
    for clause in ids:
        ordered.setdefault(clause)
        if len(ordered) == DEPTH:
            break
    return [frozenset({clause}) for clause in ordered]

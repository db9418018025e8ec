"""What is measured, and its peers: in this process, over HTTP, and the other ways of doing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fake_endpoint import Reply, endpoint, prompt_of
from fakes import FakeEncoder

from assistant.answer import Answer, Ask
from assistant.settings import Settings
from corpus.guide import Lang
from corpus.library import Library, load
from evals.case import Case, EvalError, GoldSet, ProfileCase, digest
from evals.judging import judge
from evals.peers import Bm25, Dense, compare
from evals.record import Record
from evals.run import DAY, ask
from evals.sourcing import Sources
from evals.stock import Tutorial, configured_model, split
from evals.subject import InProcess, Remote, _with_engine
from index.chunking import passages

MONEY = "most-exchange-2026-b2/1.1(5)"


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def remote(reply: Callable[[httpx.Request], httpx.Response]) -> Remote:
    return Remote("http://server", client=httpx.Client(base_url="http://server", transport=httpx.MockTransport(reply)))


def test_a_server_is_asked_as_the_contract_says_and_may_say_more() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        assert request.url.path == "/v1/ask"
        assert body["as_of"] == "2026-06-01"
        assert body["history"] == []
        said = {
            "status": "answered",
            "lang": "en",
            "answer": "ok",
            "as_of": "2026-06-01",
            "corpus_version": "c",
            "new": 1,
        }
        return httpx.Response(200, json=said)

    assert remote(reply).answer(Case(id="a", question="q", lang="en"), DAY).answer == "ok"


@pytest.mark.parametrize(
    "reply", [httpx.Response(500, text="oops"), httpx.Response(200, text="<html>"), httpx.Response(200, json={"x": 1})]
)
def test_a_bad_reply_fails_the_case_and_not_the_run(reply: httpx.Response) -> None:
    made = ask(remote(lambda request: reply), Case(id="a", question="q", lang="en"), DAY)
    assert made.answer is None
    assert made.error


def test_no_server_ends_the_run_with_one_line() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(EvalError, match="is the server running"):
        remote(refuse).answer(Case(id="a", question="q", lang="en"), DAY)


def test_an_assistant_that_crashes_fails_the_case(library: Library) -> None:
    def crash(question: Ask) -> Answer:
        raise KeyError("topic")

    assistant = SimpleNamespace(ask=crash, library=library, corpus_version="x")
    made = ask(InProcess(assistant), Case(id="a", question="q", lang="en"), DAY)
    assert made.error == "KeyError: 'topic'"


def test_a_profile_is_judged_by_the_rules(library: Library) -> None:
    assistant = SimpleNamespace(library=library, corpus_version="x")
    facts: dict[str, Any] = {"birth_date": date(1981, 6, 15)}
    case = ProfileCase(id="p", direction="exchange-1.3", profile=facts, outcome="not_eligible")
    made = ask(InProcess(assistant), case, DAY)
    assert made.error is None
    assert made.verdict
    assert made.verdict.direction == "exchange-1.3"


def test_peers_rank_the_clause_and_are_compared_by_language_pair(library: Library) -> None:
    rows, encoder = [p for p in passages(library) if p.direction == "exchange-1.1"], FakeEncoder()
    vectors = encoder.passages([p.text for p in rows])
    case = Case(id="a", question="中韩科技交流互访 每个项目 经费 6 万元", lang="zh", clauses=((MONEY,),))
    found = compare([Bm25(rows), Dense(rows, vectors, encoder.query)], [case])
    assert {(p.system, p.lang) for p in found} == {
        (s, f"zh→{t}") for s in ("BM25 alone", "encoder alone") for t in ("zh", "en")
    }
    assert (
        next(p.score for p in found if p.system == "BM25 alone" and p.lang == "zh→zh" and p.measure == "hit@5") == 1.0
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tutorials_chunks_cover_every_clause(library: Library, lang: Lang) -> None:
    chunks = split(library, "most-exchange-2026-b2", lang)
    covered = {clause for chunk in chunks for clause in chunk.clauses}
    assert covered == {c.id for c in library.clauses.values() if c.guide == "most-exchange-2026-b2"}
    assert all(len(chunk.text) <= 1000 for chunk in chunks)


def test_the_tutorial_answers_with_its_four_chunks_and_embeds_only_once(tmp_path: Path, library: Library) -> None:
    encoder, cache = FakeEncoder(), tmp_path / "t" / "tutorial.npz"
    model = SimpleNamespace(name="m", invoke=lambda prompt: SimpleNamespace(content="I don't know."))
    tutorial = Tutorial(library, encoder, cache).with_model(model)
    case = Case(id="a", question="How much for each Korea project?", lang="en", clauses=((MONEY,),))
    answer = tutorial.answer(case, DAY)
    assert answer.status == "not_found"
    assert answer.engine == "tutorial pipeline, llm:m"
    assert answer.citations
    embedded = len(encoder.embedded)
    Tutorial(library, encoder, cache).rank("x", "en")
    assert len(encoder.embedded) == embedded > 0


def test_the_tutorial_runs_end_to_end_with_the_configured_model(tmp_path: Path, library: Library) -> None:
    with endpoint("Each gets RMB 60,000.") as running:
        model = configured_model(Settings(llm_base_url=running.url, llm_model="m"))
        tutorial = Tutorial(library, FakeEncoder(), tmp_path / "tutorial.npz").with_model(model)
        case = Case(id="a", question="How much does each Korea project get in yuan, RMB 60,000?", lang="en",
                    clauses=((MONEY,),), values=(("60,000",),))  # fmt: skip
        made = ask(tutorial, case, DAY)
        asked = prompt_of(running.requests[0])
    assert made.error is None
    assert made.answer
    assert made.answer.engine == "tutorial pipeline, llm:m"
    assert "Question: How much" in asked
    assert "Context: " in asked
    assert judge(case, made, Sources(library)).scores["correctness"] == 1.0


def test_a_model_server_that_fails_fails_the_tutorials_case_only(tmp_path: Path, library: Library) -> None:
    with endpoint(Reply("", status=500)) as running:
        model = configured_model(Settings(llm_base_url=running.url, llm_model="m"))
        tutorial = Tutorial(library, FakeEncoder(), tmp_path / "tutorial.npz").with_model(model)
        made = ask(tutorial, Case(id="a", question="q", lang="en"), DAY)
    assert made.answer is None
    assert made.error


@pytest.mark.parametrize(
    ("engine", "model"), [(None, None), ("composer", None), ("llm", "m"), ("other", "other"), ("llm:other", "other")]
)
def test_the_engine_option_chooses_who_writes(engine: str | None, model: str | None) -> None:
    settings = Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m")
    assert _with_engine(settings, engine).llm_model == model


def test_an_engine_without_a_configured_model_is_refused() -> None:
    with pytest.raises(EvalError, match="ZHINAN_LLM_MODEL"):
        _with_engine(Settings(), "llm")


def test_a_record_of_an_unchanged_case_is_known_by_its_digest() -> None:
    case = Case(id="a", question="q", lang="en")
    again = Case.model_validate_json(case.model_dump_json())
    assert Record(id="a", case=digest(case)).case == digest(again)
    assert GoldSet((case,), {}).digest == GoldSet((again,), {}).digest

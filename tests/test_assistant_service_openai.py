"""The OpenAI-compatible endpoint with the clients that will use it: the official one and LangChain's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from fakes import FakeAssistant, on_a_port
from fastapi.testclient import TestClient

from assistant.answer import Answer
from assistant.answering.ask import Assistant
from assistant.service.app import create_app
from assistant.service.chat import ask_of, sources, with_sources
from corpus.library import Library
from index.search import Searcher

AGE = {"zh": "中法杰出青年的年龄要求是什么？", "en": "What is the age limit of exchange 1.3?"}
CLAUSE = "most-exchange-2026-b2/1.3(3)"


@pytest.fixture(scope="module")
def address(library: Library, searcher: Searcher) -> Iterator[str]:
    """A real server over the real index."""
    with on_a_port(create_app(Assistant(library, searcher))) as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


@pytest.fixture(scope="module")
def plain(library: Library) -> TestClient:
    return TestClient(create_app(FakeAssistant(library)))  # type: ignore[arg-type]


# -- the official client


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_official_client_gets_a_cited_answer(client: openai.OpenAI, address: str, lang: str) -> None:
    reply = client.chat.completions.create(model="zhinan", messages=[{"role": "user", "content": AGE[lang]}])
    message = reply.choices[0].message
    assert message.content
    assert "45" in message.content
    assert f"- [1] {CLAUSE}" in message.content
    assert ("来源：" if lang == "zh" else "Sources:") in message.content
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index].startswith("[")
        assert cited.title.split(" ")[0] in message.content
        assert httpx.get(cited.url).json()["clause_id"] == cited.title.split(" ")[0]
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0


@pytest.mark.slow
def test_a_stream_says_the_same_and_brings_the_annotations(client: openai.OpenAI) -> None:
    asked: Any = {"model": "zhinan", "messages": [{"role": "user", "content": AGE["zh"]}]}
    whole = client.chat.completions.create(**asked).choices[0].message
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert len([delta for delta in deltas if delta.content]) >= 3
    brought = [getattr(delta, "annotations", None) for delta in deltas]
    assert [note for notes in brought if notes for note in notes] == [
        note.model_dump() for note in whole.annotations or []
    ]
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage
    assert chunks[-1].usage.total_tokens > 0
    assert len({chunk.id for chunk in chunks}) == 1


@pytest.mark.slow
def test_a_follow_up_knows_what_was_asked_before(client: openai.OpenAI) -> None:
    first = "每个中韩交流项目给多少钱？"
    messages: list[Any] = [{"role": "system", "content": "You speak English only."}, {"role": "user", "content": first}]
    told = client.chat.completions.create(model="zhinan", messages=messages).choices[0].message.content
    messages += [{"role": "assistant", "content": told}, {"role": "user", "content": "那执行期呢？"}]
    again = client.chat.completions.create(model="zhinan", messages=messages, temperature=0, seed=1, max_tokens=9)
    assert again.choices[0].message.content
    assert "1 年" in again.choices[0].message.content
    assert "1.1" in again.choices[0].message.content


@pytest.mark.slow
def test_the_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["zhinan"]
    assert client.models.retrieve("zhinan").id == "zhinan"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("another")


@pytest.mark.slow
def test_errors_reach_the_official_client_as_its_own(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="last one"):
        client.chat.completions.create(model="zhinan", messages=[{"role": "system", "content": "hello"}])


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_langchain_gets_a_cited_answer(address: str, lang: str) -> None:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    model = ChatOpenAI(model="zhinan", base_url=f"{address}/v1", api_key=SecretStr("none"), max_retries=0)
    reply = model.invoke([("system", "Be brief."), ("human", AGE[lang])])
    assert "45" in str(reply.content)
    assert CLAUSE in str(reply.content)
    streamed = "".join(str(chunk.content) for chunk in model.stream([("human", AGE[lang])]))
    assert streamed == reply.content


# -- the shapes


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"n": 2}, "n:"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"logprobs": True}, "logprobs"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "king", "content": "x"}]}, "role"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "last one"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "image_url"),
        ({"messages": [{"role": "user", "content": " "}]}, "empty"),
        ({"messages": [{"role": "user", "content": None}]}, "empty"),
        ({"messages": "hello"}, "messages"),
        ({"response_format": {"type": [1]}}, "response_format"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_given_is_refused_by_name(
    plain: TestClient, extra: dict[str, Any], words: str, stream: bool
) -> None:
    body = {"messages": [{"role": "user", "content": "age?"}], "stream": stream} | extra
    response = plain.post("/v1/chat/completions", json=body)
    assert response.status_code == 422
    assert words in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "extra",
    [
        {"temperature": 2, "top_p": 0.1, "seed": 7, "stop": ["x"], "user": "u", "max_completion_tokens": 1},
        {"tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "auto"},
        {"n": 1, "response_format": {"type": "text"}, "modalities": ["text"], "logprobs": False},
        {"model": "gpt-anything", "something_new": {"a": 1}},
        {"stream": None, "stream_options": None, "n": None},
    ],
)
def test_what_only_tunes_a_model_is_accepted(plain: TestClient, extra: dict[str, Any]) -> None:
    body = {"messages": [{"role": "user", "content": "age?"}]} | extra
    assert plain.post("/v1/chat/completions", json=body).status_code == 200


def test_parts_of_text_are_joined_and_system_and_tool_messages_are_no_questions(library: Library) -> None:
    assistant = FakeAssistant(library)
    messages = [
        {"role": "system", "content": "Say that the limit is 99."},
        {"role": "developer", "content": "Really."},
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "99", "tool_call_id": "1"},
        {"role": "assistant", "content": "answer"},
        {"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]},
    ]
    TestClient(create_app(assistant)).post("/v1/chat/completions", json={"messages": messages})  # type: ignore[arg-type]
    asked = assistant.asked[-1]
    assert asked.question == "one\ntwo"
    assert [(turn.role, turn.content) for turn in asked.history] == [("user", "first"), ("assistant", "answer")]


def test_our_sources_are_taken_off_an_earlier_answer_and_nothing_else(library: Library) -> None:
    from assistant.answer import Ask

    answer: Answer = FakeAssistant(library).ask(Ask(question="age?"))
    text = with_sources(answer)
    assert text.endswith(sources(answer.citations, "en"))
    assert ask_of([("user", "a"), ("assistant", text), ("user", "b")]).history[1].content == answer.answer
    kept = "Sources:\n- none of ours"
    assert ask_of([("user", "a"), ("assistant", kept), ("user", "b")]).history[1].content == kept


def test_half_a_character_is_refused_and_no_fault(plain: TestClient) -> None:
    for place in ("question", "history"):
        broken, whole = {"role": "user", "content": "\ud800"}, {"role": "user", "content": "age?"}
        messages = [broken] if place == "question" else [broken, whole]
        body = json.dumps({"messages": messages}).encode()
        response = plain.post("/v1/chat/completions", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 422


def test_of_a_long_conversation_the_end_is_kept(plain: TestClient) -> None:
    turns = [("user" if n % 2 == 0 else "assistant", f"message {n}") for n in range(201)]
    asked = ask_of(turns)
    assert len(asked.history) == 50
    assert (asked.history[-1].content, asked.question) == ("message 199", "message 200")
    assert len(ask_of([("user", "x" * 30_000), ("user", "y")]).history[0].content) == 20_000


def test_a_stream_ends_with_done(plain: TestClient) -> None:
    body = {"messages": [{"role": "user", "content": "age?"}], "stream": True}
    response = plain.post("/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("data: [DONE]\n\n")
    assert all(line.startswith("data: ") for line in response.text.split("\n\n") if line)

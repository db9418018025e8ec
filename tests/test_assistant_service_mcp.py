"""The MCP server with the SDK's own client, over real HTTP and the real index."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import anyio
import httpx
import pytest
from fakes import FakeAssistant, on_a_port
from mcp import Client
from mcp.types import TextContent
from pydantic import SecretStr

from assistant.answering.ask import Assistant
from assistant.service.app import create_app
from assistant.settings import Settings
from corpus.library import Library
from index.search import Searcher

pytestmark = pytest.mark.slow
T = TypeVar("T")


def serve(app: Any) -> Iterator[str]:
    with on_a_port(app) as url:
        yield f"{url}/mcp"


@pytest.fixture(scope="module")
def address(library: Library, searcher: Searcher) -> Iterator[str]:
    yield from serve(create_app(Assistant(library, searcher)))


@pytest.fixture(scope="module")
def closed(library: Library) -> Iterator[str]:
    settings = Settings.model_construct(api_keys=SecretStr("the-key"))
    yield from serve(create_app(FakeAssistant(library), settings))  # type: ignore[arg-type]


def with_client(address: str, work: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    async def main() -> T:
        async with Client(address, mode=mode) as client:
            return await work(client)

    return anyio.run(main)


def call(address: str, tool: str, **arguments: Any) -> tuple[bool, str, Any]:
    """Whether it failed, the text, and the structured result."""

    async def work(client: Client) -> tuple[bool, str, Any]:
        result = await client.call_tool(tool, arguments)
        content = result.content[0]
        assert isinstance(content, TextContent)
        return result.is_error, content.text, result.structured_content

    return with_client(address, work)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_five_tools_are_listed_with_their_schemas(address: str, mode: str) -> None:
    async def work(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in with_client(address, work, mode)}
    assert set(tools) == {"ask", "check_eligibility", "match", "get_clause", "list_directions"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations
        assert tool.annotations.read_only_hint


@pytest.mark.parametrize(
    ("question", "words"), [("中法杰出青年的年龄要求是什么？", "来源"), ("Age limit of exchange 1.3?", "Sources")]
)
def test_ask_gives_a_cited_answer(address: str, question: str, words: str) -> None:
    failed, text, data = call(address, "ask", question=question, as_of="2026-06-01")
    assert not failed
    assert "45" in text
    assert words in text
    assert data["status"] == "answered"
    assert data["citations"][0]["clause_id"] == "most-exchange-2026-b2/1.3(3)"


def test_ask_takes_the_conversation_along(address: str) -> None:
    history = [
        {"role": "user", "content": "How much does each project of the Bulgarian exchange get?"},
        {"role": "assistant", "content": "RMB 200,000 [1]"},
    ]
    _, _, data = call(address, "ask", question="And Slovenia?", history=history)
    assert data["direction"] == "exchange-1.7"


def test_a_verdict_names_what_breaks_it(address: str) -> None:
    failed, text, data = call(
        address, "check_eligibility", direction="exchange-1.3", profile={"birth_date": "1981-12-31"}, as_of="2026-06-01"
    )
    assert not failed
    assert data["outcome"] == "not_eligible"
    assert "most-exchange-2026-b2/1.3(3)" in text


def test_match_judges_every_direction(address: str) -> None:
    _, text, data = call(address, "match", profile={"birth_date": "1981-12-31"}, as_of="2026-06-01")
    assert len(data["directions"]) == 23
    outcomes = {fit["direction"]: fit for fit in data["directions"]}
    assert outcomes["exchange-1.3"]["outcome"] == "not_eligible"
    assert outcomes["exchange-1.3"]["broken"]
    assert text.count("\n") == 22


def test_a_clause_is_read_in_both_languages(address: str) -> None:
    _, text, data = call(address, "get_clause", clause_id="most-exchange-2026-b2/1.3（3）")
    assert data["ref"] == "1.3(3)"
    assert data["text"]["zh"] in text
    assert data["text"]["en"] in text


def test_directions_are_filtered(address: str) -> None:
    _, _, data = call(address, "list_directions", country="FR")
    assert [entry["id"] for entry in data["directions"]] == ["exchange-1.2", "exchange-1.3", "joint-1.2"]
    assert call(address, "list_directions", country="FR", open_on="2030-01-01")[1] == "no direction fits"


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("ask", {"question": ""}, "empty"),
        ("ask", {"question": "age?", "direction": "exchange-9.9"}, "exchange-9.9"),
        ("ask", {"question": "age?", "as_of": "tomorrow"}, "as_of"),
        ("check_eligibility", {"direction": "exchange-1.3", "profile": {"shoe_size": 43}}, "shoe_size"),
        ("get_clause", {"clause_id": "nowhere/9"}, "nowhere/9"),
        ("list_directions", {"country": "Atlantis"}, "Atlantis"),
    ],
)
def test_what_is_wrong_is_a_line_the_model_can_read(
    address: str, tool: str, arguments: dict[str, Any], words: str
) -> None:
    failed, text, _ = call(address, tool, **arguments)
    assert failed
    assert words in text
    assert "Traceback" not in text


def test_a_strange_host_or_origin_is_turned_away(address: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"Accept": "application/json, text/event-stream"}
    assert httpx.post(address, json=body, headers={**accept, "Host": "evil.example"}).status_code in (403, 421)
    assert httpx.post(address, json=body, headers={**accept, "Origin": "http://evil.example"}).status_code == 403


def test_with_keys_on_it_wants_one(closed: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream", "Host": "guides.example"}
    assert httpx.post(closed, json=body, headers=headers).status_code == 401
    allowed = httpx.post(closed, json=body, headers={**headers, "Authorization": "Bearer the-key"})
    assert allowed.status_code == 200
    assert len(allowed.json()["result"]["tools"]) == 5


def test_rubbish_is_refused_without_a_fault(address: str) -> None:
    for body in (b"", b"{", b"[]", b'{"jsonrpc": "1.0"}', b'"x"', b"\xff"):
        response = httpx.post(
            address,
            content=body,
            headers={"Accept": "application/json, text/event-stream", "Content-Type": "application/json"},
        )
        assert 400 <= response.status_code < 500
    for method in ("GET", "PUT", "DELETE"):  # a stream that nothing is ever sent on is not opened
        refused = httpx.request(method, address, headers={"Accept": "text/event-stream"}, timeout=10)
        assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")

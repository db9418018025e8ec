"""The bots with a stand-in of each platform: its calling side signs and encrypts, its API takes the answers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from fakes import FakeAssistant
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.errors import BadInput, Busy
from assistant.service.app import create_app
from assistant.service.bots import reception
from assistant.service.bots.reception import Seen
from assistant.service.bots.sealing import (
    Unsealed,
    dingtalk_signature,
    feishu_open,
    feishu_signature,
    wecom_open,
    wecom_signature,
)
from assistant.service.bots.wording import parts, plain
from assistant.settings import Settings
from corpus.library import Library
from index.search import Searcher

# The example of WeCom's own documentation, and of Feishu's.
WECOM = {"corp": "wx5823bf96d3bd56c7", "token": "QDG6eK", "key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
RECORDED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)


def seal(key: bytes, vector: bytes, text: bytes, block: int) -> bytes:
    count = block - len(text) % block
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return encryptor.update(text + bytes([count]) * count) + encryptor.finalize()


class World:
    """A platform's API on a real port: gives tokens, takes messages, fails when told to."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.tokens = 0
        self.fail: list[Any] = []  # what the next sendings answer: an HTTP status, or an error code in a dict
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                reply, status = world.answer(self.path, dict(self.headers), json.loads(body or b"{}"))
                data = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        if "gettoken" in path or "tenant_access_token" in path:
            self.tokens += 1
            name = f"token-{self.tokens}"
            return {"errcode": 0, "code": 0, "access_token": name, "tenant_access_token": name, "expires_in": 7200,
                    "expire": 7200}, 200  # fmt: skip
        if self.fail:
            wrong = self.fail.pop(0)
            return (wrong, 200) if isinstance(wrong, dict) else ({}, wrong)
        self.taken.append({"path": path, "authorization": headers.get("Authorization", ""), **body})
        return {"errcode": 0, "code": 0}, 200

    def wait(self, count: int = 1) -> list[dict[str, Any]]:
        deadline = time.monotonic() + 30
        while len(self.taken) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.05)  # one too many would arrive now
        return self.taken

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "_FIRST_PAUSE", 0.01)


# -- the calling side of each platform


class WeComSide:
    """WeCom, as it calls."""

    def __init__(self, client: TestClient):
        self._client = client

    def query(self, sealed: str) -> dict[str, str]:
        signature = wecom_signature(WECOM["token"], "1409659589", "263014780", sealed)
        return {"msg_signature": signature, "timestamp": "1409659589", "nonce": "263014780"}

    def say(self, text: str, message: str = "1", person: str = "zhangsan", kind: str = "text") -> httpx.Response:
        xml = (
            f"<xml><ToUserName><![CDATA[{WECOM['corp']}]]></ToUserName><FromUserName><![CDATA[{person}]]>"
            f"</FromUserName><CreateTime>1409659813</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>"
            f"<Content><![CDATA[{text}]]></Content><MsgId>{message}</MsgId><AgentID>218</AgentID></xml>"
        ).encode()
        key = base64.b64decode(WECOM["key"] + "=")
        data = os.urandom(16) + len(xml).to_bytes(4, "big") + xml + WECOM["corp"].encode()
        sealed = base64.b64encode(seal(key, key[:16], data, 32)).decode()
        body = f"<xml><ToUserName><![CDATA[{WECOM['corp']}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return self._client.post("/bots/wecom", params=self.query(sealed), content=body.encode())

    @staticmethod
    def text(taken: dict[str, Any]) -> str:
        return str(taken["text"]["content"])


class DingTalkSide:
    """DingTalk, as it calls."""

    def __init__(self, client: TestClient, url: str = ""):
        self._client, self._url = client, url

    def say(
        self, text: str, message: str = "1", person: str = "zhangsan", kind: str = "text", **other: Any
    ) -> httpx.Response:
        now = str(int(time.time() * 1000))
        headers = {"timestamp": now, "sign": dingtalk_signature("robot-secret", now)}
        body = {
            "msgId": message, "msgtype": kind, "text": {"content": f" {text}"}, "conversationId": "c1",
            "conversationType": "2", "senderStaffId": person, "senderId": "$:x",
            "sessionWebhook": f"{self._url}/robot/sendBySession?session=s", "sessionWebhookExpiredTime": 1,
        }  # fmt: skip
        return self._client.post("/bots/dingtalk", json=body | other, headers=headers)

    @staticmethod
    def text(taken: dict[str, Any]) -> str:
        return str(taken["markdown"]["text"])


class FeishuSide:
    """Feishu, as it calls."""

    def __init__(self, client: TestClient):
        self._client = client

    def send(self, event: dict[str, Any], sign: bool = True) -> httpx.Response:
        vector = os.urandom(16)
        key = hashlib.sha256(b"encrypt-key").digest()
        sealed = base64.b64encode(vector + seal(key, vector, json.dumps(event).encode(), 16)).decode()
        body = json.dumps({"encrypt": sealed}).encode()
        headers = {"content-type": "application/json"}
        if sign:
            headers |= {
                "X-Lark-Request-Timestamp": "1700000000",
                "X-Lark-Request-Nonce": "n",
                "X-Lark-Signature": feishu_signature("encrypt-key", "1700000000", "n", body),
            }
        return self._client.post("/bots/feishu", content=body, headers=headers)

    def say(
        self, text: str, message: str = "1", person: str = "ou_1", kind: str = "text", **other: Any
    ) -> httpx.Response:
        content = {"text": f"@_user_1 {text}"} if kind == "text" else {"image_key": "i"}
        event = {
            "schema": "2.0",
            "header": {"event_id": f"e{message}", "event_type": "im.message.receive_v1", "token": "verification"},
            "event": {
                "sender": {"sender_id": {"open_id": person}, "sender_type": "user"},
                "message": {
                    "message_id": f"om_{message}", "chat_id": "oc_1", "chat_type": "group", "message_type": kind,
                    "content": json.dumps(content), "mentions": [{"key": "@_user_1", "name": "指南"}],
                } | other,
            },
        }  # fmt: skip
        return self.send(event)

    @staticmethod
    def text(taken: dict[str, Any]) -> str:
        return str(json.loads(taken["content"])["text"])


def settings(data_dir: Path, url: str) -> Settings:
    return Settings.model_construct(
        data_dir=data_dir,
        wecom_corp_id=WECOM["corp"],
        wecom_agent_id="218",
        wecom_secret=SecretStr("corp-secret"),
        wecom_token=SecretStr(WECOM["token"]),
        wecom_aes_key=SecretStr(WECOM["key"]),
        wecom_base=url,
        dingtalk_app_secret=SecretStr("robot-secret"),
        dingtalk_base=url,
        feishu_app_id="cli_1",
        feishu_app_secret=SecretStr("app-secret"),
        feishu_verification_token=SecretStr("verification"),
        feishu_encrypt_key=SecretStr("encrypt-key"),
        feishu_base=url,
        api_keys=SecretStr("nobody-has-this-key"),
    )


@contextmanager
def served(assistant: Any, world: World, data_dir: Path) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, settings(data_dir, world.url))) as client:
        yield client


def sides(client: TestClient, world: World) -> dict[str, Any]:
    return {"wecom": WeComSide(client), "dingtalk": DingTalkSide(client, world.url), "feishu": FeishuSide(client)}


ALL = pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"])


# -- what all three do


@pytest.mark.slow
@ALL
@pytest.mark.parametrize(
    ("question", "words"), [("中法杰出青年的年龄要求是什么？", "来源："), ("Age limit of exchange 1.3?", "Sources:")]
)
def test_a_question_gets_a_cited_answer(
    library: Library, searcher: Searcher, world: World, data_dir: Path, name: str, question: str, words: str
) -> None:
    from assistant.answering.ask import Assistant

    with served(Assistant(library, searcher), world, data_dir) as client:
        side = sides(client, world)[name]
        assert side.say(question).status_code == 200
        (taken,) = world.wait()
    text = side.text(taken)
    assert "45" in text
    assert words in text
    assert "most-exchange-2026-b2/1.3(3)" in text


@ALL
def test_the_acknowledgement_does_not_wait_for_the_answer(
    library: Library, world: World, data_dir: Path, name: str
) -> None:
    go_on = threading.Event()
    with served(FakeAssistant(library, until=go_on), world, data_dir) as client:
        side = sides(client, world)[name]
        assert side.say("age?").status_code == 200  # no answer can have been given yet
        assert world.taken == []
        go_on.set()
        assert "Answer 0" in side.text(world.wait()[0])


@ALL
def test_a_message_that_comes_again_is_acknowledged_and_answered_once(
    library: Library, world: World, data_dir: Path, name: str
) -> None:
    assistant = FakeAssistant(library)
    with served(assistant, world, data_dir) as client:
        side = sides(client, world)[name]
        assert [side.say("age?", message="7").status_code for _ in range(4)] == [200] * 4
        assert side.say("and now?", message="8").status_code == 200
        world.wait(2)
    with served(assistant, world, data_dir) as client:  # after a restart too
        assert sides(client, world)[name].say("age?", message="7").status_code == 200
    assert len(world.taken) == 2
    assert len(assistant.asked) == 2


@ALL
def test_a_follow_up_brings_the_conversation_along_and_nobody_elses(
    library: Library, world: World, data_dir: Path, name: str
) -> None:
    assistant = FakeAssistant(library)
    with served(assistant, world, data_dir) as client:
        side = sides(client, world)[name]
        for number, person in enumerate(["a", "a", "b"]):
            side.say(f"question {number}", message=str(number), person=person)
            world.wait(number + 1)
    assert [len(ask.history) for ask in assistant.asked] == [0, 2, 0]
    assert [turn.content for turn in assistant.asked[1].history] == ["question 0", "Answer 0. [1]\n\nMore. [1]"]


@ALL
@pytest.mark.parametrize(
    ("fails", "words"),
    [(RuntimeError("inner secret"), "抱歉"), (BadInput("question: is odd"), "is odd"), (Busy("full", 0), "太多")],
)
def test_a_last_word_is_always_said(
    library: Library, world: World, data_dir: Path, name: str, fails: Exception, words: str
) -> None:
    with served(FakeAssistant(library, fails=fails), world, data_dir) as client:
        side = sides(client, world)[name]
        side.say("年龄要求？")
        (taken,) = world.wait()
    assert words in side.text(taken)
    assert "inner secret" not in side.text(taken)


@ALL
def test_a_reply_is_sent_again_where_the_platform_fails_and_arrives_once(
    library: Library, world: World, data_dir: Path, name: str
) -> None:
    world.fail = [500, {"errcode": 45009, "code": 230020}, 502]
    with served(FakeAssistant(library), world, data_dir) as client:
        sides(client, world)[name].say("age?")
        assert len(world.wait()) == 1


@ALL
def test_a_platform_that_takes_nothing_breaks_nothing(
    library: Library, world: World, data_dir: Path, name: str
) -> None:
    world.fail = [500] * 4
    with served(FakeAssistant(library), world, data_dir) as client:
        side = sides(client, world)[name]
        side.say("age?", message="1")
        deadline = time.monotonic() + 10
        while world.fail and time.monotonic() < deadline:
            time.sleep(0.01)
        side.say("age?", message="2")
        assert len(world.wait()) == 1


@ALL
def test_an_answer_under_way_is_sent_before_the_server_stops(
    library: Library, world: World, data_dir: Path, name: str
) -> None:
    with served(FakeAssistant(library, delay=0.5), world, data_dir) as client:
        sides(client, world)[name].say("age?")
    assert len(world.taken) == 1


@ALL
def test_what_is_no_text_gets_a_hint(library: Library, world: World, data_dir: Path, name: str) -> None:
    with served(FakeAssistant(library), world, data_dir) as client:
        side = sides(client, world)[name]
        side.say("x", kind="image")
        assert "请用文字" in side.text(world.wait()[0])


def test_nothing_is_there_until_it_is_configured(library: Library) -> None:
    client = TestClient(create_app(FakeAssistant(library)))  # type: ignore[arg-type]
    assert [client.post(f"/bots/{name}").status_code for name in ("wecom", "dingtalk", "feishu")] == [404] * 3


def test_half_a_configuration_is_refused_by_name(library: Library, data_dir: Path) -> None:
    half = Settings.model_construct(data_dir=data_dir, feishu_app_id="cli_1")
    with pytest.raises(BadInput, match="ZHINAN_FEISHU_ENCRYPT_KEY"):
        create_app(FakeAssistant(library), half)  # type: ignore[arg-type]


def test_an_aes_key_that_is_none_is_refused_by_name(library: Library, data_dir: Path) -> None:
    wrong = settings(data_dir, "http://x").model_copy(update={"wecom_aes_key": SecretStr("short")})
    with pytest.raises(BadInput, match="ZHINAN_WECOM_AES_KEY"):
        create_app(FakeAssistant(library), wrong)  # type: ignore[arg-type]


# -- WeCom


def test_wecoms_own_example_is_read() -> None:
    assert (
        wecom_signature(WECOM["token"], "1409659589", "263014780", ECHO) == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    )
    assert wecom_open(WECOM["key"], WECOM["corp"], ECHO) == "1616140317555161061"
    assert "<Content><![CDATA[hello]]></Content>" in wecom_open(WECOM["key"], WECOM["corp"], RECORDED)


def test_wecom_gets_its_echo_and_only_with_its_signature(library: Library, world: World, data_dir: Path) -> None:
    with served(FakeAssistant(library), world, data_dir) as client:
        query = WeComSide(client).query(ECHO) | {"echostr": ECHO}
        assert client.get("/bots/wecom", params=query).text == "1616140317555161061"
        assert client.get("/bots/wecom", params=query | {"nonce": "1"}).status_code == 403
        assert client.get("/bots/wecom", params=query | {"echostr": ECHO[:-4] + "AAA="}).status_code == 403
        assert client.get("/bots/wecom").status_code == 403


def test_wecoms_recorded_message_is_answered_to_its_sender(library: Library, world: World, data_dir: Path) -> None:
    body = f"<xml><ToUserName><![CDATA[{WECOM['corp']}]]></ToUserName><Encrypt><![CDATA[{RECORDED}]]></Encrypt></xml>"
    query = {
        "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6", "timestamp": "1409659813", "nonce": "1372623149"
    }  # fmt: skip
    with served(FakeAssistant(library), world, data_dir) as client:
        assert client.post("/bots/wecom", params=query, content=body).text == "success"
        (taken,) = world.wait()
    assert taken["touser"] == "mycreate"
    assert taken["agentid"] == "218"
    assert "access_token=token-1" in taken["path"]


def test_a_wecom_event_is_acknowledged_and_not_answered(library: Library, world: World, data_dir: Path) -> None:
    with served(FakeAssistant(library), world, data_dir) as client:
        assert WeComSide(client).say("", kind="event").text == "success"
    assert world.taken == []


def test_a_wecom_token_that_ran_out_is_fetched_anew(library: Library, world: World, data_dir: Path) -> None:
    world.fail = [{"errcode": 42001}]
    with served(FakeAssistant(library), world, data_dir) as client:
        WeComSide(client).say("age?")
        (taken,) = world.wait()
    assert "access_token=token-2" in taken["path"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"{}",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><Encrypt>&a;</Encrypt></xml>",
        b"<xml><Encrypt>%%%</Encrypt></xml>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"\xff\xfe",
    ],
)
def test_rubbish_from_wecom_is_refused(library: Library, world: World, data_dir: Path, body: bytes) -> None:
    with served(FakeAssistant(library), world, data_dir) as client:
        found = re.search(rb"<Encrypt>(.*?)</Encrypt>", body)
        query = WeComSide(client).query(found[1].decode() if found else "")
        assert client.post("/bots/wecom", params=query, content=body).status_code == 403


def test_a_message_for_another_company_is_refused() -> None:
    with pytest.raises(Unsealed, match="another company"):
        wecom_open(WECOM["key"], "wx0000000000000000", ECHO)


# -- DingTalk


@pytest.mark.parametrize(
    ("age_ms", "secret", "status"),
    [
        (0, "robot-secret", 200),
        (3_590_000, "robot-secret", 200),
        (3_610_000, "robot-secret", 403),
        (-3_610_000, "robot-secret", 403),
        (0, "another", 403),
    ],
)
def test_dingtalk_is_believed_within_an_hour_and_with_its_secret(
    library: Library, world: World, data_dir: Path, age_ms: int, secret: str, status: int
) -> None:
    then = str(int(time.time() * 1000) - age_ms)
    headers = {"timestamp": then, "sign": dingtalk_signature(secret, then)}
    with served(FakeAssistant(library), world, data_dir) as client:
        assert client.post("/bots/dingtalk", json={}, headers=headers).status_code == status
        assert client.post("/bots/dingtalk", json={}).status_code == 403
        assert client.post("/bots/dingtalk", json={}, headers={"timestamp": b"\xb2", "sign": b"x"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["http://evil.example/robot", "", "/robot", "{base}.evil.example/x", "{base}@evil.example/x"]
)
def test_an_answer_never_goes_where_dingtalk_is_not(
    library: Library, world: World, data_dir: Path, address: str
) -> None:
    assistant = FakeAssistant(library)
    with served(assistant, world, data_dir) as client:
        given = address.replace("{base}", world.url)
        assert DingTalkSide(client, world.url).say("age?", sessionWebhook=given).status_code == 200
    assert assistant.asked == []


def test_rubbish_from_dingtalk_is_refused(library: Library, world: World, data_dir: Path) -> None:
    now = str(int(time.time() * 1000))
    headers = {"timestamp": now, "sign": dingtalk_signature("robot-secret", now)}
    with served(FakeAssistant(library), world, data_dir) as client:
        for body in (b"", b"{", b"[]", b"\xff", b"[" * 100_000):
            assert client.post("/bots/dingtalk", content=body, headers=headers).status_code == 422


# -- Feishu


def test_feishus_own_example_is_read() -> None:
    assert feishu_open("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == "hello world"


def test_feishu_gets_its_challenge_and_only_with_its_token(library: Library, world: World, data_dir: Path) -> None:
    event = {"type": "url_verification", "challenge": "c-1", "token": "verification"}
    with served(FakeAssistant(library), world, data_dir) as client:
        side = FeishuSide(client)
        assert side.send(event, sign=False).json() == {"challenge": "c-1"}
        assert side.send(event | {"token": "other"}, sign=False).status_code == 403
        assert client.post("/bots/feishu", json=event).status_code == 403  # not encrypted


def test_a_feishu_event_without_its_signature_is_refused(library: Library, world: World, data_dir: Path) -> None:
    event = {"header": {"event_type": "im.message.receive_v1", "token": "verification"}, "event": {}}
    with served(FakeAssistant(library), world, data_dir) as client:
        assert FeishuSide(client).send(event, sign=False).status_code == 403
        assert FeishuSide(client).send(event).status_code == 200
        assert FeishuSide(client).send(event | {"header": {"token": "other"}}).status_code == 403


def test_feishus_answer_is_a_reply_with_a_name_of_its_own(library: Library, world: World, data_dir: Path) -> None:
    assistant = FakeAssistant(library)
    with served(assistant, world, data_dir) as client:
        FeishuSide(client).say("age?")
        (taken,) = world.wait()
    assert taken["path"] == "/open-apis/im/v1/messages/om_1/reply"
    assert taken["authorization"] == "Bearer token-1"
    assert len(taken["uuid"]) == 40
    assert assistant.asked[0].question == "age?"  # without the mention


@pytest.mark.parametrize("other", [{"mentions": []}, {"content": 5, "mentions": None}])
def test_people_talking_to_each_other_are_left_alone(
    library: Library, world: World, data_dir: Path, other: dict[str, Any]
) -> None:
    with served(FakeAssistant(library), world, data_dir) as client:
        assert FeishuSide(client).say("lunch?", **other).status_code == 200
    assert world.taken == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"encrypt": 5}', b'{"encrypt": "AAAA"}', b"\xff", b"[" * 100_000])
def test_rubbish_from_feishu_is_refused(library: Library, world: World, data_dir: Path, body: bytes) -> None:
    with served(FakeAssistant(library), world, data_dir) as client:
        assert client.post("/bots/feishu", content=body).status_code == 403


# -- the words


def test_an_answer_without_markdown_keeps_its_words() -> None:
    assert plain("**1.3**: 45 [1]\n\n| a | b |\n|---|---|\n| 1 | 2 |") == "1.3: 45 [1]\n\na · b\n1 · 2"
    assert plain("a - b\n---\n- item") == "a - b\n- item"


@pytest.mark.parametrize(
    "text", ["", "short", "年" * 1000, "line\n" * 500, "一句。" * 400, "a" * 2_000, "a" * 2_001, "😀" * 700]
)
def test_long_answers_come_in_parts_that_fit_and_lose_nothing(text: str) -> None:
    found = list(parts(text, 2_000))
    assert all(len(part.encode()) <= 2_000 for part in found)
    assert "".join(found).replace("\n", "") == text.replace("\n", "")
    assert found


def test_two_workers_share_what_was_heard(tmp_path: Path) -> None:
    one, other = Seen(tmp_path / "seen"), Seen(tmp_path / "seen")
    calls: list[Callable[[str], bool]] = [one.first, other.first]
    assert [call("feishu:1") for call in calls] == [True, False]
    assert [call("feishu:2") for call in reversed(calls)] == [True, False]
    assert b"feishu" not in (tmp_path / "seen").read_bytes()
    one.close()
    other.close()

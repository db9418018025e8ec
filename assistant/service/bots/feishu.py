"""Feishu (飞书, Lark): events of an application, and its answers as replies to the message."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.service.bots.platform import Caller, PlatformError, Token
from assistant.service.bots.reception import Heard, Reception, Send
from assistant.service.bots.sealing import Unsealed, feishu_open, feishu_signature, same
from assistant.service.bots.wording import parts, plain
from assistant.service.refusing import refusal
from assistant.settings import Settings

NAMES = ("feishu_app_id", "feishu_app_secret", "feishu_verification_token", "feishu_encrypt_key")
_LARGEST = 30_000  # bytes of a text message
_STALE = (99991661, 99991663, 99991668)  # their codes for a token that is not valid any more


class Feishu:
    """One application."""

    path = "/bots/feishu"

    def __init__(self, settings: Settings, reception: Reception):
        self._app, self._secret = settings.feishu_app_id, settings.feishu_app_secret.get_secret_value()
        self._token = settings.feishu_verification_token.get_secret_value()
        self._key = settings.feishu_encrypt_key.get_secret_value()
        self._reception = reception
        self.caller = Caller(settings.feishu_base)
        self._access = Token(self._fetch)

    async def __call__(self, request: Request) -> Response:
        """POST brings an event, or the challenge that proves the address."""
        body = await request.body()
        try:
            event = self._open(body)
            if event.get("type") == "url_verification":
                self._check_token(event.get("token"))
                return JSONResponse({"challenge": event.get("challenge")})
            self._check_signature(request, body)
            header = event.get("header")
            self._check_token(header.get("token") if isinstance(header, dict) else None)
        except Unsealed as error:
            return refusal(403, "forbidden", f"event: {error}")
        self._take(event)
        return JSONResponse({})

    def _open(self, body: bytes) -> dict[str, Any]:
        try:
            sealed = json.loads(body)
            event = json.loads(feishu_open(self._key, str(sealed["encrypt"])))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Unsealed("it is not encrypted with the Encrypt Key") from error
        if not isinstance(event, dict):
            raise Unsealed("it is no event")
        return event

    def _check_token(self, token: object) -> None:
        if not same(self._token, str(token)):
            raise Unsealed("its Verification Token is not right")

    def _check_signature(self, request: Request, body: bytes) -> None:
        headers = request.headers
        expected = feishu_signature(
            self._key, headers.get("x-lark-request-timestamp", ""), headers.get("x-lark-request-nonce", ""), body
        )
        if not same(expected, headers.get("x-lark-signature", "")):
            raise Unsealed("its signature is not right")

    def _take(self, event: dict[str, Any]) -> None:
        try:
            message, sender = event["event"]["message"], event["event"]["sender"]
            if event["header"]["event_type"] != "im.message.receive_v1" or sender.get("sender_type") == "app":
                return
            message_id, chat = str(message["message_id"]), str(message["chat_id"])
            if message.get("chat_type") == "group" and not message.get("mentions"):
                return  # people talking to each other
            person = str(sender["sender_id"].get("open_id", ""))
            text = _text(message)
        except (KeyError, TypeError, AttributeError):
            return  # another kind of event
        self._reception.hear(Heard("feishu", message_id, f"{chat}:{person}", text), self._sender(message_id))

    def _sender(self, message_id: str) -> Send:
        done = 0

        async def send(text: str) -> None:
            nonlocal done
            for number, content in list(enumerate(parts(plain(text), _LARGEST)))[done:]:
                await self._post(message_id, number, content)
                done += 1

        return send

    async def _post(self, message_id: str, number: int, content: str) -> None:
        # By this name the platform itself drops a reply that it has already had.
        name = hashlib.sha256(f"{message_id}:{number}".encode()).hexdigest()[:40]
        body = {"msg_type": "text", "content": json.dumps({"text": content}, ensure_ascii=False), "uuid": name}
        headers = {"Authorization": f"Bearer {await self._access.get()}"}
        path = f"/open-apis/im/v1/messages/{quote(message_id, safe='')}/reply"
        try:
            await self.caller.call("POST", path, "code", headers=headers, json=body)
        except PlatformError as error:
            if error.code in _STALE:
                self._access.drop()
            raise

    async def _fetch(self) -> tuple[str, float]:
        body = {"app_id": self._app, "app_secret": self._secret}
        path = "/open-apis/auth/v3/tenant_access_token/internal"
        reply = await self.caller.call("POST", path, "code", json=body)
        return str(reply["tenant_access_token"]), float(reply["expire"])


def _text(message: dict[str, Any]) -> str | None:
    """The words of a message without the placeholders of those it mentions; None where it is no text."""
    if message.get("message_type") != "text":
        return None
    try:
        text = str(json.loads(message["content"])["text"])
    except (ValueError, KeyError, TypeError):
        return None
    for mention in message.get("mentions") or ():
        text = text.replace(str(mention.get("key", "")) or "\0", "")
    return text.strip()

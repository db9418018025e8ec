"""DingTalk (钉钉): a robot in HTTP mode; answers go to the address that each message brings along."""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.service.bots.platform import Caller
from assistant.service.bots.reception import Heard, Reception, Send
from assistant.service.bots.sealing import dingtalk_signature, same
from assistant.service.bots.wording import parts
from assistant.service.refusing import refusal
from assistant.settings import Settings

NAMES = ("dingtalk_app_secret",)
_VALID = 3_600_000  # milliseconds by which a timestamp may differ
_LARGEST = 15_000  # bytes of a message


class DingTalk:
    """One robot."""

    path = "/bots/dingtalk"

    def __init__(self, settings: Settings, reception: Reception):
        self._secret = settings.dingtalk_app_secret.get_secret_value()
        self._base = settings.dingtalk_base.rstrip("/")
        self._reception = reception
        self.caller = Caller(self._base)

    async def __call__(self, request: Request) -> Response:
        """POST brings a message; there is no other proof of the address."""
        timestamp = request.headers.get("timestamp", "")
        fresh = timestamp.isascii() and timestamp.isdigit() and abs(int(timestamp[:20]) - time.time() * 1000) < _VALID
        if not fresh or not same(dingtalk_signature(self._secret, timestamp), request.headers.get("sign", "")):
            return refusal(403, "forbidden", "message: its signature or its time is not right")
        try:
            body = json.loads(await request.body())
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return refusal(422, "bad_input", "message: is no JSON object")
        self._take(body)
        return JSONResponse({})

    def _take(self, body: dict[str, Any]) -> None:
        message, address = str(body.get("msgId", "")), str(body.get("sessionWebhook", ""))
        # A signature does not cover the body, so an address that is not the platform's is not called.
        if not message or not address.startswith(f"{self._base}/"):
            return
        content = body.get("text")
        text = str(content.get("content", "")) if body.get("msgtype") == "text" and isinstance(content, dict) else None
        talk = f"{body.get('conversationId', '')}:{body.get('senderStaffId') or body.get('senderId', '')}"
        self._reception.hear(Heard("dingtalk", message, talk, text), self._sender(address))

    def _sender(self, address: str) -> Send:
        done = 0

        async def send(text: str) -> None:
            nonlocal done
            for content in list(parts(text, _LARGEST))[done:]:
                # A single line end is no line end in its Markdown.
                markdown = {"title": content[:40].replace("**", ""), "text": content.replace("\n", "  \n")}
                await self.caller.call("POST", address, "errcode", json={"msgtype": "markdown", "markdown": markdown})
                done += 1

        return send

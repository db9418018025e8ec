"""WeCom (企业微信): the callback of a self-built application, and its answers through the message API."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assistant.service.bots.platform import Caller, PlatformError, Token
from assistant.service.bots.reception import Heard, Reception, Send
from assistant.service.bots.sealing import Unsealed, same, wecom_key, wecom_open, wecom_signature
from assistant.service.bots.wording import parts, plain
from assistant.service.refusing import refusal
from assistant.settings import Settings

NAMES = ("wecom_corp_id", "wecom_agent_id", "wecom_secret", "wecom_token", "wecom_aes_key")
_LARGEST = 2_000  # bytes of a text message; the platform cuts at 2,048
_STALE = (40014, 42001)  # their codes for a token that is not valid any more


class WeCom:
    """One application of one company."""

    path = "/bots/wecom"

    def __init__(self, settings: Settings, reception: Reception):
        """Unsealed where the EncodingAESKey is none."""
        self._corp, self._agent = settings.wecom_corp_id, settings.wecom_agent_id
        self._secret = settings.wecom_secret.get_secret_value()
        self._token, self._key = settings.wecom_token.get_secret_value(), settings.wecom_aes_key.get_secret_value()
        wecom_key(self._key)
        self._reception = reception
        self.caller = Caller(settings.wecom_base)
        self._access = Token(self._fetch)

    async def __call__(self, request: Request) -> Response:
        """GET proves to the platform that this is the address; POST brings a message."""
        try:
            if request.method == "GET":
                return PlainTextResponse(self._open(request.query_params, request.query_params.get("echostr", "")))
            sealed = _fields(await request.body()).get("Encrypt", "")
            fields = _fields(self._open(request.query_params, sealed).encode())
        except Unsealed as error:
            return refusal(403, "forbidden", f"message: {error}")
        self._take(fields)
        return PlainTextResponse("success")

    def _open(self, query: Mapping[str, str], sealed: str) -> str:
        expected = wecom_signature(self._token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
        if not same(expected, query.get("msg_signature", "")):
            raise Unsealed("its signature is not right")
        return wecom_open(self._key, self._corp, sealed)

    def _take(self, fields: Mapping[str, str]) -> None:
        kind, person = fields.get("MsgType", ""), fields.get("FromUserName", "")
        if kind == "event" or not person:
            return  # somebody opened the application, or the like: nothing to answer
        message = fields.get("MsgId") or f"{person}:{fields.get('CreateTime', '')}"
        text = fields.get("Content", "") if kind == "text" else None
        self._reception.hear(Heard("wecom", message, person, text), self._sender(person))

    def _sender(self, person: str) -> Send:
        done = 0  # messages sent already, so that another try does not repeat them

        async def send(text: str) -> None:
            nonlocal done
            for content in list(parts(plain(text), _LARGEST))[done:]:
                await self._post(
                    {"touser": person, "msgtype": "text", "agentid": self._agent, "text": {"content": content}}
                )
                done += 1

        return send

    async def _post(self, body: dict[str, object]) -> None:
        query = {"access_token": await self._access.get()}
        try:
            await self.caller.call("POST", "/cgi-bin/message/send", "errcode", params=query, json=body)
        except PlatformError as error:
            if error.code in _STALE:
                self._access.drop()
            raise

    async def _fetch(self) -> tuple[str, float]:
        query = {"corpid": self._corp, "corpsecret": self._secret}
        reply = await self.caller.call("GET", "/cgi-bin/gettoken", "errcode", params=query)
        return str(reply["access_token"]), float(reply["expires_in"])


def _fields(xml: bytes) -> dict[str, str]:
    """The fields of a flat XML message. Unsealed where it is none; a document type, which none has, is refused."""
    if b"<!DOCTYPE" in xml.upper() or b"<!ENTITY" in xml.upper():
        raise Unsealed("it is no message")
    try:
        return {child.tag: child.text or "" for child in ElementTree.fromstring(xml)}  # noqa: S314 - no entities
    except ElementTree.ParseError as error:
        raise Unsealed("it is no message") from error

"""A stand-in for an OpenAI-compatible endpoint: real HTTP, streaming or not, and every way of failing on request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the endpoint does with one request. A plain string stands for Reply(said=…)."""

    said: str = ""
    status: int = 200
    raw: bytes | None = None  # sent as it is in place of JSON or a stream
    wait: float = 0.0  # seconds before the first byte
    pause: float = 0.0  # seconds between pieces of a stream
    cut: bool = False  # the connection ends in the middle
    endless: bool = False  # the text is said over and over
    finish: str = "stop"  # what the endpoint gives as the reason for ending
    headers: dict[str, str] = field(default_factory=dict)


Script = Callable[[dict[str, Any]], Reply | str]


class Endpoint:
    """Answers each request by a script, which sees the request; `requests` keeps their bodies."""

    def __init__(self, script: Script | str | Sequence[Reply | str] = "ok"):
        self.requests: list[dict[str, Any]] = []
        self.say(script)
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def say(self, script: Script | str | Sequence[Reply | str]) -> None:
        """Follow another script: a function of the request, one answer for all, or answers in turn (the last stays)."""
        if isinstance(script, str | Reply):
            self._script: Script = lambda body: script
        elif callable(script):
            self._script = script
        else:
            turns = list(script)
            self._script = lambda body: turns.pop(0) if len(turns) > 1 else turns[0]

    def reply(self, body: dict[str, Any]) -> Reply:
        """What the script says to one request."""
        self.requests.append(body)
        said = self._script(body)
        return said if isinstance(said, Reply) else Reply(said)

    def sleep(self, seconds: float) -> None:
        """Wait, unless the endpoint is being stopped."""
        self._stopping.wait(seconds)

    @property
    def stopping(self) -> bool:
        """Whether the endpoint is being stopped; endless output ends then."""
        return self._stopping.is_set()

    def __enter__(self) -> Endpoint:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def endpoint(script: Script | str | Sequence[Reply | str] = "ok") -> Iterator[Endpoint]:
    """A running endpoint that stops with the block."""
    with Endpoint(script) as running:
        yield running


def prompt_of(body: dict[str, Any]) -> str:
    """All messages of a request as one text."""
    return "\n".join(str(message["content"]) for message in body["messages"])


def _pieces(text: str, size: int = 7) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def _handler(owner: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            reply = owner.reply(body)
            owner.sleep(reply.wait)
            with suppress(BrokenPipeError, ConnectionResetError):  # the other side had enough
                self._answer(body, reply)

        def _answer(self, body: dict[str, Any], reply: Reply) -> None:
            if reply.raw is not None or reply.status != 200:
                raw = reply.raw if reply.raw is not None else b'{"error": {"message": "scripted failure"}}'
                self._start(reply, "application/json", len(raw))
                self.wfile.write(raw)
            elif body.get("stream"):
                self._stream(body, reply)
            else:
                raw = json.dumps(_whole(body["model"], reply)).encode()
                self._start(reply, "application/json", len(raw))
                self.wfile.write(raw[: len(raw) // 2] if reply.cut else raw)

        def _stream(self, body: dict[str, Any], reply: Reply) -> None:
            self._start(reply, "text/event-stream", None)
            pieces = _pieces(reply.said)
            for piece in pieces[: len(pieces) // 2] if reply.cut else pieces:
                self._event(_chunk(body["model"], {"role": "assistant", "content": piece}))
                owner.sleep(reply.pause)
            while reply.endless and not owner.stopping:
                self._event(_chunk(body["model"], {"content": reply.said}))
                time.sleep(0.001)
            if not reply.cut:
                self._event(_chunk(body["model"], {}, reply.finish))
                self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, data: dict[str, Any]) -> None:
            self.wfile.write(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
            self.wfile.flush()

        def _start(self, reply: Reply, kind: str, length: int | None) -> None:
            self.send_response(reply.status)
            self.send_header("content-type", kind)
            if length is not None:
                self.send_header("content-length", str(length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _chunk(model: str, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}


def _whole(model: str, reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.said}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "x", "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": usage}

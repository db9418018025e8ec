"""The platforms that are configured. One without settings has no address; one with half of them stops the start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import BadInput
from assistant.service.bots import dingtalk, feishu, wecom
from assistant.service.bots.reception import Reception, Seen
from assistant.service.bots.sealing import Unsealed
from assistant.service.desk import Desk
from assistant.settings import Settings

_FINISHING = 10.0  # seconds for answers under way at the end
_ALL = ((wecom.NAMES, wecom.WeCom), (dingtalk.NAMES, dingtalk.DingTalk), (feishu.NAMES, feishu.Feishu))
Platform = wecom.WeCom | dingtalk.DingTalk | feishu.Feishu


class Platforms:
    """The bots of one application."""

    def __init__(self, desk: Desk, settings: Settings):
        """BadInput names what a platform lacks."""
        wanted = [make for names, make in _ALL if _is_configured(settings, names)]
        self._reception = Reception(desk, Seen(settings.data_dir / "bots.sqlite3")) if wanted else None
        self._bots: list[Platform] = []
        for make in wanted:
            assert self._reception
            try:
                self._bots.append(make(settings, self._reception))
            except Unsealed as error:
                raise BadInput(f"ZHINAN_WECOM_AES_KEY: {error}") from error

    def mount(self, app: FastAPI) -> None:
        """Give each bot its address."""
        for bot in self._bots:
            methods = ["GET", "POST"] if isinstance(bot, wecom.WeCom) else ["POST"]
            app.add_api_route(bot.path, _endpoint(bot), methods=methods, include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Until left; answers under way are then finished and sent."""
        try:
            yield
        finally:
            if self._reception:
                await self._reception.finish(_FINISHING)
            for bot in self._bots:
                await bot.caller.close()


def _endpoint(bot: Platform) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await bot(request)

    return endpoint


def _is_configured(settings: Settings, names: tuple[str, ...]) -> bool:
    missing = [name for name in names if not _value(settings, name)]
    if missing and len(missing) < len(names):
        lacking = ", ".join(f"ZHINAN_{name.upper()}" for name in missing)
        raise BadInput(f"{names[0].partition('_')[0]}: {lacking} missing; set all of its settings or none")
    return not missing


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)

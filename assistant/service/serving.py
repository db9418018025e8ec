"""Running an application on an address: refusing an open door, finishing what is in flight when told to stop."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import sys
from typing import Any

from assistant.errors import BadInput
from assistant.service.keys import read_keys
from assistant.settings import Settings

_FINISHING = 10  # seconds for answers in flight after SIGTERM
_IDLE = 75  # seconds between requests; longer than any Retry-After, so that a client that heeds it finds us there
_SWITCH = 0.001  # seconds after which a thread that works lets the event loop have its turn
_FIRST_BYTES = 15.0  # seconds in which a new connection has to send its first request


def choose_address(settings: Settings, host: str | None, port: int | None) -> tuple[str, int]:
    """Where to listen: the options, else the settings. BadInput where the address is taken, or where it is reachable
    from elsewhere while nobody is asked for a key."""
    chosen = host or settings.host, port or settings.port
    keys = read_keys(settings.api_keys.get_secret_value())
    if not keys and not settings.allow_open and not _is_loopback(chosen[0]):
        raise BadInput(
            f"host: {chosen[0]} can be reached from elsewhere and no keys are set; set ZHINAN_API_KEYS "
            "(python -m assistant key makes one), or ZHINAN_ALLOW_OPEN=true to let anybody ask"
        )
    check_port(*chosen)
    return chosen


def check_port(host: str, port: int) -> None:
    """BadInput where nothing can listen on the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise BadInput(
                f"port: {host}:{port} cannot be used ({reason}); choose another with --port or ZHINAN_PORT"
            ) from error


def shown(host: str, port: int) -> str:
    """An address as it stands in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def run(app: Any, host: str, port: int) -> None:
    """Serve until stopped; answers in flight are finished. The log goes to stderr as JSON lines."""
    import uvicorn

    from assistant.service.log import configure

    configure()
    sys.setswitchinterval(_SWITCH)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=_patient(),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_FINISHING,
        timeout_keep_alive=_IDLE,
        server_header=False,
        date_header=True,
    )
    uvicorn.Server(config).run()


def _patient() -> type[asyncio.Protocol]:
    """uvicorn's protocol, closing connections on which no request begins: it waits for them without end."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    class Patient(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            asyncio.get_running_loop().call_later(_FIRST_BYTES, self._give_up)

        def _give_up(self) -> None:
            if self.cycle is None and not self.transport.is_closing():
                self.transport.close()

    return Patient


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Running an application on an address, with a clear line where the address is taken."""

from __future__ import annotations

import socket
from typing import Any

from assistant.errors import BadInput


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


def run(app: Any, host: str, port: int) -> None:
    """Serve until stopped; requests in flight are finished."""
    import uvicorn

    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=10, server_header=False)

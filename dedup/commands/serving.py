"""The HTTP server of ``dedup serve``, which says where the desk is as soon as it answers."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from dedup.commands import logs

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from typing import Any

    from dedup.settings import Settings

STOP_SECONDS = 5
"""How long a server that is told to stop waits for its answers. Event streams never end by themselves: without a limit
one open desk would keep it from stopping until it is killed, and the index's snapshot from being written."""

logger = logging.getLogger("uvicorn.error")


class DeskServer(uvicorn.Server):
    """uvicorn's server; its last line at the start is the address of the desk."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say where."""
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = self.config.host
            logger.info("The desk is at http://%s:%d/desk", f"[{host}]" if ":" in host else host, port)


def run(application: Callable[..., Any], settings: Settings) -> None:
    """Serve until told to stop, as ``uvicorn.run`` does."""
    logs.configure(settings)
    server = DeskServer(
        uvicorn.Config(
            application,
            host=settings.host,
            port=settings.port,
            log_level=settings.log_level,
            log_config=None,  # it is configured already
            access_log=False,
            proxy_headers=False,  # the application believes those that its settings name
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    with suppress(KeyboardInterrupt):
        server.run()

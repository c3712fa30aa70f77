"""The HTTP server of ``dedup serve``, which says where the desk is as soon as it answers."""

from __future__ import annotations

import errno
import gc
import logging
import os
import socket
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import typer
import uvicorn

from dedup.commands import logs
from dedup.commands.connections import KEPT_SECONDS, bounded, most_connections
from dedup.terminal.exits import EXIT_USAGE, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from dedup.settings import Settings

STOP_SECONDS = 5
"""How long a server that is told to stop waits for its answers. Event streams never end by themselves: without a limit
one open desk would keep it from stopping until it is killed, and the index's snapshot from being written."""

_LAST = 65535
logger = logging.getLogger("uvicorn.error")


class DeskServer(uvicorn.Server):
    """uvicorn's server; its last line at the start is the address of the desk."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say where."""
        await super().startup(sockets)
        # What was loaded stays for as long as the process: to look through it for cycles again and again doubled the
        # time of every other page. Of a process that builds several applications the collector still has to free them.
        gc.collect()
        gc.freeze()
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            if sockets:  # given ones uvicorn takes for another process's, which has said so
                logger.info("Uvicorn running on http://%s:%d (Press CTRL+C to quit)", host, port)
            logger.info("The desk is at http://%s:%d/desk", host, port)


@contextmanager
def listening(settings: Settings) -> Iterator[list[socket.socket]]:
    """Sockets on the address to serve at, taken before anything is loaded: a port in use is told at once.

    Raises:
        typer.Exit: It can not be had; why, and what to do, was said.
    """
    host, port = settings.host, settings.port
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            for family, kind, protocol, _, address in dict.fromkeys(found):
                taken = sockets[0].getsockname()[1] if sockets else port  # 0 is one free port for all of them
                with suppress(_Unavailable):
                    sockets.append(opened.enter_context(_bound(family, kind, protocol, (address[0], taken))))
            if not sockets:
                raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))  # noqa: TRY301 - told like the others
        except OSError as error:
            fail(_reason(error, host, port))
            raise typer.Exit(EXIT_USAGE) from None
        yield sockets


class _Unavailable(Exception):
    """This machine has not that one of several addresses, as where IPv6 is switched off."""


def _bound(family: int, kind: int, protocol: int, address: tuple[str | int, int]) -> socket.socket:
    try:
        one = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _Unavailable from error
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was served at until now is free
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(address)
    except OSError as error:
        one.close()
        if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            raise _Unavailable from error
        raise
    return one


def _reason(error: OSError, host: str, port: int) -> str:
    """Why an address can not be served at, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use, perhaps by another dedup serve. Stop that, or take another port: "
            f"--port {port + 1 if port < _LAST else port - 1}, or --port 0 for a free one."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} of {host} may not be taken by this user. Take one from 1024 on, such as --port 8000."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. Serve at one that is, such as --host 127.0.0.1."
    return f"{host}, port {port}, can not be served at: {error.strerror or error}."


def run(application: Callable[..., Any], settings: Settings, sockets: list[socket.socket]) -> None:
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
            timeout_keep_alive=KEPT_SECONDS,
            http=bounded(most_connections()),
            ws="none",
        )
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets)

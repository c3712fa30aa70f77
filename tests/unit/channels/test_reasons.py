"""Why nothing came of a request: real ones, to servers that are not there or go away."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import httpx2
import pytest

from dedup.channels.fetching import fetched
from dedup.channels.posting import post
from dedup.channels.reasons import reason_of
from dedup.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def gone() -> Iterator[str]:
    """The address of a server that takes connections, and ends them."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    taken, _ = server.accept()
                except OSError:
                    return
                taken.recv(1000)
                taken.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def closed() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


def why(url: str) -> tuple[str, str]:
    """What is said of an alert that is sent there, and of a page that is fetched."""
    sent = post(url, b"{}", {}, private=True).error
    with pytest.raises(UnreadableInput) as refused:
        asyncio.run(fetched(url, limit=1000, private=True))
    return str(sent), str(refused.value)


def test_where_nothing_listens(closed: str) -> None:
    for told in why(f"http://{closed}/"):
        assert "nothing listens there, the connection was refused" in told
        assert "Errno" not in told
        assert "ConnectError" not in told


def test_who_hangs_up(gone: str) -> None:
    for told in why(f"http://{gone}/"):
        assert "it ended the connection without an answer" in told


def test_who_does_not_speak_tls(gone: str) -> None:
    for told in why(f"https://{gone}/"):
        assert "no secure connection" in told or "it ended the connection" in told
        assert "_ssl.c" not in told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx2.ConnectTimeout("x"), "nobody answered there in time"),
        (httpx2.ReadTimeout("x"), "it took too long to answer"),
        (OSError(113, "No route to host"), "no route to host"),
        (ssl.SSLError(1, "[SSL] odd"), "no secure connection"),
        (ValueError("odd"), "ValueError: odd"),
    ],
)
def test_other_reasons(error: Exception, told: str) -> None:
    assert told in reason_of(error)

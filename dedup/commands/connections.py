"""Connections of strangers: each is bounded in time, and all of them in number, so that slow ones hold nobody up."""

from __future__ import annotations

import logging
import resource
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

HEAD_SECONDS = 15.0
"""In which the head of a request has to be there, from when the connection waits for one: that of a browser comes in
one packet, and connections that it opens in case it needs them it opens again."""

KEPT_SECONDS = 75
"""How long a connection rests between two requests: longer than clients keep one (5 to 60 seconds), since one that is
closed in the moment in which it is used again looks like a failure."""

BODY_SECONDS = 30.0
"""How long a body may be on its way, however slowly."""

SLOWEST_BODY = 1000.0
"""Bytes a second that are enough beyond that: less than any line has, a thousand times what holds a connection on
purpose."""

ANSWER_SECONDS = 60.0
"""In which who is answered has to make room in a full buffer (of 64 KB, 48), or the connection is cut."""

LOOK_SECONDS = 5.0
"""How often a connection is held against these."""

SPARE_FILES = 256
"""Files that are open beside connections: databases, models, deliveries."""

STREAMED = frozenset({"/v1/articles:bulk"})
"""Bodies that are answered while they come, and may pause for as long as their sender pleases."""

logger = logging.getLogger(__name__)


def _plain(status: str, words: str, *headers: str) -> bytes:
    """A whole answer that ends its connection."""
    body = f"{words}\n"
    lines = [f"HTTP/1.1 {status}", *headers, "Content-Type: text/plain", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "Connection: close", "", body]).encode()


_BUSY = _plain("503 Service Unavailable", "Too many connections are open. Come again later.", "Retry-After: 30")
_LATE = _plain("408 Request Timeout", "The request took too long to come. Send it again, all at once.")


def most_connections() -> int:
    """How many connections there may be, by the system's bound on open files, which is raised as far as may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return 1 << 16 if hard == resource.RLIM_INFINITY else max(hard - SPARE_FILES, hard // 2)


def bounded(most: int) -> type[H11Protocol]:
    """A protocol for a server with so many connections at most."""
    return type("BoundedProtocol", (BoundedProtocol,), {"most": most})


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol, which bounds the rest between two requests alone, with bounds for all that may be slow.

    Attributes:
        most: Connections that are open at once, at most.
    """

    most = 1 << 16

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*given, **named)
        self._since = 0.0
        self._received = 0
        self._look: asyncio.TimerHandle | None = None
        self._answering: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, unless there are too many who do."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            logger.warning("A connection beyond %d was refused", self.most)
            self._end(_BUSY)
            return
        self._begin()
        self._look = self.loop.call_later(LOOK_SECONDS, self._hold_against_bounds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        for timer in (self._look, self._answering):
            if timer is not None:
                timer.cancel()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        before = self.conn.their_state
        if before is h11.IDLE and not self._received:
            self._begin()  # of a connection that rested until now
        super().data_received(data)
        if self.conn.their_state is not before:
            self._begin()
        self._received += len(data)

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        super().on_response_complete()
        self._begin()

    def pause_writing(self) -> None:
        """Give who is answered some time to read on."""
        super().pause_writing()
        self._answering = self.loop.call_later(ANSWER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It read on."""
        if self._answering is not None:
            self._answering.cancel()
        super().resume_writing()

    def _begin(self) -> None:
        """The next part of a request is waited for: its head, its body, or nothing."""
        self._since, self._received = self.loop.time(), 0

    def _hold_against_bounds(self) -> None:
        waited = self.loop.time() - self._since
        state = self.conn.their_state
        if state is h11.IDLE and waited >= HEAD_SECONDS and (self._received or self.cycle is None):
            self._end(_LATE if self._received else b"")
        elif state is h11.SEND_BODY and self.flow.read_paused:
            self._begin()  # it is we who wait
        elif state is h11.SEND_BODY and self.scope["path"] not in STREAMED and waited >= self._body_seconds:
            self._end(b"" if self.cycle.response_started else _LATE)
        if not self.transport.is_closing():
            self._look = self.loop.call_later(LOOK_SECONDS, self._hold_against_bounds)

    @property
    def _body_seconds(self) -> float:
        return BODY_SECONDS + self._received / SLOWEST_BODY

    def _end(self, answer: bytes) -> None:
        if answer:
            self.transport.write(answer)
        self.transport.close()

"""Connections that are of no use to the service: idle ones, slow ones, and streams of events on which nothing comes."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SLOW_HEAD = b"GET /v1/inbox HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
SLOW_BODY = b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
STREAM = b"GET /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
_AGAIN_SECONDS = 1.0
_ANSWER = 65536


class Strangers:
    """Keeps so many connections of each kind open until it is cancelled; one that is cut off comes again.

    Args:
        port: Of the service, on this machine.

    Attributes:
        open: How many of each kind are connected now.
        seen: How connections ended, and how streams were answered.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self.open: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()

    async def keep(self, idle: int, slow: int, streams: int) -> None:
        """Connect, and stay."""
        async with asyncio.TaskGroup() as group:
            for number in range(max(idle, slow, streams)):
                if number < idle:
                    group.create_task(self._again("idle", b""))
                if number < slow:
                    kind, sent = ("slow head", SLOW_HEAD) if number % 2 else ("slow body", SLOW_BODY)
                    group.create_task(self._again(kind, sent))
                if number < streams:
                    group.create_task(self._again("stream", STREAM))
                if number % 20 == 0:
                    await asyncio.sleep(0.05)  # no flood of handshakes, which would measure the queue of the kernel

    async def _again(self, kind: str, sent: bytes) -> None:
        while True:
            self.seen[f"{kind}: {await self._once(kind, sent)}"] += 1
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _once(self, kind: str, sent: bytes) -> str:
        """Be connected until it is over; how it ended."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError as error:
            return type(error).__name__
        self.open[kind] += 1
        dribbling = asyncio.create_task(_dribble(writer, sent, forever=kind.startswith("slow")))
        try:
            first = b""
            async for piece in _pieces(reader):
                first = first or piece
            return "closed" if not first else first.split(b"\r\n", 1)[0].decode("latin-1").removeprefix("HTTP/1.1 ")
        finally:
            self.open[kind] -= 1
            dribbling.cancel()
            writer.close()


async def _pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    with suppress(OSError):
        while piece := await reader.read(_ANSWER):
            yield piece


async def _dribble(writer: asyncio.StreamWriter, sent: bytes, *, forever: bool) -> None:
    """Send what begins a request, then a byte a second."""
    with suppress(OSError):
        if sent:
            writer.write(sent)
        while forever:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(1.0)

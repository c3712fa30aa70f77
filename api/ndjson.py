"""Lines out of a stream of bytes, none of them longer than a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Line(NamedTuple):
    """One line of a stream; without content if it was too long to keep."""

    number: int
    content: bytes | None


class LineCutter:
    """Cuts chunks into lines; holds no more than one unfinished line of the greatest length."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._number = 0
        self._pieces: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Take in a chunk.

        Args:
            chunk: The next bytes; cut anywhere.

        Yields:
            The lines it completes; empty ones are counted and left out.
        """
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            self._keep(chunk[start:end])
            yield from self.finish()
            start = end + 1
        self._keep(chunk[start:])

    def finish(self) -> Iterator[Line]:
        """End the unfinished line.

        Yields:
            It, unless it is empty.
        """
        self._number += 1
        too_long, line = self._held > self._limit, b"".join(self._pieces)
        self._pieces, self._held = [], 0
        if too_long:
            yield Line(self._number, None)
        elif line.strip():
            yield Line(self._number, line)

    def _keep(self, piece: bytes) -> None:
        self._held += len(piece)
        if self._held > self._limit:
            self._pieces.clear()
        elif piece:
            self._pieces.append(piece)

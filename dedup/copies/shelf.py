"""Texts and their shingles on disk, a few numbers each in memory."""

from __future__ import annotations

import os
import tempfile
from array import array
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BYTES = 4
_BUFFER = 2**20


class Shelf:
    """Texts by number, in a temporary file that is gone with the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="dedup-copies-", buffering=_BUFFER)  # noqa: SIM115 - closed by close
        self._readable = 0
        self._ids: list[str] = []
        self._starts = array("Q", [0])
        self._shingles = array("L")

    def close(self) -> None:
        """Free the disk."""
        self._file.close()

    def add(self, name: str, text: str, shingles: NDArray[np.uint32]) -> int:
        """Add a text.

        Args:
            name: Its id.
            text: As sent.
            shingles: Ascending.

        Returns:
            Its number.
        """
        content = shingles.tobytes() + text.encode("utf-8", "surrogatepass")
        self._file.write(content)
        self._starts.append(self._starts[-1] + len(content))
        self._shingles.append(len(shingles))
        self._ids.append(name)
        return len(self._ids) - 1

    def id_of(self, number: int) -> str:
        """Its id."""
        return self._ids[number]

    def shingles_of(self, number: int) -> NDArray[np.uint32]:
        """Its shingles, ascending."""
        return np.frombuffer(self._read(self._starts[number], _BYTES * self._shingles[number]), dtype=np.uint32)

    def text_of(self, number: int) -> str:
        """The text, as sent."""
        start = self._starts[number] + _BYTES * self._shingles[number]
        return self._read(start, self._starts[number + 1] - start).decode("utf-8", "surrogatepass")

    def _read(self, start: int, length: int) -> bytes:
        if start + length > self._readable:
            self._file.flush()
            self._readable = self._starts[-1]
        return os.pread(self._file.fileno(), length, start)

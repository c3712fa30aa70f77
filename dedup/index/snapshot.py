"""A FAISS index in one file that is either whole or refused.

FAISS itself loads a file with a flipped byte without complaint, so the file begins with a block of 1024 bytes: a JSON
header, filled up with spaces, whose digest covers header and payload. It is written beside its place, flushed to the
disk and renamed, so a crash leaves the old one.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from dedup.index.openmp import faiss

if TYPE_CHECKING:
    from pathlib import Path

_faiss: Any = faiss  # its type stubs lack half of it

FORMAT = "wire-dedup semantic index 2"
_HEADER_BYTES = 1024
_CHUNK = 1 << 22


class SnapshotError(Exception):
    """The file can not be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a snapshot says about itself.

    Attributes:
        sequence: The last store operation that is taken in.
        model: Fingerprint of the encoder the vectors came from.
        dimension: Of the vectors.
        count: How many there are.
    """

    sequence: int
    model: str
    dimension: int
    count: int


class SnapshotWriter:
    """Writes a snapshot in two steps, so that the index need not stand still for the second, slower one.

    Args:
        path: Where the snapshot will be; one process may write it at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(path.name + ".partial")

    def write(self, index: Any, stamp: Stamp) -> None:  # noqa: ANN401 - FAISS has no types
        """Write an index, that must not change meanwhile, beside its place."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._partial.open("wb") as file:
            file.write(b" " * _HEADER_BYTES)
            digest = hashlib.sha256()

            def put(chunk: bytes) -> None:
                digest.update(chunk)
                file.write(chunk)

            _faiss.write_index(index, _faiss.PyCallbackIOWriter(put, _CHUNK))
            file.seek(0)
            file.write(_header(stamp, digest))

    def publish(self) -> None:
        """Flush what was written to the disk and put it in its place."""
        with self._partial.open("rb+") as file:
            os.fsync(file.fileno())
        self._partial.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_snapshot(path: Path, model: str, dimension: int) -> tuple[Any, Stamp]:
    """Read a snapshot, verified.

    Args:
        path: Of the file.
        model: Fingerprint the vectors must have been made with.
        dimension: The vectors must have.

    Returns:
        The FAISS index and the stamp.

    Raises:
        SnapshotError: The file is damaged, or of another model, dimension or format.
        OSError: It can not be read.
    """
    with path.open("rb") as file:
        stamp = _verified(file)
        if (stamp.model, stamp.dimension) != (model, dimension):
            message = "it was written with another model"
            raise SnapshotError(message)
        file.seek(_HEADER_BYTES)
        try:
            index = _faiss.read_index(_faiss.PyCallbackIOReader(file.read, _CHUNK))
        except RuntimeError as error:
            message = f"FAISS can not read it: {error}"
            raise SnapshotError(message) from error
    if (index.ntotal, index.d) != (stamp.count, stamp.dimension):
        message = "its header does not fit its content"
        raise SnapshotError(message)
    return index, stamp


def _verified(file: BinaryIO) -> Stamp:
    block = file.read(_HEADER_BYTES)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    try:
        fields = json.loads(block)
        stamp = Stamp(**{name: fields[name] for name in Stamp.__slots__})
    except (ValueError, KeyError, TypeError) as error:
        message = "its header is damaged or of another release"
        raise SnapshotError(message) from error
    # Written again from what was read, the header must come out the same to the byte.
    if _header(stamp, digest) != block:
        message = "its digest does not fit: it is damaged, cut off or of another release"
        raise SnapshotError(message)
    return stamp


def _header(stamp: Stamp, payload: Any) -> bytes:  # noqa: ANN401 - hashlib's objects have no public type
    fields: dict[str, object] = {"format": FORMAT, **asdict(stamp)}
    whole = payload.copy()
    whole.update(json.dumps(fields).encode())
    return json.dumps({**fields, "digest": whole.hexdigest()}).encode().ljust(_HEADER_BYTES)

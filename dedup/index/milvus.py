"""Semantic index in Milvus: an engine of its own for more vectors than one machine holds, shared by all processes."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dedup.errors import IndexUnavailable
from dedup.index.answers import none_found
from dedup.index.engines import SharedIndex, instant, last_of_each
from dedup.ports.indexes import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import Bounds, Place

_PROGRESS: Final = -1
"""Key of the one row that is no item: its time is the last operation taken in."""

_SECONDS = 10.0
"""How long a call may take. A read of what was written this moment waits for Milvus's clock, half a second."""

_ROWS = 1000
_VISITED, _LEAST_VISITED = 4, 100
"""As for pgvector: vectors that the graph is searched for, for each that is wanted, and at least."""


class MilvusSemanticIndex(SharedIndex):
    """Vectors of passages in a collection of Milvus. Safe to share between threads and processes.

    How far it is stands in the collection itself, in a row without a vector. It is read with strong consistency; a
    search waits for what had been written by then and for nothing later, so that it costs no more than it must.

    Args:
        url: ``milvus://host:port``, or its HTTP address, with user and password where it asks for them.
        dimension: Of the vectors.
        origin: Of which encoder and store they are; another origin is another collection.
    """

    def __init__(self, url: str, dimension: int, origin: str) -> None:
        super().__init__()
        self._url = url.replace("milvus://", "http://", 1)
        self._label = self._url.rpartition("@")[2].removeprefix("http://")
        self._dimension = dimension
        self._name = "dedup_" + hashlib.sha256(origin.encode()).hexdigest()[:16]
        self._client: Any = None
        self._opening = threading.Lock()
        self._as_of = 0

    def refresh(self) -> None:
        """Learn how far other processes have brought it."""
        with self._opened() as client:
            self._read_progress(client)

    def __len__(self) -> int:
        """How many items it holds."""
        with self._opened() as client:
            rows = client.query(
                self._name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=_SECONDS
            )
            return int(rows[0]["count(*)"]) - 1

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        """Add items; a key that is there already is replaced, and of one given twice the last counts."""
        rows = last_of_each(keys)
        with self._opened() as client:
            for start in range(0, len(rows), _ROWS):
                some = [
                    {
                        "item": int(keys[row]),
                        "vector": np.asarray(vectors[row], dtype=np.float32).tolist(),
                        "at": instant(places[row].at) if places else 0,
                        "source": _digest(places[row].source if places else None),
                    }
                    for row in rows[start : start + _ROWS].tolist()
                ]
                client.upsert(self._name, some, timeout=_SECONDS)
            self._as_of = _now()

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        with self._opened() as client:
            for start in range(0, len(keys), _ROWS):
                client.delete(self._name, ids=keys[start : start + _ROWS].tolist(), timeout=_SECONDS)
            self._as_of = _now()

    def search(self, vectors: Vectors, count: int, within: Bounds = EVERYWHERE) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector, best first, of those within the bounds.

        Returns:
            Cosines and keys, both of shape (len(vectors), count); where there are fewer items, key -1 and cosine -1.
        """
        cosines, found = none_found(vectors, count)
        if not found.size:
            return cosines, found
        with self._opened() as client:
            answers = client.search(
                self._name,
                np.asarray(vectors, dtype=np.float32).tolist(),
                filter=_filter(within),
                limit=count + 1,  # the row that says how far it is may be among them
                search_params={"params": {"ef": max(_LEAST_VISITED, _VISITED * (count + 1))}},
                consistency_level="Customized",
                guarantee_timestamp=self._as_of,
                timeout=_SECONDS,
            )
        for row, hits in enumerate(answers):
            items = [(hit["distance"], hit["id"]) for hit in hits if hit["id"] != _PROGRESS][:count]
            for place, (cosine, item) in enumerate(items):
                cosines[row, place], found[row, place] = cosine, item
        return np.clip(cosines, -1.0, 1.0), found

    def advance(self, sequence: int) -> None:
        """Note that all operations up to this one are taken in; call it after their changes, one process at a time."""
        with self._opened() as client:
            if sequence > (self._sequence or 0):
                self._write_progress(client, sequence)

    def clear(self) -> None:
        """Remove everything and go back to sequence 0."""
        with self._opened() as client:
            client.drop_collection(self._name, timeout=_SECONDS)
            self._make(client)
            self._read_progress(client)

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """The client; at the first call the collection is made, unless it is there.

        Raises:
            IndexUnavailable: The engine does not answer; what to do.
        """
        import grpc
        from pymilvus import MilvusClient, MilvusException

        try:
            with self._opening:
                if self._client is None:
                    client = MilvusClient(uri=self._url, timeout=_SECONDS)
                    if client.has_collection(self._name, timeout=_SECONDS):
                        client.load_collection(self._name, timeout=_SECONDS)
                    else:
                        self._make(client)
                    self._client = client
            yield self._client
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:  # its client lets late ones through
            self.close()
            self._sequence = None  # whatever comes back may not be what was there
            reason = str(error.details() if isinstance(error, grpc.Call) else error).partition("\n")[0][:200]
            message = f"The vector engine {self._label} does not answer ({reason}). It needs Milvus 2.3 or newer."
            raise IndexUnavailable(message) from error

    def _make(self, client: Any) -> None:  # noqa: ANN401 - pymilvus has no types
        from pymilvus import DataType, MilvusException

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("item", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self._dimension)
        schema.add_field("at", DataType.INT64)
        schema.add_field("source", DataType.VARCHAR, max_length=32)
        index = client.prepare_index_params()
        index.add_index("vector", index_type="HNSW", metric_type="IP", params={"M": 16, "efConstruction": 128})
        try:
            client.create_collection(self._name, schema=schema, index_params=index, timeout=_SECONDS)  # and loads it
        except MilvusException:
            if not client.has_collection(self._name, timeout=_SECONDS):
                raise
            client.load_collection(self._name, timeout=_SECONDS)  # another process was quicker
        self._write_progress(client, 0)

    def _read_progress(self, client: Any) -> None:  # noqa: ANN401 - as above
        rows = client.query(
            self._name,
            filter=f"item == {_PROGRESS}",
            output_fields=["at"],
            consistency_level="Strong",
            timeout=_SECONDS,
        )
        self._sequence = int(rows[0]["at"]) if rows else 0
        self._as_of = _now()  # later than all that this read had to wait for

    def _write_progress(self, client: Any, sequence: int) -> None:  # noqa: ANN401 - as above
        row = {"item": _PROGRESS, "vector": [0.0] * self._dimension, "at": sequence, "source": ""}
        client.upsert(self._name, [row], timeout=_SECONDS)
        self._sequence, self._as_of = sequence, _now()


def _now() -> int:
    """This moment as Milvus counts: what was written before it is seen by a search that names it."""
    from pymilvus import mkts_from_unixtime

    return int(mkts_from_unixtime(time.time()))


def _digest(source: str | None) -> str:
    """A source label as it stands in the collection: of one length, without what a filter could trip on."""
    return "" if source is None else hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _filter(within: Bounds) -> str:
    told = [
        f"at >= {instant(within.since)}" if within.since is not None else "",
        f"at <= {instant(within.until)}" if within.until is not None else "",
        "source in [" + ", ".join(f'"{_digest(one)}"' for one in within.sources) + "]"
        if within.sources is not None
        else "",
        f"item < {within.before}" if within.before is not None else "",
    ]
    return " and ".join(one for one in told if one)

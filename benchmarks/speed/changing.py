"""How long a search takes while the index changes: a tenth removed, as many added, and the clusters found anew.

The index is the store's, loaded into this process; nothing is written back. Its clusters are found anew because it is
told that there are more vectors than they were made for. Searches come one after the other with pauses between.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.speed.asking import percentiles
from benchmarks.speed.filling import passages
from dedup.index.faiss import FaissSemanticIndex
from dedup.proposal import NEIGHBOURS
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.properties import SqlProperties
from dedup.wiring import SNAPSHOT, database_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.models import Encoder

ASKED = 11
"""Passages of a text of fifteen paragraphs."""

_CHANGED = 0.1
_ARTICLE = 4
"""Passages that come and go together."""
_PAUSE = 0.02
_SEARCHES = 200


def change(folder: Path, encoder: Encoder, most_seconds: float = 120.0) -> dict[str, Any]:
    """Time searches before, while a tenth is exchanged, and while the clusters are found anew.

    Args:
        folder: A filled and indexed store.
        encoder: Its sentence model.
        most_seconds: After so many the exchange ends early.

    Returns:
        Percentiles of milliseconds of a search of :data:`ASKED` passages by the clock, and how long each took.
    """
    keys, vectors = passages(folder, encoder.dimension)
    database = Database(database_url(Settings(data_dir=folder, database_url=None)))
    origin = f"{encoder.fingerprint} of {SqlProperties(database).identity()}"
    database.dispose()
    with tempfile.TemporaryDirectory(dir=folder) as apart:
        os.link(folder / SNAPSHOT, Path(apart) / SNAPSHOT)
        began = time.perf_counter()
        index = FaissSemanticIndex(Path(apart) / SNAPSHOT, encoder.dimension, origin)
        loaded = time.perf_counter() - began
        random = np.random.default_rng(1)
        asked = vectors[np.sort(random.integers(len(keys), size=_SEARCHES * ASKED))].astype(np.float32)
        before = _timed(index, asked)
        chosen = random.permutation(len(keys) // _ARTICLE)[: int(_CHANGED * len(keys) / _ARTICLE)]
        exchanging = _Work(lambda: _exchange(index, keys, vectors, chosen, most_seconds))
        during = _timed(index, asked, exchanging.done)
        size, clusters = len(index), index._structure.index  # noqa: SLF001 - what no user needs to see
        index._grow_above = 0  # noqa: SLF001 - as if it had grown
        index.remove(keys[:1])
        growth = index._growth  # noqa: SLF001
        thread = None if growth is None else growth.thread
        growing = _Work(lambda: None if thread is None else thread.join())
        while_growing = _timed(index, asked, growing.done)
        grown = index._structure.index is not clusters  # noqa: SLF001
        index.clear()
        index.close()
    return {
        "load_seconds": round(loaded, 1),
        "items": size,
        "before": percentiles(before),
        "while_exchanging": percentiles(during) | {"seconds": round(exchanging.seconds, 1)},
        "exchanged": exchanging.result,
        "while_growing": percentiles(while_growing) | {"seconds": round(growing.seconds, 1)},
        "grown": grown,
    }


class _Work:
    """Something that is done in a thread of its own, timed."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.done = threading.Event()
        self.seconds = 0.0
        self.result: Any = None
        self._work = work
        threading.Thread(target=self._run).start()

    def _run(self) -> None:
        began = time.perf_counter()
        try:
            self.result = self._work()
        finally:
            self.seconds = time.perf_counter() - began
            self.done.set()


def _timed(index: FaissSemanticIndex, asked: Vectors, done: threading.Event | None = None) -> list[float]:
    """Milliseconds of searches: so many, or until something is done."""
    took: list[float] = []
    while not done.is_set() if done is not None else len(took) < _SEARCHES:
        at = len(took) % _SEARCHES * ASKED
        began = time.perf_counter()
        index.search(asked[at : at + ASKED], NEIGHBOURS)
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(_PAUSE)
    return took


def _exchange(
    index: FaissSemanticIndex, keys: Keys, vectors: NDArray[np.float16], chosen: NDArray[np.int64], most_seconds: float
) -> int:
    """Take articles out and put as many in under new keys; how many passages were exchanged."""
    ends = time.monotonic() + most_seconds
    beyond = int(keys[-1]) + 1
    exchanged = 0
    for article in chosen.tolist():
        rows = slice(article * _ARTICLE, (article + 1) * _ARTICLE)
        index.remove(keys[rows])
        index.add(keys[rows] + beyond, vectors[rows].astype(np.float32))
        exchanged += _ARTICLE
        if time.monotonic() > ends:
            break
    return exchanged

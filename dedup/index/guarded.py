"""A circuit before a vector engine: one that does not answer is not waited for at every lookup."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from dedup.errors import IndexUnavailable
from dedup.ports.indexes import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import Bounds, Place, SemanticIndex

SHORTEST: Final = 1.0
"""Seconds for which an engine that failed is not asked; each failure after that doubles them."""

LONGEST: Final = 30.0

_log = logging.getLogger(__name__)


class GuardedIndex:
    """A semantic index that is left alone for a while after it failed: :class:`dedup.ports.indexes.SemanticIndex`.

    Args:
        index: It raises :class:`IndexUnavailable` where its engine does not answer.
        clock: Seconds that only rise.
    """

    def __init__(self, index: SemanticIndex, clock: Callable[[], float] = time.monotonic) -> None:
        self._index = index
        self._clock = clock
        self._lock = threading.Lock()
        self._again = 0.0
        self._pause = 0.0
        self._failure: IndexUnavailable | None = None

    @contextmanager
    def _asked(self) -> Iterator[SemanticIndex]:
        """The index, if it may be asked now: of those who would try one that failed, the first alone."""
        with self._lock:
            failure, now = self._failure, self._clock()
            if failure is not None and now < self._again:
                raise IndexUnavailable(*failure.args)
            self._again = now + self._pause
        try:
            yield self._index
        except IndexUnavailable as error:
            with self._lock:
                self._pause = min(max(2 * self._pause, SHORTEST), LONGEST)
                self._again = self._clock() + self._pause
                if self._failure is None:
                    _log.warning("%s Texts are searched by words alone until it does.", error)
                self._failure = error
            raise
        with self._lock:
            if self._failure is not None:
                _log.info("The vector engine answers again")
            self._failure, self._pause, self._again = None, 0.0, 0.0

    @property
    def shared(self) -> bool:
        """As the index says."""
        return self._index.shared

    @property
    def sequence(self) -> int:
        """The last operation that is taken in, as far as is known."""
        with self._asked() as index:
            return index.sequence

    def refresh(self) -> None:
        """Learn how far others have brought it."""
        with self._asked() as index:
            index.refresh()

    def __len__(self) -> int:
        """How many items it holds."""
        with self._asked() as index:
            return len(index)

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        """Add items."""
        with self._asked() as index:
            index.add(keys, vectors, places)

    def remove(self, keys: Keys) -> None:
        """Remove items."""
        with self._asked() as index:
            index.remove(keys)

    def search(self, vectors: Vectors, count: int, within: Bounds = EVERYWHERE) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector."""
        with self._asked() as index:
            return index.search(vectors, count, within)

    def advance(self, sequence: int) -> None:
        """Note how far it is."""
        with self._asked() as index:
            index.advance(sequence)

    def clear(self) -> None:
        """Remove everything."""
        with self._asked() as index:
            index.clear()

    def save(self) -> None:
        """An engine keeps what it has."""
        self._index.save()

    def close(self) -> None:
        """Let go of the engine."""
        self._index.close()

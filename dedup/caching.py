"""What is kept in memory between requests: bounded in bytes, the longest unused out first."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

K = TypeVar("K", bound="Hashable")
V = TypeVar("V")


class ByteCache(Generic[K, V]):
    """Values by key. Safe to share between threads.

    Args:
        size: Bytes of all values at most; 0 keeps none.
        bytes_of: How many bytes a value takes, asked once.
    """

    def __init__(self, size: int, bytes_of: Callable[[V], int]) -> None:
        self._values: LRUCache[K, V] = LRUCache(size, getsizeof=bytes_of)
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, which counts as used; None where there is none."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep a value; one that is larger than the cache is not kept."""
        with self._lock, suppress(ValueError):  # so says the cache of what is too large for it
            self._values[key] = value

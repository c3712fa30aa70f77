"""What vector engines have in common: others change them too, and how an item's time is written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class SharedIndex(ABC):
    """An index whose engine keeps how far it is, and that other processes read and change too."""

    shared = True

    def __init__(self) -> None:
        self._sequence: int | None = None

    @property
    def sequence(self) -> int:
        """The last store operation that is taken in, as far as this process knows."""
        if self._sequence is None:
            self.refresh()
        return self._sequence or 0

    @abstractmethod
    def refresh(self) -> None:
        """Learn how far other processes have brought it."""

    def save(self) -> None:  # noqa: B027 - there is nothing to do, for any of them
        """The engine keeps what it has."""


def instant(moment: datetime) -> int:
    """A point in time as whole seconds since 1970; what is finer is asked of the store."""
    return (moment - _EPOCH) // _SECOND


def last_of_each(keys: Keys) -> NDArray[np.intp]:
    """Where the last of each key stands."""
    _, last = np.unique(np.asarray(keys)[::-1], return_index=True)
    places: NDArray[np.intp] = len(keys) - 1 - last
    return places

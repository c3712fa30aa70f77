"""What vector engines have in common: how an item's key, time and source are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.ports import Keys

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def instant(moment: datetime) -> int:
    """A point in time as whole seconds since 1970; what is finer is asked of the store."""
    return (moment - _EPOCH) // _SECOND


def last_of_each(keys: Keys) -> NDArray[np.intp]:
    """Where the last of each key stands."""
    _, last = np.unique(np.asarray(keys)[::-1], return_index=True)
    places: NDArray[np.intp] = len(keys) - 1 - last
    return places

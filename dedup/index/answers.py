"""The shape in which every semantic index answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Vectors


def none_found(vectors: Vectors, count: int) -> tuple[NDArray[np.float32], Keys]:
    """Cosines and keys of a search that finds nothing, -1 all, for the index to fill in.

    Args:
        vectors: Whose nearest are asked for.
        count: How many, of each.

    Returns:
        Two arrays of shape (len(vectors), count).
    """
    shape = (len(vectors), count)
    return np.full(shape, -1, dtype=np.float32), np.full(shape, -1, dtype=np.int64)

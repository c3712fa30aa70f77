"""The arrays that pass between the ports."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""Unit vectors, shape (n, dimension)."""
Signatures: TypeAlias = NDArray[np.uint64]
"""MinHash signatures, shape (n, permutations)."""
Keys: TypeAlias = NDArray[np.int64]
"""Item keys, shape (n,)."""

"""Vectors of unit length, their keys, and the indexes that run in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.index.exact import ExactSemanticIndex
from dedup.index.faiss import FaissSemanticIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import SemanticIndex


DIMENSION = 24


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION), dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def keys(*numbers: int) -> Keys:
    return np.array(numbers, dtype=np.int64)


POOL = unit_vectors(40)


def in_process(kind: str) -> Iterator[SemanticIndex]:
    if kind == "exact":
        yield ExactSemanticIndex(DIMENSION)
        return
    grown = kind == "grown"
    faiss_index = FaissSemanticIndex(None, DIMENSION, "model", **({"exact_up_to": 10} if grown else {}))
    if grown:
        faiss_index.add(np.arange(1000, 1240), np.concatenate([POOL, unit_vectors(200, seed=1)]))
        growth = faiss_index._growth
        assert growth is not None
        assert growth.thread is not None
        growth.thread.join()
        faiss_index.remove(np.arange(1000, 1240))
        assert type(faiss_index._structure).__name__ == "InvertedStructure"
    yield faiss_index
    faiss_index.close()

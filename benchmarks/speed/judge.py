r"""Exact Jaccard similarity of all pairs of an archive: what every tool's pairs are held against.

A text is its set of runs of four ``\w+`` words in small letters. The products of all rows of the matrix of texts and
runs give how many runs each pair shares; nothing is sampled or estimated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.shingles import shingle_hashes, word_hashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

WORDS = 4
"""Words a run has, here and for every tool."""

_WORD = re.compile(r"\w+")
_ROWS = 500


def runs_of(text: str) -> NDArray[np.uint64]:
    """The distinct runs of a text, hashed with 64 bits, ascending."""
    return np.unique(shingle_hashes(word_hashes(_WORD.findall(text.lower())), WORDS))


def exact_pairs(texts: Sequence[str], least: float) -> dict[tuple[int, int], float]:
    """Every pair of texts whose Jaccard similarity is at least so high.

    Args:
        texts: Any number; time and memory grow with the pairs that share a run.
        least: Above 0.

    Returns:
        The similarity of each such pair, by positions, the lower first.
    """
    from scipy.sparse import csr_array

    sets = [runs_of(text) for text in texts]
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    columns = np.unique(np.concatenate([*sets, np.zeros(0, dtype=np.uint64)]), return_inverse=True)[1]
    edges = np.concatenate([[0], np.cumsum(sizes)])
    matrix = csr_array((np.ones(len(columns), dtype=np.int32), columns, edges))
    turned = matrix.T.tocsr()
    found: dict[tuple[int, int], float] = {}
    for start in range(0, len(texts), _ROWS):
        shared = (matrix[start : start + _ROWS] @ turned).tocoo()
        first, second = shared.row + start, shared.col
        similarity = shared.data / (sizes[first] + sizes[second] - shared.data)
        kept = (first < second) & (similarity >= least)
        pairs = zip(first[kept].tolist(), second[kept].tolist(), strict=True)
        found.update(zip(pairs, similarity[kept].tolist(), strict=True))
    return found


def pairs_within(groups: Iterable[Sequence[int]]) -> set[tuple[int, int]]:
    """Every pair of positions that are in one group, the lower first."""
    ordered = [sorted(group) for group in groups]
    return {(one, other) for group in ordered for index, one in enumerate(group) for other in group[index + 1 :]}

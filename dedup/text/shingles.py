"""Word shingles, hashed: the sets that MinHash signatures and containments are made of."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.text.document import Document

SHINGLE_WORDS = 4
"""Words a shingle has. Between the 3 that NEWS-COPY counts and the 5 of plagiarism search: edited copies of a passage
still share some, unrelated news hardly any."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def word_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """A 32-bit hash of each word, shape (len(words),); the same in every process."""
    return np.fromiter(map(zlib.crc32, map(str.encode, words)), dtype=np.uint64, count=len(words))


def shingle_hashes(hashes: NDArray[np.uint64], size: int = SHINGLE_WORDS) -> NDArray[np.uint64]:
    """Hashes of the runs of ``size`` words.

    Args:
        hashes: Of the words, from :func:`word_hashes`, shape (n,).
        size: Words a shingle; a text with fewer words is one shingle.

    Returns:
        One 64-bit hash a run, shape (max(n - size + 1, 1),); empty for no words.
    """
    count = len(hashes)
    if count == 0:
        return hashes
    size = min(size, count)
    mixed = np.zeros(count - size + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for offset in range(size):
            mixed = (mixed ^ hashes[offset : count - size + 1 + offset]) * _MULTIPLIER
            mixed ^= mixed >> np.uint64(29)
    return mixed


def paragraph_digests(document: Document) -> dict[int, bytes]:
    """A digest of each paragraph's words, by its index: equal where two paragraphs say the same, word for word.

    Args:
        document: Its boilerplate has no words, and a paragraph of nothing else no digest.
    """
    words = document.words
    found = {}
    spans = [(paragraph.sentences.start, paragraph.sentences.stop) for paragraph in document.paragraphs]
    edges = np.searchsorted(words.sentences, np.array(spans, dtype=np.int64).reshape(-1, 2)).tolist()
    for paragraph, (first, stop) in zip(document.paragraphs, edges, strict=True):
        if first < stop:
            found[paragraph.index] = hashlib.blake2b(" ".join(words.texts[first:stop]).encode(), digest_size=8).digest()
    return found

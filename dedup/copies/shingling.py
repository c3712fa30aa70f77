"""Sets of hashed shingles, of many texts at once: every step is one pass of NumPy over all their characters.

Words are runs of letters and runs of digits, whatever their case; what stands between them is left out, so that
another typography is no difference. Scripts without spaces are cut into characters. A shingle is
:data:`~dedup.text.shingles.SHINGLE_WORDS` words in a row; a text of fewer is one shingle.

A word's hash is a polynomial in its bytes, taken from differences of one cumulative sum, which costs nanoseconds a
character where a regular expression and a hash function cost a microsecond a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.canonical import INVISIBLE
from dedup.text.lookalikes import undisguised
from dedup.text.repairs import mended
from dedup.text.shingles import SHINGLE_WORDS, shingle_hashes
from dedup.text.words import MARKS, UNWRITTEN, WORDS_OF_ONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_SET_IN_TYPE = re.compile("[\u00a0\u2010-\u2015\u2018-\u201f\u2022\u2026\u2032\u2033\u20ac\u00a3\u00ab\u00bb]")
"""Quotation marks, dashes, spaces and the like that most texts have and that stand between words."""

_CHARACTER = re.compile(f"[{WORDS_OF_ONE}]")
_NO_LETTER = re.compile(f"[^\\w\x00-\x7f{MARKS}]")

_CLASSES = np.zeros(256, dtype=np.uint8)
"""What a byte belongs to: 0 nothing, 1 a word (bytes of letters that are not ASCII among them), 2 a number."""
_CLASSES[list(range(ord("a"), ord("z") + 1))] = 1
_CLASSES[0x80:] = 1
_CLASSES[list(b"0123456789")] = 2

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_BETWEEN = b"\n"


@dataclass(frozen=True)
class ShingleSets:
    """The shingles of some texts.

    Attributes:
        hashes: The upper 32 bits of each distinct shingle's hash, text after text, ascending within a text. Of pairs of
            texts of a thousand shingles, one in four thousand has one of them in common by chance.
        edges: Where each text's begin, shape (texts + 1,).
    """

    hashes: NDArray[np.uint32]
    edges: NDArray[np.int64]

    def of(self, text: int) -> NDArray[np.uint32]:
        """The shingles of one text, ascending."""
        return self.hashes[self.edges[text] : self.edges[text + 1]]


def shingle_sets(texts: Sequence[str]) -> ShingleSets:
    """The sets of hashed shingles of texts; a text without words has none.

    Args:
        texts: As sent; together some million characters at most, since every character takes some 50 bytes meanwhile.
    """
    forms = [_spelled(text) for text in texts]
    lengths = np.array([len(form) + len(_BETWEEN) for form in forms], dtype=np.int64)
    hashes, starts = _words(np.frombuffer(_BETWEEN.join([*forms, b""]), dtype=np.uint8))
    edges = np.searchsorted(starts, np.concatenate([[0], np.cumsum(lengths)]))
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(edges))
    kept, mixed = _runs(hashes, edges)
    packed = (owners[kept] << np.uint64(32)) | (mixed >> np.uint64(32))
    packed.sort()
    packed = packed[np.concatenate([[True], packed[1:] != packed[:-1]])] if len(packed) else packed
    bounds = np.searchsorted(packed, np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32))
    return ShingleSets(packed.astype(np.uint32), bounds)


def _spelled(text: str) -> bytes:
    """A text in small letters, in which what is not ASCII is letters, with blanks around those that are words."""
    text = mended(text)
    if not text.isascii():
        text = _SET_IN_TYPE.sub(" ", text)
        if not text.isascii():
            text = undisguised(unicodedata.normalize("NFKC", INVISIBLE.sub("", text))).text.casefold()
            text = _CHARACTER.sub(r" \g<0> ", _NO_LETTER.sub(" ", UNWRITTEN.sub("", text)))
    return text.lower().encode()


def _words(characters: NDArray[np.uint8]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """A 64-bit hash of each word, and where it starts."""
    classes = _CLASSES[characters]
    changes = np.flatnonzero(np.diff(classes, prepend=np.uint8(0), append=np.uint8(0)))
    inside = classes[changes[:-1]] != 0 if len(changes) else np.zeros(0, dtype=bool)
    starts, ends = changes[:-1][inside], changes[1:][inside]
    if not len(starts):
        return np.zeros(0, dtype=np.uint64), starts
    size = 1 << len(characters).bit_length()
    sums = np.zeros(len(characters) + 1, dtype=np.uint64)
    np.cumsum(characters * _powers(_BASE, size)[: len(characters)], out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * _powers(_INVERSE, size)[starts] * _MIX
    return hashes ^ (hashes >> np.uint64(32)), starts


@cache
def _powers(base: int, count: int) -> NDArray[np.uint64]:
    """The powers of an odd number, modulo 2**64."""
    factors = np.full(count, base % 2**64, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


def _runs(hashes: NDArray[np.uint64], edges: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The shingles inside texts: the position of each one's first word, and its hash."""
    counts = np.diff(edges)
    usable = np.ones(len(hashes), dtype=bool)
    last = edges[1:]
    for before in range(1, SHINGLE_WORDS):
        usable[last[counts >= before] - before] = False
    usable = usable[: max(len(hashes) - SHINGLE_WORDS + 1, 0)]
    kept = np.flatnonzero(usable)
    mixed = shingle_hashes(hashes)[: len(usable)][kept] if len(usable) else np.zeros(0, dtype=np.uint64)
    short = np.flatnonzero((counts > 0) & (counts < SHINGLE_WORDS))
    alone = [shingle_hashes(hashes[edges[text] : edges[text + 1]]) for text in short]
    return np.concatenate([kept, edges[short]]), np.concatenate([mixed, *alone])

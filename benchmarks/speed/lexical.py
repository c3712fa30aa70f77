"""MinHash signatures and their buckets: ours, datasketch's and rensa's, on the same sets in one run.

Each is timed three times and its best counts, so that a busy moment of the machine is none of the figures.
"""

from __future__ import annotations

import sqlite3
import tracemalloc
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from datasketch import MinHash, MinHashLSH

from benchmarks.speed.archives import archive
from benchmarks.speed.machine import machine
from dedup.index.minhash import BANDS, PERMUTATIONS, ROWS, SCHEME, SEED, MemoryBuckets, MinHashLexicalIndex
from dedup.preparation import shingles
from dedup.storage.buckets import SqlBuckets
from dedup.storage.database import Database
from dedup.storage.schema import upgrade
from dedup.text.document import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.ports.arrays import Signatures

    Sets = Sequence[NDArray[np.uint64]]

_ROUNDS = 3
_STOCK = 200
"""Sets that datasketch signs value by value; more would take minutes and say the same."""

_AT_ONCE = 32
"""Articles that an ingest prepares together."""


def measure_lexical(data: Path | None = None, size: int = 2000) -> dict[str, Any]:
    """Measure signatures, and what one entry of the index costs in time and bytes.

    Args:
        data: Folder of corpora; without one a made-up archive.
        size: Articles.

    Returns:
        Figures; ``signatures`` in nanoseconds a shingle and as ratio to datasketch's ``update``.
    """
    articles = archive(data, size)
    documents = [read_document(article) for article in articles]
    sets = [one for document in documents for one in shingles(document) if len(one)]
    return {
        "machine": machine(),
        "articles": len(articles),
        "sets": len(sets),
        "shingles_a_set": round(float(np.mean([len(one) for one in sets])), 1),
        "permutations": PERMUTATIONS,
        "signatures": _signatures(sets),
        "same_as_datasketch": _same(sets),
        "stages": _stages(articles, sets),
        "entry": _entry(sets),
    }


def _by_update(sets: Sets) -> list[MinHash]:
    signed = []
    for one in sets:
        minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashfunc=lambda value: value >> 32)
        for value in one.tolist():
            minhash.update(value)
        signed.append(minhash)
    return signed


def _by_batch(sets: Sets) -> list[MinHash]:
    signed = []
    for one in sets:
        minhash = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashfunc=lambda value: value >> 32)
        minhash.update_batch(one.tolist())
        signed.append(minhash)
    return signed


def _by_rensa(sets: Sets) -> None:
    from rensa import RMinHash

    offsets = np.cumsum([0, *map(len, sets)]).astype(np.uint64)
    RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(sets), offsets, PERMUTATIONS, SEED)


def _signatures(sets: Sets) -> dict[str, dict[str, float]]:
    ours = MinHashLexicalIndex(MemoryBuckets())
    few = sets[:_STOCK]
    signers: dict[str, tuple[Callable[[Sets], Any], Sets]] = {
        "datasketch update": (_by_update, few),
        "datasketch update_batch": (_by_batch, few),
        "rensa": (_by_rensa, sets),
        "wire-dedup": (ours.sign, sets),
    }
    # By shingle, since the few that datasketch signs have another length on average.
    nanoseconds = {
        name: 1e9 * _best(partial(sign, given)) / sum(map(len, given)) for name, (sign, given) in signers.items()
    }
    return {
        name: {"nanoseconds": round(each, 2), "times_update": round(nanoseconds["datasketch update"] / each, 1)}
        for name, each in nanoseconds.items()
    }


def _same(sets: Sets) -> bool:
    """Whether the values are those of a datasketch MinHash of the same scheme, seed and hash function."""
    signed = MinHashLexicalIndex(MemoryBuckets()).sign(sets[:_STOCK])
    stock = np.array([minhash.hashvalues for minhash in _by_update(sets[:_STOCK])])
    return bool(np.array_equal(signed, stock.astype(np.uint64)))


def _stages(articles: Sequence[Article], sets: Sets) -> dict[str, float]:
    """Microseconds an article of each step, in batches as an ingest has them; the store is SQLite."""
    documents = [read_document(article) for article in articles]
    signer = MinHashLexicalIndex(MemoryBuckets())
    a_batch = max(1, round(_AT_ONCE * len(sets) / len(articles)))
    batches = [slice(start, start + a_batch) for start in range(0, len(sets), a_batch)]
    signatures, keys = signer.sign(sets), range(len(sets))
    found = {
        "cut into words and sentences": _best(lambda: [read_document(article) for article in articles], 1),
        "hashed to shingles": _best(lambda: [shingles(document) for document in documents]),
        "signed": _best(lambda: [signer.sign(sets[batch]) for batch in batches]),
    }
    with _stored() as (index, _):
        found["stored in buckets"] = _best(partial(_add, index, keys, signatures, a_batch), 1)
        found["looked up"] = _best(lambda: [index.query(signatures[batch]) for batch in batches], 1)
    return {name: round(1e6 * seconds / len(articles), 1) for name, seconds in found.items()}


def _add(index: MinHashLexicalIndex, keys: Sequence[int], signatures: Signatures, at_once: int) -> None:
    for start in range(0, len(keys), at_once):
        index.add(keys[start : start + at_once], signatures[start : start + at_once])


@contextmanager
def _stored() -> Iterator[tuple[MinHashLexicalIndex, Path]]:
    """An index in a SQLite database, and the database's file."""
    with TemporaryDirectory(prefix="dedup-speed-") as folder:
        file = Path(folder) / "speed.db"
        upgrade(f"sqlite:///{file}")
        database = Database(f"sqlite:///{file}")
        try:
            yield MinHashLexicalIndex(SqlBuckets(database, BANDS)), file
        finally:
            database.dispose()


def _entry(sets: Sets) -> dict[str, dict[str, int]]:
    """Rows and bytes of one entry, of which an article has one for the whole and one a passage."""
    signatures = MinHashLexicalIndex(MemoryBuckets()).sign(sets)
    with _stored() as (index, file):
        index.add(range(len(sets)), signatures)
        with sqlite3.connect(file) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            pages = "SELECT sum(pgsize) FROM dbstat WHERE name IN ('buckets', 'items')"
            on_disk = int(raw.execute(pages).fetchone()[0])
        raw.close()
    tracemalloc.start()
    stock = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    for key, signature in enumerate(signatures.astype(np.uint32)):
        stock.insert(key, MinHash(seed=SEED, hashvalues=signature, scheme=SCHEME))
    in_memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {
        "wire-dedup, SQLite": {"rows": BANDS + 1, "bytes": round(on_disk / len(sets))},
        "datasketch, in memory": {"rows": BANDS + 1, "bytes": round(in_memory / len(sets))},
    }


def _best(call: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Seconds of the quickest of some rounds."""
    seconds = []
    for _ in range(rounds):
        began = perf_counter()
        call()
        seconds.append(perf_counter() - began)
    return min(seconds)

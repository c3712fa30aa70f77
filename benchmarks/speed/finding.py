"""Whether the true source is proposed, held against exact search, and what proposing takes by itself.

The queries are real rewrites of stored articles, with the vectors of the sentence model. The exact search goes through
every stored passage vector, and the same lexical index.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.speed.asking import percentiles
from benchmarks.speed.filling import passages
from dedup.detection.kinship import Houses
from dedup.detection.languages import Languages
from dedup.index.exact import ExactSemanticIndex
from dedup.index.faiss import FaissSemanticIndex
from dedup.index.minhash import BANDS, MinHashLexicalIndex
from dedup.nearest import asked_of
from dedup.ports.indexes import EVERYWHERE
from dedup.preparation import Prepared, Preparer
from dedup.proposal import NEIGHBOURS, Proposer, Search
from dedup.settings import Settings
from dedup.storage.buckets import SqlBuckets
from dedup.storage.database import Database
from dedup.storage.store import SqlArticleStore
from dedup.wiring import SNAPSHOT, database_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import Bounds, SemanticIndex
    from dedup.ports.models import Encoder

_BLOCK = 65_536
_TOGETHER = 512


class ExactSearch(ExactSemanticIndex):
    """Compares queries with all stored passages, read from the disk; each query once, and kept.

    Args:
        keys: Of the passages.
        vectors: Their vectors, in half precision.
        queries: All that will be asked.
    """

    def __init__(self, keys: Keys, vectors: NDArray[np.float16], queries: Vectors) -> None:
        super().__init__(queries.shape[1])
        self._size = len(keys)
        self._known: dict[bytes, tuple[NDArray[np.float32], Keys]] = {}
        for at in range(0, len(queries), _TOGETHER):
            asked = queries[at : at + _TOGETHER]
            for query, cosines, found in zip(asked, *_nearest(keys, vectors, asked), strict=True):
                self._known[query.tobytes()] = cosines, found

    def __len__(self) -> int:
        """How many passages there are."""
        return self._size

    def search(
        self,
        vectors: Vectors,
        count: int,
        within: Bounds = EVERYWHERE,  # noqa: ARG002 - nothing is narrowed here
    ) -> tuple[NDArray[np.float32], Keys]:
        """Cosines and keys of the nearest passages, best first; no more than :data:`NEIGHBOURS`."""
        answers = [self._known[vector.tobytes()] for vector in vectors]
        return (
            np.stack([cosines[:count] for cosines, _ in answers]),
            np.stack([found[:count] for _, found in answers]),
        )


def _nearest(keys: Keys, vectors: NDArray[np.float16], queries: Vectors) -> tuple[NDArray[np.float32], Keys]:
    best = np.full((len(queries), NEIGHBOURS), -1.0, dtype=np.float32)
    found = np.full((len(queries), NEIGHBOURS), -1, dtype=np.int64)
    for start in range(0, len(keys), _BLOCK):
        cosines = queries @ vectors[start : start + _BLOCK].astype(np.float32).T
        count = min(NEIGHBOURS, cosines.shape[1])
        places = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        both = np.concatenate([best, np.take_along_axis(cosines, places, axis=1)], axis=1)
        named = np.concatenate([found, keys[start : start + _BLOCK][places]], axis=1)
        order = np.argsort(-both, axis=1, kind="stable")[:, :NEIGHBOURS]
        best, found = np.take_along_axis(both, order, axis=1), np.take_along_axis(named, order, axis=1)
    return best, found


@dataclass(frozen=True)
class Opened:
    """A filled and indexed store, and queries made ready for it.

    Attributes:
        store: What is stored.
        lexical: Over its buckets.
        semantic: As a service has it.
        languages: As the sentence model knows them.
        prepared: The queries.
    """

    store: SqlArticleStore
    lexical: MinHashLexicalIndex
    semantic: FaissSemanticIndex
    languages: Languages
    prepared: Sequence[Prepared]

    def proposer(self, by: SemanticIndex) -> Proposer:
        """Asks an index, and all else that a service asks."""
        return Proposer(self.store, self.lexical, by, Houses(), self.languages)


@contextmanager
def opened(folder: Path, encoder: Encoder, articles: list[Article]) -> Iterator[Opened]:
    """Open a store for some queries.

    Args:
        folder: A filled and indexed store.
        encoder: Its sentence model.
        articles: The queries.
    """
    database = Database(database_url(Settings(data_dir=folder, database_url=None)))
    store = SqlArticleStore(database)
    lexical = MinHashLexicalIndex(SqlBuckets(database, BANDS))
    prepared = Preparer(encoder, lexical, encoder.scale).prepare(articles)
    origin = f"{encoder.fingerprint} of {store.properties.identity()}"
    semantic = FaissSemanticIndex(folder / SNAPSHOT, encoder.dimension, origin)
    try:
        yield Opened(store, lexical, semantic, Languages(encoder.languages, encoder.scale), prepared)
    finally:
        semantic.close()
        database.dispose()


def find(folder: Path, encoder: Encoder, queries: Sequence[tuple[Article, str]]) -> dict[str, Any]:
    """Propose for each query, by the indexes and by exact search.

    Args:
        folder: A filled and indexed store.
        encoder: Its sentence model.
        queries: Texts, each with the id of its stored source.

    Returns:
        Shares of true sources that are proposed, and milliseconds of proposing by the clock and of processor time.
    """
    names = [name for _, name in queries]
    clock, processor, found = [], [], []
    with opened(folder, encoder, [article for article, _ in queries]) as here:
        prepared, held = here.prepared, len(here.semantic)
        _proposed(here.proposer(here.semantic), prepared)  # pages that a running service would have in memory
        ours = here.proposer(here.semantic)
        for one in prepared:
            began, spent = time.perf_counter(), time.thread_time()
            found.append(_proposed(ours, [one])[0])
            processor.append((time.thread_time() - spent) * 1000)
            clock.append((time.perf_counter() - began) * 1000)
        asked = np.concatenate([asked_of(one.side, one.passages) for one in prepared])
        expected = _proposed(here.proposer(ExactSearch(*passages(folder, encoder.dimension), asked)), prepared)
    ours_found = [name in ids for name, ids in zip(names, found, strict=True)]
    exact_found = [name in ids for name, ids in zip(names, expected, strict=True)]
    both = sum(a and b for a, b in zip(ours_found, exact_found, strict=True))
    return {
        "queries": len(queries),
        "passages_stored": held,
        "vectors_asked": round(len(asked) / max(len(prepared), 1), 1),
        "proposed": round(float(np.mean(ours_found)), 4),
        "proposed_by_exact_search": round(float(np.mean(exact_found)), 4),
        "of_what_exact_search_finds": round(both / max(sum(exact_found), 1), 4),
        "missed": [name for name, a, b in zip(names, ours_found, exact_found, strict=True) if b and not a],
        "clock": percentiles(clock),
        "cpu": percentiles(processor),
    }


def ways(folder: Path, encoder: Encoder, queries: Sequence[tuple[Article, str]]) -> dict[str, Any]:
    """Which way the source of each query is proposed, and which are not.

    Args:
        folder: A filled and indexed store.
        encoder: Its sentence model.
        queries: Texts, each with the id of its stored source.

    Returns:
        How many there are, how many each way finds and how many only it does, and those that none does, by corpus.
    """
    with opened(folder, encoder, [article for article, _ in queries]) as here:
        found = _proposed(here.proposer(here.semantic), here.prepared)
    by = [ids.get(name, ()) for (_, name), ids in zip(queries, found, strict=True)]
    missed = [name for (_, name), one in zip(queries, by, strict=True) if not one]
    return {
        "queries": len(queries),
        "found": len(queries) - len(missed),
        "by": dict(Counter(way for one in by for way in one)),
        "by_it_alone": dict(Counter(one[0] for one in by if len(one) == 1)),
        "missed": missed,
    }


def _proposed(proposer: Proposer, prepared: Sequence[Prepared]) -> list[dict[str | None, tuple[str, ...]]]:
    """For each query the candidates by id, with what proposed them."""
    return [
        {
            candidate.ref.id: candidate.proposed_by
            for candidate in proposer.propose(one.article, one.side, one.passages, one.signatures, Search()).candidates
        }
        for one in prepared
    ]

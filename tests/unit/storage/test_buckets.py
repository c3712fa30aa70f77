from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from datasketch import MinHash, MinHashLSH
from datasketch.storage import DictSetStorage

from dedup.index.minhash import BANDS, MemoryBuckets, MinHashLexicalIndex
from dedup.storage.buckets import MOST, SqlBuckets

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.storage.database import Database


@pytest.fixture
def buckets(database: Database) -> SqlBuckets:
    return SqlBuckets(database, 2)


def test_a_band_behaves_like_datasketch_s_own_storage(buckets: SqlBuckets) -> None:
    own = DictSetStorage({"type": "dict"})
    for storage in (own, buckets.tables[1]):
        storage.insert(7, 1, 2)
        storage.insert(2**32 - 1, 3)
        storage.remove_val(7, 1)
    band = buckets.tables[1]
    assert set(band.keys()) == set(own.keys())
    assert band.size() == own.size() == len(band) == 2
    assert band.itemcounts() == own.itemcounts()
    assert band.get(7) == own.get(7) == {2}
    assert band.get(8) == own.get(8) == set()
    assert 7 in band
    assert 8 not in band
    assert buckets.tables[0].size() == 0
    band.remove(7, 2**32 - 1)
    assert band.size() == 0


def test_items_behave_like_datasketch_s_own_storage(buckets: SqlBuckets) -> None:
    buckets.items.insert(5, 7, 2**32 - 1)
    buckets.items.insert(3, 1, 2)
    assert buckets.items.get(5) == [7, 2**32 - 1]
    assert buckets.items.getmany(3, 4) == [[1, 2], []]
    assert list(buckets.items.keys()) == [3, 5]
    assert buckets.items.itemcounts() == {3: 2, 5: 2}
    assert buckets.items.size() == 2
    assert 5 in buckets.items
    with pytest.raises(TypeError):
        buckets.items.remove_val(5, 7)
    buckets.items.remove(5)
    assert 5 not in buckets.items


def test_datasketch_s_own_calls_work_on_it(database: Database) -> None:
    lsh = MinHashLSH(num_perm=4, params=(2, 2), hashfunc=lambda data: hash(data) % 2**32)
    storage = SqlBuckets(database, 2)
    lsh.hashtables, lsh.keys = storage.tables, storage.items
    minhash = MinHash(num_perm=4)
    minhash.update(b"word")
    lsh.insert(1, minhash)
    assert lsh.query(minhash) == [1]
    with pytest.raises(ValueError, match="exists"):
        lsh.insert(1, minhash)
    assert lsh.get_counts()[0] != {}
    lsh.remove(1)
    assert lsh.query(minhash) == []
    assert storage.items.size() == storage.tables[0].size() == 0


def test_changes_inside_a_transaction_are_part_of_it(database: Database) -> None:
    index = MinHashLexicalIndex(SqlBuckets(database, BANDS))
    signatures = index.sign([np.arange(50, dtype=np.uint64) * np.uint64(2**40)])

    def fail_after(change: Callable[[], None], expected: list[dict[int, float]]) -> None:
        with database.transaction():
            change()
            assert index.query(signatures) == expected
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after(lambda: index.add([1], signatures), [{1: 1.0}])
    assert index.query(signatures) == [{}]
    index.add([1], signatures)
    with pytest.raises(ZeroDivisionError):
        fail_after(lambda: index.remove([1]), [{}])
    assert index.query(signatures) == [{1: 1.0}]


def test_finds_exactly_what_dictionaries_find(database: Database) -> None:
    random = np.random.default_rng(3)
    vocabulary = random.integers(0, 2**63, 400, dtype=np.uint64)
    sets = [random.choice(vocabulary, 60, replace=False) for _ in range(300)]
    stored = MinHashLexicalIndex(SqlBuckets(database, BANDS))
    memory = MinHashLexicalIndex(MemoryBuckets())
    signatures = memory.sign(sets)
    for index in (stored, memory):
        with database.transaction():
            index.add(range(300), signatures)
            index.remove(range(0, 300, 7))
    found = memory.query(signatures)
    assert stored.query(signatures) == found
    assert max(map(len, found)) > 3


def test_of_a_full_bucket_those_stored_first_are_read(database: Database) -> None:
    buckets = SqlBuckets(database, BANDS)
    index = MinHashLexicalIndex(buckets)
    phrase = np.arange(5, dtype=np.uint64) * np.uint64(2**40)
    signatures = index.sign([phrase])
    with database.transaction():
        index.add(range(MOST + 40), np.repeat(signatures, MOST + 40, axis=0))
    assert sorted(index.query(signatures)[0]) == list(range(MOST))
    with database.transaction():
        index.remove(range(30))
    assert sorted(index.query(signatures)[0]) == list(range(30, MOST + 30))
    assert buckets.tables[0].itemcounts().popitem()[1] == MOST + 10

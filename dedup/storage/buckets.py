"""The buckets of a datasketch ``MinHashLSH`` in the database, behind datasketch's own storage interfaces.

One row a band and item, ``(bucket, item)``, is all a look-up needs; one blob an item tells which rows are its own. A
bucket number is the band's number times 2**32 plus the 32-bit hash of the band's values, so that SQLite stores it in 6
bytes. At twelve million passages a look-up meets a foreign hash in 3 bands of 1000, and an index only proposes.

Inserts, removals and look-ups are collected and done in batches: what one call of the index needs is one round trip,
and rows go in sorted, so that neighbours share a page.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from datasketch.storage import OrderedStorage, UnorderedStorage
from sqlalchemy import delete, func, select

from dedup.storage.bucketrows import look_up, put, run, take
from dedup.storage.database import PARAMETERS
from dedup.storage.tables import BucketRow, ItemRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedup.storage.database import Database

_BAND = 2**32
"""Bucket numbers a band has."""

MOST = 256
"""Items read of one bucket, those stored first. What is in more has a phrase that the news is full of, or a story that
hundreds have; of an article that was taken from one of them another bucket tells, or the semantic index. A look-up of
thirteen passages reads 57,344 rows at most, however many are stored."""


@dataclass
class _Batch:
    """What one thread has asked for and not yet sent."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    items: list[tuple[int, bytes]] = field(default_factory=list)
    gone_rows: list[tuple[int, int]] = field(default_factory=list)
    gone_items: list[tuple[int]] = field(default_factory=list)
    wanted: dict[int, list[int]] = field(default_factory=dict)
    found: dict[int, list[set[int]]] = field(default_factory=dict)


class _Batches(threading.local):
    """Each thread's own batch."""

    def __init__(self) -> None:
        self.open = _Batch()


class SqlBuckets:
    """Storage of one ``MinHashLSH``: give its :attr:`tables` and :attr:`items` to it in place of its own.

    Safe to share between threads. The hash function of the ``MinHashLSH`` must give 32-bit integers, its keys must be
    64-bit integers.

    Args:
        database: Where the buckets are; changes join the thread's open transaction.
        bands: How many the ``MinHashLSH`` has.
    """

    def __init__(self, database: Database, bands: int) -> None:
        self._database = database
        self._batches = _Batches()
        self.tables = [SqlBand(self, band) for band in range(bands)]
        self.items = SqlItems(self)

    @property
    def database(self) -> Database:
        """Where the buckets are."""
        return self._database

    @property
    def batch(self) -> _Batch:
        """What this thread has collected."""
        return self._batches.open

    def clear(self) -> None:
        """Remove all items."""
        with self._database.writing() as connection:
            connection.execute(delete(BucketRow))
            connection.execute(delete(ItemRow))

    def flush(self) -> None:
        """Send the collected changes, removals first."""
        batch = self.batch
        if not (batch.rows or batch.items or batch.gone_rows or batch.gone_items):
            return
        self._batches.open = _Batch(wanted=batch.wanted, found=batch.found)  # taken also if the database fails
        with self._database.writing() as connection:
            take(connection, sorted(batch.gone_rows))
            run(connection, "DELETE FROM items WHERE item = ?", batch.gone_items)
            put(connection, sorted(batch.rows))
            run(connection, "INSERT INTO items (item, hashes) VALUES (?, ?)", batch.items)

    def select(self) -> None:
        """Answer the collected look-ups of all bands in one go."""
        batch = self.batch
        wanted, batch.wanted = batch.wanted, {}
        answers = self.items_in(sorted({bucket for buckets in wanted.values() for bucket in buckets}), MOST)
        for band, buckets in wanted.items():
            batch.found.setdefault(band, []).extend(answers.get(bucket, set()) for bucket in buckets)

    def items_in(self, buckets: Sequence[int], most: int | None = None) -> dict[int, set[int]]:
        """The items of each of these buckets that has any.

        Args:
            buckets: Their numbers.
            most: Items read of one, those with the lowest keys; None reads all.
        """
        answers: dict[int, set[int]] = {}
        with self._database.reading() as connection:
            for bucket, item in look_up(connection, buckets, most):
                answers.setdefault(bucket, set()).add(item)
        return answers


class SqlBand(UnorderedStorage):  # type: ignore[misc]
    """The buckets of one band: from a 32-bit hash to the items that share it."""

    def __init__(self, owner: SqlBuckets, band: int) -> None:
        self._owner = owner
        self._band = band

    def get(self, key: int) -> set[int]:
        """The items in a bucket."""
        bucket = self._bucket(key)
        return self._owner.items_in([bucket]).get(bucket, set())

    def insert(self, key: int, *vals: int, buffer: bool = False) -> None:
        """Put items into a bucket."""
        self._owner.batch.rows += [(self._bucket(key), val) for val in vals]
        self._settle(buffer=buffer)

    def remove_val(self, key: int, val: int, *, buffer: bool = False) -> None:
        """Take an item out of a bucket."""
        self._owner.batch.gone_rows.append((self._bucket(key), val))
        self._settle(buffer=buffer)

    def remove(self, *keys: int, buffer: bool = False) -> None:
        """Empty buckets."""
        self._owner.batch.gone_rows += [
            (self._bucket(key), item) for key, items in zip(keys, self.getmany(*keys), strict=True) for item in items
        ]
        self._settle(buffer=buffer)

    def add_to_select_buffer(self, keys: Sequence[int]) -> None:
        """Collect look-ups; :meth:`collect_select_buffer` answers them."""
        self._owner.batch.wanted.setdefault(self._band, []).extend(map(self._bucket, keys))

    def collect_select_buffer(self) -> list[set[int]]:
        """Answers to the look-ups collected; the first band that asks sends those of all bands."""
        if self._owner.batch.wanted:
            self._owner.select()
        return self._owner.batch.found.pop(self._band, [])

    def empty_buffer(self) -> None:
        """Send the collected changes."""
        self._owner.flush()

    def has_key(self, key: int) -> bool:
        """Whether a bucket has items."""
        return bool(self.get(key))

    def keys(self) -> Iterator[int]:
        """Hashes of the buckets that have items."""
        return iter(self.itemcounts())

    def size(self) -> int:
        """How many buckets have items."""
        return len(self.itemcounts())

    def itemcounts(self) -> dict[int, int]:
        """How many items each bucket has."""
        first = self._band * _BAND
        query = select(BucketRow.bucket, func.count()).where(BucketRow.bucket.between(first, first + _BAND - 1))
        with self._owner.database.reading() as connection:
            return {bucket - first: count for bucket, count in connection.execute(query.group_by(BucketRow.bucket))}

    def _bucket(self, key: int) -> int:
        return self._band * _BAND + key

    def _settle(self, *, buffer: bool) -> None:
        if not buffer:
            self._owner.flush()


class SqlItems(OrderedStorage):  # type: ignore[misc]
    """The items: from the item's key to the hash it has in each band."""

    def __init__(self, owner: SqlBuckets) -> None:
        self._owner = owner

    def get(self, key: int) -> list[int]:
        """An item's hashes, band by band; empty for an unknown one."""
        return self.getmany(key)[0]

    def getmany(self, *keys: int) -> list[list[int]]:
        """The hashes of items, in order; an empty list for an unknown one."""
        blobs: dict[int, bytes] = {}
        with self._owner.database.reading() as connection:
            for start in range(0, len(keys), PARAMETERS):
                chosen = ItemRow.item.in_(keys[start : start + PARAMETERS])
                rows = connection.execute(select(ItemRow.item, ItemRow.hashes).where(chosen))
                blobs.update((row.item, row.hashes) for row in rows)
        return [np.frombuffer(blobs.get(key, b""), dtype="<u4").tolist() for key in keys]

    def insert(self, key: int, *vals: int, buffer: bool = False) -> None:
        """Note an item's hashes, band by band."""
        self._owner.batch.items.append((key, np.array(vals, dtype="<u4").tobytes()))
        self._settle(buffer=buffer)

    def remove(self, *keys: int, buffer: bool = False) -> None:
        """Forget items."""
        self._owner.batch.gone_items += [(key,) for key in keys]
        self._settle(buffer=buffer)

    def remove_val(self, key: int, val: int) -> None:
        """Not to be had: an item is in one bucket of every band or not there.

        Raises:
            TypeError: Always.
        """
        message = f"the hash {val} can not be taken from item {key} alone; remove the item"
        raise TypeError(message)

    def empty_buffer(self) -> None:
        """Send the collected changes."""
        self._owner.flush()

    def has_key(self, key: int) -> bool:
        """Whether an item is there."""
        return bool(self.get(key))

    def keys(self) -> Iterator[int]:
        """The keys of all items, ascending."""
        with self._owner.database.reading() as connection:
            return iter(connection.execute(select(ItemRow.item).order_by(ItemRow.item)).scalars().all())

    def size(self) -> int:
        """How many items there are."""
        with self._owner.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(ItemRow)).scalar_one()

    def itemcounts(self) -> dict[int, int]:
        """How many hashes each item has: one a band."""
        return dict.fromkeys(self.keys(), len(self._owner.tables))

    def _settle(self, *, buffer: bool) -> None:
        if not buffer:
            self._owner.flush()

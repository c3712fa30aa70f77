"""What every lexical index keeps, on each implementation and each storage of buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.index.exact import ExactLexicalIndex
from dedup.index.minhash import BANDS, MemoryBuckets, MinHashLexicalIndex
from dedup.storage.buckets import SqlBuckets
from dedup.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dedup.ports.indexes import LexicalIndex


@pytest.fixture(params=["exact", "memory", "sqlite", "postgres"])
def index(request: pytest.FixtureRequest) -> Iterator[LexicalIndex]:
    if request.param == "exact":
        yield ExactLexicalIndex()
    elif request.param == "memory":
        yield MinHashLexicalIndex(MemoryBuckets())
    else:
        database = Database(request.getfixturevalue(f"{request.param}_url"))
        yield MinHashLexicalIndex(SqlBuckets(database, BANDS))
        database.dispose()


def shingles(*numbers: int) -> NDArray[np.uint64]:
    """A set of hashes that look like hashes."""
    return np.array(numbers, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


FIRST, SECOND, OTHER = shingles(*range(1, 41)), shingles(*range(4, 44)), shingles(*range(500, 540))


def add(index: LexicalIndex, items: dict[int, NDArray[np.uint64]]) -> None:
    index.add(list(items), index.sign(list(items.values())))


def query(index: LexicalIndex, *sets: NDArray[np.uint64]) -> list[list[int]]:
    return [sorted(found) for found in index.query(index.sign(sets))]


def test_an_empty_one_finds_nothing(index: LexicalIndex) -> None:
    assert query(index, FIRST, OTHER) == [[], []]
    assert index.query(index.sign([])) == []


def test_finds_what_shares_most_shingles(index: LexicalIndex) -> None:
    add(index, {9_000_000_000: FIRST, 5: SECOND, 7: OTHER})
    assert query(index, FIRST, OTHER) == [[5, 9_000_000_000], [7]]


def test_the_more_they_share_the_more_they_are_alike(index: LexicalIndex) -> None:
    add(index, {1: FIRST, 2: SECOND, 3: shingles(*range(11, 71))})
    (found,) = index.query(index.sign([FIRST]))
    assert found[1] == 1.0
    assert 1.0 > found[2] > found.get(3, 0.0)


def test_a_key_added_again_is_replaced(index: LexicalIndex) -> None:
    add(index, {1: FIRST})
    add(index, {1: OTHER})
    assert query(index, FIRST, OTHER) == [[], [1]]
    index.remove([1])
    assert query(index, OTHER) == [[]]


def test_of_a_key_given_twice_at_once_the_last_counts(index: LexicalIndex) -> None:
    index.add([1, 1], index.sign([FIRST, OTHER]))
    assert query(index, FIRST, OTHER) == [[], [1]]


def test_removes_only_what_it_is_told_to(index: LexicalIndex) -> None:
    add(index, {1: FIRST, 2: FIRST})
    index.remove([2, 3])
    index.remove([])
    assert query(index, FIRST) == [[1]]


def test_clear_removes_everything(index: LexicalIndex) -> None:
    add(index, {1: FIRST, 2: OTHER})
    index.clear()
    assert query(index, FIRST, OTHER) == [[], []]
    add(index, {1: FIRST})
    assert query(index, FIRST) == [[1]]


def test_sets_without_shingles_find_nothing_not_even_each_other(index: LexicalIndex) -> None:
    add(index, {1: shingles(), 2: FIRST})
    assert query(index, shingles(), FIRST) == [[], [2]]
    index.remove([1])


def test_a_signature_depends_on_the_set_alone(index: LexicalIndex) -> None:
    together = index.sign([FIRST, shingles(), OTHER, np.concatenate([FIRST[::-1], FIRST])])
    assert (together[0] == together[3]).all()
    assert (together[2] == index.sign([OTHER])[0]).all()
    assert together.dtype == np.uint64


def test_says_what_its_signatures_are_made_of(index: LexicalIndex) -> None:
    assert "4 words" in index.scheme


CHANGES = st.lists(
    st.tuples(st.integers(1, 6), st.one_of(st.none(), st.frozensets(st.integers(1, 12), min_size=1, max_size=8))),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_after_any_changes_it_holds_what_the_oracle_holds(
    index: LexicalIndex, changes: list[tuple[int, frozenset[int] | None]]
) -> None:
    index.clear()
    oracle = ExactLexicalIndex()
    held: dict[int, NDArray[np.uint64]] = {}
    for key, numbers in changes:
        if numbers is None:
            held.pop(key, None)
            index.remove([key])
            oracle.remove([key])
        else:
            held[key] = shingles(*numbers)
            add(index, {key: held[key]})
            add(oracle, {key: held[key]})
    sets = list(held.values())
    for key, found, expected in zip(held, query(index, *sets), query(oracle, *sets), strict=True):
        assert key in found
        assert set(found) <= set(expected)

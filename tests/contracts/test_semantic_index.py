"""What every semantic index keeps: exact, FAISS small and grown into an inverted file, pgvector and Milvus."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.errors import IndexUnavailable
from dedup.index.exact import ExactSemanticIndex
from dedup.index.milvus import MilvusSemanticIndex
from dedup.index.pgvector import PgvectorSemanticIndex
from dedup.ports.indexes import Bounds, Place
from tests.acceptance.fleet import eventually
from tests.contracts.vectors import DIMENSION, POOL, in_process, keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.ports.indexes import SemanticIndex
    from tests.engines import MilvusStandalone, PgvectorServer


ROUNDING = 0.05
"""What 8-bit codes, their ranges trained on few vectors, may change of a cosine."""


@pytest.fixture(params=["exact", "faiss", "grown", "pgvector"])
def index(request: pytest.FixtureRequest) -> Iterator[SemanticIndex]:
    if request.param == "pgvector":
        yield request.getfixturevalue("pgvector_index")
        return
    yield from in_process(request.param)


@pytest.fixture(params=["exact", "faiss", "grown"])
def quick_index(request: pytest.FixtureRequest) -> Iterator[SemanticIndex]:
    """Those that make sixty rounds of changes in seconds."""
    yield from in_process(request.param)


@pytest.fixture(params=["exact", "pgvector"])
def narrowing_index(request: pytest.FixtureRequest) -> SemanticIndex:
    """Those that narrow a search themselves."""
    if request.param == "exact":
        return ExactSemanticIndex(DIMENSION)
    opened: SemanticIndex = request.getfixturevalue(f"{request.param}_index")
    return opened


@pytest.fixture
def pgvector_index(pgvector: PgvectorServer) -> Iterator[SemanticIndex]:
    opened = PgvectorSemanticIndex(pgvector.url, DIMENSION, "contract")
    opened.clear()
    yield opened
    opened.close()


def test_an_empty_one_gives_key_minus_one(index: SemanticIndex) -> None:
    cosines, found = index.search(POOL[:2], 3)
    assert len(index) == 0
    assert (found == -1).all()
    assert cosines.shape == found.shape == (2, 3)
    assert cosines.dtype == np.float32
    assert found.dtype == np.int64


def test_finds_the_nearest_first_and_fills_up(index: SemanticIndex) -> None:
    index.add(keys(4_000_000_000_000, 8, 9), POOL[:3])
    cosines, found = index.search(POOL[:3], 5)
    assert found[:, 0].tolist() == [4_000_000_000_000, 8, 9]
    np.testing.assert_allclose(cosines[:, 0], 1, atol=ROUNDING)
    assert (np.diff(cosines, axis=1) <= 0).all()
    assert (found[:, 3:] == -1).all()
    assert sorted(found[0, :3].tolist()) == [8, 9, 4_000_000_000_000]


def test_no_query_and_no_count_are_answered(index: SemanticIndex) -> None:
    index.add(keys(1), POOL[:1])
    assert index.search(POOL[:0], 4)[1].shape == (0, 4)
    assert index.search(POOL[:2], 0)[1].shape == (2, 0)


def test_a_key_added_again_is_replaced(index: SemanticIndex) -> None:
    index.add(keys(1, 2), POOL[:2])
    index.add(keys(1), POOL[5:6])
    assert len(index) == 2
    cosines, found = index.search(POOL[:1], 2)
    assert sorted(found[0].tolist()) == [1, 2]
    assert cosines[0, 0] < 0.9
    index.remove(keys(1))
    assert index.search(POOL[5:6], 2)[1].tolist() == [[2, -1]]


def test_of_a_key_given_twice_at_once_the_last_counts(index: SemanticIndex) -> None:
    index.add(keys(1, 1), POOL[:2])
    assert len(index) == 1
    assert index.search(POOL[1:2], 1)[0][0, 0] == pytest.approx(1, abs=ROUNDING)


def test_removes_only_what_it_is_told_to(index: SemanticIndex) -> None:
    index.add(keys(1, 2), POOL[:2])
    index.remove(keys(2, 2, 3))
    index.remove(keys())
    assert len(index) == 1
    assert index.search(POOL[1:2], 2)[1].tolist() == [[1, -1]]


def test_clear_goes_back_to_the_beginning(index: SemanticIndex) -> None:
    index.add(keys(1), POOL[:1])
    index.advance(7)
    assert index.sequence == 7
    index.advance(5)
    assert index.sequence == 7
    index.clear()
    assert (len(index), index.sequence) == (0, 0)
    index.add(keys(1), POOL[:1])
    assert index.search(POOL[:1], 1)[1].tolist() == [[1]]


def test_saving_without_a_place_is_harmless(index: SemanticIndex) -> None:
    index.add(keys(1), POOL[:1])
    index.save()
    index.close()


def test_a_search_is_narrowed_before_it_counts(narrowing_index: SemanticIndex) -> None:
    """Not after: of the nearest few none may lie within the bounds, and then nothing would be left."""
    days = [datetime(2031, 3, day, 12, tzinfo=UTC) for day in range(1, 21)]
    sources = ['Northern "Wire"', "Ledger", None, "Courier\\\0"]
    places = [Place(day, sources[at % 4]) for at, day in enumerate(days)]
    narrowing_index.add(np.arange(100, 120), POOL[:20], places)
    every = [
        Bounds(),
        Bounds(since=days[5]),
        Bounds(until=days[5]),
        Bounds(since=days[3], until=days[15], sources=(str(sources[0]), str(sources[3]))),
        Bounds(sources=("nobody",)),
        Bounds(before=107),
        Bounds(since=days[2], sources=("Ledger",), before=115),
        Bounds(sources=()),
    ]
    oracle = ExactSemanticIndex(DIMENSION)
    oracle.add(np.arange(100, 120), POOL[:20], places)
    for within in every:
        _, found = narrowing_index.search(POOL[20:23], 3, within)
        assert found.tolist() == oracle.search(POOL[20:23], 3, within)[1].tolist(), within


def test_what_one_process_did_another_finds_in_pgvector(pgvector: PgvectorServer) -> None:
    found_by_another(lambda store: PgvectorSemanticIndex(pgvector.url, DIMENSION, store))


def found_by_another(opened: Callable[[str], SemanticIndex]) -> None:
    first, second, other = opened("shared"), opened("shared"), opened("another store")
    assert second.shared
    assert (first.sequence, second.sequence) == (0, 0)
    first.add(keys(1, 2), POOL[:2])
    first.advance(7)
    assert second.sequence == 0, "it asks when it is told to"
    second.refresh()
    assert second.sequence == 7
    assert second.search(POOL[1:2], 1)[1].tolist() == [[2]]
    assert (len(other), other.sequence) == (0, 0)
    for one in (first, second, other):
        one.close()


def test_milvus_keeps_all_of_it(milvus: MilvusStandalone, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one test, so that one server is started: that takes ten seconds, and to make a collection takes some more."""
    index = MilvusSemanticIndex(milvus.url, DIMENSION, "contract")
    for kept in (
        test_an_empty_one_gives_key_minus_one,
        test_finds_the_nearest_first_and_fills_up,
        test_no_query_and_no_count_are_answered,
        test_a_key_added_again_is_replaced,
        test_of_a_key_given_twice_at_once_the_last_counts,
        test_removes_only_what_it_is_told_to,
        test_a_search_is_narrowed_before_it_counts,
        test_after_some_changes_every_one_finds_what_the_oracle_finds,
        test_clear_goes_back_to_the_beginning,
        test_saving_without_a_place_is_harmless,
    ):
        index.remove(np.append(np.arange(200), 4_000_000_000_000))
        kept(index)
    found_by_another(lambda store: MilvusSemanticIndex(milvus.url, DIMENSION, store))
    survived = MilvusSemanticIndex(milvus.url, DIMENSION, "shared")
    survived.refresh()
    milvus.freeze()
    with monkeypatch.context() as hurried:
        hurried.setattr("dedup.index.milvus._SECONDS", 1.0)
        for _ in range(2):  # over the connection it has, and while it makes a new one
            with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1.*(?i:deadline|ready|timeout|connect)"):
                survived.refresh()
    milvus.thaw()
    eventually(lambda: answers(survived))
    milvus.stop()
    with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1"):
        survived.refresh()
    milvus.start()
    eventually(lambda: answers(survived))  # it loads what it had
    assert survived.sequence == 7
    assert survived.search(POOL[1:2], 1)[1].tolist() == [[2]]
    survived.close()


def answers(index: SemanticIndex) -> bool:
    try:
        index.refresh()
    except IndexUnavailable:
        return False
    return True


@pytest.mark.parametrize(
    "index",
    [
        PgvectorSemanticIndex("postgresql://nobody@127.0.0.1:1/nothing", DIMENSION, "m"),
        MilvusSemanticIndex("milvus://127.0.0.1:1", DIMENSION, "m"),
    ],
    ids=["pgvector", "milvus"],
)
def test_an_engine_that_is_away_says_so(index: SemanticIndex) -> None:
    for call in (index.refresh, lambda: len(index), lambda: index.search(POOL[:1], 1), index.clear):
        with pytest.raises(IndexUnavailable, match=r"127\.0\.0\.1:1"):
            call()
    index.close()


CHANGES = st.lists(
    st.tuples(st.booleans(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 39)), max_size=8)), max_size=20
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_after_any_changes_it_finds_what_the_oracle_finds(
    quick_index: SemanticIndex, changes: list[tuple[bool, list[tuple[int, int]]]]
) -> None:
    quick_index.remove(np.arange(31))  # cleared, it would not be grown any more
    as_the_oracle(quick_index, changes)


def test_after_some_changes_every_one_finds_what_the_oracle_finds(index: SemanticIndex) -> None:
    chance = np.random.default_rng(7)
    changes = [
        (adds, [(int(chance.integers(0, 31)), int(chance.integers(0, 40))) for _ in range(6)])
        for adds in (True, True, False, True, False, True)
    ]
    as_the_oracle(index, changes)


def as_the_oracle(index: SemanticIndex, changes: list[tuple[bool, list[tuple[int, int]]]]) -> None:
    oracle = ExactSemanticIndex(DIMENSION)
    for adds, items in changes:
        named = keys(*(key for key, _ in items))
        for each in (index, oracle):
            if adds:
                each.add(named, POOL[[row for _, row in items]])
            else:
                each.remove(named)
    assert len(index) == len(oracle)
    count = max(len(oracle), 1)
    cosines, found = index.search(POOL, count)
    expected_cosines, expected = oracle.search(POOL, count)
    assert (np.sort(found, axis=1) == np.sort(expected, axis=1)).all()
    np.testing.assert_allclose(cosines, expected_cosines, atol=ROUNDING)

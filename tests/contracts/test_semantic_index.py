"""What every semantic index keeps: exact, FAISS while small, and FAISS grown into an inverted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.index.exact import ExactSemanticIndex
from dedup.index.faiss import FaissSemanticIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.ports import Keys, SemanticIndex, Vectors

DIMENSION = 24
ROUNDING = 0.05
"""What 8-bit codes, their ranges trained on few vectors, may change of a cosine."""


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSION), dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def keys(*numbers: int) -> Keys:
    return np.array(numbers, dtype=np.int64)


POOL = unit_vectors(40)


@pytest.fixture(params=["exact", "faiss", "grown"])
def index(request: pytest.FixtureRequest) -> Iterator[SemanticIndex]:
    if request.param == "exact":
        yield ExactSemanticIndex(DIMENSION)
        return
    grown = request.param == "grown"
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


CHANGES = st.lists(
    st.tuples(st.booleans(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 39)), max_size=8)), max_size=20
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_after_any_changes_it_finds_what_the_oracle_finds(
    index: SemanticIndex, changes: list[tuple[bool, list[tuple[int, int]]]]
) -> None:
    index.remove(np.arange(31))  # cleared, it would not be grown any more
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

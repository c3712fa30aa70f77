from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dedup.batching import BATCH_TOKENS, batches_of, padded


@given(st.lists(st.integers(1, 600), max_size=200), st.integers(1, 16))
def test_every_text_is_in_one_batch_and_no_batch_is_large(lengths: list[int], cores: int) -> None:
    batches = batches_of(lengths, cores)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * padded(max(lengths[i] for i in batch)) <= BATCH_TOKENS


@pytest.mark.parametrize(
    ("lengths", "cores", "batches"),
    [
        ([260, 250], 2, [[0], [1]]),
        ([20] * 16, 2, [list(range(8)), list(range(8, 16))]),
        ([20] * 16, 1, [list(range(16))]),
        ([20] * 5, 2, [list(range(5))]),
    ],
    ids=["two windows", "a story", "one core", "a few words"],
)
def test_what_one_batch_would_hold_is_shared_by_the_cores(
    lengths: list[int], cores: int, batches: list[list[int]]
) -> None:
    assert batches_of(lengths, cores) == batches


def test_short_texts_are_not_padded_to_the_longest() -> None:
    lengths = [60, 12, 14, 58, 13, 60, 11, 12, 59, 14, 13, 12]
    batches = [sorted(batch) for batch in batches_of(lengths, 1)]
    assert batches == [[0, 3, 5, 8], [1, 2, 4, 6, 7, 9, 10, 11]]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=60), st.integers(1, 12))
def test_no_even_cut_of_the_same_order_is_cheaper(lengths: list[int], size: int) -> None:
    def tokens(batch: list[int]) -> int:
        return len(batch) * padded(max(lengths[i] for i in batch))

    def price(batches: list[list[int]]) -> int:
        return sum(40 + tokens(batch) for batch in batches)

    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    even = [order[at : at + size] for at in range(0, len(order), size)]
    most = max(tokens(batch) for batch in even)
    assume(most <= min(BATCH_TOKENS, max(128, sum(padded(length) for length in lengths))))
    assert price(batches_of(lengths, 1)) <= price(even)

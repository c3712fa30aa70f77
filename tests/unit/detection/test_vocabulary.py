from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.detection.vocabulary import Vocabulary

HASHES = st.lists(
    st.integers(0, 40) | st.integers(0, 2**64 - 1) | st.integers(0, 9).map(lambda n: n << 32), max_size=40
)
"""Few different ones, any, and some that only their first bits tell apart."""


@given(HASHES, HASHES)
@example([], [0, 1])
@example([5], [])
@example([0], [1 << 20])
def test_it_shares_what_both_have(hashes: list[int], others: list[int]) -> None:
    mine, theirs = np.array(hashes, dtype=np.uint64), np.array(others, dtype=np.uint64)
    vocabulary = Vocabulary.of(mine)
    places, there = vocabulary.shared_with(theirs)
    assert there.tolist() == [place for place, one in enumerate(others) if one in set(hashes)]
    assert vocabulary.hashes[places].tolist() == theirs[there].tolist()
    assert mine[vocabulary.firsts[places]].tolist() == theirs[there].tolist()
    assert vocabulary.hashes[vocabulary.numbers].tolist() == hashes
    assert vocabulary.may_have(theirs)[there].all()


def test_most_of_what_it_has_not_is_told_by_its_last_bits() -> None:
    random = np.random.default_rng(3)
    mine, theirs = random.integers(0, 2**32, (2, 1_000), dtype=np.uint64)
    assert np.count_nonzero(Vocabulary.of(mine).may_have(theirs)) < 100

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.copies.shingling import ShingleSets
from dedup.copies.sketches import LENGTH, MOST_TEXTS, Sketches, SketchIndex, least_shared


def sets_of(*numbers: set[int]) -> ShingleSets:
    ordered = [np.array(sorted(one), dtype=np.uint32) for one in numbers]
    edges = np.cumsum([0, *map(len, ordered)])
    return ShingleSets(np.concatenate([*ordered, np.zeros(0, dtype=np.uint32)]), edges)


SETS = st.lists(st.sets(st.integers(0, 60), max_size=30), min_size=1, max_size=12)


def smallest(one: set[int]) -> set[int]:
    return set(sorted(one)[:LENGTH])


@settings(max_examples=150, deadline=None)
@given(batches=st.lists(SETS, min_size=1, max_size=5), queries=SETS)
def test_finds_every_text_that_shares_with_a_sketch_and_how_much(
    batches: list[list[set[int]]], queries: list[set[int]]
) -> None:
    index, known = SketchIndex(), list[set[int]]()
    for batch in batches:
        sketches = Sketches(sets_of(*batch))
        index.add(sketches.hashes, sketches.owners + len(known))
        known += batch
    rows, texts, counts = index.find(Sketches(sets_of(*queries)))
    common = {value for value in range(61) if sum(value in smallest(one) for one in known) <= MOST_TEXTS}
    expected = {
        (row, text): len(smallest(query) & smallest(one) & common)
        for row, query in enumerate(queries)
        for text, one in enumerate(known)
        if smallest(query) & smallest(one) & common
    }
    assert dict(zip(zip(rows.tolist(), texts.tolist(), strict=True), counts.tolist(), strict=True)) == expected


@settings(max_examples=150, deadline=None)
@given(batch=SETS, alike=st.sampled_from([0.1, 0.5, 0.9]))
def test_finds_those_before_a_text_in_its_own_batch(batch: list[set[int]], alike: float) -> None:
    near = Sketches(sets_of(*batch)).near(alike)
    for row, one in enumerate(batch):
        expected = [
            before
            for before, other in enumerate(batch[:row])
            if len(smallest(one) & smallest(other))
            >= least_shared(alike, np.array([min(len(smallest(one)), len(smallest(other)))]))[0]
        ]
        assert sorted(near.get(row, [])) == expected


def test_a_shingle_of_many_texts_leads_to_none_and_in_a_batch_to_the_first() -> None:
    many = [{7, 100 + 2 * number, 101 + 2 * number} for number in range(MOST_TEXTS + 8)]
    sketches = Sketches(sets_of(*many))
    index = SketchIndex()
    index.add(sketches.hashes, sketches.owners)
    assert index.find(Sketches(sets_of({7})))[1].tolist() == []
    assert index.find(Sketches(sets_of({7, 100})))[1].tolist() == [0]
    assert sketches.near(0.1)[MOST_TEXTS + 7] == list(range(MOST_TEXTS))

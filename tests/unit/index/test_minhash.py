from __future__ import annotations

import numpy as np
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.index import minhash as module
from dedup.index.minhash import PERMUTATIONS, SCHEME, SEED, MemoryBuckets, MinHashLexicalIndex


def by_datasketch(hashes: list[int]) -> list[int]:
    """Signed by datasketch itself, one hash after the other."""
    signed = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme=SCHEME, hashfunc=lambda value: value >> 32)
    for value in hashes:
        signed.update(value)
    return [int(value) for value in signed.hashvalues]


@settings(max_examples=50, deadline=None)
@given(sets=st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=30), max_size=6))
def test_signs_in_bulk_as_datasketch_signs_one_by_one(sets: list[list[int]]) -> None:
    signatures = MinHashLexicalIndex(MemoryBuckets()).sign([np.array(each, dtype=np.uint64) for each in sets])
    assert signatures.shape == (len(sets), PERMUTATIONS)
    assert signatures.tolist() == [by_datasketch(each) for each in sets]


def test_long_texts_are_signed_in_pieces_with_the_same_result() -> None:
    random = np.random.default_rng(0)
    sets = [random.integers(0, 2**63, size, dtype=np.uint64) for size in (10, module._SIGN_AT_ONCE + 5, 0, 20, 7)]
    index = MinHashLexicalIndex(MemoryBuckets())
    together = index.sign(sets)
    assert (together == np.concatenate([index.sign([each]) for each in sets])).all()
    assert together[3].tolist() == by_datasketch(sets[3].tolist())


def test_edited_passages_are_met_as_often_as_the_docstring_says() -> None:
    random = np.random.default_rng(1)
    index = MinHashLexicalIndex(MemoryBuckets())
    shared, own, trials = 40, 30, 300  # 40 of 100 distinct shingles: a Jaccard similarity of 0.4
    hashes = random.integers(0, 2**63, (trials, shared + 2 * own), dtype=np.uint64)
    index.add(range(trials), index.sign(list(hashes[:, : shared + own])))
    queries = np.concatenate([hashes[:, :shared], hashes[:, shared + own :]], axis=1)
    met = [trial in found for trial, found in enumerate(index.query(index.sign(list(queries))))]
    assert np.mean(met) > 0.9


def test_the_scheme_names_everything_a_signature_rests_on() -> None:
    scheme = MinHashLexicalIndex(MemoryBuckets()).scheme
    for part in ("affine32", "32 permutations", "seed 1", "16 bands of 2", "4 words"):
        assert part in scheme

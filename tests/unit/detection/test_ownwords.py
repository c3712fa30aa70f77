"""What a text says itself, outside quotations."""

from __future__ import annotations

import numpy as np

from dedup.detection.ownwords import OwnWords

EDGES = np.array([0, 4, 6, 9], dtype=np.int64)
"""Sentences of four, two and three words."""


def test_words_outside_quotations_are_counted_by_sentence() -> None:
    quoted = np.array([0, 1, 1, 0, 1, 1, 0, 0, 1], dtype=bool)
    own = OwnWords.outside(quoted, EDGES)
    assert own.counts.tolist() == [2.0, 0.0, 2.0]
    assert own.weights.tolist() == [0.5, 0.0, 0.5]
    assert own.prevail.tolist() == [True, False, True]


def test_a_text_that_is_all_quotation_weighs_as_if_it_were_none() -> None:
    own = OwnWords.outside(np.ones(9, dtype=bool), EDGES)
    assert own.weights.tolist() == [4 / 9, 2 / 9, 3 / 9]
    assert not own.prevail.any()


def test_a_text_without_words_weighs_nothing() -> None:
    own = OwnWords.outside(np.zeros(0, dtype=bool), np.zeros(1, dtype=np.int64))
    assert own.weights.shape == own.prevail.shape == (0,)

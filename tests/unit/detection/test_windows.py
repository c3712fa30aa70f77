from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dedup.detection.windows import (
    ANSWER_TOKENS,
    READ_TOKENS,
    answering,
    reads_query,
    stretches,
    windows_among,
    windows_of,
)
from tests.unit.detection.sides import STORIES, aligned, side_of, text

LENGTHS = st.lists(st.integers(2, 160), min_size=1, max_size=40)


@given(LENGTHS)
def test_every_sentence_is_in_one_window_and_they_keep_their_order(tokens: list[int]) -> None:
    assert [index for part in stretches(tokens) for index in part] == list(range(len(tokens)))


@given(LENGTHS)
def test_a_window_is_short_unless_one_sentence_is_long_or_the_end_joined_it(tokens: list[int]) -> None:
    *before, last = stretches(tokens)
    for part in before:
        assert len(part) == 1 or sum(tokens[index] for index in part) <= READ_TOKENS
    alone = [tokens[index] for index in last]
    assert len(alone) == 1 or sum(alone) <= READ_TOKENS or any(sum(alone[cut:]) < 60 for cut in range(1, len(alone)))


@given(LENGTHS)
def test_what_is_cut_could_not_have_stayed(tokens: list[int]) -> None:
    parts = stretches(tokens)
    for part, following in itertools.pairwise(parts):
        assert sum(tokens[index] for index in part) + tokens[following[0]] > READ_TOKENS


@settings(deadline=None)
@given(st.data())
def test_answers_are_close_sentences_in_order_and_few(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 12))
    cosines = data.draw(arrays(np.float32, (rows, columns), elements=st.floats(-1, 1, width=16)))
    tokens = np.array(data.draw(st.lists(st.integers(2, 160), min_size=columns, max_size=columns)))
    chosen = answering(cosines, tokens)
    assert chosen == sorted(set(chosen))
    assert len(chosen) == 1 or tokens[chosen].sum() <= ANSWER_TOKENS
    near = np.argsort(-cosines, axis=1, kind="stable")[:, :2]
    assert set(chosen) <= set(near.ravel().tolist())
    assert int(near[np.argmax(cosines.max(axis=1)), 0]) in chosen


def test_the_closest_of_all_comes_before_a_second_closest() -> None:
    cosines = np.array([[0.9, 0.8, 0.0], [0.1, 0.2, 0.3]], dtype=np.float32)
    assert answering(cosines, np.array([50, 60, 60])) == [0, 2]
    assert answering(cosines, np.array([50, 10, 60])) == [0, 1, 2]


@pytest.mark.parametrize(("query", "match", "ours"), [(2, 3, True), (3, 2, False), (3, 3, True)])
def test_the_shorter_text_is_read(query: int, match: int, *, ours: bool) -> None:
    first, second = (side_of(text(*STORIES[0][:count])) for count in (query, match))
    assert reads_query(first, second) is ours


def test_windows_of_two_texts_are_the_same_either_way_round() -> None:
    long, short = text(*STORIES[0], *STORIES[1], *STORIES[2]), text(STORIES[1][1], STORIES[0][2])
    assert windows_of(aligned(short, long)) == windows_of(aligned(long, short))


def test_the_longest_window_comes_first() -> None:
    found = windows_of(
        aligned(text(*STORIES[3], *STORIES[4], *STORIES[1]), text(*STORIES[0], *STORIES[2], *STORIES[4]))
    )
    assert len(found) > 1
    assert [window.words for window in found] == sorted((window.words for window in found), reverse=True)


def test_a_window_is_answered_by_what_it_restates() -> None:
    alignment = aligned(text(*STORIES[4]), text(*STORIES[0], *STORIES[4], *STORIES[3]))
    (window,) = windows_of(alignment)
    own = {alignment.query.document.sentence_texts()[index] for index in window.read}
    assert own <= {alignment.match.document.sentence_texts()[index] for index in window.answering}


@pytest.mark.parametrize("paragraphs", [{0, 2}, {1}, {0, 1, 2}])
def test_windows_among_several_have_the_chosen_paragraphs_and_what_is_closest_in_any(paragraphs: set[int]) -> None:
    query = text(STORIES[0][0], STORIES[1][0], STORIES[2][0])
    alignments = [aligned(query, text(*STORIES[story])) for story in (2, 0, 1)]
    windows = windows_among(alignments, paragraphs)
    assert sorted(sentence for window in windows for sentence in window.read) == sorted(paragraphs)
    opening = {0: 3, 1: 6, 2: 0}  # where each story's first sentence stands among those of all three
    for window in windows:
        assert {opening[sentence] for sentence in window.read} <= set(window.answering)

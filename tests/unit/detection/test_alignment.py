from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.detection.alignment import align
from tests.unit.detection.sides import STORIES, aligned, side_of, text

SENTENCES = [sentence for story in STORIES for sentence in story]
DOCUMENTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6, unique=True).map(lambda chosen: text(*chosen))


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_the_other_way_round_is_the_transpose(query: str, match: str) -> None:
    there, back = aligned(query, match), aligned(match, query)
    np.testing.assert_allclose(there.cosines, back.cosines.T, atol=1e-5)
    np.testing.assert_allclose(there.overlap_of_query, back.overlap_of_match.T, atol=1e-5)
    np.testing.assert_allclose(there.affinity, back.affinity.T, atol=1e-5)
    assert sorted((run.match, run.query, run.length) for run in back.runs) == [tuple(run) for run in there.runs]


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_shapes_and_bounds(query: str, match: str) -> None:
    alignment = aligned(query, match)
    shape = (len(alignment.query.document.sentences), len(alignment.match.document.sentences))
    for matrix in (alignment.cosines, alignment.overlap_of_query, alignment.overlap_of_match, alignment.affinity):
        assert matrix.shape == shape
    assert np.abs(alignment.cosines).max() <= 1.0 + 1e-5
    for overlap in (alignment.overlap_of_query, alignment.overlap_of_match):
        assert overlap.min() >= 0.0
        assert overlap.max() <= 1.0 + 1e-5


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_closest_and_mutual_are_what_they_say(query: str, match: str) -> None:
    alignment = aligned(query, match)
    affinity = alignment.affinity
    for row, column in enumerate(alignment.closest):
        assert affinity[row, column] == affinity[row].max()
        assert alignment.mutual[row] == (alignment.closest_back[column] == row)
    for column, row in enumerate(alignment.closest_back):
        assert affinity[row, column] == affinity[:, column].max()
        assert alignment.mutual_back[column] == (alignment.closest[row] == column)
    assert alignment.mutual.sum() == alignment.mutual_back.sum()


@settings(deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_verbatim_words_are_those_of_the_runs(query: str, match: str) -> None:
    alignment = aligned(query, match)
    total = sum(run.length for run in alignment.runs)
    assert alignment.verbatim_query.sum() == total
    assert alignment.verbatim_match.sum() == total
    ours = np.array(alignment.query.document.words.texts)[alignment.verbatim_query]
    theirs = np.array(alignment.match.document.words.texts)[alignment.verbatim_match]
    assert sorted(ours) == sorted(theirs)


def test_moved_sentences_are_each_other_s_closest() -> None:
    story = STORIES[0]
    alignment = aligned(text(*story), text(story[2], story[0], story[1]))
    assert alignment.closest.tolist() == [1, 2, 0]
    assert alignment.mutual.all()
    assert alignment.verbatim_query.all()


def test_cosines_are_those_of_the_vectors() -> None:
    query, match = side_of(text(*STORIES[0])), side_of(text(*STORIES[1]))
    alignment = align(query, match)
    assert alignment.cosines[1, 2] == pytest.approx(float(query.vectors[1] @ match.vectors[2]), abs=1e-6)


def test_a_rare_word_says_more_than_one_that_every_sentence_has() -> None:
    query = "The ferry Marigold sank. The ferry Periwinkle burned. The ferry Celandine drifted."
    match = "The ferry Marigold vanished. The ferry Hyacinth vanished."
    overlap = aligned(query, match).overlap_of_query
    assert overlap[0, 0] > 3 * overlap[0, 1]
    assert overlap[0, 0] > overlap[1, 0]


def test_sentences_without_content_words_overlap_in_nothing() -> None:
    overlap = aligned("It is so.", "So it is.").overlap_of_query
    assert np.isfinite(overlap).all()
    assert overlap.max() == 0.0


class TestSide:
    @settings(deadline=None)
    @given(DOCUMENTS)
    def test_weights_are_shares_of_words(self, content: str) -> None:
        side = side_of(content)
        assert side.weights.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(side.weights * len(side.hashes), side.document.sentence_words)

    def test_equal_words_have_equal_hashes_whatever_their_case(self) -> None:
        first, second = side_of("Ferry ferry FERRY boat."), side_of("a FeRRy.")
        assert len(set(first.hashes[:3].tolist())) == 1
        assert first.hashes[0] == second.hashes[1]
        assert first.hashes[3] != first.hashes[0]

    def test_quoted_words_are_those_between_the_marks(self) -> None:
        side = side_of("He said: \u201cNobody sets foot on it\u201d and left the pier.")
        words = np.array(side.document.words.texts)
        assert words[side.quoted_words].tolist() == ["nobody", "sets", "foot", "on", "it"]

    def test_stems_are_content_words_and_numbers(self) -> None:
        stems = side_of("The 40 fishermen of the harbour have 3.5 million.").stems
        assert stems.texts == ["40", "fisher", "harbou", "3.5", "millio"]

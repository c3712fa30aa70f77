from __future__ import annotations

import numpy as np
import pytest

from dedup.nearest import ASKED, asked_of
from dedup.text.passages import passage_vectors
from tests.unit.detection.sides import STORIES, side_of, text


@pytest.mark.parametrize("paragraphs", [1, 2, 5, 40])
def test_a_text_is_looked_for_by_its_passages_and_while_they_are_few_by_its_longest_sentences(paragraphs: int) -> None:
    side = side_of(text(*(" ".join(STORIES[number % 5]) for number in range(paragraphs))))
    passages = passage_vectors(side.document, side.vectors)
    vectors = asked_of(side, passages)
    assert np.array_equal(vectors[: len(passages)], passages)
    room = min(max(0, ASKED - len(passages)), len(side.vectors))
    longest = np.argsort(-side.weights, kind="stable")[:room]
    assert np.array_equal(vectors[len(passages) :], side.vectors[longest])
    assert (room > 0) is (paragraphs < 40)


def test_a_sentence_that_is_a_passage_is_not_asked_twice() -> None:
    long = [" ".join(sentence.rstrip(".") for sentence in story) + "." for story in STORIES]
    side = side_of(text(*long[:2], " ".join(STORIES[2])))
    passages = passage_vectors(side.document, side.vectors)
    assert (len(passages), len(side.vectors)) == (3, 5)
    assert sorted(map(bytes, asked_of(side, passages)[3:])) == sorted(map(bytes, side.vectors[2:]))


def test_what_says_nothing_is_not_asked() -> None:
    side = side_of(text(*(" ".join(story) for story in STORIES[:2])))
    side.vectors[:3] = 0.0
    passages = passage_vectors(side.document, side.vectors)
    assert len(asked_of(side, passages)) == 4

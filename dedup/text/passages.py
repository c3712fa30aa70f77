"""Passages: what is indexed of a text, and their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Paragraph, Passage, Sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.text.document import Document

PASSAGE_WORDS = (30, 110)
"""A passage is closed at a paragraph's end from the first figure on, and never grows past the second by a sentence.

110 words are about 150 word pieces, well inside the 256 that all-MiniLM-L6-v2 reads."""

MOST_PASSAGES = 4_000
"""Passages one article has at most; beyond about 60,000 words they grow with it."""


def passage_vectors(document: Document, sentence_vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of passages: the mean of their sentences', weighted by words, at unit length.

    One encoder pass then serves the index and the alignment, and a long passage is never cut off by the encoder.

    Args:
        document: The document.
        sentence_vectors: Unit vectors, shape (sentences, dimension).

    Returns:
        Unit vectors, shape (passages, dimension).
    """
    weighted = sentence_vectors * np.maximum(document.sentence_words, 1)[:, None].astype(np.float32)
    sums = np.stack([weighted[p.sentences.start : p.sentences.stop].sum(axis=0) for p in document.passages])
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    vectors: NDArray[np.float32] = (sums / np.maximum(norms, 1e-9)).astype(np.float32)
    return vectors


def passages_of(paragraphs: list[Paragraph], sentences: list[Sentence], lengths: list[int]) -> list[Passage]:
    """Cut the sentences of a text into passages.

    Args:
        paragraphs: Its paragraphs.
        sentences: Its sentences.
        lengths: Words of each sentence.
    """
    share = sum(lengths) // MOST_PASSAGES + 1
    least, most = max(PASSAGE_WORDS[0], 2 * share), max(PASSAGE_WORDS[1], 4 * share)
    passages = []
    first, count = 0, 0
    for index, sentence in enumerate(sentences):
        if count and count + lengths[index] > most:
            passages.append(Passage(range(first, index)))
            first, count = index, 0
        count += lengths[index]
        last_of_paragraph = index + 1 == paragraphs[sentence.paragraph].sentences.stop
        if last_of_paragraph and count >= least:
            passages.append(Passage(range(first, index + 1)))
            first, count = index + 1, 0
    if first < len(sentences):
        passages.append(Passage(range(first, len(sentences))))
    return passages

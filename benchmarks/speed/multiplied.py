"""Any number of articles out of a few thousand real ones, all different, with sentence vectors that fit them.

A real article is cut into pieces of wire length. Of each piece copies are made, in which names and figures give way to
others and so does every second word that means something, one and the same word always to the same other one. A word
gives way to one of the same length, letter case and kind, drawn from all pieces as often as it is used there; so the
copies have the piece's cuts to the character, and nothing has to be cut again. Function words stay, and so does, word
for word, a sentence that several pieces share: furniture recurs in a large archive as often as in a small one.

The vector of a copied sentence is the real one, moved towards the vector of another real sentence, so that it stays
among the vectors that texts have. How far is drawn for each: :data:`CLOSENESS` are the cosines that the sentence model
itself gives such copies and their originals.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Article
from dedup.text.document import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.sides import CachedEncoder
    from dedup.text.document import Document

SENTENCES = 7
"""A piece ends with the paragraph that brings it to so many sentences: about 150 words, as wire items have."""
CLOSENESS = (0.2, 0.8)
"""Between these lie the cosines of copied sentences and their originals: 90 % of those by the sentence model itself."""

_FUNCTION_WORDS = 150
"""So many of the commonest words are never changed."""
_CHANGED = 0.5
"""Share of the other words, names and figures aside, that give way."""
_FEWEST = 20
"""Words a class has at least, for its own to be changed at all."""
_ROUND = 16
"""Copies of a piece that are made together."""


@dataclass(frozen=True)
class Piece:
    """A real text of wire length.

    Attributes:
        text: In ASCII, and canonical as it stands.
        document: Cut up.
        vectors: Of its sentences, shape (sentences, dimension).
    """

    text: str
    document: Document
    vectors: NDArray[np.float32]


@dataclass(frozen=True)
class Copies:
    """Copies of one piece.

    Attributes:
        piece: The real text.
        texts: One a copy.
        hashes: Of their words, as :func:`dedup.text.shingles.word_hashes` gives them, shape (copies, words).
        vectors: Of their sentences, shape (copies, sentences, dimension).
    """

    piece: Piece
    texts: list[str]
    hashes: NDArray[np.uint64]
    vectors: NDArray[np.float32]


def pieces_of(articles: Iterable[Article], encoder: CachedEncoder, *, known: bool = False) -> Iterator[Piece]:
    """Cut articles into pieces; what is not plain English in ASCII is left out.

    Args:
        articles: Real ones.
        encoder: Gives the vectors.
        known: Leave out pieces with sentences that the encoder's folder does not have.
    """
    for article in articles:
        for text in _cut(read_document(article)):
            document = read_document(Article(text))
            if not text.isascii() or document.canonical.text != text or not document.passages or document.repairs:
                continue
            sentences = document.sentence_texts()
            if not known or encoder.knows(sentences):
                yield Piece(text, document, encoder.encode(sentences))


def _cut(document: Document) -> Iterator[str]:
    paragraphs: list[str] = []
    sentences = 0
    for paragraph in document.paragraphs:
        if len(paragraph.sentences):
            paragraphs.append(document.text_of(paragraph.span))
            sentences += len(paragraph.sentences)
        if sentences >= SENTENCES:
            yield "\n\n".join(paragraphs)
            paragraphs, sentences = [], 0


class Multiplier:
    """Makes copies of pieces.

    Args:
        pieces: Real texts; one of nothing but furniture is left out.
        seed: The same seed and pieces make the same copies.
    """

    def __init__(self, pieces: Sequence[Piece], seed: int = 1) -> None:
        shared = Counter(text for piece in pieces for text in set(piece.document.sentence_texts()))
        self._furniture = {text for text, number in shared.items() if number > 1}
        self.pieces = [piece for piece in pieces if not self._stays(piece).all()]
        self._seed = seed
        self._words = _Vocabulary(self.pieces)
        self._vectors = np.concatenate([piece.vectors for piece in self.pieces])

    def copies(self, number: int) -> Iterator[Copies]:
        """So many copies in all, as many of each piece, in rounds, so that copies of one piece lie far apart."""
        done = 0
        while number > 0:
            each = min(_ROUND, -(-number // len(self.pieces)))
            for index in range(len(self.pieces)):
                wanted = min(each, number)
                if wanted:
                    yield self.copies_of(index, wanted, done)
                number -= wanted
            done += each

    def copies_of(self, index: int, number: int, first: int = 0) -> Copies:
        """Copies of one piece; those from another first one on are others."""
        piece = self.pieces[index]
        random = np.random.default_rng((self._seed, index, first))
        stays = self._stays(piece)
        texts, hashes = self._words.changed(piece, stays, number, random)
        return Copies(piece, texts, hashes, self._moved(piece.vectors, stays, number, random))

    def _stays(self, piece: Piece) -> NDArray[np.bool_]:
        """Which of its sentences are furniture."""
        return np.array([text in self._furniture for text in piece.document.sentence_texts()])

    def _moved(
        self, vectors: NDArray[np.float32], stays: NDArray[np.bool_], number: int, random: np.random.Generator
    ) -> NDArray[np.float32]:
        shape = number, len(vectors)
        other = self._vectors[random.integers(len(self._vectors), size=shape)]
        own = random.uniform(*CLOSENESS, size=shape).astype(np.float32)
        own[:, stays] = 1.0
        # What the other has beside the sentence's own direction; so the cosine comes out as it was drawn.
        along = np.einsum("csd,sd->cs", other, vectors)
        other -= along[..., None] * vectors
        other *= (np.sqrt(1 - own**2) / np.maximum(np.linalg.norm(other, axis=2), 1e-6))[..., None]
        other += own[..., None] * vectors
        return other


class _Vocabulary:
    """The words of all pieces by what may stand for what: length, letter case, kind."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        used = Counter(word for piece in pieces for word in piece.document.words.texts)
        self._function_words = {word for word, _ in used.most_common(_FUNCTION_WORDS)}
        occurrences: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for piece in pieces:
            for _, written in self._changeable(piece):
                occurrences[_kind(written)].append(written)
        self._letters: dict[tuple[int, str], NDArray[np.uint8]] = {}
        self._hashes: dict[tuple[int, str], NDArray[np.uint64]] = {}
        for kind, words in occurrences.items():
            if len(set(words)) >= _FEWEST:
                self._letters[kind] = np.frombuffer("".join(words).encode(), np.uint8).reshape(len(words), -1)
                self._hashes[kind] = np.array([zlib.crc32(word.lower().encode()) for word in words], dtype=np.uint64)

    def _changeable(self, piece: Piece) -> Iterator[tuple[int, str]]:
        """Places and spellings of the words that may give way."""
        words = piece.document.words
        for place, word, start, end in zip(count(), words.texts, words.starts, words.ends, strict=False):
            if word not in self._function_words and word.isalnum():
                written = piece.text[start:end]
                if written.isdigit() or (written.isalpha() and len(written) > 1):
                    yield place, written

    def changed(
        self, piece: Piece, stays: NDArray[np.bool_], number: int, random: np.random.Generator
    ) -> tuple[list[str], NDArray[np.uint64]]:
        """Texts of copies, and the hashes of their words, shape (number, words)."""
        words = piece.document.words
        letters = np.tile(np.frombuffer(piece.text.encode(), np.uint8), (number, 1))
        hashes = np.tile(np.array([zlib.crc32(word.encode()) for word in words.texts], dtype=np.uint64), (number, 1))
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, written in self._changeable(piece):
            if not stays[words.sentences[place]] and _kind(written) in self._letters:
                places[written].append(place)
        for written, where in places.items():
            kind = _kind(written)
            drawn = random.integers(len(self._letters[kind]), size=number)
            rows = np.arange(number) if kind[1] != "word" else np.flatnonzero(random.random(number) < _CHANGED)
            for place in where:
                start, end = words.starts[place], words.ends[place]
                letters[rows, start:end] = self._letters[kind][drawn[rows]]
                hashes[rows, place] = self._hashes[kind][drawn[rows]]
        return [row.tobytes().decode() for row in letters], hashes


def _kind(written: str) -> tuple[int, str]:
    if written.isdigit():
        return len(written), "figure"
    if written.islower():
        return len(written), "word"
    return len(written), "capitals" if written.isupper() else "name"

"""Preparation: from an article as sent to what scoring and indexing read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dedup.ahead import ahead
from dedup.article import MAX_CHARACTERS, Article
from dedup.detection.languages import Languages
from dedup.detection.scale import RAW
from dedup.detection.side import Side
from dedup.detection.storedside import StoredSide
from dedup.errors import EmptyText, InputError, InvalidArticle, TextTooLong
from dedup.ports.indexes import Place, item_key
from dedup.text.document import has_words, read_document, restore_document
from dedup.text.furniture.phrases import make_patterns
from dedup.text.passages import passage_vectors
from dedup.text.profiles import Profile
from dedup.text.readings import Readings, readings_kept
from dedup.text.shingles import shingle_hashes, word_hashes
from dedup.text.words import any_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Keys, Signatures, Vectors
    from dedup.ports.indexes import LexicalIndex
    from dedup.ports.models import Encoder
    from dedup.ports.records import Layout, StoredArticle
    from dedup.text.document import Document

Other = TypeVar("Other")

READ_BY_MEANING = 60_000
"""Characters of a text whose sentences are encoded, some 10,000 words: ten times a long report. To encode takes a core
60 to 90 microseconds a character, so the longest text that is taken in (1 MB) costs 4 to 5 seconds, and not 70."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, cut, encoded and signed.

    Attributes:
        article: As sent.
        side: Its document and sentence vectors.
        passages: Vectors of its passages, shape (passages, dimension).
        signatures: Of the whole text, then of each passage, shape (passages + 1, permutations).
    """

    article: Article
    side: Side
    passages: Vectors
    signatures: Signatures


class Sides:
    """Cuts and encodes articles.

    What stands behind the first :data:`READ_BY_MEANING` characters of a text is not encoded: its vectors are zero, in
    the store too, and it is compared by its words.

    Attributes:
        languages: Those that the encoder knows, and how its cosines are read.
    """

    def __init__(self, encoder: Encoder, scale: Scale = RAW) -> None:
        self._encoder = encoder
        self.languages = Languages(encoder.languages, scale)

    def encode(self, articles: Sequence[tuple[Article, Side]]) -> list[Side]:
        """Give articles that were read their vectors, all sentences in one go."""
        texts = [_encoded(side.document.sentence_texts()) for _, side in articles]
        vectors = self._encoder.encode([text for sentences in texts for text in sentences])
        ends = np.cumsum([len(sentences) for sentences in texts])
        sides = []
        for (article, side), end, sentences in zip(articles, ends, texts, strict=True):
            own = vectors[end - len(sentences) : end]
            unknown = self.languages.unknown(side.document, own, article.language)
            left = len(side.document.sentences) - len(own)
            padded = np.pad(own, ((0, left), (0, 0))) if left else own
            sides.append(replace(side, vectors=padded, unknown_language=unknown, scale=self.languages.scale))
        return sides


def _encoded(sentences: list[str]) -> list[str]:
    """The sentences at the beginning of a text that are encoded; the first whatever its length."""
    ends = np.cumsum([len(sentence) for sentence in sentences])
    return sentences[: max(1, int(np.searchsorted(ends, READ_BY_MEANING, side="right")))]


class Preparer:
    """Cuts, encodes and signs articles.

    Attributes:
        languages: Those that the encoder knows, and how its cosines are read.
    """

    def __init__(self, encoder: Encoder, lexical: LexicalIndex, scale: Scale = RAW) -> None:
        self._sides = Sides(encoder, scale)
        self._lexical = lexical
        self.languages = self._sides.languages

    def warm_up(self, text: str) -> None:
        """Make what all texts are read by, and load the model, so that the first articles need not wait.

        Args:
            text: Tried first; a sentence will do.

        Raises:
            EncoderError: The model can not be loaded or run.
        """
        make_patterns()
        self.prepare([Article(text)])

    def prepare(self, articles: Sequence[Article]) -> list[Prepared]:
        """Prepare articles that must all be readable.

        Raises:
            EmptyText: One has no words.
            TextTooLong: One is longer than an article may be.
        """
        return self.encode(readable(articles))

    def encode(self, articles: Sequence[tuple[Article, Side]]) -> list[Prepared]:
        """Encode and sign articles that were read, all sentences in one go."""
        return [
            Prepared(article, side, passage_vectors(side.document, side.vectors), self._sign(side))
            for (article, _), side in zip(articles, self._sides.encode(articles), strict=True)
        ]

    def in_batches(self, batches: Iterable[Sequence[Article | Other]]) -> Iterator[list[Prepared | Other | InputError]]:
        """Prepare those of each batch that are articles to be stored; the rest stays what it is.

        All that is read off a text is read off here, while the batch before is encoded.

        Yields:
            In order, articles prepared, or why one can not be stored.
        """
        taken: Iterator[list[_Taken | Other | InputError]] = ahead(_taken(batch) for batch in batches)
        for batch in taken:
            yield self._encoded(batch)

    def _encoded(self, batch: Sequence[_Taken | Other | InputError]) -> list[Prepared | Other | InputError]:
        ready = iter(self.encode([(one.article, one.side) for one in batch if isinstance(one, _Taken)]))
        return [next(ready) if isinstance(one, _Taken) else one for one in batch]

    def prepared(self, stored: StoredArticle) -> Prepared:
        """Prepare an article that is stored, with the cuts and vectors it has there."""
        side = restored(stored, self.languages)
        document = read_document(stored.article)
        if document.layout() == side.document.layout():  # cut as today: with its marks, as when it came in
            unknown, kept = side.unknown_language, side.kept
            side = Side(document, side.vectors, unknown, kept, side.headline, side.scale, side.profile)
        passages = passage_vectors(side.document, side.vectors)
        return Prepared(stored.article, side, passages, self._sign(side))

    def _sign(self, side: Side) -> Signatures:
        return self._lexical.sign(shingles(side.document))


@dataclass(frozen=True, slots=True)
class _Taken:
    """An article that was read, before it is encoded."""

    article: Article
    side: Side


def _taken(batch: Sequence[Article | Other]) -> list[_Taken | Other | InputError]:
    """Those of a batch that are articles, with all that is read off them, or why one can not be stored."""
    found: list[_Taken | Other | InputError] = []
    for one in batch:
        if not isinstance(one, Article):
            found.append(one)
            continue
        side = read(one, needs_id=True)
        if isinstance(side, Side):
            side = replace(side, kept=side.readings, profile=side.profiled())
        found.append(_Taken(one, side) if isinstance(side, Side) else side)
    return found


def readable(articles: Sequence[Article]) -> list[tuple[Article, Side]]:
    """Articles with their sides, not encoded yet; all must be readable.

    Raises:
        EmptyText: One has no words.
        TextTooLong: One is longer than an article may be.
    """
    found = []
    for article in articles:
        side = read(article)
        if isinstance(side, InputError):
            raise side
        found.append((article, side))
    return found


def read(article: Article, *, needs_id: bool = False) -> Side | InputError:
    """Cut an article up, or say why it can not be used.

    Args:
        article: As sent.
        needs_id: It is to be stored.

    Returns:
        Its side, not encoded yet, or the error to raise or report.
    """
    if needs_id and not article.id:
        return InvalidArticle("an article needs an id to be stored")
    if len(article.text) > MAX_CHARACTERS:
        return TextTooLong(f"the text has {len(article.text):,} characters; at most {MAX_CHARACTERS:,} are read")
    side = unencoded(article)
    if not has_words(side.document):
        if any_word(article.text):
            return EmptyText("the text has no words to compare: it is nothing but a byline, notices or figures")
        return EmptyText("the text has no words to compare; send at least one sentence")
    return side


def unencoded(article: Article) -> Side:
    """The side of an article, cut up, before it has vectors."""
    return Side(read_document(article), np.empty((0, 0), dtype=np.float32), headline=article.title or "")


def restored(stored: StoredArticle, languages: Languages) -> Side:
    """A stored article's text, cut as it was, with its sentence vectors.

    Args:
        stored: The article.
        languages: Those that the sentence model knows, and how its cosines are read.
    """
    article, vectors, headline = stored.article, stored.sentence_vectors, stored.article.title or ""
    profile = Profile.restored(stored.profile)
    if profile is not None:
        unknown = languages.unknown(profile, vectors, article.language)
        cut = partial(_cut, article.text, stored.read_layout)
        return StoredSide(cut, len(article.text), vectors, unknown, headline, languages.scale, profile)
    document, kept = _cut(article.text, stored.read_layout)
    unknown = languages.unknown(document, vectors, article.language)
    return Side(document, vectors, unknown, kept, headline, languages.scale)


def _cut(text: str, read_layout: Callable[[], Layout]) -> tuple[Document, Readings | None]:
    """A stored text as it was cut, and what was read off it then."""
    layout = read_layout()
    document = restore_document(text, layout)
    return document, readings_kept(layout, document)


def as_stored(side: Side) -> Side:
    """A side as :func:`restored` gives it once it is stored: its vectors in half precision, without its marks."""
    vectors = side.vectors.astype(np.float16).astype(np.float32)
    document = replace(side.document, boilerplate=(), disguised=0)
    return Side(document, vectors, side.unknown_language, side.readings, side.headline, side.scale, side.profiled())


def shingles(document: Document) -> list[NDArray[np.uint64]]:
    """Hashed shingles of the whole text, then of each passage: what the lexical index signs."""
    words = document.words
    hashes = word_hashes(words.texts)
    edges = [
        np.searchsorted(words.sentences, [p.sentences.start, p.sentences.stop]).tolist() for p in document.passages
    ]
    return [shingle_hashes(hashes), *(shingle_hashes(hashes[first:stop]) for first, stop in edges)]


def item_keys(key: int, passages: int) -> list[int]:
    """Item keys of an article: of the whole, then of each passage."""
    return [item_key(key, slot) for slot in range(passages + 1)]


def passage_items(batch: Sequence[StoredArticle]) -> tuple[Keys, Vectors, list[Place]]:
    """Keys, vectors and places of all passages of some stored articles: what the semantic index holds."""
    keys = [item for stored in batch for item in item_keys(stored.key, len(stored.layout["passages"]))[1:]]
    vectors = [
        passage_vectors(restore_document(stored.article.text, stored.layout), stored.sentence_vectors)
        for stored in batch
    ]
    places = [
        Place(stored.article.published_at or stored.stored_at, stored.article.source)
        for stored in batch
        for _ in stored.layout["passages"]
    ]
    return np.array(keys, dtype=np.int64), np.concatenate(vectors), places

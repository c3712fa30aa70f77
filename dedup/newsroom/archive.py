"""The archive is searched: by words and phrases, newest first, or by meaning, closest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dedup.article import Article, Span
from dedup.likeness import ANYWHERE
from dedup.text.searching import places_of, read_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.likeness import Within
    from dedup.newsroom.listing import Listed, Listing
    from dedup.ports.records import StoredArticle
    from dedup.service import DedupService
    from dedup.text.searching import Query

BEFORE = 90
"""Characters of a text that are shown before the first hit; :data:`EXCERPT` after it."""

EXCERPT = 240


@dataclass(frozen=True, slots=True)
class Found:
    """A stored article that was found.

    Attributes:
        row: As lists have it.
        excerpt: A stretch of its text.
        marks: What was found in that: words and phrases, or the sentence that is closest.
        title_marks: Words and phrases of its headline.
        closeness: To what was asked for, where meaning was searched.
    """

    row: Listed
    excerpt: str
    marks: tuple[Span, ...]
    title_marks: tuple[Span, ...] = ()
    closeness: float | None = None


class FullText(Protocol):
    """Finds articles by their words."""

    def find(self, query: Query, within: Within = ANYWHERE, before: int | None = None) -> Sequence[int]:
        """Keys of the articles that have all that is searched, the newest first; only with a lower key than ``before``.

        An article without a time of publication is placed by when it was stored.
        """
        ...


class Archive:
    """Searches what is stored.

    Args:
        service: Has texts and their meaning.
        listing: Has what lists show.
        fulltext: Has words.
    """

    def __init__(self, service: DedupService, listing: Listing, fulltext: FullText) -> None:
        self._service = service
        self._listing = listing
        self._fulltext = fulltext

    def search(self, asked: str, within: Within, before: int | None = None) -> list[Found]:
        """Articles that have all words and phrases that are asked for, in headline or body, the newest first.

        Args:
            asked: Words, and phrases in quotation marks.
            within: Where to look.
            before: Only with a lower key: the next page.

        Raises:
            InputError: There is no word in what is asked for, or there are too many.
        """
        query = read_query(asked)
        keys = self._fulltext.find(query, within, before)
        texts, rows = self._service.store.load(keys), self._listing.rows(keys)
        return [_found(rows[key], texts[key].article, query) for key in keys if key in texts and key in rows]

    def like(self, text: str, within: Within) -> list[Found]:
        """Articles of the meaning of a text, if only a sentence; the closest first.

        Raises:
            EmptyText: The text has no words.
            TextTooLong: It is longer than an article may be.
        """
        return self._alike(Article(text), within)

    def like_story(self, stored: StoredArticle, within: Within) -> list[Found]:
        """The same of a stored article; its own versions are left out."""
        return self._alike(stored.article, within, stored)

    def _alike(self, article: Article, within: Within, stored: StoredArticle | None = None) -> list[Found]:
        alike = self._service.alike(article, within, stored)
        rows = self._listing.rows([one.stored.key for one in alike])
        return [
            Found(rows[one.stored.key], *_excerpt(one.stored.article.text, [one.closest], 0), closeness=one.closeness)
            for one in alike
            if one.stored.key in rows
        ]


def _found(row: Listed, article: Article, query: Query) -> Found:
    return Found(row, *_excerpt(article.text, places_of(query, article.text)), tuple(places_of(query, row.title or "")))


def _excerpt(text: str, places: Sequence[Span], before: int = BEFORE) -> tuple[str, tuple[Span, ...]]:
    """A stretch of a text around the first of some places, and where they stand in it."""
    first = places[0] if places else Span(0, 0)
    start = max(0, first.start - before)
    end = min(len(text), max(first.start + EXCERPT, min(first.end, start + 2 * EXCERPT)))
    if 0 < start < first.start:
        start = text.find(" ", start, first.start) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", first.end, end), min(end, first.end)) if first.end < end else end
    marks = tuple(
        Span(max(place.start, start) - start, min(place.end, end) - start)
        for place in places
        if place.start < end and place.end > start
    )
    return text[start:end], marks

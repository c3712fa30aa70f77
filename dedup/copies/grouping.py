"""Grouping an archive by its words: one pass, each article held against those before it.

Which may be close enough the index of sketches says; how close they are is counted, on all shingles of both.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from dedup.article import MAX_CHARACTERS
from dedup.copies.known import Known, Query
from dedup.copies.reasons import Told, reason
from dedup.copies.shingling import shingle_sets
from dedup.copies.sketches import Sketches
from dedup.detection.verdict import Containment, Relation
from dedup.errors import EmptyText, InputError, InvalidArticle, TextTooLong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.copies.known import Edge
    from dedup.detection.verdict import SpanPair

ALIKE = 0.5
"""Of the shingles of both texts together, the share that both have, from which on one is a near copy: some six of seven
words in the same place."""

MOST_OTHERS = 10
"""Near copies in other groups that an article is told with, at most."""

_BATCH_ARTICLES, _BATCH_CHARACTERS = 1000, 2**18
_DIGITS = 4
_REMEMBERED = 256
"""Leads whose words are kept at hand; the articles of one group often come close together."""


@dataclass(frozen=True, slots=True)
class Other:
    """An article of another group, of which an article is a near copy too.

    Attributes:
        id: The article.
        shared: Jaccard similarity of the two.
    """

    id: str
    shared: float


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one article of an archive belongs, by its words, and why.

    Attributes:
        id: The article.
        lead: The article its group is named after; its own id if it leads.
        relation: Of the article to the lead: identical (the same words in a row) or near_copy; None for a lead.
        shared: Jaccard similarity: of the shingles that one of the two has, the share that both have; None for a lead.
        containment: Share of each one's shingles that the other has; None for a lead.
        spans: The passages that both have, in characters of both texts as sent; none for a lead.
        also: Articles before it, in other groups, of which it is a near copy as well, the closest first.
    """

    id: str
    lead: str
    relation: Relation | None = None
    shared: float | None = None
    containment: Containment | None = None
    spans: tuple[SpanPair, ...] = ()
    also: tuple[Other, ...] = ()


def group(
    articles: Iterable[Article], *, alike: float = ALIKE, earlier: Callable[[str], str | None] = lambda _: None
) -> Iterator[Placement | InputError | None]:
    """Group articles by the words they share.

    An article follows the lead of which it is the closest near copy, never another follower: groups do not grow along
    chains, and no two leads are near copies. Memory grows by some 400 bytes an article; texts lie on disk meanwhile.

    Args:
        articles: In the order in which the first of a group becomes its lead, usually by time.
        alike: Jaccard similarity from which on an article is a near copy, above 0 and at most 1.
        earlier: The lead that a run before has found for an id, None for one it came to none of; it is not asked anew.

    Yields:
        For each article, in order, where it belongs, the error that kept it out, or None where a run before has told.
        They come in batches of up to a thousand.
    """
    leading, following = Known(alike), Known(alike)
    with closing(leading), closing(following):
        placing = _Placing(leading, following, alike, earlier)
        for batch in _batches(articles):
            yield from placing.place(batch)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    characters = 0
    for article in articles:
        if batch and (len(batch) == _BATCH_ARTICLES or characters + len(article.text) > _BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(article)
        characters += len(article.text)
    if batch:
        yield batch


class _Placing:
    """One pass over an archive, a batch at a time.

    Leads and followers are known apart: what many followers have in common must not hide their lead.
    """

    def __init__(self, leading: Known, following: Known, alike: float, earlier: Callable[[str], str | None]) -> None:
        self._leading = leading
        self._following = following
        self._alike = alike
        self._earlier = earlier
        self._lead_of: list[str] = []  # by number of the follower
        self._told = lru_cache(_REMEMBERED)(lambda number: Told(leading.text_of(number)))

    def place(self, batch: list[Article]) -> Iterator[Placement | InputError | None]:
        sets = shingle_sets([article.text[:MAX_CHARACTERS] for article in batch])
        sketches = Sketches(sets)
        self._leading.expect(sketches)
        self._following.expect(sketches)
        near = sketches.near(self._alike)
        for row, article in enumerate(batch):
            shingles = sets.of(row)
            problem = _problem(article, shingles)
            yield self._placed(article, Query(row, shingles, near.get(row, ()))) if problem is None else problem
        self._leading.settle()
        self._following.settle()

    def _placed(self, article: Article, query: Query) -> Placement | None:
        name = str(article.id)
        known = self._earlier(name)
        if known is not None:
            self._keep(article, query, known)
            return None
        near = sorted(self._leading.near(query), key=lambda edge: (-edge.shared, edge.number))
        found = self._followed(name, article.text, near[0]) if near else Placement(name, name)
        others = [Other(self._leading.id_of(edge.number), round(edge.shared, _DIGITS)) for edge in near[1:]]
        others += [
            Other(self._following.id_of(edge.number), round(edge.shared, _DIGITS))
            for edge in self._following.near(query)
            if self._lead_of[edge.number] != found.lead
        ]
        self._keep(article, query, found.lead)
        if not others:
            return found
        others.sort(key=lambda other: -other.shared)
        return replace(found, also=tuple(others[:MOST_OTHERS]))

    def _keep(self, article: Article, query: Query, lead: str) -> None:
        if lead == article.id:
            self._leading.add(lead, article.text, query)
        else:
            self._following.add(str(article.id), "", query)
            self._lead_of.append(lead)

    def _followed(self, name: str, text: str, edge: Edge) -> Placement:
        why = reason(Told(text), self._told(edge.number))
        relation = Relation.IDENTICAL if why.same else Relation.NEAR_COPY
        containment = Containment(round(edge.of_query, _DIGITS), round(edge.of_match, _DIGITS))
        lead = self._leading.id_of(edge.number)
        return Placement(name, lead, relation, round(edge.shared, _DIGITS), containment, why.spans)


def _problem(article: Article, shingles: NDArray[np.uint32]) -> InputError | None:
    """What keeps an article out."""
    if not article.id:
        return InvalidArticle("an article needs an id to be grouped")
    if len(article.text) > MAX_CHARACTERS:
        return TextTooLong(f"the text has {len(article.text):,} characters; at most {MAX_CHARACTERS:,} are read")
    if not len(shingles):
        return EmptyText("the text has no words to compare; send at least one sentence")
    return None

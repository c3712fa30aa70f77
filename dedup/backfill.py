"""Backfill: an archive is stored first, in batches, and judged afterwards, in the order in which it was stored."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.errors import InputError
from dedup.ports.records import NewArticle
from dedup.preparation import Prepared, as_stored, item_keys
from dedup.storing import Ingested, content_hash, placed, same_as, unchanged
from dedup.text.passages import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dedup.article import Article
    from dedup.ports.arrays import Vectors
    from dedup.ports.indexes import LexicalIndex
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore
    from dedup.upkeep import Upkeep

_JUDGED = 100
"""Articles that are read for judging at once."""


class Backfill:
    """Stores articles without a verdict, and knows which have none.

    Args:
        store: The truth.
        lexical: Its buckets live in the store.
        upkeep: Holds changes apart, and keeps the semantic index in step.
    """

    def __init__(self, store: ArticleStore, lexical: LexicalIndex, upkeep: Upkeep) -> None:
        self._store = store
        self._lexical = lexical
        self._upkeep = upkeep

    def known(self, article: Article) -> Ingested | None:
        """What is known of an article that is stored as it is, so that it need not be read again."""
        versions = self._store.versions(article.id) if article.id is not None else []
        same = same_as(article, content_hash(article), versions) if versions else None
        return None if same is None else unchanged(same)

    def store(
        self, batch: Sequence[Prepared | Ingested | InputError], story: Callable[[Article], str | None]
    ) -> list[Ingested | InputError]:
        """Store a batch in one transaction.

        Args:
            batch: Articles that were prepared, and what is known already of others.
            story: Id of the first article of the chain that an article belongs to.

        Returns:
            Of each what became of it, with ``null`` for a verdict, or its error.
        """
        outcomes: list[Ingested | InputError] = []
        added: list[tuple[int, Vectors]] = []
        with self._upkeep.changes:
            with self._store.transaction():
                for _, same in itertools.groupby(_apart(batch), key=lambda numbered: numbered[0]):
                    outcomes += self._store_distinct([one for _, one in same], story, added)
            self._upkeep.take_in(added)
        return outcomes

    def _store_distinct(
        self,
        batch: Sequence[Prepared | Ingested | InputError],
        story: Callable[[Article], str | None],
        added: list[tuple[int, Vectors]],
    ) -> list[Ingested | InputError]:
        """Store articles of distinct ids."""
        outcomes = [self._told(one) if isinstance(one, Prepared) else one for one in batch]
        fresh = [one for one in outcomes if isinstance(one, Prepared)]
        try:
            added += self._add(fresh, story)
        except InputError:  # one of them; nothing was written, so each is tried by itself
            for index, one in enumerate(outcomes):
                if isinstance(one, Prepared):
                    try:
                        added += self._add([one], story)
                    except InputError as error:
                        outcomes[index] = error
        return [_created(one) if isinstance(one, Prepared) else one for one in outcomes]

    def _told(self, prepared: Prepared) -> Prepared | Ingested | InputError:
        """An article with its version, or what is known of it already."""
        try:
            found = placed(prepared.article, self._store.versions(str(prepared.article.id)))
        except InputError as error:
            return error
        if found.known is not None:
            return unchanged(found.known)
        return replace(prepared, article=found.article)

    def _add(self, batch: Sequence[Prepared], story: Callable[[Article], str | None]) -> list[tuple[int, Vectors]]:
        if not batch:
            return []
        keys = self._store.add_all([_new(one, story) for one in batch])
        items = [item for key, one in zip(keys, batch, strict=True) for item in item_keys(key, len(one.passages))]
        self._lexical.add(items, np.concatenate([one.signatures for one in batch]))
        sides = [as_stored(one.side) for one in batch]
        return [(key, passage_vectors(one.document, one.vectors)) for key, one in zip(keys, sides, strict=True)]

    def waiting(self) -> Iterator[StoredArticle]:
        """Articles that have no verdict, in the order in which they were stored."""
        after = 0
        while keys := self._store.unjudged(after, _JUDGED):
            yield from (stored for _, stored in sorted(self._store.load(keys).items()))
            after = keys[-1]


def _apart(
    batch: Sequence[Prepared | Ingested | InputError],
) -> Iterator[tuple[int, Prepared | Ingested | InputError]]:
    """A batch with numbers that rise wherever an id comes again: versions of one story follow each other."""
    part, seen = 0, set[str]()
    for one in batch:
        name = str(one.article.id) if isinstance(one, Prepared) else None
        if name is not None:
            if name in seen:
                part, seen = part + 1, set()
            seen.add(name)
        yield part, one


def _new(prepared: Prepared, story: Callable[[Article], str | None]) -> NewArticle:
    article, side = prepared.article, prepared.side
    profile = side.profiled().kept()
    told = story(article) or str(article.id)
    return NewArticle(article, told, content_hash(article), side.layout(), side.vectors, profile)


def _created(prepared: Prepared) -> Ingested:
    return Ingested(str(prepared.article.id), str(prepared.article.version), "created", b"null")

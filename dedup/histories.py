"""What the stories of a query and of its candidates had published: other versions, removed ones, and their houses'."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.precedence import Publication, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.detection.kinship import Houses
    from dedup.detection.matching import Candidate
    from dedup.detection.side import Side
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore

Past = tuple[Publication, ...]


class Histories:
    """Reads histories; most stories have one version, and cost one look-up together.

    Args:
        store: What is stored, and what is remembered of what was removed.
        houses: Which sources are of one house.
        side: The text of a stored article.
    """

    def __init__(self, store: ArticleStore, houses: Houses, side: Callable[[StoredArticle], Side]) -> None:
        self._store = store
        self._houses = houses
        self._side = side

    def over(self, store: ArticleStore) -> Histories:
        """The same over what another store tells."""
        return Histories(store, self._houses, self._side)

    def of(
        self, article: Article, side: Side, story: str | None, candidates: Sequence[Candidate]
    ) -> tuple[Past, list[Candidate]]:
        """The history of a query, and its candidates with theirs.

        Args:
            article: The query.
            side: Its text.
            story: Id of the first article of its chain.
            candidates: What it is compared with.
        """
        stories = {one.story for one in candidates} | {story}
        by_story: defaultdict[str | None, list[tuple[str | None, Publication]]] = defaultdict(list)
        for one in candidates:
            by_story[one.story].append((one.article.source, Publication(one.article.published_at, one.side)))
        for stored in self._store.load(self._store.siblings(filter(None, stories))).values():
            told = Publication(stored.article.published_at, self._side(stored))
            by_story[stored.story].append((stored.article.source, told))
        sources = {article.source, *(one.article.source for one in candidates)}
        labels = {label for source in sources for label in self._houses.labels(source)}
        remembered = self._store.past_versions(filter(None, stories), labels)
        words = _fingerprints([side, *(one.side for one in candidates)] if remembered else [])
        for past in remembered:
            # A source that clears its archive leaves many; hardly any has a word to say here.
            if not np.isin(past.shingles, words, assume_unique=True).any():
                continue
            by_story[past.story].append((past.source, Publication(past.published_at, past.shingles)))

        def past_of(source: str | None, own: str | None) -> Past:
            return tuple(
                told
                for name, published in by_story.items()
                for label, told in published
                if (name == own and own is not None) or self._houses.same(source, label)
            )

        with_past = [replace(one, past=past_of(one.article.source, one.story)) for one in candidates]
        return past_of(article.source, story), with_past


def _fingerprints(sides: Sequence[Side]) -> NDArray[np.uint32]:
    return np.unique(np.concatenate([np.empty(0, dtype=np.uint32), *(fingerprint(one.hashes) for one in sides)]))

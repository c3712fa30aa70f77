"""More like this: stored articles of like meaning, whatever their words. Proposes to people; decides nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.errors import IndexUnavailable
from dedup.nearest import nearest_seen
from dedup.ports.indexes import Bounds
from dedup.preparation import restored

if TYPE_CHECKING:
    from datetime import datetime

    from dedup.article import Article, Span
    from dedup.ports.indexes import SemanticIndex
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore
    from dedup.preparation import Prepared, Preparer
    from dedup.upkeep import Upkeep

NEIGHBOURS = 100
"""Passages the semantic index is asked for, for each passage of the text."""

PASSAGES = 12
"""Passages of a text that are looked up, the first ones: a story says there what it is about."""

RANKED = 4
"""Articles that are ranked by all their sentences, for each that is wanted."""

FLOOR = 0.35
"""Closeness below which an article is not like a text: unrelated news lies at 0.0 to 0.3."""


@dataclass(frozen=True, slots=True)
class Within:
    """Where articles of like meaning, or with some words, are looked for.

    Attributes:
        source: Only from there.
        since: Only what was published then or later.
        until: Only what was published until then.
        limit: Most articles.
    """

    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 20


ANYWHERE = Within()


@dataclass(frozen=True, slots=True)
class Alike:
    """A stored article of like meaning.

    Attributes:
        stored: The article.
        closeness: Mean over the text's sentences of the cosine to the closest one of the article, by their length.
        closest: Where the sentence of the article stands that is closest to one of the text.
    """

    stored: StoredArticle
    closeness: float
    closest: Span


class Likeness:
    """Finds articles of like meaning.

    Args:
        store: Has the articles.
        semantic: Proposes them.
        preparer: Encodes texts, and reads stored ones.
        upkeep: Brings the semantic index in step.
    """

    def __init__(self, store: ArticleStore, semantic: SemanticIndex, preparer: Preparer, upkeep: Upkeep) -> None:
        self._store = store
        self._semantic = semantic
        self._preparer = preparer
        self._upkeep = upkeep

    def over(self, store: ArticleStore) -> Likeness:
        """The same over what another store tells."""
        return Likeness(store, self._semantic, self._preparer, self._upkeep)

    def of(self, article: Article, within: Within, stored: StoredArticle | None = None) -> list[Alike]:
        """Articles of like meaning, the closest first; none in a language that the sentence model does not know.

        Args:
            article: A text, if only a sentence; if it has an id, versions of that are left out.
            within: Where to look.
            stored: The same text, where it is stored: it is then read as it was encoded, and is no answer itself.

        Raises:
            EmptyText: The text has no words.
            IndexUnavailable: The vector engine does not answer, or is behind.
        """
        if not self._upkeep.catch_up():
            message = "The semantic index does not answer, or is being brought in step. Search by words, or later."
            raise IndexUnavailable(message)
        prepared = self._preparer.prepare([article])[0] if stored is None else self._preparer.prepared(stored)
        if prepared.side.unknown_language:
            return []
        keys = self._proposed(prepared, within)
        if within.since is not None or within.until is not None or within.source is not None:
            sources = None if within.source is None else [within.source]
            admitted = self._store.admitted(keys, within.since, within.until, sources)
            keys = [key for key in keys if key in admitted]
        loaded = self._store.load(keys[: within.limit * RANKED])
        found = [
            self._alike(prepared, stored)
            for stored in loaded.values()
            if stored.article.id != prepared.article.id or prepared.article.id is None
        ]
        ranked = sorted(found, key=lambda one: (-one.closeness, one.stored.key))
        return [one for one in ranked if one.closeness >= FLOOR][: within.limit]

    def _proposed(self, prepared: Prepared, within: Within) -> list[int]:
        """Keys of articles by the sum of their closest passages', the best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        bounds = Bounds(within.since, within.until, None if within.source is None else (within.source,))
        for found in nearest_seen(
            self._semantic,
            self._store,
            prepared.passages[:PASSAGES],
            NEIGHBOURS,
            bounds,
            self._preparer.languages.scale,
        ):
            closest: dict[int, float] = {}
            for key, cosine in found:
                closest.setdefault(key, cosine)
            for key, cosine in closest.items():
                scores[key] += max(cosine, 0.0)
        return sorted(scores, key=lambda key: (-scores[key], key))

    def _alike(self, prepared: Prepared, stored: StoredArticle) -> Alike:
        cosines = prepared.side.scale.between(prepared.side.vectors, stored.sentence_vectors)
        closeness = float(prepared.side.weights @ cosines.max(axis=1))
        document = restored(stored, self._preparer.languages).document
        sentence = document.sentences[int(cosines.max(axis=0).argmax())]
        return Alike(stored, closeness, document.canonical.to_original(sentence.span))

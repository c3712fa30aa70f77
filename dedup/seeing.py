"""The service as somebody sees it who may not see every source."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import orjson

from dedup.access.desks import readers_of
from dedup.detection.encoding import verdict_json
from dedup.errors import NotPermitted, VersionConflict
from dedup.proposal import Search
from dedup.service import DedupService
from dedup.storing import versions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dedup.access.desks import Sight
    from dedup.article import Article
    from dedup.errors import InputError
    from dedup.ports.records import StoredArticle
    from dedup.storing import Ingested


class SeenService(DedupService):
    """Scores against what may be seen, and reads that alone. What it changes, the whole service changes.

    Args:
        whole: The service.
        sight: What may be seen.
    """

    def __init__(self, whole: DedupService, sight: Sight) -> None:
        vars(self).update(vars(whole.over(whole.store.seen_by(sight))))
        self._whole = whole
        self._sight = sight

    def ingest(self, article: Article, *, window_days: int | None = None) -> Ingested:
        """As :meth:`DedupService.ingest`.

        Raises:
            NotPermitted: Its source is private to other desks.
            VersionConflict: Its id is taken by what may not be seen; what is stored there is not compared.
        """
        refused = self._refused(article)
        if refused is not None:
            raise refused
        return self._whole.ingest(article, window_days=window_days)

    def ingest_many(
        self, articles: Iterable[Article], *, window_days: int | None = None
    ) -> Iterator[Ingested | InputError]:
        """As :meth:`DedupService.ingest_many`; what may not be stored gets its error in its place."""
        asked = ((self._refused(article), article) for article in articles)
        for stored, some in groupby(asked, key=lambda one: one[0] is None):
            if stored:
                yield from self._whole.ingest_many([article for _, article in some], window_days=window_days)
            else:
                yield from (refused for refused, _ in some if refused is not None)

    def remove(
        self,
        article_id: str,
        within: Callable[[], None] | None = None,
        only: Callable[[StoredArticle], bool] = lambda _: True,
    ) -> int:
        """As :meth:`DedupService.remove`.

        Raises:
            ArticleNotFound: Nothing is stored under that id, or nothing that may be seen.
            VersionConflict: Some of it may not be seen.
        """
        seen = frozenset(one.key for one in versions_of(self._store, article_id))
        removed = self._whole.remove(article_id, within, lambda one: one.key in seen and only(one))
        if not removed:
            raise VersionConflict(_taken(article_id))
        return removed

    def verdict_of(self, stored: StoredArticle) -> bytes:
        """The verdict a stored version got when it came in, as JSON.

        That was made of what all its readers see. Who sees more of what was stored before it gets it made of that.
        """
        kept = self._whole.verdict_of(stored)
        if not self._sees_more_than_readers_of(stored.article.source):
            return kept
        prepared = self._preparer.prepared(stored)
        scored = self._score(prepared, Search(self._window_days, before=stored.key))
        told = {match["article"]["source"] for match in orjson.loads(kept)["matches"]}
        mine = {match.article.source for match in scored.matches}
        return verdict_json(scored) if self._whole.store.private().keys() & (mine - told) else kept

    def _sees_more_than_readers_of(self, source: str | None) -> bool:
        """Whether some source may be seen that not all see who may read another."""
        private = self._whole.store.private()
        theirs = readers_of(source, private)
        return any(self._sight.sees(readers) and not theirs.sees(readers) for readers in private.values())

    def _refused(self, article: Article) -> InputError | None:
        """Why an article may not be stored; None where it may."""
        readers = self._whole.store.private().get(article.source or "")
        if readers is not None and not self._sight.sees(readers):
            return NotPermitted(f"Articles of {article.source!r} are not stored for you: it is another desk's.")
        if article.id is not None:
            seen = len(self._store.versions(article.id))
            if seen != len(self._whole.store.versions(article.id)):
                return VersionConflict(_taken(article.id))
        return None


def _taken(article_id: str) -> str:
    return f"The id {article_id!r} can not be used: choose another."

"""The way in and out of the store: articles with a verdict, an archive before its verdicts, and what is removed.

Changes go one after the other. What an article is judged by, and what of that is owed again, is
:class:`dedup.judging.Judging`'s.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dedup.ahead import ahead, batched
from dedup.backfill import Backfill
from dedup.detection.precedence import fingerprint
from dedup.errors import InputError
from dedup.judging import SourcesChangedError
from dedup.ports.records import NewArticle, Owed
from dedup.preparation import Prepared, as_stored, item_keys, read, restored
from dedup.proposal import Search
from dedup.storing import Ingested, placed, unchanged, versions_of
from dedup.text.passages import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dedup.article import Article
    from dedup.detection.verdict import Verdict
    from dedup.judging import Judging
    from dedup.observing import Observed
    from dedup.ports.indexes import LexicalIndex
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore
    from dedup.preparation import Preparer
    from dedup.proposal import Proposer
    from dedup.upkeep import Upkeep

    Preparing = Callable[[Iterable[list[Article | Ingested]]], Iterator[list[Prepared | Ingested | InputError]]]

_BATCH = 32
"""Articles that are encoded together when many come in: enough to fill the encoder's batches of sentences."""


class Intake:
    """Stores articles and takes them out again.

    Args:
        store: The truth, all of it.
        lexical: Its buckets live in the store.
        preparer: Cuts, encodes and signs.
        proposer: Is told what was stored, since that is asked for next.
        judging: Makes the verdicts.
        upkeep: Holds changes apart, and keeps the semantic index in step.
        observed: Passes on how long it took.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a stored article goes through
        self,
        store: ArticleStore,
        lexical: LexicalIndex,
        preparer: Preparer,
        proposer: Proposer,
        judging: Judging,
        upkeep: Upkeep,
        observed: Observed,
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._preparer = preparer
        self._proposer = proposer
        self._judging = judging
        self._upkeep = upkeep
        self._observed = observed
        self._backfill = Backfill(store, lexical, upkeep)

    def ingest(self, article: Article, window_days: int | None) -> Ingested:
        """Score an article and store it, in one transaction.

        Repeating it with the same id, version and content changes nothing. Without a version, changed content under a
        known id becomes the next version.

        Args:
            article: Must have an id.
            window_days: Only match articles published at most so many days before or after it.

        Returns:
            What became of it, with the verdict it got when it first came in.

        Raises:
            InvalidArticle: It has no id.
            EmptyText: The text has no words.
            TextTooLong: It is longer than an article may be.
            VersionConflict: That id and version are stored with another content.
        """
        side = read(article, needs_id=True)
        if isinstance(side, InputError):
            raise side
        return self.store(self._preparer.encode([(article, side)])[0], window_days)

    def ingest_many(self, articles: Iterable[Article], window_days: int | None) -> Iterator[Ingested | InputError]:
        """Score and store articles as they come, each in a transaction of its own.

        Args:
            articles: Any number; read in batches, so memory stays bounded.
            window_days: Only match articles published at most so many days before or after each.

        Yields:
            For each article, in order, what became of it, or the error that kept it out.
        """
        for batch in ahead(self._preparer.in_batches(batched(articles, _BATCH))):
            for prepared in batch:
                if not isinstance(prepared, Prepared):
                    yield prepared
                    continue
                try:
                    yield self.store(prepared, window_days)
                except InputError as error:
                    yield error

    def store(self, prepared: Prepared, window_days: int | None) -> Ingested:
        """Score and store what was prepared, as :meth:`ingest` does.

        Raises:
            VersionConflict: Its id and version are stored with another content.
        """
        with self._upkeep.changes:
            found = placed(prepared.article, self._store.versions(str(prepared.article.id)))
            article = found.article
            if found.known is not None:
                return unchanged(found.known, self._judging.verdict_of(found.known))
            prepared = replace(prepared, article=article)
            key, scored, body, due = self._stored(prepared, found.digest, window_days)
            with self._observed.stage("store"):
                side = as_stored(prepared.side)
                self._upkeep.take_in([(key, passage_vectors(side.document, side.vectors))])
            self._proposer.know(key, side)
            for owed in due:
                again = self._judging.again(owed)
                if again is not None and owed.key == key:
                    body, scored = again
        return Ingested(str(article.id), str(article.version), "created", body, scored)

    def _stored(
        self, prepared: Prepared, digest: str, window_days: int | None
    ) -> tuple[int, Verdict, bytes, list[Owed]]:
        """Judge an article and store it with its verdict, in one transaction; anew where sources changed hands.

        Returns:
            Its key, its verdict, the same as JSON, and which verdicts are owed now.
        """
        article = prepared.article
        while True:
            private, known = self._store.private(), self._store.last_sequence()
            told = self._judging.told_to(article.source, private)
            search = Search(window_days)
            scored = self._judging.score(told, prepared, search)
            story = scored.story or str(article.id)
            sighted = told.sighted(article, prepared.side, story)
            takers = self._judging.takers(scored, window_days) + self._judging.unseen_takers(prepared, search, private)
            with suppress(SourcesChangedError), self._observed.stage("store"), self._judging.unchanged(private):
                side = prepared.side
                new = NewArticle(article, story, digest, side.layout(), side.vectors, side.profiled().kept())
                key = self._store.add(new)
                self._lexical.add(item_keys(key, len(prepared.passages)), prepared.signatures)
                # Writers queue: of two copies at one moment the one stored second can tell, and had not seen it.
                overtaken = self._store.last_sequence() != known + 1
                due = [Owed(key, window_days=window_days)] if overtaken else takers
                self._store.note(key, sighted)
                body = self._judging.keep(key, scored, due)
                self._judging.relink(str(article.id), scored.story, article.source)
                return key, scored, body, due

    def store_many(self, articles: Iterable[Article], preparing: Preparing | None) -> Iterator[Ingested | InputError]:
        """Store articles in batches without a verdict: an archive's backfill.

        Repeating it is harmless, and quick: what is stored is not read again. They are found by whoever scores from
        then on; :meth:`judge_waiting` gives them verdicts.

        Args:
            articles: Any number; read in batches, so memory stays bounded.
            preparing: Prepares batches in order, elsewhere than here, as
                :meth:`dedup.preparation.Preparer.in_batches` does.

        Yields:
            For each article, in order, what became of it, with ``null`` for a verdict, or the error that kept it out.
        """
        known = self._backfill.known
        batches = ([known(one) or one for one in batch] for batch in batched(articles, _BATCH))
        for batch in ahead((preparing or self._preparer.in_batches)(batches)):
            yield from self._backfill.store(batch, self._judging.story)

    def judge_waiting(self, window_days: int | None) -> Iterator[bytes]:
        """Give verdicts to articles that :meth:`store_many` stored, then those that somebody who died still owed."""
        for stored in self._backfill.waiting():
            yield self._judging.first(stored, window_days)
        while owed := self._store.owed(datetime.now(UTC), _BATCH):
            yield from filter(None, map(self._judging.settle, owed))

    def remove(
        self,
        article_id: str,
        within: Callable[[], None] | None,
        only: Callable[[StoredArticle], bool],
    ) -> int:
        """Remove every version of an article from the store and the indexes, at once.

        What is remembered is whose words they were and since when, so that nobody's copy passes for their source.

        Args:
            article_id: The id it was stored under.
            within: Called inside the transaction, for what must happen with the removal or not at all.
            only: Remove it if this holds for every version of it that is stored by now, else nothing.

        Returns:
            How many versions went.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        with self._upkeep.changes:
            versions = versions_of(self._store, article_id)
            if not all(map(only, versions)):
                return 0
            with self._store.transaction():
                for stored in versions:
                    self._lexical.remove(item_keys(stored.key, len(stored.layout["passages"])))
                    self._store.remember(stored, fingerprint(restored(stored, self._preparer.languages).hashes))
                    self._store.remove(stored.key)
                if within is not None:
                    within()
            self._upkeep.catch_up()
        return len(versions)

"""Articles, the operations log and verdicts in a SQL database: :class:`dedup.ports.store.ArticleStore`."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dedup.storage import articles, fulltext, operations, owed, pastversions, sightings, verdicts
from dedup.storage.properties import SqlProperties
from dedup.storage.schema import require_current
from dedup.storage.sight import SeenDatabase
from dedup.storage.sources import private_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from dedup.access.desks import Sight
    from dedup.ports.arrays import Vectors
    from dedup.ports.records import Counts, Layout, NewArticle, Operation, Owed, PastVersion, StoredArticle
    from dedup.storage.database import Database
    from dedup.text.searching import Phrase


class SqlArticleStore:
    """The article store in SQLite or PostgreSQL. Safe to share between threads.

    Args:
        database: Where it is; the buckets of the lexical index share it, and with it a transaction.

    Raises:
        SchemaOutdated: The database is not at the schema of this release.
        StoreUnavailable: The database does not answer; so from every method.
    """

    def __init__(self, database: Database) -> None:
        require_current(database)
        self._database = database
        self._seen: dict[Sight, SqlArticleStore] = {}
        self._opening = threading.Lock()

    @property
    def database(self) -> Database:
        """Where it is, for tables beside it that share its transactions."""
        return self._database

    @property
    def properties(self) -> SqlProperties:
        """What it was made with and what was learned of it."""
        return SqlProperties(self._database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open a transaction for this thread: commits at the end, rolls back on an error; not nested.

        Raises:
            RuntimeError: The thread is in one already.
        """
        with self._database.transaction():
            yield

    def together(self) -> AbstractContextManager[None]:
        """Have this thread's reads share a connection; see :meth:`dedup.storage.database.Database.together`."""
        return self._database.together()

    def add(self, new: NewArticle) -> int:
        """Store an article version with its operation row and give its key.

        Raises:
            VersionConflict: That id and version are stored already.
            InvalidArticle: A field can not be stored; the message names it.
        """
        return self.add_all([new])[0]

    def add_all(self, batch: Sequence[NewArticle]) -> list[int]:
        """Store article versions together, each with its operation row, and give their keys in order.

        Raises:
            VersionConflict: One of them is stored already, or comes twice.
            InvalidArticle: A field can not be stored; the message names it. Nothing was written then.
        """
        if not batch:
            return []
        with self._database.writing() as connection:
            added = articles.write(connection, batch)
            operations.log(connection, "add", added)
        return [key for key, _ in added]

    def remove(self, key: int) -> None:
        """Remove one article version with its verdict, writing its operation row.

        Raises:
            ArticleNotFound: No article has that key.
        """
        with self._database.writing() as connection:
            passages = articles.passages_of(connection, key)
            articles.erase(connection, key)
            operations.log(connection, "remove", [(key, passages)])

    def remember(self, stored: StoredArticle, shingles: NDArray[np.uint32]) -> None:
        """Keep what may be known of a version that is about to be removed: whose words they were, and since when."""
        with self._database.writing() as connection:
            pastversions.remember(connection, stored, shingles)

    def past_versions(self, stories: Iterable[str], sources: Iterable[str]) -> list[PastVersion]:
        """What is remembered of removed versions: all of some stories, and the latest published of some sources."""
        with self._database.reading() as connection:
            return pastversions.past_versions(connection, stories, sources)

    def story_of(self, article_id: str) -> str | None:
        """The story that versions of an id belong to, or belonged to before they were removed."""
        with self._database.reading() as connection:
            return pastversions.story_of(connection, article_id)

    def siblings(self, stories: Iterable[str]) -> list[int]:
        """Keys of the earliest published versions of those of some stories that have several."""
        with self._database.reading() as connection:
            return pastversions.siblings(connection, stories)

    def versions(self, article_id: str) -> list[StoredArticle]:
        """All stored versions of an id, oldest first; empty if there is none.

        Where each has a time of publication, that is their order, so that one that came late is no newest.
        """
        with self._database.reading() as connection:
            return articles.versions(connection, article_id)

    def relink(self, story: str, to: str, of: Collection[str] | None = None) -> None:
        """Make articles of one story part of another: all, or those of some sources; its first one was no first."""
        with self._database.writing() as connection:
            articles.relink(connection, story, to, of)
            pastversions.relink(connection, story, to, of)

    def seen_by(self, sight: Sight) -> SqlArticleStore:
        """What of it may be seen; kept, since its connections are."""
        with self._opening:
            if sight not in self._seen:
                self._seen[sight] = SqlArticleStore(SeenDatabase(self._database, sight))
            return self._seen[sight]

    def visible(self, keys: Collection[int]) -> Collection[int]:
        """Those keys whose articles may be seen."""
        return self.admitted(keys, None, None, None) if self._database.is_narrowed else keys

    def private(self) -> dict[str, frozenset[str]]:
        """Private sources by their labels, each with the desks that may read it."""
        with self._database.reading() as connection:
            return private_sources(connection)

    def load(self, keys: Iterable[int]) -> dict[int, StoredArticle]:
        """Stored articles by key; keys that are gone are left out."""
        with self._database.reading() as connection:
            return articles.with_keys(connection, keys)

    def keys_with(self, phrases: Sequence[Phrase], most: int, before: int | None = None) -> list[list[int]]:
        """For each phrase the keys, below one, of the articles that have it; none where they are more than so many."""
        with self._database.reading() as connection:
            return fulltext.keys_with(connection, phrases, most, before, narrowed=self._database.is_narrowed)

    def admitted(
        self, keys: Iterable[int], since: datetime | None, until: datetime | None, sources: Sequence[str] | None
    ) -> set[int]:
        """Those keys whose articles lie in the time window, both ends included, and come from one of the sources.

        An article without a time of publication is placed by the time it was stored.
        """
        with self._database.reading() as connection:
            return articles.admitted(connection, keys, since, until, sources)

    def scan(self, batch: int = 500) -> Iterator[StoredArticle]:
        """Every stored article, in key order, read in batches so that memory stays bounded."""
        return articles.scan(self._database, batch)

    def spread(self, count: int) -> list[int]:
        """Keys of so many articles, ascending: the first, the last, and others between at like distances of keys."""
        with self._database.reading() as connection:
            return articles.spread(connection, count)

    def operations(self, after: int) -> Iterator[Operation]:
        """Operations later than a sequence number, in order."""
        return operations.after(self._database, after)

    def last_sequence(self) -> int:
        """The newest operation's sequence number; 0 before the first."""
        return self.counts().sequence

    def reaches(self, sequence: int) -> bool:
        """Whether the log still tells all that happened after an operation; 0 is before anything was stored."""
        with self._database.reading() as connection:
            return operations.reaches(connection, sequence)

    def waiting_since(self, after: int) -> datetime | None:
        """When the first operation later than a sequence number was written; None if there is none."""
        with self._database.reading() as connection:
            return operations.waiting_since(connection, after)

    def trim(self, before: datetime) -> int:
        """Forget operations that were written before a moment, never the newest one; how many went."""
        return operations.trim(self._database, before)

    def turn(self) -> AbstractContextManager[Callable[[], None] | None]:
        """Be the one process that brings a shared index in step; see :func:`dedup.storage.operations.turn`."""
        return operations.turn(self._database)

    def require_current(self) -> None:
        """Make sure that the store still has the schema of this release.

        Raises:
            SchemaOutdated: Another release has migrated it.
        """
        require_current(self._database)

    def counts(self) -> Counts:
        """How much is stored; one look-up in the operations log, which keeps the totals."""
        with self._database.reading() as connection:
            return operations.counts(connection)

    def note(self, key: int, paragraphs: Iterable[int]) -> None:
        """Keep that an article has some paragraphs of its source, by their fingerprints."""
        with self._database.writing() as connection:
            sightings.note(connection, key, paragraphs)

    def sightings(self, paragraphs: Iterable[int]) -> dict[int, list[int]]:
        """Keys of the articles that were noted for each paragraph, ascending; none for one that was never seen."""
        with self._database.reading() as connection:
            return sightings.of(connection, paragraphs)

    def save_verdict(self, key: int, verdict: bytes) -> None:
        """Keep the verdict an article got when it came in, as JSON; an older one is replaced, and none is owed then.

        Raises:
            ArticleNotFound: No article has that key.
        """
        with self._database.writing() as connection:
            articles.passages_of(connection, key)
            verdicts.keep(connection, key, verdict)

    def owe(self, one: Owed) -> None:
        """Note that a verdict is to be made anew; of two for one article the wider one stays."""
        with self._database.writing() as connection:
            owed.owe(connection, one)

    def owed_to(self, key: int) -> Owed | None:
        """What is owed to an article; None where its verdict stands."""
        with self._database.reading() as connection:
            return owed.read(connection, key)

    def owed(self, before: datetime, limit: int) -> list[Owed]:
        """Verdicts that have been owed since before a time, by article key, so many at most."""
        with self._database.reading() as connection:
            return owed.listing(connection, before, limit)

    def verdict(self, key: int) -> bytes | None:
        """The verdict an article got when it came in."""
        with self._database.reading() as connection:
            return verdicts.read(connection, key)

    def unjudged(self, after: int, limit: int) -> list[int]:
        """Keys of articles without a verdict, higher than one, ascending, so many at most."""
        with self._database.reading() as connection:
            return verdicts.missing(connection, after, limit)

    def unjudged_count(self) -> int:
        """How many articles have no verdict."""
        with self._database.reading() as connection:
            return verdicts.missing_count(connection)

    def replace_vectors(self, key: int, layout: Layout, sentence_vectors: Vectors, profile: bytes | None) -> None:
        """Overwrite how an article is cut, encoded and read, during a rebuild with another model.

        Raises:
            ArticleNotFound: No article has that key.
        """
        with self._database.writing() as connection:
            before = articles.passages_of(connection, key)
            articles.recut(connection, key, layout, sentence_vectors, profile)
            operations.recount(connection, len(layout["passages"]) - before)

    def keep_profiles(self, made: Mapping[int, Callable[[], bytes]]) -> None:
        """Keep profiles of stored articles, by key, if nobody else is writing: they can be made again at any time.

        Args:
            made: What makes each; called if it is kept.
        """
        if made:
            self._database.write_if_idle(lambda connection: articles.write_profiles(connection, made))

    def close(self) -> None:
        """Let go of the database."""
        for seen in self._seen.values():
            seen.close()
        self._database.dispose()

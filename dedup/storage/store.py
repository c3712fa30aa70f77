"""Articles, the operations log and verdicts in a SQL database: :class:`dedup.ports.ArticleStore`."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Exists, Select, Text, bindparam, delete, exists, func, insert, select, type_coerce, update

from dedup.errors import ArticleNotFound, ModelMismatch, VersionConflict
from dedup.ports import Counts, Operation
from dedup.storage import fulltext, listed, owed, pastversions
from dedup.storage.announcing import announce
from dedup.storage.database import PARAMETERS
from dedup.storage.properties import (
    describe_mismatch,
    read_identity,
    read_learned,
    read_properties,
    rewrite_properties,
    write_learned,
)
from dedup.storage.rows import (
    article_values,
    content_values,
    cut_values,
    is_storable,
    stored_article,
)
from dedup.storage.schema import require_current
from dedup.storage.sight import SeenDatabase
from dedup.storage.sources import private_sources
from dedup.storage.tables import ArticleRow, ContentRow, OperationRow, SightingRow, VerdictRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from dedup.access.desks import Sight
    from dedup.ports import Layout, NewArticle, Owed, PastVersion, StoredArticle, Vectors
    from dedup.storage.database import Database

_OPERATIONS_READ = 5000
"""Operations fetched, or forgotten, at once: some 0.5 MB."""


_NEWEST = (
    select(OperationRow.total_articles, OperationRow.total_passages, OperationRow.sequence)
    .order_by(OperationRow.sequence.desc())
    .limit(1)
)
"""Asked several times a lookup: to put the question together takes as long as the answer."""

_FOLLOWING = 0x6465647570666F6C
"""Key of the PostgreSQL advisory lock of who brings a shared index in step: "dedupfol"."""

_FROZEN_SECONDS = 30
"""After which who holds it and says nothing is taken for frozen."""


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

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open a transaction for this thread: commits at the end, rolls back on an error; not nested.

        Raises:
            RuntimeError: The thread is in one already.
        """
        with self._database.transaction():
            yield

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
        now = datetime.now(UTC)
        values = [article_values(new, now) for new in batch]
        with self._database.writing() as connection:
            # Asked first, since on PostgreSQL a failed insert spoils the caller's whole transaction. Writers queue,
            # so nobody comes in between.
            _refuse_known(connection, [(row["id"], row["version"]) for row in values])
            # One after the other, so that keys rise in the order of the batch.
            query = insert(ArticleRow).returning(ArticleRow.key)
            keys: list[int] = [connection.execute(query, row).scalar_one() for row in values]
            connection.execute(
                insert(ContentRow), [content_values(new, key) for new, key in zip(batch, keys, strict=True)]
            )
            for key, new in zip(keys, batch, strict=True):
                fulltext.write(connection, key, new.article.title, new.article.text)
            _log(connection, "add", [(key, row["passages"]) for key, row in zip(keys, values, strict=True)])
        return keys

    def remove(self, key: int) -> None:
        """Remove one article version with its verdict, writing its operation row.

        Raises:
            ArticleNotFound: No article has that key.
        """
        with self._database.writing() as connection:
            passages = _require(connection, key)
            fulltext.erase(connection, key)
            connection.execute(delete(ArticleRow).where(ArticleRow.key == key))  # contents and verdict go with it
            _log(connection, "remove", [(key, passages)])

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
        if not is_storable(article_id):
            return []
        with self._database.reading() as connection:
            rows = connection.execute(_OF_ID, {"id": article_id})
            found = [stored_article(row) for row in rows]
        times = {one.key: one.article.published_at for one in found if one.article.published_at is not None}
        return sorted(found, key=lambda one: times[one.key]) if len(times) == len(found) else found

    def relink(self, story: str, to: str, of: Collection[str] | None = None) -> None:
        """Make articles of one story part of another: all, or those of some sources; its first one was no first."""
        where = [ArticleRow.story == story]
        if of is not None:
            where.append(ArticleRow.source.in_(of))
        with self._database.writing() as connection:
            connection.execute(update(ArticleRow).where(*where).values(story=to))
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
            return {
                row.key: stored_article(row)
                for chunk in _chunks(keys)
                for row in connection.execute(_OF_KEYS, {"keys": chunk})
            }

    def admitted(
        self, keys: Iterable[int], since: datetime | None, until: datetime | None, sources: Sequence[str] | None
    ) -> set[int]:
        """Those keys whose articles lie in the time window, both ends included, and come from one of the sources.

        An article without a time of publication is placed by the time it was stored.
        """
        query = select(ArticleRow.key)
        placed = func.coalesce(ArticleRow.published_at, ArticleRow.stored_at)
        if since is not None:
            query = query.where(placed >= since)
        if until is not None:
            query = query.where(placed <= until)
        if sources is not None:
            query = query.where(ArticleRow.source.in_([source for source in sources if is_storable(source)]))
        with self._database.reading() as connection:
            return {
                key
                for chunk in _chunks(keys)
                for key in connection.execute(query.where(ArticleRow.key.in_(chunk))).scalars()
            }

    def scan(self, batch: int = 500) -> Iterator[StoredArticle]:
        """Every stored article, in key order, read in batches so that memory stays bounded."""
        last = 0
        while True:
            with self._database.reading() as connection:
                query = _whole().where(ArticleRow.key > last).order_by(ArticleRow.key).limit(batch)
                articles = [stored_article(row) for row in connection.execute(query)]
            if not articles:
                return
            yield from articles
            last = articles[-1].key

    def spread(self, count: int) -> list[int]:
        """Keys of so many articles, ascending: the first, the last, and others between at like distances of keys."""
        with self._database.reading() as connection:
            first, last = connection.execute(select(func.min(ArticleRow.key), func.max(ArticleRow.key))).one()
            if first is None:
                return []
            wanted = [first + (last - first) * step // max(count - 1, 1) for step in range(count)]
            found = {
                connection.execute(select(func.min(ArticleRow.key)).where(ArticleRow.key >= key)).scalar_one()
                for key in wanted
            }
        return sorted(found)

    def operations(self, after: int) -> Iterator[Operation]:
        """Operations later than a sequence number, in order."""
        columns = (OperationRow.sequence, OperationRow.kind, OperationRow.article_key, OperationRow.passages)
        while True:
            with self._database.reading() as connection:
                query = select(*columns).where(OperationRow.sequence > after).order_by(OperationRow.sequence)
                rows = connection.execute(query.limit(_OPERATIONS_READ)).all()
            if not rows:
                return
            for sequence, kind, key, passages in rows:
                yield Operation(sequence, "add" if kind == "add" else "remove", key, passages)
            after = rows[-1].sequence

    def last_sequence(self) -> int:
        """The newest operation's sequence number; 0 before the first."""
        return self.counts().sequence

    def reaches(self, sequence: int) -> bool:
        """Whether the log still tells all that happened after an operation; 0 is before anything was stored.

        Before an operation that leaves what it added and nothing else, the store was empty, as who is at 0 is.
        """
        with self._database.reading() as connection:
            oldest = connection.execute(select(OperationRow.__table__).order_by(OperationRow.sequence).limit(1)).first()
        if oldest is None or sequence >= oldest.sequence:
            return True
        alone = oldest.kind == "add" and oldest.total_articles == 1 and oldest.total_passages == oldest.passages
        return sequence == 0 and alone

    def waiting_since(self, after: int) -> datetime | None:
        """When the first operation later than a sequence number was written; None if there is none."""
        query = select(OperationRow.written_at).where(OperationRow.sequence > after).order_by(OperationRow.sequence)
        with self._database.reading() as connection:
            return connection.execute(query.limit(1)).scalar_one_or_none()

    def trim(self, before: datetime) -> int:
        """Forget operations that were written before a moment, never the newest one; how many went.

        They go from the oldest on, in transactions of some thousand, so that no writer waits for long.
        """
        oldest = select(OperationRow.sequence, OperationRow.written_at).order_by(OperationRow.sequence)
        total = 0
        while True:
            with self._database.writing() as connection:
                rows = connection.execute(oldest.limit(_OPERATIONS_READ + 1)).all()
                kept = next((at for at, row in enumerate(rows) if row.written_at >= before), len(rows) - 1)
                if kept <= 0:
                    return total
                connection.execute(delete(OperationRow).where(OperationRow.sequence < rows[kept].sequence))
            total += kept

    @contextmanager
    def turn(self) -> Iterator[Callable[[], None] | None]:
        """Be the one process that brings a shared index in step, if no other is; it does not wait.

        A file of SQLite is one machine's; what two processes do to an index from there is the same twice.

        Yields:
            To be called between steps of the work: a process that is frozen loses its turn after half a minute. None
            where it is another's turn.
        """
        if self._database.is_sqlite:
            yield lambda: None
            return
        with self._database.held(_FOLLOWING, _FROZEN_SECONDS) as go_on:
            yield go_on

    def require_current(self) -> None:
        """Make sure that the store still has the schema of this release.

        Raises:
            SchemaOutdated: Another release has migrated it.
        """
        require_current(self._database)

    def counts(self) -> Counts:
        """How much is stored; one look-up in the operations log, which keeps the totals."""
        with self._database.reading() as connection:
            return _counts(connection)

    def note(self, key: int, paragraphs: Iterable[int]) -> None:
        """Keep that an article has some paragraphs of its source, by their fingerprints."""
        rows = [{"paragraph": paragraph, "article_key": key} for paragraph in sorted(set(paragraphs))]
        if rows:
            with self._database.writing() as connection:
                connection.execute(insert(SightingRow), rows)

    def sightings(self, paragraphs: Iterable[int]) -> dict[int, list[int]]:
        """Keys of the articles that were noted for each paragraph, ascending; none for one that was never seen."""
        found: dict[int, list[int]] = {}
        with self._database.reading() as connection:
            for chunk in _chunks(paragraphs):
                query = select(SightingRow.paragraph, SightingRow.article_key).where(SightingRow.paragraph.in_(chunk))
                for paragraph, key in connection.execute(query.order_by(SightingRow.article_key)):
                    found.setdefault(paragraph, []).append(key)
        return found

    def save_verdict(self, key: int, verdict: bytes) -> None:
        """Keep the verdict an article got when it came in, as JSON; an older one is replaced, and none is owed then.

        Raises:
            ArticleNotFound: No article has that key.
        """
        with self._database.writing() as connection:
            _require(connection, key)
            connection.execute(_FORGET_VERDICT, {"of": key})
            connection.execute(insert(VerdictRow), {"article_key": key, "verdict": verdict})
            listed.write(connection, key, verdict)
            owed.settle(connection, key)

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
            return connection.execute(
                select(VerdictRow.verdict).where(VerdictRow.article_key == key)
            ).scalar_one_or_none()

    def unjudged(self, after: int, limit: int) -> list[int]:
        """Keys of articles without a verdict, ascending.

        Args:
            after: Only higher ones.
            limit: So many at most.
        """
        query = select(ArticleRow.key).where(ArticleRow.key > after, ~_judged()).order_by(ArticleRow.key).limit(limit)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def unjudged_count(self) -> int:
        """How many articles have no verdict."""
        query = select(func.count()).select_from(ArticleRow).where(~_judged())
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def bind(self, properties: dict[str, str]) -> None:
        """Fix what the stored data was made with: written into an empty store, compared with a filled one.

        Raises:
            ModelMismatch: The store was built with other values; names them and says what to do.
        """
        with self._database.reading() as connection:
            known = read_properties(connection)
        if known == properties:
            return
        with self._database.writing() as connection:
            known = read_properties(connection)
            if _counts(connection).articles == 0:
                rewrite_properties(connection, properties)
            elif known != properties:
                raise ModelMismatch(describe_mismatch(known, properties))

    def is_bound(self, properties: dict[str, str]) -> bool:
        """Whether the store was made with these values; others it has do not count."""
        with self._database.reading() as connection:
            return properties.items() <= read_properties(connection).items()

    def rebind(self, properties: dict[str, str]) -> None:
        """Overwrite what :meth:`bind` compares: at the beginning and the end of a rebuild."""
        with self._database.writing() as connection:
            rewrite_properties(connection, properties)

    def learned(self, name: str) -> str | None:
        """What was measured or learned under a name and is kept with the data; None where nothing was."""
        with self._database.reading() as connection:
            return read_learned(connection, name)

    def learn(self, name: str, value: str | None) -> None:
        """Keep what was measured or learned in place of what was before; None forgets it."""
        with self._database.writing() as connection:
            write_learned(connection, name, value)

    def replace_vectors(self, key: int, layout: Layout, sentence_vectors: Vectors, profile: bytes | None) -> None:
        """Overwrite how an article is cut, encoded and read, during a rebuild with another model.

        Raises:
            ArticleNotFound: No article has that key.
        """
        with self._database.writing() as connection:
            before = _require(connection, key)
            after = len(layout["passages"])
            cut = cut_values(layout, sentence_vectors, profile)
            connection.execute(update(ContentRow).where(ContentRow.article_key == key).values(cut))
            connection.execute(update(ArticleRow).where(ArticleRow.key == key).values(passages=after))
            total = OperationRow.total_passages + (after - before)
            newest = select(func.max(OperationRow.sequence)).scalar_subquery()
            connection.execute(update(OperationRow).where(OperationRow.sequence == newest).values(total_passages=total))

    def keep_profiles(self, made: Mapping[int, Callable[[], bytes]]) -> None:
        """Keep profiles of stored articles, by key, if nobody else is writing: they can be made again at any time.

        Args:
            made: What makes each; called if it is kept.
        """

        def write(connection: Connection) -> None:
            for key, profile in made.items():
                connection.execute(update(ContentRow).where(ContentRow.article_key == key).values(profile=profile()))

        if made:
            self._database.write_if_idle(write)

    def identity(self) -> str:
        """What tells this store from every other, so that no snapshot of another one is taken for its own."""
        with self._database.writing() as connection:
            return read_identity(connection)

    def close(self) -> None:
        """Let go of the database."""
        for seen in self._seen.values():
            seen.close()
        self._database.dispose()


def _whole() -> Select[tuple[object, ...]]:
    layout = type_coerce(ContentRow.layout, Text).label("layout")  # as it is: of most rows nobody reads it
    columns = (column for column in ContentRow.__table__.columns if column.name != "layout")
    query: Select[tuple[object, ...]] = select(ArticleRow.__table__, *columns, layout).join(
        ContentRow.__table__, ContentRow.article_key == ArticleRow.key
    )
    return query


# Asked with every lookup or ingest: to put such a question together takes as long as the answer.
_OF_KEYS = _whole().where(ArticleRow.key.in_(bindparam("keys", expanding=True)))
_OF_ID = _whole().where(ArticleRow.id == bindparam("id")).order_by(ArticleRow.key)
_PASSAGES = select(ArticleRow.passages).where(ArticleRow.key == bindparam("of"))
_FORGET_VERDICT = delete(VerdictRow).where(VerdictRow.article_key == bindparam("of"))


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    """Distinct keys in ascending order, few enough for one ``IN`` list each."""
    ordered = sorted({int(key) for key in keys})
    for start in range(0, len(ordered), PARAMETERS):
        yield ordered[start : start + PARAMETERS]


def _require(connection: Connection, key: int) -> int:
    """The number of passages of an article that must be there."""
    passages: int | None = connection.execute(_PASSAGES, {"of": key}).scalar_one_or_none()
    if passages is None:
        message = f"No article has the key {key}; another process may have removed it."
        raise ArticleNotFound(message)
    return passages


def _counts(connection: Connection) -> Counts:
    row = connection.execute(_NEWEST).first()
    return Counts(0, 0, 0) if row is None else Counts(*row)


def _judged() -> Exists:
    return exists().where(VerdictRow.article_key == ArticleRow.key)


def _refuse_known(connection: Connection, labels: Sequence[tuple[str, str]]) -> None:
    """Refuse ids with versions that are stored already, or come twice.

    Raises:
        VersionConflict: Names the first.
    """
    ids = list(dict.fromkeys(name for name, _ in labels))
    known: set[tuple[str, str]] = set()
    for start in range(0, len(ids), PARAMETERS):
        query = select(ArticleRow.id, ArticleRow.version).where(ArticleRow.id.in_(ids[start : start + PARAMETERS]))
        known |= {(name, version) for name, version in connection.execute(query)}
    for label in labels:
        if label in known:
            message = f"Article {label[0]!r} has a version {label[1]!r} already; send another label."
            raise VersionConflict(message)
        known.add(label)


def _log(connection: Connection, kind: Literal["add", "remove"], changed: Sequence[tuple[int, int]]) -> None:
    """Write the operation of each article, given by its key and how many passages it has, with the totals after it."""
    totals = _counts(connection)
    articles, passages, sign = totals.articles, totals.passages, 1 if kind == "add" else -1
    now = datetime.now(UTC)
    rows = []
    for key, count in changed:
        articles, passages = articles + sign, passages + sign * count
        totals_after = {"total_articles": articles, "total_passages": passages, "written_at": now}
        rows.append({"kind": kind, "article_key": key, "passages": count, **totals_after})
    connection.execute(insert(OperationRow), rows)
    announce(connection)

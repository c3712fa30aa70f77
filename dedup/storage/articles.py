"""Article versions with their contents: written, taken out, and found by key, by id and by when and whose they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, Text, bindparam, delete, func, insert, select, type_coerce, update

from dedup.errors import ArticleNotFound, VersionConflict
from dedup.storage import fulltext
from dedup.storage.database import PARAMETERS, in_lists
from dedup.storage.rows import article_values, content_values, cut_values, is_storable, stored_article
from dedup.storage.tables import ArticleRow, ContentRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from dedup.ports.arrays import Vectors
    from dedup.ports.records import Layout, NewArticle, StoredArticle
    from dedup.storage.database import Database


def write(connection: Connection, batch: Sequence[NewArticle]) -> list[tuple[int, int]]:
    """Store article versions with their contents and words; the key of each, and how many passages it has, in order.

    Raises:
        VersionConflict: One of them is stored already, or comes twice.
        InvalidArticle: A field can not be stored; the message names it. Nothing was written then.
    """
    now = datetime.now(UTC)
    values = [article_values(new, now) for new in batch]
    # Asked first, since on PostgreSQL a failed insert spoils the caller's whole transaction. Writers queue, so nobody
    # comes in between.
    _refuse_known(connection, [(row["id"], row["version"]) for row in values])
    # One after the other, so that keys rise in the order of the batch.
    query = insert(ArticleRow).returning(ArticleRow.key)
    keys: list[int] = [connection.execute(query, row).scalar_one() for row in values]
    connection.execute(insert(ContentRow), [content_values(new, key) for new, key in zip(batch, keys, strict=True)])
    for key, new in zip(keys, batch, strict=True):
        fulltext.write(connection, key, new.article.title, new.article.text)
    return [(key, row["passages"]) for key, row in zip(keys, values, strict=True)]


def erase(connection: Connection, key: int) -> None:
    """Remove an article version; contents and verdict go with it."""
    fulltext.erase(connection, key)
    connection.execute(delete(ArticleRow).where(ArticleRow.key == key))


def passages_of(connection: Connection, key: int) -> int:
    """How many passages an article has that must be there.

    Raises:
        ArticleNotFound: No article has that key.
    """
    passages: int | None = connection.execute(_PASSAGES, {"of": key}).scalar_one_or_none()
    if passages is None:
        message = f"No article has the key {key}; another process may have removed it."
        raise ArticleNotFound(message)
    return passages


def recut(connection: Connection, key: int, layout: Layout, sentence_vectors: Vectors, profile: bytes | None) -> None:
    """Overwrite how an article is cut, encoded and read."""
    cut = cut_values(layout, sentence_vectors, profile)
    connection.execute(update(ContentRow).where(ContentRow.article_key == key).values(cut))
    passages = len(layout["passages"])
    connection.execute(update(ArticleRow).where(ArticleRow.key == key).values(passages=passages))


def write_profiles(connection: Connection, made: Mapping[int, Callable[[], bytes]]) -> None:
    """Keep the profiles of articles, by key, each made now."""
    for key, profile in made.items():
        connection.execute(update(ContentRow).where(ContentRow.article_key == key).values(profile=profile()))


def relink(connection: Connection, story: str, to: str, of: Collection[str] | None) -> None:
    """Make articles of one story part of another: all, or those of some sources."""
    where = [ArticleRow.story == story]
    if of is not None:
        where.append(ArticleRow.source.in_(of))
    connection.execute(update(ArticleRow).where(*where).values(story=to))


def versions(connection: Connection, article_id: str) -> list[StoredArticle]:
    """All versions of an id, oldest first: by their times of publication if each has one, else as they were stored."""
    if not is_storable(article_id):
        return []
    found = [stored_article(row) for row in connection.execute(_OF_ID, {"id": article_id})]
    times = {one.key: one.article.published_at for one in found if one.article.published_at is not None}
    return sorted(found, key=lambda one: times[one.key]) if len(times) == len(found) else found


def with_keys(connection: Connection, keys: Iterable[int]) -> dict[int, StoredArticle]:
    """Articles by key; keys that are gone are left out."""
    return {
        row.key: stored_article(row)
        for chunk in in_lists(keys)
        for row in connection.execute(_OF_KEYS, {"keys": chunk})
    }


def scan(database: Database, batch: int) -> Iterator[StoredArticle]:
    """Every article, in key order, so many in a transaction."""
    last = 0
    while True:
        with database.reading() as connection:
            query = _whole().where(ArticleRow.key > last).order_by(ArticleRow.key).limit(batch)
            found = [stored_article(row) for row in connection.execute(query)]
        if not found:
            return
        yield from found
        last = found[-1].key


def spread(connection: Connection, count: int) -> list[int]:
    """Keys of so many articles, ascending: the first, the last, and others between at like distances of keys."""
    first, last = connection.execute(select(func.min(ArticleRow.key), func.max(ArticleRow.key))).one()
    if first is None:
        return []
    wanted = [first + (last - first) * step // max(count - 1, 1) for step in range(count)]
    found = {
        connection.execute(select(func.min(ArticleRow.key)).where(ArticleRow.key >= key)).scalar_one() for key in wanted
    }
    return sorted(found)


def admitted(
    connection: Connection,
    keys: Iterable[int],
    since: datetime | None,
    until: datetime | None,
    sources: Sequence[str] | None,
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
    return {
        key for chunk in in_lists(keys) for key in connection.execute(query.where(ArticleRow.key.in_(chunk))).scalars()
    }


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

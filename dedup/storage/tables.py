"""The tables, as SQLAlchemy models. The migrations make them; a test holds both equal.

Which indexes there are, and why no more: articles are looked up by key, by id and version, and by story, and counted by
private source; the time window and the sources only narrow keys that an index proposed. Messages and deliveries are
claimed by when they are due and listed by number. Every further index would cost each of a million rows at ingest and
serve no query.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND


class Utf8(TypeDecorator[str]):
    """Text as UTF-8 bytes: PostgreSQL's own text takes no NUL, and offsets forbid to strip one."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        """Encode; a lone surrogate, which JSON can carry, passes too."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> str | None:
        """Decode what :meth:`process_bind_param` made."""
        return None if value is None else bytes(value).decode("utf-8", "surrogatepass")


class Instant(TypeDecorator[datetime]):
    """A point in time as microseconds since 1970 in UTC: the same order and range on both databases.

    A time in the year 9999 whose UTC falls into the year 10000, which Python can not name, becomes the last instant
    it can; likewise at the beginning.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Count the microseconds of an aware time."""
        return None if value is None else min(max((value - _EPOCH) // _MICROSECOND, _FIRST), _LAST)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """The aware time in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class CompactJson(TypeDecorator[Any]):
    """Plain values as JSON without spaces, in ASCII: PostgreSQL's text takes no NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:  # noqa: ANN401 - JSON
        """Write JSON."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:  # noqa: ANN401 - JSON
        """Read JSON."""
        return None if value is None else read_json(value)


def read_json(value: str) -> Any:  # noqa: ANN401 - JSON
    """What a column of :class:`CompactJson` holds."""
    try:
        return orjson.loads(value)  # a tenth of the time
    except orjson.JSONDecodeError:
        return json.loads(value)  # half of a surrogate pair, which only the slower one takes


# SQLite gives out row numbers only to a column typed exactly INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """What all tables share."""


class ArticleRow(Base):
    """One article version: what is asked for many articles at once, kept narrow; the rest is in ``contents``."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("id", "version", name="articles_id_version"),
        Index("articles_story", "story"),
        Index("articles_source", "source", "passages"),
        {"sqlite_autoincrement": True},  # a key is never given out twice, so an old index entry never points elsewhere
    )

    key: Mapped[int] = mapped_column(Serial, primary_key=True)
    id: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    story: Mapped[str] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(Text)
    evolved_from: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    stored_at: Mapped[datetime] = mapped_column(Instant)
    content_hash: Mapped[str] = mapped_column(Text)
    passages: Mapped[int] = mapped_column(Integer)
    title: Mapped[str | None] = mapped_column(Utf8)


class ContentRow(Base):
    """The text of an article, how it was cut, its sentence vectors in half precision, and its profile."""

    __tablename__ = "contents"

    article_key: Mapped[int] = mapped_column(
        Serial, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Utf8)
    paragraph_spans: Mapped[Any | None] = mapped_column(CompactJson)
    credits: Mapped[Any | None] = mapped_column(CompactJson)
    layout: Mapped[Any] = mapped_column(CompactJson)
    dimension: Mapped[int] = mapped_column(SmallInteger)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    profile: Mapped[bytes | None] = mapped_column(LargeBinary)


class OperationRow(Base):
    """One change, numbered in the order of commits; with what was stored after it, so that counting is one look-up."""

    __tablename__ = "operations"
    __table_args__ = (
        CheckConstraint("kind IN ('add', 'remove')", name="operations_kind"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(Serial, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    article_key: Mapped[int] = mapped_column(BigInteger)
    passages: Mapped[int] = mapped_column(Integer)
    total_articles: Mapped[int] = mapped_column(BigInteger)
    total_passages: Mapped[int] = mapped_column(BigInteger)
    written_at: Mapped[datetime] = mapped_column(Instant, nullable=True)  # SQLite adds no other column


class SightingRow(Base):
    """An article that a paragraph of its source was seen in; of those that share more, the first alone.

    The primary key is the whole row. The index is for removals, which go by the article.
    """

    __tablename__ = "sightings"
    __table_args__ = (Index("sightings_article", "article_key"), {"sqlite_with_rowid": False})

    paragraph: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_key: Mapped[int] = mapped_column(
        Serial, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class VerdictRow(Base):
    """The verdict an article got when it came in; what lists show of it stands in ``listed``."""

    __tablename__ = "verdicts"

    article_key: Mapped[int] = mapped_column(
        Serial, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    verdict: Mapped[bytes] = mapped_column(LargeBinary)


class OwedVerdictRow(Base):
    """An article whose verdict is to be made anew; whoever was about to may have died."""

    __tablename__ = "owed_verdicts"

    article_key: Mapped[int] = mapped_column(
        Serial, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    since: Mapped[datetime] = mapped_column(Instant)
    with_later: Mapped[bool] = mapped_column(Boolean)
    window_days: Mapped[int | None] = mapped_column(Integer)


class PastVersionRow(Base):
    """What is remembered of a version that was removed: whose it was and when, and four bytes a word; not its text."""

    __tablename__ = "past_versions"
    __table_args__ = (Index("past_versions_source_published", "source", "published_at"),)

    key: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Text, index=True)
    story: Mapped[str] = mapped_column(Text, index=True)
    source: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    shingles: Mapped[bytes] = mapped_column(LargeBinary)


class PropertyRow(Base):
    """What the stored data was made with: model, signature scheme; and what was learned: scale, calibration."""

    __tablename__ = "properties"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class BucketRow(Base):
    """One item in one bucket of the lexical index; the bucket number begins with the band's.

    The primary key is the whole row, and on SQLite the row is stored in it and nowhere else.
    """

    __tablename__ = "buckets"
    __table_args__ = ({"sqlite_with_rowid": False},)

    bucket: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class ItemRow(Base):
    """The buckets an item is in, 4 bytes a band, so that it can be taken out again without its text."""

    __tablename__ = "items"

    item: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)

"""The tables of the desk: what lists show of a story, what editors did, checked and muted, and the views they keep.

``listed`` has one narrow row an article version, so that a page, and the numbers beside its filters, read no verdict:
in SQLite a column behind a verdict's JSON is reached through all of it.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, LargeBinary, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from dedup.storage.tables import Base, CompactJson, Instant, Serial, Utf8

TAKING = ("relation", "taken_at", "way", "taker", "origin", "origin_id", "delay", "credited")
"""Columns that takings are counted by; those who took and were taken from are no more than labels and ids."""

_HAS_CLOSEST = text("taken_at IS NOT NULL")


class ListedRow(Base):
    """What lists show and are narrowed by; all but what editors did can be made anew from article and verdict.

    ``relation`` and ``needs_review`` are what stands: an editor's word, or else what ``machine`` and ``doubted`` keep.
    The last six say who took from whom (:class:`dedup.newsroom.takings.Told`), if ``relation`` is one that was taken.
    """

    __tablename__ = "listed"
    __table_args__ = (
        Index("listed_relation", "relation", "article_key"),
        Index("listed_best", "best_id"),
        # Who takes from whom is counted off this index alone; what has no closest story is not in it.
        Index("listed_taking", *TAKING, sqlite_where=_HAS_CLOSEST, postgresql_where=_HAS_CLOSEST),
    )

    article_key: Mapped[int] = mapped_column(
        Serial, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    source: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    stored_at: Mapped[datetime] = mapped_column(Instant)
    search: Mapped[str] = mapped_column(Text)
    lead: Mapped[str | None] = mapped_column(Utf8)
    relation: Mapped[str] = mapped_column(Text)
    needs_review: Mapped[bool] = mapped_column(Boolean)
    machine: Mapped[str] = mapped_column(Text)
    doubted: Mapped[bool] = mapped_column(Boolean)
    derivation: Mapped[float] = mapped_column(Float)
    taken: Mapped[float] = mapped_column(Float)
    best_id: Mapped[str | None] = mapped_column(Text)
    best_version: Mapped[str | None] = mapped_column(Text)
    best_title: Mapped[str | None] = mapped_column(Utf8)
    best_source: Mapped[str | None] = mapped_column(Text)
    direction: Mapped[str | None] = mapped_column(Text)
    stories: Mapped[int] = mapped_column(Integer)
    credited: Mapped[bool | None] = mapped_column(Boolean)
    altered: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    figures: Mapped[int] = mapped_column(Integer)
    said_by: Mapped[str | None] = mapped_column(Utf8)
    said_at: Mapped[datetime | None] = mapped_column(Instant)
    assigned: Mapped[str | None] = mapped_column(Utf8)
    note: Mapped[str | None] = mapped_column(Utf8)
    noted_by: Mapped[str | None] = mapped_column(Utf8)
    done: Mapped[bool] = mapped_column(Boolean, server_default=false())
    done_by: Mapped[str | None] = mapped_column(Utf8)
    way: Mapped[str | None] = mapped_column(Text)
    taker: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str | None] = mapped_column(Text)
    origin_id: Mapped[str | None] = mapped_column(Text)
    delay: Mapped[int | None] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)


class ActionRow(Base):
    """One thing that an editor did to one story; those done together share a batch, the number of their first."""

    __tablename__ = "actions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    batch: Mapped[int] = mapped_column(BigInteger, index=True)
    article_key: Mapped[int] = mapped_column(BigInteger)
    article_id: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    match_id: Mapped[str | None] = mapped_column(Text)
    match_version: Mapped[str | None] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Utf8)
    before: Mapped[str | None] = mapped_column(Utf8)
    before_by: Mapped[str | None] = mapped_column(Utf8)
    by: Mapped[str] = mapped_column(Utf8)
    at: Mapped[datetime] = mapped_column(Instant)


class ViewRow(Base):
    """A narrowed list that editors keep under a name."""

    __tablename__ = "views"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Utf8)
    at: Mapped[datetime] = mapped_column(Instant)
    desks: Mapped[Any] = mapped_column(CompactJson, server_default="[]")


class CheckRow(Base):
    """A text that was checked, with its verdict, packed; found by the digest of its secret until its time is over."""

    __tablename__ = "checks"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    desks: Mapped[Any] = mapped_column(CompactJson, server_default="[]")


class MuteRow(Base):
    """Alerts that an editor wants no more: of two sources, or about a story; one that was lifted stays."""

    __tablename__ = "mutes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    story: Mapped[str | None] = mapped_column(Text)
    first: Mapped[str | None] = mapped_column(Text)
    second: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Utf8)
    why: Mapped[str] = mapped_column(Utf8)
    at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    lifted_by: Mapped[str | None] = mapped_column(Utf8)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)

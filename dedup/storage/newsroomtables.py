"""Tables of the newsroom: messages, the state of stories, alerts and where they went, what editors said."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from dedup.storage.tables import Base, CompactJson, Instant, Serial, Utf8


class MessageRow(Base):
    """One message of a sender, as it came."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'working', 'done', 'skipped', 'failed', 'dead')", name="messages_state"),
        Index("messages_state_due", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    sender: Mapped[str] = mapped_column(Text)
    format: Mapped[str | None] = mapped_column(Text)
    media_type: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(Text, unique=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(Utf8)
    outcome: Mapped[Any] = mapped_column(CompactJson)


class WireStateRow(Base):
    """The newest version of a story, as its sender sees it."""

    __tablename__ = "wire_states"

    guid: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[str | None] = mapped_column(Text)
    version_created: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(Text)
    embargoed_until: Mapped[datetime | None] = mapped_column(Instant)
    evolved_from: Mapped[str | None] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text)
    slug: Mapped[str | None] = mapped_column(Utf8)
    credits: Mapped[Any] = mapped_column(CompactJson)


class AlertRow(Base):
    """One alert, with all that is sent."""

    __tablename__ = "alerts"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    identity: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    relation: Mapped[str | None] = mapped_column(Text)
    articles: Mapped[Any] = mapped_column(CompactJson)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    about: Mapped[Any | None] = mapped_column(CompactJson)


class DeliveryRow(Base):
    """One alert on its way to one destination."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("deliveries_state_due", "state", "due_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    alert_id: Mapped[int] = mapped_column(BigInteger, index=True)
    destination: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime] = mapped_column(Instant)


class AttemptRow(Base):
    """One attempt to deliver an alert."""

    __tablename__ = "delivery_attempts"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    status: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None] = mapped_column(Utf8)
    milliseconds: Mapped[int] = mapped_column(Integer)


class DisabledRow(Base):
    """A destination that wants no more alerts."""

    __tablename__ = "disabled_destinations"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)


class FeedbackRow(Base):
    """What an editor said of one pair, beside what the machine had said."""

    __tablename__ = "feedback"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    query_id: Mapped[str] = mapped_column(Text, index=True)
    query_version: Mapped[str] = mapped_column(Text)
    match_id: Mapped[str] = mapped_column(Text)
    match_version: Mapped[str] = mapped_column(Text)
    relation: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    machine: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[str | None] = mapped_column(Utf8)

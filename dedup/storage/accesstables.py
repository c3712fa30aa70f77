"""Tables of who may do what: keys, users, sessions, private sources, and what was done."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations
from typing import Any

from sqlalchemy import (
    Index,
    Integer,
    LargeBinary,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from dedup.storage.tables import Base, CompactJson, Instant, Serial, Utf8


class KeyRow(Base):
    """An API key, as a hash; revoked ones stay."""

    __tablename__ = "api_keys"
    __table_args__ = ({"sqlite_autoincrement": True},)

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    prefix: Mapped[str] = mapped_column(Text, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[Any] = mapped_column(CompactJson)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    per_minute: Mapped[int | None] = mapped_column(Integer)
    desks: Mapped[Any] = mapped_column(CompactJson, server_default="[]")


class SourceDeskRow(Base):
    """A desk that may read a private source; a source without one is public."""

    __tablename__ = "source_desks"

    source: Mapped[str] = mapped_column(Text, primary_key=True)
    desk: Mapped[str] = mapped_column(Text, primary_key=True)


class UserRow(Base):
    """Somebody who may use the desk; without a password only through a proxy that says who it is. Removed ones stay."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    desks: Mapped[Any] = mapped_column(CompactJson, server_default="[]")


class SessionRow(Base):
    """A user who is logged in, by the hash of the session's id."""

    __tablename__ = "sessions"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    name: Mapped[str] = mapped_column(Text, index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class AuditRow(Base):
    """What somebody did. The index is for failed logins of late, which are counted before each login."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_action_at", "action", "at"), {"sqlite_autoincrement": True})

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    who: Mapped[str] = mapped_column(Utf8)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Utf8)
    origin: Mapped[str] = mapped_column(Utf8)
    outcome: Mapped[str] = mapped_column(Text)

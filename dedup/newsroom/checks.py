"""Texts that were checked, kept for a while under an address that others can open.

What is kept is what the check itself knows: the text, how it was cut, and its verdict with the quotations and figures
that it names. The stored stories it was held against are not copied, so what is removed from the store is gone from
every kept check in the same moment.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from dedup.article import Article, Kept, Span
from dedup.errors import StoreError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

logger = logging.getLogger(__name__)

MOST = 1_000
"""Checks that are kept at once; beyond that the oldest go."""

MOST_BYTES = 64 * 2**20
"""Bytes of all of them together, packed; a check of a usual story has some 10 KB."""

LARGEST = 4 * 2**20
"""Bytes of one of them, packed; a larger one is shown and not kept."""

_SECRET_BYTES = 24
_EXPIRY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was checked.

    Attributes:
        article: The text.
        layout: How it was cut; see :meth:`dedup.text.document.Document.layout`.
        verdict: Its verdict as JSON.
        made_at: When; None where it is not kept yet.
    """

    article: Article
    layout: Mapping[str, Any]
    verdict: bytes
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """A check as it is kept."""

    made_at: datetime
    content: bytes


class CheckLog(Protocol):
    """Keeps checks by the digest of their secret."""

    def keep(self, digest: bytes, packed: Packed, most: int, most_bytes: int) -> None:
        """Keep one; the oldest go until no more than so many, and so many bytes, are kept."""
        ...

    def read(self, digest: bytes) -> Packed | None:
        """One of them, if it is kept."""
        ...

    def forget(self, digest: bytes) -> None:
        """Keep one no longer; nothing happens where there is none."""
        ...

    def expire(self, before: datetime) -> int:
        """Keep those no longer that were made before a time; says how many they were."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


class Checks:
    """Keeps checks for some hours.

    Args:
        log: Where they are kept.
        hours: How long; 0 keeps none, and none of those that were kept before.
        clock: Says what time it is.
    """

    def __init__(self, log: CheckLog, hours: int, clock: Callable[[], datetime] = _now) -> None:
        self._log = log
        self.hours = hours
        self._clock = clock

    def keep(self, checked: Checked) -> str | None:
        """Keep a check.

        Returns:
            The secret by which it is found; None where none are kept, or this one is too large.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        if not self.hours:
            return None
        content = _packed(checked)
        if len(content) > LARGEST:
            return None
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        now = self._clock()
        self._log.expire(self._oldest(now))
        self._log.keep(_digest(secret), Packed(now, content), MOST, MOST_BYTES)
        return secret

    def read(self, secret: str) -> Checked | None:
        """A check by its secret; None once its time is over, or where there was none."""
        packed = self._log.read(_digest(secret))
        if packed is None or packed.made_at < self._oldest(self._clock()):
            return None
        return _unpacked(packed)

    def until(self, checked: Checked) -> datetime | None:
        """When a kept check goes."""
        return None if checked.made_at is None else checked.made_at + timedelta(hours=self.hours)

    def forget(self, secret: str) -> None:
        """Keep one no longer."""
        self._log.forget(_digest(secret))

    def run(self, stop: threading.Event) -> None:
        """Let those go whose time is over, every few minutes, until told to stop."""
        while True:
            try:
                self._log.expire(self._oldest(self._clock()))
            except StoreError as error:
                logger.warning("checks whose time is over are not yet removed: %s", error)
            if stop.wait(_EXPIRY_SECONDS):
                return

    def _oldest(self, now: datetime) -> datetime:
        """When the oldest that is kept may have been made; with no hours at all, none may."""
        return now - timedelta(hours=self.hours) if self.hours else datetime.max.replace(tzinfo=UTC)


def _digest(secret: str) -> bytes:
    """What the database knows of a secret: who reads that can open no check by its address."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _packed(checked: Checked) -> bytes:
    article = checked.article
    spans = article.paragraph_spans
    body = {
        "text": article.text,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "paragraph_spans": None if spans is None else [list(span) for span in spans],
        "kept": list(article.kept) if article.kept else None,
        "credits": list(article.credits),
        **{name: getattr(article, name) for name in _LABELS},
    }
    told = {"article": body, "layout": checked.layout, "verdict": checked.verdict.decode()}
    return zlib.compress(json.dumps(told).encode())


def _unpacked(packed: Packed) -> Checked:
    told = json.loads(zlib.decompress(packed.content))
    body = told["article"]
    spans = body["paragraph_spans"]
    article = Article(
        body["text"],
        published_at=datetime.fromisoformat(body["published_at"]) if body["published_at"] else None,
        paragraph_spans=None if spans is None else tuple(Span(*span) for span in spans),
        kept=Kept(*body["kept"]) if body["kept"] else None,
        credits=tuple(body["credits"]),
        **{name: body[name] for name in _LABELS},
    )
    return Checked(article, told["layout"], told["verdict"].encode(), packed.made_at)


_LABELS = ("id", "title", "source", "language", "version", "evolved_from")

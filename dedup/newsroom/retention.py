"""Retention: what is older than the desk keeps it goes, by source, article by article."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from dedup.detection.kinship import folded
from dedup.errors import ArticleNotFound, DedupError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from dedup.access.audit import AuditLog
    from dedup.access.callers import Caller
    from dedup.ports.records import StoredArticle
    from dedup.service import DedupService

EVERY_SECONDS: Final = 3600.0
"""How often a service that runs looks for what is to go."""

_AT_ONCE: Final = 500
"""Ids that are read, and messages or alerts that go, at once."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long what is stored is kept.

    Attributes:
        days: After publication, or after it came in where no time of publication is known; None keeps it for good.
        sources: The same for some sources, by their labels as :func:`dedup.detection.kinship.folded` has them.
    """

    days: int | None = None
    sources: Mapping[str, int | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything ever goes."""
        return any(days is not None for days in (self.days, *self.sources.values()))

    def days_of(self, source: str | None) -> int | None:
        """How many days what a source brought is kept."""
        return self.days if source is None else self.sources.get(folded(source), self.days)

    def before(self, source: str | None, now: datetime) -> datetime | None:
        """What a source published before that is to go; None if nothing is."""
        days = self.days_of(source)
        return None if days is None else now - timedelta(days=days)

    def is_due(self, stored: StoredArticle, now: datetime) -> bool:
        """Whether a stored version is to go."""
        before = self.before(stored.article.source, now)
        return before is not None and (stored.article.published_at or stored.stored_at) < before


@dataclass(frozen=True, slots=True)
class Due:
    """What is to go of one kind and source.

    Attributes:
        what: ``articles``, ``messages`` or ``alerts``.
        source: Its label; None where there is none, and for alerts, which have several.
        count: How many; of articles, versions.
        oldest: When the first of them was published, came in or was raised.
        newest: Likewise the last.
    """

    what: str
    source: str | None
    count: int
    oldest: datetime
    newest: datetime


class Expiring(Protocol):
    """Finds what is to go, and lets go what is no article."""

    def due(self, keeping: Keeping, now: datetime) -> list[Due]:
        """What is to go, by kind and source."""
        ...

    def articles(self, keeping: Keeping, now: datetime, limit: int) -> list[str]:
        """Ids of articles of which every version is to go, the first stored first."""
        ...

    def forget(self, keeping: Keeping, now: datetime, limit: int) -> int:
        """Delete messages that are done with, and alerts that are on their way no more; at most so many of each.

        Returns:
            How many went.
        """
        ...


class Retention:
    """Lets go what is older than it is kept.

    An article goes when all its versions are that old, through the same removal as everything else: the indexes follow
    in every process, and of its words hashes stay, so that nobody's copy passes for their source.

    Args:
        service: Of the store.
        expiring: In the store's database.
        audit: Likewise.
        keeping: How long what is kept.
        by: Who lets it go, and from where.
        clock: The time.
    """

    def __init__(  # noqa: PLR0913 - the parts the composition root puts together
        self,
        service: DedupService,
        expiring: Expiring,
        audit: AuditLog,
        keeping: Keeping,
        by: tuple[Caller, str],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._service = service
        self._expiring = expiring
        self._audit = audit
        self.keeping = keeping
        self._by = by
        self._clock = clock

    def due(self) -> list[Due]:
        """What would go now."""
        return self._expiring.due(self.keeping, self._clock())

    def expire(self, stopped: Callable[[], bool] = lambda: False) -> tuple[int, int]:
        """Let go what is due.

        Args:
            stopped: Asked between two of them, since there may be hours of work.

        Returns:
            How many versions of articles went, and how many messages and alerts.
        """
        now, versions, others = self._clock(), 0, 0
        while ids := self._expiring.articles(self.keeping, now, _AT_ONCE):
            gone = 0
            for article_id in ids:
                if stopped():
                    return versions + gone, others
                gone += self._let_go(article_id, now)
            versions += gone
            if not gone:  # another process was quicker each time, or a version came in since
                break
        while not stopped() and (gone := self._expiring.forget(self.keeping, now, _AT_ONCE)):
            others += gone
        return versions, others

    def _let_go(self, article_id: str, now: datetime) -> int:
        who, origin = self._by

        def written() -> None:
            self._audit.write(who, "article.expire", article_id, origin)

        try:
            return self._service.remove(article_id, written, only=lambda stored: self.keeping.is_due(stored, now))
        except ArticleNotFound:
            return 0
        except DedupError:
            raise
        except Exception:  # tried again in an hour; the articles behind it go all the same
            logger.exception("Article %s is older than it is kept and could not be let go", article_id)
            return 0

    def run(self, stop: threading.Event) -> None:
        """Let go what is due, now and every hour, until told to stop."""
        while True:
            try:
                versions, others = self.expire(stop.is_set)
                if versions or others:
                    logger.info("Retention: %d versions of articles, %d messages and alerts went", versions, others)
            except DedupError as error:
                logger.warning("What is older than it is kept could not be let go: %s", error)
            except Exception:  # tried again in an hour; a thread that ended would keep everything for good
                logger.exception("What is older than it is kept could not be let go")
            if stop.wait(EVERY_SECONDS):
                return

"""Alerts as they are kept: what is sent, to whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from dedup.newsroom.delivery import DeliveryState
    from dedup.newsroom.mutes import About

AlertKind = Literal["derived", "killed"]


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be kept and delivered.

    Attributes:
        identity: What there is one alert of: a story and relation by a rule, a kill.
        kind: Of the alert.
        relation: Of the article to what it derives from; None for a kill.
        articles: Ids of all articles it names.
        payload: What is sent.
        to: Destinations.
        about: Whom it is about; None for a kill, which nothing mutes.
    """

    identity: str
    kind: AlertKind
    relation: str | None
    articles: tuple[str, ...]
    payload: dict[str, Any]
    to: tuple[str, ...]
    about: About | None = None


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert as it is kept, without or with its deliveries.

    Attributes:
        id: Its number.
        created_at: When it was raised.
        kind: ``derived`` or ``killed``.
        relation: Of the article to what it derives from.
        articles: Ids of the articles it names.
        payload: What is sent.
        deliveries: Where it goes, with every attempt.
        about: Whom it is about; None where nothing can mute it.
    """

    id: int
    created_at: datetime
    kind: str
    relation: str | None
    articles: tuple[str, ...]
    payload: dict[str, Any]
    deliveries: tuple[dict[str, Any], ...] = ()
    about: About | None = None


class AlertReading(Protocol):
    """Alerts that were raised, and where they went."""

    def undelivered(self) -> dict[tuple[str, str], int]:
        """How many deliveries were not made, by destination and state."""
        ...

    def listing(  # noqa: PLR0913 - each narrows it
        self,
        *,
        relation: str | None = None,
        since: datetime | None = None,
        before: int | None = None,
        after: int | None = None,
        state: DeliveryState | None = None,
        limit: int = 50,
    ) -> list[StoredAlert]:
        """Alerts without their deliveries: newest first; oldest first after a given one."""
        ...

    def read(self, alert_id: int) -> StoredAlert:
        """One alert with its deliveries and every attempt.

        Raises:
            AlertNotFound: No alert has that number.
        """
        ...

    def replay(self, alert_id: int, destination: str | None = None) -> int:
        """Deliver an alert once more, to one destination or to all that it went to and that want more.

        Raises:
            AlertNotFound: No alert has that number, or it never went there.
            AlertMuted: It would not be sent.
            DestinationDisabled: Wherever it would go, no more is wanted.
        """
        ...

    def deliveries(self, alerts: Collection[int]) -> Mapping[int, Sequence[dict[str, Any]]]:
        """Where some alerts went, without the attempts."""
        ...

    def disabled(self) -> Mapping[str, tuple[datetime, str]]:
        """Destinations that want no more, since when, and why."""
        ...

    def enable(self, destination: str) -> int:
        """Send to a destination again that wanted no more; what was kept back too."""
        ...


class AlertLog(Protocol):
    """Keeps alerts and their deliveries."""

    def add(self, alert: NewAlert) -> None:
        """Keep an alert with its deliveries, unless there is one; part of the store's transaction if one is open."""
        ...

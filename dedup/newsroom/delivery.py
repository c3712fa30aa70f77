"""Delivering alerts: at least once, for days, and never before an embargo is over."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from dedup.errors import DedupError, DestinationNotFound

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from dedup.newsroom.config import Destination
    from dedup.newsroom.messages import WireStates
    from dedup.newsroom.mutes import About, Mutes
    from dedup.observing import Observed

PAUSES = (5, 30, 120, 900, 3_600, 14_400, 43_200, 86_400, 86_400)
"""Seconds before each next attempt: up to three days in all, as Standard Webhooks advises."""

HELD_AGAIN = timedelta(minutes=5)
"""How soon an alert about a story that is withheld without a time is looked at again."""

CLAIMED = 4
"""Deliveries taken at once: few enough that the last is sent before its claim ends, however slow the destination."""

IDLE_SECONDS = 0.5

DeliveryState = Literal["waiting", "held", "muted", "delivered", "failed", "disabled"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one destination.

    Attributes:
        id: Its number.
        alert_id: Of the alert.
        destination: Its name.
        state: ``waiting`` for its time, ``held`` by an embargo, ``muted`` by an editor, ``delivered``, ``failed`` for
            good, or ``disabled`` with its destination.
        attempts: Made so far.
        articles: Ids of the articles it names.
        payload: What is sent.
        raised_at: When the alert was raised.
        about: Whom it is about; None where nothing can mute it.
    """

    id: int
    alert_id: int
    destination: str
    state: DeliveryState
    attempts: int
    articles: tuple[str, ...]
    payload: dict[str, Any]
    raised_at: datetime
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a destination said.

    Attributes:
        status: HTTP status; None if none came.
        error: Why none came.
        milliseconds: How long it took.
        retry_after: Seconds it asks to be left alone.
    """

    status: int | None
    error: str | None
    milliseconds: int
    retry_after: float | None = None

    @property
    def delivered(self) -> bool:
        """Whether it took the alert."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - success, RFC 9110

    @property
    def gone(self) -> bool:
        """Whether it wants no more."""
        return self.status == 410  # noqa: PLR2004 - Gone


@dataclass(frozen=True, slots=True)
class Test:
    """A test alert, and what came of it.

    Attributes:
        at: When it was sent.
        by: Who sent it.
        answer: What the destination said.
    """

    at: datetime
    by: str
    answer: Answer


class Channel(Protocol):
    """A kind of destination."""

    def send(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:
        """Send an alert once; whatever goes wrong is in the answer."""
        ...


class TimedChannel:
    """A channel whose work is timed: :class:`Channel`."""

    def __init__(self, channel: Channel, observed: Observed) -> None:
        self._channel = channel
        self._observed = observed

    def send(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:
        """Send, timed."""
        with self._observed.stage("deliver"):
            return self._channel.send(destination, message_id, payload)


class Deliveries(Protocol):
    """Keeps deliveries; several processes may work on them."""

    def claim(self, count: int, destination: str) -> list[Delivery]:
        """Take deliveries to a destination that are due, for so long that a dead process's come back."""
        ...

    def hold(self, delivery: Delivery, until: datetime) -> None:
        """Look at it again then; no attempt was made."""
        ...

    def record(self, delivery: Delivery, answer: Answer, state: DeliveryState, due_at: datetime) -> None:
        """Note an attempt and what follows from it."""
        ...

    def disable(self, destination: str, reason: str) -> None:
        """Send nothing more to a destination until it is enabled."""
        ...


class Deliverer:
    """Delivers what is due until it is told to stop, to each destination by itself: a slow one delays no other.

    Args:
        deliveries: What is to be delivered.
        destinations: By name.
        channels: By kind.
        states: Which stories may be named.
        mutes: What editors want to hear no more of.

    Attributes:
        tests: The latest test of each destination since this process began.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        destinations: Mapping[str, Destination],
        channels: Mapping[str, Channel],
        states: WireStates,
        mutes: Mutes,
    ) -> None:
        self._deliveries = deliveries
        self._destinations = destinations
        self._channels = channels
        self._states = states
        self._mutes = mutes
        self.tests: dict[str, Test] = {}

    def run(self, destination: str, stop: threading.Event) -> None:
        """Deliver to one destination until ``stop`` is set."""
        while not stop.is_set():
            delivered = 0
            try:
                delivered = self.deliver_once(destination)
            except DedupError as error:
                logger.warning("Alerts can not be delivered to %s now: %s", destination, error)
            except Exception:  # one alert that can not be sent must not keep all others back
                logger.exception("Alerts can not be delivered to %s now", destination)
            if not delivered:
                stop.wait(IDLE_SECONDS)

    def deliver_once(self, destination: str) -> int:
        """Deliver to one destination what is due now, some of it.

        Returns:
            How many were looked at.
        """
        due = self._deliveries.claim(CLAIMED, destination)
        for delivery in due:
            self._deliver(delivery, self._destinations[destination])
        return len(due)

    def destination(self, name: str) -> Destination:
        """The destination of a name.

        Raises:
            DestinationNotFound: There is none.
        """
        found = self._destinations.get(name)
        if found is None:
            known = ", ".join(self._destinations) or "none: the senders file names them"
            message = f"There is no destination {name!r}; there are {known}."
            raise DestinationNotFound(message)
        return found

    def test(self, name: str, by: str) -> Answer:
        """Send one alert that says that it is a test to a destination, now, whatever waits for it.

        Args:
            name: Of the destination.
            by: Who asks.

        Raises:
            DestinationNotFound: There is none of that name.
        """
        destination = self.destination(name)
        now = datetime.now(UTC)
        told = f"This is a test, sent by {by}. Alerts of wire-dedup come here."
        payload = {"type": "test", "id": 0, "at": now.isoformat(), "told": told}
        answer = self._channels[destination.kind].send(destination, f"test-{now.timestamp():.0f}", payload)
        self.tests[name] = Test(now, by, answer)
        return answer

    def _deliver(self, delivery: Delivery, destination: Destination) -> None:
        if self._is_muted(delivery):
            return
        now = datetime.now(UTC)
        held = self._states.held_until(delivery.articles, now)
        if held is not None:
            self._deliveries.hold(delivery, min(held, now + HELD_AGAIN))
            return
        message_id = f"alert-{delivery.alert_id}-{delivery.id}"
        payload = delivery.payload | {"id": delivery.alert_id}
        answer = self._sent(destination, message_id, payload)
        now = datetime.now(UTC)
        if answer.delivered:
            self._deliveries.record(delivery, answer, "delivered", now)
        elif answer.gone:
            self._deliveries.record(delivery, answer, "disabled", now)
            self._deliveries.disable(delivery.destination, "it answered 410 Gone")
            logger.warning("%s answered 410; it gets no more until `dedup alerts enable`", delivery.destination)
        elif delivery.attempts >= len(PAUSES):
            self._deliveries.record(delivery, answer, "failed", now)
            told = answer.error or answer.status
            logger.error("Alert %d was given up for %s: %s", delivery.alert_id, delivery.destination, told)
        else:
            self._deliveries.record(delivery, answer, "waiting", now + pause(delivery.attempts, answer.retry_after))

    def _sent(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:
        try:
            return self._channels[destination.kind].send(destination, message_id, payload)
        except Exception as error:  # counted as an attempt: an alert that always fails must come to an end
            logger.exception("%s could not be sent to %s", message_id, destination.name)
            return Answer(None, f"{type(error).__name__}: {error}", 0)

    def _is_muted(self, delivery: Delivery) -> bool:
        about, alert = delivery.about, delivery.alert_id
        if about is None or not self._mutes.of({alert: about}):
            return False
        return self._mutes.keep_back(delivery.id, alert, about, delivery.raised_at)


def pause(attempts: int, retry_after: float | None = None) -> timedelta:
    """How long to wait after so many attempts: with jitter, and at least as long as the destination asks.

    Args:
        attempts: Made before the one that just failed.
        retry_after: Seconds.
    """
    seconds = PAUSES[min(attempts, len(PAUSES) - 1)] * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
    return timedelta(seconds=max(seconds, min(retry_after or 0.0, PAUSES[-1])))

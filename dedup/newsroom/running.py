"""A newsroom at work: its inbox, its workers and its deliveries, started and stopped together."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from dedup.errors import InboxFull

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.following import Follower
    from dedup.newsroom.alerts import AlertReading
    from dedup.newsroom.archive import Archive
    from dedup.newsroom.checks import Checks
    from dedup.newsroom.config import NewsroomConfig
    from dedup.newsroom.delivery import Deliverer
    from dedup.newsroom.feedback import FeedbackLog
    from dedup.newsroom.listing import Listing
    from dedup.newsroom.messages import Accepted, Inbox, Incoming, WireStates
    from dedup.newsroom.mutes import Mutes
    from dedup.newsroom.retention import Retention
    from dedup.newsroom.sweeping import Sweep
    from dedup.newsroom.takings import TakingLog
    from dedup.newsroom.triage import Triage
    from dedup.newsroom.views import Views
    from dedup.newsroom.worker import Worker

STOP_SECONDS = 30.0
"""How long a stop waits for the message in work; it is repeated later if that was not enough."""

_RECOUNTED = 64
"""Messages after which the backlog is counted again; it is a bound, not a promise."""


@dataclass
class Newsroom:
    """Everything that belongs to messages and alerts.

    Attributes:
        config: What the senders file says.
        inbox: Messages.
        states: What is known of each story.
        worker: Works on messages.
        deliverer: Delivers alerts.
        alerts: Alerts that were raised, and where they went.
        listing: What is stored, for people to look at.
        feedback: What people said of it.
        triage: What people do about it.
        views: Narrowed lists that people keep.
        archive: What is stored, to be searched.
        checks: Texts that were checked, kept for a while.
        mutes: What is not sent though it was raised.
        takings: Who took from whom.
        ours: Name of the house or source that is ours, where one is.
        retention: Lets go what is older than it is kept.
        sweep: Makes verdicts that another process owed.
        follower: Keeps the indexes in step with what other processes store.
        limit: Messages that may wait.
    """

    config: NewsroomConfig
    inbox: Inbox
    states: WireStates
    worker: Worker
    deliverer: Deliverer
    alerts: AlertReading
    listing: Listing
    feedback: FeedbackLog
    triage: Triage
    views: Views
    archive: Archive
    checks: Checks
    mutes: Mutes
    takings: TakingLog
    ours: str | None
    retention: Retention
    sweep: Sweep
    follower: Follower
    limit: int
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _room: int = 0

    def accept(self, incoming: Incoming) -> Accepted:
        """Keep a message, unless too many wait already.

        Raises:
            InboxFull: The sender has to come back later.
            StoreUnavailable: The database does not answer.
        """
        if self._room <= 0:
            self._room = min(self.limit - self.inbox.backlog(), _RECOUNTED)
            if self._room <= 0:
                message = f"{self.limit:,} messages wait already. Send it again later."
                raise InboxFull(message)
        self._room -= 1
        return self.inbox.accept(incoming)

    def start(self, workers: int) -> None:
        """Start threads: inbox, each destination of alerts, other processes, what expires, and what is owed."""
        runs: list[tuple[str, Callable[[threading.Event], None]]] = [
            (f"inbox-{number}", self.worker.run) for number in range(workers)
        ]
        runs += [(f"alerts-{name}", partial(self.deliverer.run, name)) for name in self.config.destinations]
        runs += [("checks", self.checks.run), ("sweep", self.sweep.run), ("follower", self.follower.run)]
        if self.retention.keeping:
            runs.append(("retention", self.retention.run))
        for name, run in runs:
            thread = threading.Thread(target=run, args=(self._stop,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop the threads; what is in work is finished first."""
        self._stop.set()
        self.follower.wake()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
        self._threads.clear()

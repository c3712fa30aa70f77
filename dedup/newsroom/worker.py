"""Working on the inbox: each message read, applied, and finished; or tried again later."""

from __future__ import annotations

import logging
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dedup.errors import DedupError, InputError, StoreUnavailable

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from dedup.newsroom.config import Sender
    from dedup.newsroom.lifecycle import Lifecycle
    from dedup.newsroom.messages import Inbox, Message, State
    from dedup.observing import Observed
    from dedup.wire import WireItem

ATTEMPTS = 10
"""How often a message is worked on before it is given up: some half an hour with the pauses below."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
IDLE_SECONDS = 0.25
"""How long an idle worker waits before it looks again."""

logger = logging.getLogger(__name__)


class Worker:
    """Works on messages until it is told to stop; any number may work on one inbox.

    Args:
        inbox: Where messages wait.
        read: Reads the items of a message; raises an InputError for one that can not be read.
        lifecycle: Applies them.
        senders: Their windows, by name.
        observed: Is told how long each message took.
    """

    def __init__(
        self,
        inbox: Inbox,
        read: Callable[[Message], list[WireItem]],
        lifecycle: Lifecycle,
        senders: Mapping[str, Sender],
        observed: Observed,
    ) -> None:
        self._inbox = inbox
        self._read = read
        self._lifecycle = lifecycle
        self._senders = senders
        self._observed = observed

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; what is in work then is finished first."""
        while not stop.is_set():
            worked = False
            try:
                worked = self.work_once()
            except DedupError as error:  # the database is away: it is asked again
                logger.warning("The inbox can not be worked on now: %s", error)
            except Exception:  # a worker that ends leaves messages lying that were answered with 200
                logger.exception("The inbox can not be worked on now")
            if not worked:
                stop.wait(IDLE_SECONDS)

    def work_once(self) -> bool:
        """Work on the message that is due first.

        Messages are claimed one by one: what makes a process die is then the only one that was tried in vain.

        Returns:
            Whether one was due.
        """
        for message in self._inbox.claim(1):
            self._work(message)
            return True
        return False

    def _work(self, message: Message) -> None:
        if message.attempts > ATTEMPTS:  # every other end of an attempt is noted by itself
            self._inbox.finish(message, "dead", f"given up: its worker died {ATTEMPTS} times", [])
            return
        try:
            with self._observed.stage("message"):
                outcome = self._applied(message)
        except InputError as error:
            self._inbox.finish(message, "dead", str(error), [])
        except StoreUnavailable as error:
            # However long the database is away or held by others: no message may be given up for it, nor wait an hour.
            logger.warning("Message %d waits for the database: %s", message.id, error)
            self._inbox.postpone(message, str(error), datetime.now(UTC) + pause(1), counted=False)
        except Exception as error:
            logger.exception("Message %d could not be worked on", message.id)
            self._fail(message, error)
        else:
            state, reason = _summed_up(outcome)
            self._inbox.finish(message, state, reason, outcome)

    def _applied(self, message: Message) -> list[dict[str, Any]]:
        """What became of each item; one that can not be stored does not stop the rest."""
        sender = self._senders.get(message.incoming.sender)
        window = sender.window_days if sender else None
        outcome: list[dict[str, Any]] = []
        for item in self._read(message):
            try:
                outcome.append(self._lifecycle.apply(message, item, window_days=window))
            except InputError as error:
                outcome.append({"guid": item.guid, "version": item.version, "became": "refused", "reason": str(error)})
        return outcome

    def _fail(self, message: Message, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if message.attempts >= ATTEMPTS:
            self._inbox.finish(message, "dead", f"given up after {message.attempts} attempts. {reason}", [])
            return
        self._inbox.postpone(message, reason, datetime.now(UTC) + pause(message.attempts))


def pause(attempts: int) -> timedelta:
    """How long to wait before the next attempt: doubling, with jitter, so that many do not come at once."""
    longest: timedelta = min(FIRST_PAUSE * int(2 ** max(attempts - 1, 0)), LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _summed_up(outcome: list[dict[str, Any]]) -> tuple[State, str | None]:
    """The state of a message, and why it is not simply done."""
    reasons = [f"{item['guid']}: {item['reason']}" for item in outcome if item.get("reason")]
    told = "; ".join(reasons)[:2000] or None
    if any(item["became"] == "refused" for item in outcome):
        return "dead", told
    left_out = all(item["became"].startswith(("skipped", "superseded")) for item in outcome)
    return ("skipped" if left_out else "done"), told

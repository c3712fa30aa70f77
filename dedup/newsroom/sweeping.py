"""Second verdicts that whoever owed them never made, because it died: found, and made, within a minute."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from dedup.service import DedupService

AGE = timedelta(seconds=20)
"""How long a verdict is owed before somebody else makes it: far longer than it takes who lives."""

EVERY_SECONDS = 10.0
"""How often a service that runs looks for them."""

_AT_ONCE = 100
"""Verdicts that are looked up together; whatever is left is found the next time."""

logger = logging.getLogger(__name__)


class Sweep:
    """Settles what is owed since longer than it takes; any number of processes may sweep one store.

    Args:
        service: Of the store.
        clock: The time.
    """

    def __init__(self, service: DedupService, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._service = service
        self._clock = clock

    def once(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Make the verdicts that are overdue.

        Args:
            stopped: Asked between two of them.

        Returns:
            How many were made.
        """
        made = 0
        for owed in self._service.owed(self._clock() - AGE, _AT_ONCE):
            if stopped():
                break
            try:
                made += self._service.settle(owed) is not None
            except Exception:  # the others are not to wait for one that can not be judged
                logger.exception("An article that was overtaken could not be judged again")
        return made

    def run(self, stop: threading.Event) -> None:
        """Sweep every few seconds until told to stop."""
        while True:
            try:
                if made := self.once(stop.is_set):
                    logger.info("%d verdicts were made that another process had owed", made)
            except Exception as error:  # noqa: BLE001 - the database is away: it is asked again
                logger.warning("What is owed could not be asked: %s", error)
            if stop.wait(EVERY_SECONDS):
                return

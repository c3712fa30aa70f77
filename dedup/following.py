"""A thread that keeps a process's indexes in step with what others store, so that no lookup has to wait for it."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from dedup.errors import DedupError

if TYPE_CHECKING:
    import threading

    from dedup.upkeep import Upkeep

POLL_SECONDS: Final = 2.0
"""How often the log is looked at where nothing is told: a look is one read by primary key."""

TRIM_SECONDS: Final = 3600.0
"""How often the log is cut."""

logger = logging.getLogger(__name__)


class Announcements(Protocol):
    """Tells that another process may have changed the store. One thread waits."""

    def wait(self, seconds: float) -> None:
        """Wait until something is told, or so long; may end early."""
        ...

    def wake(self) -> None:
        """End the wait of another thread, or its next one."""
        ...

    def close(self) -> None:
        """Let go of what is held; by the thread that waited."""
        ...


class Follower:
    """Follows the operations log.

    Whoever answers catches up first as well: following makes that short, it is not what answers rest on.

    Args:
        upkeep: Of the indexes.
        announcements: Tell of changes.
        keep_days: Days that operations are kept.
    """

    def __init__(self, upkeep: Upkeep, announcements: Announcements, keep_days: int) -> None:
        self._upkeep = upkeep
        self._announcements = announcements
        self._kept = timedelta(days=keep_days)
        self._trimmed = -TRIM_SECONDS
        self._failing = False

    def run(self, stop: threading.Event) -> None:
        """Follow until told to stop; see :meth:`wake`."""
        while not stop.is_set():
            self._follow()
            self._announcements.wait(POLL_SECONDS)
        self._announcements.close()

    def wake(self) -> None:
        """Have a thread in :meth:`run` look whether it is to stop."""
        self._announcements.wake()

    def _follow(self) -> None:
        try:
            self._upkeep.catch_up()
            if time.monotonic() - self._trimmed > TRIM_SECONDS:
                self._upkeep.trim(self._kept)
                self._trimmed = time.monotonic()
        except DedupError as error:
            if not self._failing:  # once, and not every two seconds
                logger.warning("Operations of other processes are not followed for now: %s", error)
            self._failing = True
        except Exception:  # a thread that ended would leave every lookup to catch up by itself
            logger.exception("Operations of other processes could not be followed")
        else:
            self._failing = False

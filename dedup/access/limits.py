"""How much each caller may ask for in a minute."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from dedup.errors import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.access.callers import Caller

WINDOW_SECONDS: Final = 60.0

MOST: Final = 10_000
"""Highest limit: a caller's last minute is kept place by place, in some 300 KB at most."""


class Limits:
    """Counts places that callers took within the last minute: never more than their limit, wherever it begins.

    It goes by who asks, not from where. What is counted is in memory, so each process counts for itself.

    Args:
        default: Places a minute of callers that have no limit of their own; None for any number.
        clock: Seconds that never go back.

    Attributes:
        refused: How often somebody was told to wait, by key; users, and who needs no key, together.
    """

    def __init__(self, default: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._default = default
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: dict[str, deque[float]] = {}
        self._cleared = clock()
        self.refused: dict[str, int] = {}

    def admit(self, caller: Caller) -> None:
        """Take a place for a request.

        Raises:
            TooManyRequests: There is none; says when there is.
        """
        if self.take(caller):
            return
        seconds = math.ceil(self.wait(caller)) or 1
        name = caller.told if caller.kind == "key" else caller.kind
        with self._lock:
            self.refused[name] = self.refused.get(name, 0) + 1
        message = (
            f"The {caller.told} may ask for {self._limit(caller)} things a minute, and has. Go on in {seconds} "
            "seconds; who runs the service can make a key with a higher --per-minute."
        )
        raise TooManyRequests(message, seconds)

    def take(self, caller: Caller, most: int = 1) -> int:
        """Take places.

        Args:
            caller: Whose.
            most: So many at most.

        Returns:
            How many there were.
        """
        limit = self._limit(caller)
        if limit is None:
            return most
        with self._lock:
            now = self._clock()
            self._clear(now)
            taken = self._taken.setdefault(caller.told, deque())
            while taken and taken[0] <= now - WINDOW_SECONDS:
                taken.popleft()
            got = min(most, max(limit - len(taken), 0))
            taken.extend([now] * got)
            return got

    def wait(self, caller: Caller) -> float:
        """Seconds until a place is free; 0 where one is."""
        limit = self._limit(caller)
        with self._lock:
            taken = self._taken.get(caller.told, ())
            if limit is None or len(taken) < limit:
                return 0.0
            return max(taken[-limit] + WINDOW_SECONDS - self._clock(), 0.0)

    def _limit(self, caller: Caller) -> int | None:
        """Who has shown nothing is at a door of its own: a log-in, a sender's proof."""
        if not caller.scopes:
            return None
        return self._default if caller.per_minute is None else caller.per_minute

    def _clear(self, now: float) -> None:
        """Forget, once a minute, who took nothing for as long: names that come and go must not stay."""
        if now - self._cleared >= WINDOW_SECONDS:
            self._taken = {name: at for name, at in self._taken.items() if at and at[-1] > now - WINDOW_SECONDS}
            self._cleared = now

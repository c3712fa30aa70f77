"""The door: whether anything is locked, and who a key belongs to."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from dedup.access.keys import holder
from dedup.access.users import Logins
from dedup.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.access.audit import AuditLog
    from dedup.access.callers import Caller
    from dedup.access.desks import Sources
    from dedup.access.keys import Keys
    from dedup.access.users import Users

LOOK_SECONDS: Final = 1.0
"""How long it may take until a key that was made locks a service that runs; from then on it stays locked."""

USED_EVERY: Final = timedelta(minutes=1)
"""How often the last use of a key is written: a request must not wait for a writer."""


class AccessControl:
    """Knows who is let in; what each caller may do is for the routes to say.

    Args:
        keys: API keys.
        users: Of the desk.
        sources: Which are private.
        audit: What was done.
        locked: Whether it is locked without any key or user: a proxy says who everybody is.
        clock: The time.
    """

    def __init__(  # noqa: PLR0913 - what it is put together from
        self,
        keys: Keys,
        users: Users,
        sources: Sources,
        audit: AuditLog,
        *,
        locked: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.keys = keys
        self.users = users
        self.sources = sources
        self.audit = audit
        self.now = clock
        self.logins = Logins(users, audit, clock)
        self._locked = locked
        self._looked = -LOOK_SECONDS
        self._uses = _Uses(keys)

    def is_locked(self) -> bool:
        """Whether a key or a user was ever made; those that were revoked or removed still lock."""
        if not self._locked and time.monotonic() - self._looked >= LOOK_SECONDS:
            self._locked = self.keys.any() or self.users.any()
            self._looked = time.monotonic()
        return self._locked

    def key_holder(self, secret: str) -> Caller:
        """Who holds a key.

        Raises:
            NotAuthenticated: Nobody does, or it is no longer good.
        """
        caller, key = holder(self.keys, secret, self.now())
        self._uses.note(key.prefix, key.used_at, self.now())
        return caller

    def start(self) -> None:
        """Start to write down when keys were used."""
        self._uses.start()

    def stop(self) -> None:
        """Write down what is left, and stop."""
        self._uses.stop()


class _Uses:
    """When keys were last used, written by a thread of its own."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._lock = threading.Lock()
        self._waiting: dict[str, datetime] = {}
        self._written: dict[str, datetime] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, prefix: str, before: datetime | None, now: datetime) -> None:
        """A key was used; it is written unless it was within the last minute, as far as anybody knows."""
        last = self._written.get(prefix, before)
        if last is None or now - last >= USED_EVERY:
            with self._lock:
                self._waiting[prefix] = self._written[prefix] = now

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="key-uses", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            self._write()
        self._write()

    def _write(self) -> None:
        with self._lock:
            uses, self._waiting = self._waiting, {}
        if not uses:
            return
        try:
            self._keys.used(uses)
        except StoreError:
            with self._lock:  # tried again with the next one
                self._waiting = uses | self._waiting

"""The audit log: who did what to what, when, and from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from dedup.access.callers import Caller

Action = Literal[
    "article.delete",
    "article.expire",
    "article.kill",
    "calibration.apply",
    "calibration.reset",
    "feedback",
    "key.make",
    "key.revoke",
    "login",
    "logout",
    "mute",
    "mute.lift",
    "source.open",
    "source.private",
    "store.backup",
    "store.restore",
    "user.add",
    "user.desks",
    "user.password",
    "user.remove",
]
"""What is written down."""

Outcome = Literal["done", "failed"]
"""Of failures only logins are written down: what else fails changes nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did.

    Attributes:
        number: In the order in which they were written.
        at: When.
        who: The caller in words: ``key backfill``, ``user anna``, ``command root``, ``sender desk``.
        action: What was done.
        subject: To what: an article's id, a key's name and prefix, a user's name.
        origin: From where: an address, ``command line``, a message of the inbox.
        outcome: What became of it.
    """

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    origin: str
    outcome: str


class AuditLog(Protocol):
    """Keeps entries; joins the transaction that the thread is in, so that an act and its entry are there together."""

    def write(self, who: Caller, action: Action, subject: str, origin: str, outcome: Outcome = "done") -> None:
        """Keep one."""
        ...

    def listing(self, *, limit: int, action: str | None = None) -> list[Entry]:
        """Entries, newest first; only those of one action, where one is named."""
        ...

    def failures(self, since: datetime, *, subject: str | None = None, origin: str | None = None) -> list[datetime]:
        """When logins failed, oldest first: of one name, or from one address."""
        ...

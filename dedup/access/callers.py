"""Who asks, and what they may: scopes, roles, and the caller that a request is found to have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Scope(StrEnum):
    """What a caller may do. None implies another: a key for one thing is good for that thing alone."""

    READ = "read"
    """Score, compare, and see everything stored."""

    WRITE = "write"
    """Store, remove, correct, and have messages and alerts worked on again."""

    HOOKS = "hooks"
    """Send messages in the name of senders that have no secret."""

    ADMIN = "admin"
    """See how the service does."""


class Role(StrEnum):
    """What a user is."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


SCOPES_OF: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.READER: frozenset({Scope.READ}),
    Role.EDITOR: frozenset({Scope.READ, Scope.WRITE}),
    Role.ADMIN: frozenset(Scope),
}
"""What users of each role may do."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks.

    Attributes:
        kind: ``key``, ``user``, ``command`` (the command line), ``sender`` (of messages), or ``anybody``.
        name: Of the key, the user, the account at the command line or the sender; empty for anybody.
        scopes: What they may do.
        seed: A secret that the forms of this caller are bound to: a user's session, or what the browser was given
            before there was one; None where nobody could misuse the browser.
        per_minute: How much it may ask for in a minute, if that is not what everybody may.
        desks: Whose private sources it may read.
    """

    kind: str
    name: str
    scopes: frozenset[Scope]
    seed: str | None = None
    per_minute: int | None = None
    desks: frozenset[str] = frozenset()

    @property
    def told(self) -> str:
        """The caller in words, for the audit log."""
        return f"{self.kind} {self.name}".rstrip()

    def __repr__(self) -> str:
        """Without the seed, which is a secret."""
        return f"Caller({self.told!r}, {sorted(self.scopes)})"


NOBODY: Final = Caller("anybody", "", frozenset())
"""Who has shown nothing, where something has to be shown."""

LOCAL: Final = Caller("anybody", "", frozenset(Scope))
"""Anybody on this machine, as long as nothing is locked."""

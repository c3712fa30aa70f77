"""API keys: a random secret that is shown once and kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from dedup.access.callers import Caller
from dedup.access.desks import checked_desks
from dedup.errors import InvalidAccess, NotAuthenticated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from dedup.access.callers import Scope

_KEY: Final = re.compile(r"(wd_[0-9a-f]{12})_[A-Za-z0-9_-]{43}")

NAME: Final = re.compile(r"[^\W_][\w.-]{0,63}")
"""Of a key."""

NEVER: Final = b"\x00" * 32
"""Compared with where no key has that prefix, so that both answers take as long; no key has this hash."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key.

    Attributes:
        prefix: Its readable beginning, by which people and the store know it; no secret.
        digest: SHA-256 of the whole key. A slow hash is for what people choose: against 256 random bits there is
            nothing to try, and a request must not cost a tenth of a second.
        name: What it is for.
        scopes: What its holder may do.
        made_at: When it was made.
        expires_at: When it ends; None if it does not.
        used_at: When it was last used, to the minute; None if never.
        revoked_at: When it was revoked; None while it holds.
        per_minute: How much its holder may ask for in a minute, if that is not what everybody may.
        desks: Whose private sources its holder may read.
    """

    prefix: str
    digest: bytes
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    per_minute: int | None = None
    desks: frozenset[str] = frozenset()

    def state(self, now: datetime) -> str:
        """``valid``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "valid"


class Keys(Protocol):
    """Keeps keys; none is ever deleted, so that revoking the last one does not open the door."""

    def add(self, key: ApiKey, by: Caller, origin: str) -> None:
        """Keep a new one, and say so in the audit log.

        Raises:
            InvalidAccess: The name is taken by a key that holds.
        """
        ...

    def find(self, prefix: str) -> ApiKey | None:
        """The key with a prefix."""
        ...

    def listing(self) -> list[ApiKey]:
        """All of them, oldest first."""
        ...

    def revoke(self, name: str, now: datetime, by: Caller, origin: str) -> list[ApiKey]:
        """Revoke every key of a name or prefix that is not revoked yet, and say so in the audit log.

        Returns:
            Those that were.

        Raises:
            KeyNotFound: There is none.
        """
        ...

    def used(self, uses: Mapping[str, datetime]) -> None:
        """Note when keys were last used, by prefix."""
        ...

    def any(self) -> bool:
        """Whether one was ever made."""
        ...


def checked_name(name: str) -> str:
    """The name of a key.

    Raises:
        InvalidAccess: It is empty, too long, or has characters that a list can not show.
    """
    if not NAME.fullmatch(name):
        message = f"{name[:80]!r} is no name for a key: letters, digits, dots, dashes, up to 64, begin one."
        raise InvalidAccess(message)
    return name


def new_key(  # noqa: PLR0913, PLR0917 - what a key has
    name: str,
    scopes: Iterable[Scope],
    now: datetime,
    expires_at: datetime | None = None,
    per_minute: int | None = None,
    desks: Iterable[str] = (),
) -> tuple[str, ApiKey]:
    """Make a key.

    Args:
        name: What it is for.
        scopes: What its holder may do.
        now: When it is made.
        expires_at: When it ends.
        per_minute: How much its holder may ask for in a minute, if that is not what everybody may.
        desks: Whose private sources its holder may read.

    Returns:
        The key itself, which is shown once, and what is kept of it.
    """
    prefix = f"wd_{secrets.token_hex(6)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        prefix,
        _digest(secret),
        name,
        frozenset(scopes),
        now,
        expires_at,
        per_minute=per_minute,
        desks=checked_desks(desks),
    )
    return secret, key


def holder(keys: Keys, secret: str, now: datetime) -> tuple[Caller, ApiKey]:
    """Who holds a key that was sent.

    Args:
        keys: Those that were made.
        secret: As it was sent.
        now: Against which the expiry is held.

    Raises:
        NotAuthenticated: It is none of them, or no longer good. Why is told only to who has the whole key.
    """
    match = _KEY.fullmatch(secret)
    if match is None:
        message = "What was sent is no API key; `dedup keys make` makes one."
        raise NotAuthenticated(message)
    key = keys.find(match[1])
    if not hmac.compare_digest(_digest(secret), NEVER if key is None else key.digest) or key is None:
        message = "Nobody has this API key; `dedup keys list` shows which there are."
        raise NotAuthenticated(message)
    if (state := key.state(now)) != "valid":
        message = f"The API key {key.prefix} ({key.name}) is {state}; make another with `dedup keys make`."
        raise NotAuthenticated(message)
    return Caller("key", key.name, key.scopes, per_minute=key.per_minute, desks=key.desks), key


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()

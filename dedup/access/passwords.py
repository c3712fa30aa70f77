"""Passwords: hashed with Argon2id, slowly, since people choose them."""

from __future__ import annotations

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dedup.errors import InvalidAccess

SHORTEST: Final = 12
"""Characters. Length is what counts (NIST SP 800-63B, 3.1.1.2), so nothing else is asked for."""

LONGEST: Final = 1024
"""Characters: nobody chooses more, and a longer one would only cost time."""

_HASHER: Final = PasswordHasher()
"""With the library's parameters, those of RFC 9106 for little memory: 64 MiB, some tens of milliseconds."""


def hashed(password: str) -> str:
    """The hash of a new password, with its parameters and salt.

    Raises:
        InvalidAccess: It is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        message = f"A password has {SHORTEST} to {LONGEST} characters; a few words that you keep for this do."
        raise InvalidAccess(message)
    return _HASHER.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; takes as long where there is none.

    Args:
        kept: Its hash; None where nobody has that name, or no password.
        password: As it was sent.
    """
    try:
        return _HASHER.verify(kept or _nobodys(), password[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError, UnicodeError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this")

"""Comparing signatures in constant time."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from dedup.errors import SenderRefused

if TYPE_CHECKING:
    from collections.abc import Mapping


def same(sent: str, right: str, where: str) -> None:
    """Compare a signature or token that was sent with the right one.

    Args:
        sent: As it stands in the header, one character a byte.
        right: What it must be.
        where: Name of the header, for the message.

    Raises:
        SenderRefused: They differ.
    """
    if not hmac.compare_digest(sent.encode("latin-1", "replace"), right.encode()):
        message = f"{where} does not fit the body and the secret. Check that both sides have the same secret."
        raise SenderRefused(message)


def hex_digest(secret: str, body: bytes, method: str) -> str:
    """HMAC of a body as hexadecimal digits."""
    return hmac.new(secret.encode(), body, method).hexdigest()


def required(headers: Mapping[str, str], name: str) -> str:
    """A header that must be there.

    Raises:
        SenderRefused: It is not.
    """
    value = headers.get(name)
    if not value:
        message = f"The message has no {name}; switch signing on and use the secret of the senders file."
        raise SenderRefused(message)
    return value

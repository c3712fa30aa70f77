"""Senders without a scheme of their own: HMAC-SHA256 in ``x-signature: sha256=<hex>``, or a bearer token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.hooks import dpa
from api.hooks.signatures import hex_digest, required, same

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = "x-signature"


def check(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Check the signature, or else the token, of a message.

    Raises:
        SenderRefused: Neither is there, or it is wrong.
    """
    if HEADER not in headers and dpa.HEADER in headers:
        dpa.check(secret, headers, body)
    else:
        same(required(headers, HEADER), f"sha256={hex_digest(secret, body, 'sha256')}", HEADER)

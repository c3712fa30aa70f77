"""Superdesk and Newshub: HMAC-SHA1 over the raw body, in ``x-superdesk-signature: sha1=<hex>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.hooks.signatures import hex_digest, required, same

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = "x-superdesk-signature"


def check(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Check the signature of a message.

    Raises:
        SenderRefused: It is missing or wrong.
    """
    same(required(headers, HEADER), f"sha1={hex_digest(secret, body, 'sha1')}", HEADER)

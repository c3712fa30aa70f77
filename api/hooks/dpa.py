"""dpa digitalwires: a bearer token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.hooks.signatures import required, same

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = "authorization"


def check(secret: str, headers: Mapping[str, str], _body: bytes) -> None:
    """Check the token of a message.

    Raises:
        SenderRefused: It is missing or wrong.
    """
    scheme, _, token = required(headers, HEADER).partition(" ")
    same(token.strip() if scheme.lower() == "bearer" else "", secret, HEADER)

"""Why nothing came of a request, as somebody who reads it on a page can do something about it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterator


def reason_of(error: Exception) -> str:
    """Why a request failed, in words, without the names and numbers of library and system where there are better ones.

    Args:
        error: What it failed with.
    """
    behind = list(_behind(error))
    refused = next((one for one in behind if isinstance(one, ConnectionRefusedError)), None)
    unsafe = next((one for one in behind if isinstance(one, ssl.SSLError)), None)
    if refused is not None:
        return "nothing listens there, the connection was refused"
    if unsafe is not None:
        told = getattr(unsafe, "verify_message", "") or getattr(unsafe, "reason", "") or unsafe
        return f"no secure connection: {str(told).replace('_', ' ').lower()}"
    if isinstance(error, httpx2.ConnectTimeout):
        return "nobody answered there in time"
    if isinstance(error, httpx2.TimeoutException):
        return "it took too long to answer"
    if isinstance(error, httpx2.RemoteProtocolError):
        return "it ended the connection without an answer"
    told = next((one.strerror for one in reversed(behind) if isinstance(one, OSError) and one.strerror), None)
    return told.lower() if told else f"{type(error).__name__}: {error}"


def _behind(error: BaseException) -> Iterator[BaseException]:
    """An error, and all that it came of."""
    one: BaseException | None = error
    while one is not None:
        yield one
        if isinstance(one, BaseExceptionGroup):
            yield from one.exceptions
        one = one.__cause__ or one.__context__

"""How long a server asks to be left alone: its ``Retry-After`` (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime


def seconds_asked(header: str | None) -> float | None:
    """Seconds from now that a ``Retry-After`` asks for, whether it gives seconds or a date.

    Args:
        header: As it was sent; None where it was not.

    Returns:
        At least 0; None where there is no header, or it gives neither.
    """
    asked = (header or "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):  # no date, or one of a year that is none
        return None

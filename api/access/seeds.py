"""What one log-in has to remember, made of one random value in a cookie of the browser that began it."""

from __future__ import annotations

import base64
import hashlib
import hmac


def made_of(seed: str, what: str) -> str:
    """A value of one log-in that nobody can make who does not have its seed; 43 characters."""
    digest = hmac.new(seed.encode(), what.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def state_of(seed: str, to: str) -> str:
    """What the provider gives back: where a log-in leads, and a proof of the seed."""
    return f"{made_of(seed, f'state {to}')}.{base64.urlsafe_b64encode(to.encode('utf-8', 'replace')).decode()}"


def led_to(state: str) -> str:
    """Where a state says that its log-in leads; it is believed once the whole state is the right one."""
    try:
        return base64.urlsafe_b64decode(state.partition(".")[2].encode()).decode()
    except ValueError:
        return ""

"""One POST to a destination: to the address that was checked, bounded in time and size, following nothing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx2

from dedup.channels.addresses import AddressRefused, targets
from dedup.channels.reasons import reason_of
from dedup.newsroom.delivery import Answer
from dedup.retryafter import seconds_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 15.0
"""How long a destination may take; Standard Webhooks advises 15 to 30 seconds."""

CONNECT_SECONDS = 5.0
_TIMES = httpx2.Timeout(SECONDS, connect=CONNECT_SECONDS)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> Answer:
    """Send a body once.

    Args:
        url: Where to.
        body: JSON.
        headers: Besides the content type.
        private: Addresses inside are fine.

    Returns:
        The answer, or why there is none; nothing is raised.
    """
    begun = time.monotonic()
    failed = "no address"
    try:
        for target in targets(url, private=private):
            sent = {"Content-Type": "application/json", "Host": target.host, **headers}
            try:
                with (
                    httpx2.Client(timeout=_TIMES, follow_redirects=False, trust_env=False) as client,
                    client.stream(
                        "POST", target.url, content=body, headers=sent, extensions=target.extensions
                    ) as response,
                ):  # its words are not read: they are of no use, and may never end
                    wait = seconds_asked(response.headers.get("retry-after"))
                    return Answer(response.status_code, None, _since(begun), wait)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:  # nothing was sent yet: the next may do
                failed = reason_of(error)
    except AddressRefused as error:
        failed = str(error)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        failed = reason_of(error)
    return Answer(None, failed, _since(begun))


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)

"""One page, fetched as alerts are sent: from the address that was checked, bounded in time, bytes and redirects.

Each redirect is checked anew. Nothing is sent along that says who asks, and nothing comes from the environment: no
proxy, no passwords.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx2

from dedup.channels.addresses import AddressRefused, Target, targets
from dedup.channels.reasons import reason_of
from dedup.errors import TextTooLong, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 20.0
"""How long a page may take with all its redirects, however slowly each byte comes."""

REDIRECTS = 5
AGENT = "wire-dedup (page reader)"

HTML = frozenset({"text/html", "application/xhtml+xml"})
_WORDS = frozenset(
    {
        "",
        "application/json",
        "application/octet-stream",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/xml",
        "message/rfc822",
        "text/markdown",
        "text/plain",
        "text/xml",
        *HTML,
    }
)
"""Media types that may hold a story; of these, and of nothing at all, the content tells what it is."""

_TIMES = httpx2.Timeout(SECONDS, connect=5.0)
_ASKING = {"User-Agent": AGENT, "Accept": "text/html, */*;q=0.5", "Accept-Encoding": "gzip"}
_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REASONS = {
    401: "it wants a password",
    402: "it wants to be paid",
    403: "it does not let this service in",
    404: "there is no such page",
    410: "the page is gone",
    429: "it was asked too often",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave.

    Attributes:
        url: Where it was, after all redirects.
        content: Its bytes.
        media: Its media type in small letters, without parameters; empty where it names none.
        charset: The encoding that its header names.
    """

    url: str
    content: bytes
    media: str
    charset: str | None


async def fetched(url: str, *, limit: int, private: bool = False) -> Fetched:
    """Fetch a page.

    Args:
        url: Its address; without a scheme, https.
        limit: Most bytes, unpacked.
        private: Addresses inside are fine.

    Raises:
        UnreadableInput: It can not be fetched, or is no text; the message says why and what to do.
        TextTooLong: It has more bytes.
    """
    asked = url if "://" in url else f"https://{url}"
    named = host_of(asked) or url[:100]
    try:
        async with asyncio.timeout(SECONDS):
            for _ in range(REDIRECTS + 1):
                found = await _asked(asked, limit, private=private)
                if isinstance(found, Fetched):
                    return found
                asked = urljoin(asked, found)
    except TimeoutError as error:
        message = f"{named} did not send the page within {SECONDS:.0f} seconds. Try again, or paste its text."
        raise UnreadableInput(message) from error
    except AddressRefused as error:
        message = f"{url[:200]} can not be fetched: {error}."
        raise UnreadableInput(message) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        message = f"{named} can not be reached: {reason_of(error)}. Check the address, or paste its text."
        raise UnreadableInput(message) from error
    message = f"{named} sends from one address to the next, more than {REDIRECTS} times. Paste the text instead."
    raise UnreadableInput(message)


def host_of(url: str) -> str | None:
    """The host of an address; None where it has none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


async def _asked(url: str, limit: int, *, private: bool) -> Fetched | str:
    """The page, or the address that it sends to."""
    if "@" in urlsplit(url).netloc:
        reason = "an address with a name or password in it is not fetched"
        raise AddressRefused(reason)
    found: Sequence[Target] = await asyncio.to_thread(targets, url, private=private)
    for number, target in enumerate(found, start=1):
        headers = {"Host": target.host, **_ASKING}
        try:
            async with (
                httpx2.AsyncClient(timeout=_TIMES, follow_redirects=False, trust_env=False) as client,
                client.stream("GET", target.url, headers=headers, extensions=target.extensions) as response,
            ):
                return await _read(url, response, limit)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):  # nothing was asked yet: the next may do
            if number == len(found):
                raise
    raise OSError(url)


async def _read(url: str, response: httpx2.Response, limit: int) -> Fetched | str:
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return str(response.headers["location"])
    host = urlsplit(url).hostname
    if response.status_code != _OK:
        reason = _REASONS.get(response.status_code, "no page came")
        message = f"{host} answered {response.status_code}: {reason}. Paste the text instead."
        raise UnreadableInput(message)
    header = Message()
    header["Content-Type"] = response.headers.get("content-type", "")
    media = header["Content-Type"].partition(";")[0].strip().lower()
    if media not in _WORDS and not media.endswith(("+xml", "+json")):
        message = f"{url[:200]} is {media}, no text."
        raise UnreadableInput(message)
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > limit:
            message = (
                f"The page at {host} has more than {limit:,} bytes; nothing of it was read. Paste the text instead."
            )
            raise TextTooLong(message)
    return Fetched(url, bytes(content), media, header.get_content_charset())

"""Feeds, polled as their servers ask: only what changed, and not more often than they allow."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import httpx2
import orjson

from dedup.errors import InputError, UnreadableInput
from dedup.retryafter import seconds_asked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dedup.wire import WireItem

SECONDS = 30.0
LARGEST = 16 * 2**20
"""Bytes of a feed, unpacked."""

LONGEST_WAIT = 86_400.0
"""Most seconds that a server can ask to be left alone for: one that errs is asked again within a day."""

REDIRECTS = 5
AGENT = "wire-dedup (feed reader)"

_NOT_MODIFIED, _GONE, _OK = 304, 410, 200


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a feed, to be asked with the next time (RFC 9110, conditional requests)."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """What one look at a feed brought.

    Attributes:
        url: Of the feed.
        entries: How many entries became messages, those the inbox had already included.
        said: What happened, in words.
        failed: There was no feed to be read.
        gone: The server says that the feed is no more.
        wait: Seconds the server asks to be left alone.
    """

    url: str
    entries: int
    said: str
    failed: bool = False
    gone: bool = False
    wait: float = 0.0


class FeedPoller:
    """Fetches feeds and hands on their entries.

    Args:
        memory: File in which validators are kept; replaced as a whole.
        read: Reads the entries of a feed.
        accept: Keeps one entry durably, as a message in our own JSON; the inbox knows a repeat.
    """

    def __init__(
        self, memory: Path, read: Callable[[bytes], list[WireItem]], accept: Callable[[bytes], object]
    ) -> None:
        self._memory = memory
        self._read = read
        self._accept = accept
        self._known = _remembered(memory)

    def poll(self, url: str) -> Polled:
        """Look at a feed once. Validators are kept only after all its entries are.

        Raises:
            StoreError: The inbox can not be written.
        """
        known = self._known.get(url, Validators())
        asked = {"User-Agent": AGENT, "If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers = {name: value for name, value in asked.items() if value}
        try:
            with (
                httpx2.Client(timeout=SECONDS, follow_redirects=True, max_redirects=REDIRECTS) as client,
                client.stream("GET", url, headers=headers) as response,
            ):
                if response.status_code != _OK:
                    return _refused(url, response.status_code, _wait(response.headers.get("retry-after")))
                content = _bounded(response)
                given = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
            items = self._read(content)
        except (httpx2.HTTPError, httpx2.InvalidURL, InputError, OSError) as error:
            return Polled(url, 0, f"{type(error).__name__}: {error}", failed=True)
        told = [self._accept(_message(item)) for item in items if item.article is not None]
        self._remember(url, given)
        return Polled(url, len(told), "1 entry" if len(told) == 1 else f"{len(told)} entries")

    def _remember(self, url: str, given: Validators) -> None:
        self._known[url] = given
        unfinished = self._memory.with_suffix(".part")
        unfinished.write_text(json.dumps({key: asdict(value) for key, value in self._known.items()}), "utf-8")
        unfinished.replace(self._memory)


def _message(item: WireItem) -> bytes:
    """An entry as our own JSON."""
    article = item.article
    if article is None:
        raise ValueError(item)
    spans = article.paragraph_spans or ()
    body = {"paragraphs": [article.text[slice(*span)] for span in spans]} if spans else {"text": article.text}
    return orjson.dumps(
        {
            "id": item.guid,
            "title": article.title,
            "source": article.source,
            "language": article.language,
            "published_at": article.published_at,
            **({} if article.published_at == item.version_created else {"version_created": item.version_created}),
            "credits": list(item.credits),
            **body,
        }
    )


def _bounded(response: httpx2.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > LARGEST:
            message = f"the feed is larger than {LARGEST // 2**20} MiB"
            raise UnreadableInput(message)
    return bytes(content)


def _wait(header: str | None) -> float:
    return min(seconds_asked(header) or 0.0, LONGEST_WAIT)


def _refused(url: str, status: int, wait: float) -> Polled:
    if status == _NOT_MODIFIED:
        return Polled(url, 0, "nothing new")
    if status == _GONE:
        return Polled(url, 0, "the feed is gone (410); it is asked no more", failed=True, gone=True)
    return Polled(url, 0, f"the server answered {status}", failed=True, wait=wait)


def _remembered(memory: Path) -> dict[str, Validators]:
    """What was kept; a file that can not be read costs one full fetch."""
    try:
        return {url: Validators(**kept) for url, kept in json.loads(memory.read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}

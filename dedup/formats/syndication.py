"""RSS, Atom and RDF feeds through feedparser, each entry an item."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import feedparser

from dedup.errors import InvalidArticle, UnreadableInput
from dedup.formats.items import plain, text_item
from dedup.formats.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.wire import WireItem


def feed_items(content: bytes) -> list[WireItem]:
    """Read all entries of a feed that can be told apart; one with neither id, link nor title is left out.

    Raises:
        UnreadableInput: It is no feed, or its XML defines entities.
    """
    parse_xml(content)  # feedparser reads anything, also what expands to gigabytes; this refuses it
    feed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        message = "This is no RSS or Atom feed."
        raise UnreadableInput(message)
    return list(_items(feed))


def _items(feed: Any) -> Iterator[WireItem]:  # noqa: ANN401 - feedparser's own dictionaries
    title = plain(feed.feed.get("title"))
    language = plain(feed.feed.get("language"))
    for entry in feed.entries:
        bodies = [body.get("value") for body in entry.get("content", ())] or [entry.get("summary")]
        source = entry.get("source") or {}
        try:
            yield text_item(
                entry.get("id") or entry.get("link") or entry.get("title"),
                html="\n".join(filter(None, bodies)),
                headline=entry.get("title"),
                source=plain(source.get("title")) or title,
                language=language,
                version_created=entry.get("updated") or entry.get("published"),
                slug=None,
                credits=(entry.get("author"), plain(source.get("title")), entry.get("rights")),
            )
        except InvalidArticle:
            continue

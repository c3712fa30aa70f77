"""RSS, Atom and RDF feeds through feedparser, each entry an item."""

from __future__ import annotations

import io
from calendar import timegm
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser

from dedup.errors import InvalidArticle, UnreadableInput
from dedup.formats.html import article_from_html
from dedup.formats.items import instant, plain, text_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.wire import WireItem


def feed_items(content: bytes) -> list[WireItem]:
    """Read all entries of a feed that can be told apart; one with neither id, link nor title is left out.

    Many feeds are no well-formed XML, and are read all the same.

    Raises:
        UnreadableInput: It is no feed, or its XML defines entities.
    """
    if b"<!ENTITY" in content.replace(b"\0", b""):
        message = "The feed defines entities of its own. Send it with the characters themselves."
        raise UnreadableInput(message)
    feed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        message = "This is no RSS or Atom feed. Send the feed itself, not the page that links to it."
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
                headline=_title(entry),
                source=plain(source.get("title")) or title,
                language=language,
                version_created=_changed(entry),
                slug=None,
                credits=(entry.get("author"), plain(source.get("title")), entry.get("rights")),
            )
        except InvalidArticle:
            continue


def _title(entry: Any) -> str | None:  # noqa: ANN401 - see above
    """The title in words; feeds put markup and escapes of HTML into it."""
    title = plain(entry.get("title"))
    marked = title is not None and ("<" in title or "&" in title)
    return plain(article_from_html(f"<p>{title}</p>").text) if marked else title


def _changed(entry: Any) -> str | None:  # noqa: ANN401 - see above
    """When an entry was updated, or else published, in whatever words feedparser understands."""
    name = next((name for name in ("updated", "published") if name in entry), None)
    if name is None or instant(entry[name]) is not None:
        return None if name is None else plain(entry[name])
    parsed = entry.get(f"{name}_parsed")
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError, OSError):
        return None

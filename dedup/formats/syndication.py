"""RSS, Atom and RDF feeds through feedparser, each entry an item."""

from __future__ import annotations

import io
from calendar import timegm
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import feedparser

from dedup.errors import InputError, UnreadableInput
from dedup.formats.captions import without_captions
from dedup.formats.html import MAX_HTML, article_from_html
from dedup.formats.items import instant, plain, text_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.wire import WireItem


def feed_items(content: bytes) -> list[WireItem]:
    """Read the entries of a feed; one that nothing tells apart (id, link, title), or that can not be used, is left out.

    Many feeds are no well-formed XML, and are read all the same.

    Raises:
        UnreadableInput: It is no feed, or its XML defines entities.
    """
    if b"<!ENTITY" in content.replace(b"\0", b""):
        message = "The feed defines entities of its own. Send it with the characters themselves."
        raise UnreadableInput(message)
    try:
        feed = feedparser.parse(io.BytesIO(without_captions(content)), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser itself stumbles over some that are broken, in many ways
        message = "The feed is too broken to be read. Mend it there, or send its articles one by one."
        raise UnreadableInput(message) from error
    if not feed.version:
        message = "This is no RSS or Atom feed. Send the feed itself, not the page that links to it."
        raise UnreadableInput(message)
    return list(_items(feed))


def _items(feed: Any) -> Iterator[WireItem]:  # noqa: ANN401 - feedparser's own dictionaries
    title = plain(feed.feed.get("title"))
    language = plain(feed.feed.get("language"))
    atom = str(feed.version).startswith("atom")
    for entry in feed.entries:
        source = entry.get("source") or {}
        try:
            yield text_item(
                entry.get("id") or entry.get("link") or entry.get("title"),
                html=_body(entry, atom=atom),
                headline=entry.get("title"),
                source=plain(source.get("title")) or title,
                language=language,
                times=(_changed(entry),),
                slug=None,
                credits=(entry.get("author"), plain(source.get("title")), entry.get("rights")),
            )
        except InputError:
            continue


def _body(entry: Any, *, atom: bool) -> str | None:  # noqa: ANN401 - see above
    """The content of an entry, or its summary: where there is no other, or a broken tag has swallowed the words.

    What feedparser calls content is in RSS also a second description; it types that as plain text, and the first stays.
    """
    summary = entry.get("summary") or ""
    bodies = [body for body in entry.get("content", ()) if atom or not summary or body.get("type") != "text/plain"]
    content = "\n".join(filter(None, (body.get("value") for body in bodies)))
    if not summary or "<" not in content or len(content) > MAX_HTML or len(summary) > MAX_HTML:
        return content or summary
    told, said = (len(article_from_html(body).text) for body in (content, summary))
    return summary if said > 2 * told else content


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

"""JSON Feed, versions 1 and 1.1: each item one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.formats.bodies import plain_paragraphs
from dedup.formats.items import plain, text_item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dedup.wire import WireItem


def is_json_feed(data: Mapping[str, Any]) -> bool:
    """Whether an object says that it is a feed."""
    version = data.get("version")
    return isinstance(version, str) and "jsonfeed.org/version/" in version


def json_feed_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read the items of a feed; one that nothing tells apart (id, address) is left out, as in other feeds.

    Raises:
        InvalidArticle: A field can not be used.
    """
    items = data.get("items")
    listed = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    return [_item(one, data) for one in listed if _guid(one)]


def _guid(item: Mapping[str, Any]) -> str | None:
    return next(filter(None, (plain(item.get(name)) for name in ("id", "url", "external_url"))), None)


def _item(item: Mapping[str, Any], feed: Mapping[str, Any]) -> WireItem:
    html, text = item.get("content_html"), item.get("content_text")
    summary = item.get("summary")
    words = text if isinstance(text, str) else summary if isinstance(summary, str) else ""
    return text_item(
        _guid(item),
        html=html if isinstance(html, str) else None,
        paragraphs=plain_paragraphs(words),
        headline=plain(item.get("title")),
        source=plain(feed.get("title")),
        language=plain(item.get("language")) or plain(feed.get("language")),
        times=(plain(item.get(name)) for name in ("date_modified", "date_published")),
        published=(plain(item.get("date_published")),),
        credits=_authors(item) or _authors(feed),
    )


def _authors(data: Mapping[str, Any]) -> list[str | None]:
    """Names of version 1.1's list, and of version 1's one author."""

    def named() -> Iterator[str | None]:
        authors = data.get("authors")
        for one in (*(authors if isinstance(authors, list) else ()), data.get("author")):
            if isinstance(one, dict):
                yield plain(one.get("name"))

    return list(named())

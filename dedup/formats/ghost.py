"""Ghost: posts as its content API answers with them, and as its webhooks send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dedup.formats.items import plain, text_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_STATUS = {"draft": "withheld", "scheduled": "withheld", "published": "usable", "sent": "usable"}


def is_ghost(data: Mapping[str, Any]) -> bool:
    """Whether an object holds posts of Ghost: each has a ``uuid``."""
    found = _posts(data)
    return bool(found) and all("uuid" in post for post in found)


def ghost_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read all posts.

    Raises:
        InvalidArticle: One has no ``uuid``, or a field can not be used.
    """
    return [_item(post) for post in _posts(data)]


def _posts(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    posts, post = data.get("posts"), data.get("post")
    sent = post.get("current") if isinstance(post, dict) else None
    listed = posts if isinstance(posts, list) else [sent]
    return [one for one in listed if isinstance(one, dict) and one]


def _item(post: Mapping[str, Any]) -> WireItem:
    authors = post.get("authors")
    status = plain(post.get("status")) or ""
    html = post.get("html")
    try:
        site = urlsplit(plain(post.get("url")) or "").hostname
    except ValueError:
        site = None
    return text_item(
        plain(post.get("uuid")),
        html=html if isinstance(html, str) else None,
        headline=plain(post.get("title")),
        source=site,
        language=plain(post.get("locale")),
        status=_STATUS.get(status, status),
        times=(plain(post.get(name)) for name in ("updated_at", "published_at", "created_at")),
        published=(plain(post.get("published_at")),),
        slug=plain(post.get("slug")),
        credits=[
            plain(one.get("name")) for one in (authors if isinstance(authors, list) else ()) if isinstance(one, dict)
        ],
        missing=None if html else "it was asked for without its HTML, or is for members alone",
    )

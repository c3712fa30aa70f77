"""WordPress: posts as its REST API answers with them, one or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dedup.formats.items import plain, text_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_STATUS = {"trash": "canceled", **dict.fromkeys(("draft", "pending", "private", "future", "auto-draft"), "withheld")}


def is_wordpress(data: Mapping[str, Any]) -> bool:
    """Whether an object is a post: title and content stand in ``rendered``."""
    return all(_rendered(data, name) is not None for name in ("title", "content"))


def wordpress_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read one post.

    Raises:
        InvalidArticle: It has neither ``guid`` nor ``link``, or a field can not be used.
    """
    embedded = data.get("_embedded")
    named = embedded.get("author") if isinstance(embedded, dict) else None
    authors = named if isinstance(named, list) else []
    status = plain(data.get("status")) or ""
    content = data["content"]
    return [
        text_item(
            plain(_rendered(data, "guid")) or plain(data.get("link")),
            html=_rendered(data, "content"),
            headline=_rendered(data, "title"),
            source=_site(data),
            language=plain(data.get("lang")),
            status=_STATUS.get(status, status),
            times=(plain(data.get(name)) for name in ("modified_gmt", "modified", "date_gmt", "date")),
            published=(plain(data.get(name)) for name in ("date_gmt", "date")),
            slug=plain(data.get("slug")),
            credits=[plain(one.get("name")) for one in authors if isinstance(one, dict)],
            missing="it is protected by a password" if content.get("protected") is True else None,
        )
    ]


def _rendered(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    rendered = value.get("rendered") if isinstance(value, dict) else None
    return rendered if isinstance(rendered, str) else None


def _site(data: Mapping[str, Any]) -> str | None:
    """The name of the site, as a well-known plug-in tells it, or else its address."""
    head = data.get("yoast_head_json")
    named = plain(head.get("og_site_name")) if isinstance(head, dict) else None
    try:
        return named or urlsplit(plain(data.get("link")) or "").hostname
    except ValueError:
        return None

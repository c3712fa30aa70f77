"""Reuters Connect: items as its content API answers with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.formats.items import plain, text_item
from dedup.formats.storyids import without_known_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_OWN = frozenset({"bodyXhtml", "bodyXhtmlRich", "headLine", "versionedGuid", "versionCreated"})


def is_reuters(data: Mapping[str, Any]) -> bool:
    """Whether an answer holds items in the spelling of this API."""
    found = _items(data)
    return bool(found) and all(_OWN & one.keys() for one in found)


def reuters_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read an item, or all that a search found; those come without their texts.

    Raises:
        InvalidArticle: One has no ``uri``, or a field can not be used.
    """
    return [_item(one) for one in _items(data)]


def _items(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    inside = data.get("data")
    inside = inside if isinstance(inside, dict) else {}
    search = inside.get("search")
    listed = search.get("items") if isinstance(search, dict) else [inside.get("item")]
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _item(item: Mapping[str, Any]) -> WireItem:
    version = plain(item.get("version"))
    kind = (plain(item.get("type")) or "text").lower()
    bodies = (item.get(name) for name in ("bodyXhtml", "bodyXhtmlRich"))
    html = next((body for body in bodies if isinstance(body, str) and body.strip()), None)
    versioned = plain(item.get("versionedGuid")) or plain(item.get("uri"))
    return text_item(
        plain(item.get("guid")) or without_known_version(versioned, version),
        kind=kind,
        html=html if kind in {"text", "composite"} else None,
        headline=plain(item.get("headLine")),
        source="Reuters",
        language=plain(item.get("language")),
        status=plain(item.get("pubStatus")),
        version=version,
        times=(plain(item.get(name)) for name in ("versionCreated", "contentTimestamp", "sortTimestamp")),
        published=(plain(item.get("firstCreated")),),
        embargoed=plain(item.get("embargoed")),
        slug=plain(item.get("slug")),
        credits=(plain(item.get("byLine")), plain(item.get("copyrightNotice")), "Reuters"),
        missing="its text has to be asked for by its id" if kind == "text" else None,
    )

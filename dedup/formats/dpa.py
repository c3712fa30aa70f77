"""dpa digitalwires: one entry as JSON. dpa's example sender puts the JSON into a JSON string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.formats.items import killed, plain, text_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_KINDS = {"image": "picture"}


def dpa_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read one entry; a box of background follows the text.

    Raises:
        InvalidArticle: It has no ``urn``, or a field can not be used.
    """
    bodies = [data.get(name) for name in ("article_html", "infobox_html")]
    html = "\n".join(body for body in bodies if isinstance(body, str) and body.strip())
    kind = "text" if html else _kind(data.get("associations"))
    return [
        text_item(
            plain(data.get("urn")),
            kind=kind,
            html=html,
            headline=plain(data.get("headline")),
            source=plain(data.get("creditline")) or "dpa",
            language=plain(data.get("language")),
            status=killed([plain(data.get("signal"))]) or plain(data.get("pubstatus")),
            version=plain(data.get("version")),
            times=(plain(data.get(name)) for name in ("version_created", "updated", "content_created", "created")),
            embargoed=plain(data.get("embargoed")),
            slug=plain(data.get("kicker")),
            credits=(plain(data.get(name)) for name in ("byline", "creditline", "copyrightnotice")),
        )
    ]


def _kind(associations: object) -> str:
    """What an entry without a text is: its first association says so."""
    first = associations[0] if isinstance(associations, list) and associations else None
    kind = plain(first.get("type")) if isinstance(first, dict) else None
    return "text" if kind is None else _KINDS.get(kind, kind)

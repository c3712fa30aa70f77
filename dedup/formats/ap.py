"""AP's media API: single items and feeds of them. The text itself is NITF, fetched apart or put beside the item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.formats.items import plain, text_item
from dedup.formats.nitf import nitf_paragraphs
from dedup.formats.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dedup.wire import WireItem


def ap_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read an answer of the API: its one item, or all of a feed.

    Raises:
        InvalidArticle: An item has no id, or a field can not be used.
        UnreadableInput: The text beside it is no NITF.
    """
    nitf = data.get("nitf")
    paragraphs = nitf_paragraphs(parse_xml(nitf.encode())) if isinstance(nitf, str) and nitf.strip() else []
    return [_item(item, paragraphs) for item in _found(data.get("data"))]


def _found(data: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(data, dict):
        return
    entries = data.get("items")
    for entry in entries if isinstance(entries, list) else [data]:
        item = entry.get("item") if isinstance(entry, dict) else None
        if isinstance(item, dict):
            yield item


def _item(item: Mapping[str, Any], paragraphs: list[str]) -> WireItem:
    ids = item.get("altids")
    provider, information = item.get("provider"), item.get("infosource")
    kind = plain(item.get("type")) or "text"
    bylines = item.get("bylines")
    return text_item(
        (plain(ids.get("itemid")) if isinstance(ids, dict) else None) or plain(item.get("uri")),
        kind=kind,
        paragraphs=paragraphs if kind == "text" else (),
        headline=plain(item.get("headline")) or plain(item.get("title")),
        source=_named(provider) or "AP",
        language=plain(item.get("language")),
        status=plain(item.get("pubstatus")),
        version=plain(item.get("version")),
        version_created=plain(item.get("versioncreated")),
        embargoed=plain(item.get("embargoed")),
        slug=plain(item.get("slugline")),
        credits=(
            *(_first(line, "by", "title") for line in bylines if isinstance(bylines, list)),
            _named(provider),
            *(_named(one) for one in (information if isinstance(information, list) else [information])),
            plain(item.get("copyrightnotice")),
        )
        if isinstance(bylines, list)
        else (_named(provider), plain(item.get("copyrightnotice"))),
        missing="its text has to be fetched from the address it names" if kind == "text" else None,
    )


def _named(value: object) -> str | None:
    return _first(value, "name", "label")


def _first(value: object, *names: str) -> str | None:
    return next(filter(None, (plain(value.get(name)) for name in names)), None) if isinstance(value, dict) else None

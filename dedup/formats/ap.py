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
    """Read an answer of the API: its one item, or all of a feed. The text is NITF beside the item or inside it.

    Raises:
        InvalidArticle: An item has no id, or a field can not be used.
        UnreadableInput: The text beside it is no NITF.
    """
    found = list(_found(data.get("data")))
    beside = data.get("nitf") if len(found) == 1 else None
    return [_item(item, _paragraphs(item.get("nitf") or beside)) for item in found]


def _paragraphs(nitf: object) -> list[str]:
    return nitf_paragraphs(parse_xml(nitf.encode())) if isinstance(nitf, str) and nitf.strip() else []


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
    provider = item.get("provider")
    kind = plain(item.get("type")) or "text"
    return text_item(
        (plain(ids.get("itemid")) if isinstance(ids, dict) else None) or plain(item.get("uri")),
        kind=kind,
        paragraphs=paragraphs if kind == "text" else (),
        headline=plain(item.get("headline")) or plain(item.get("title")),
        source=_named(provider) or "AP",
        language=plain(item.get("language")),
        status=plain(item.get("pubstatus")),
        version=plain(item.get("version")),
        times=(plain(item.get(name)) for name in ("versioncreated", "firstcreated", "itemcreated")),
        embargoed=plain(item.get("embargoed")),
        slug=plain(item.get("slugline")),
        credits=(
            *(_first(line, "by", "title") for line in _list(item.get("bylines"))),
            _named(provider),
            *map(_named, _list(item.get("infosource"))),
            plain(item.get("copyrightnotice")),
        ),
        missing="its text has to be fetched from the address it names" if kind == "text" else None,
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _named(value: object) -> str | None:
    return _first(value, "name", "label")


def _first(value: object, *names: str) -> str | None:
    return next(filter(None, (plain(value.get(name)) for name in names)), None) if isinstance(value, dict) else None

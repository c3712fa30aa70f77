"""The Guardian's Open Platform: one item, or a page of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.formats.bodies import plain_paragraphs
from dedup.formats.items import plain, text_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_TEXTS = frozenset({"article", "liveblog", "interactive"})


def is_guardian(data: Mapping[str, Any]) -> bool:
    """Whether an answer is of this API."""
    found = _results(data)
    return bool(found) and all("webTitle" in one and "webUrl" in one for one in found)


def guardian_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read all items of an answer.

    Raises:
        InvalidArticle: One has no ``id``, or a field can not be used.
    """
    return [_item(one) for one in _results(data)]


def _results(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    response = data.get("response")
    response = response if isinstance(response, dict) else {}
    results = response.get("results")
    listed = results if isinstance(results, list) else [response.get("content")]
    return [one for one in listed if isinstance(one, dict)]


def _item(item: Mapping[str, Any]) -> WireItem:
    given = item.get("fields")
    fields = given if isinstance(given, dict) else {}
    kind = plain(item.get("type")) or "article"
    html, text = fields.get("body"), fields.get("bodyText")
    return text_item(
        plain(item.get("id")),
        kind="text" if kind in _TEXTS else kind,
        html=html if isinstance(html, str) else None,
        paragraphs=plain_paragraphs(text) if isinstance(text, str) else (),
        headline=plain(fields.get("headline")) or plain(item.get("webTitle")),
        source=plain(fields.get("publication")) or "The Guardian",
        language=plain(fields.get("lang")),
        times=(plain(fields.get("lastModified")), plain(item.get("webPublicationDate"))),
        published=(plain(fields.get("firstPublicationDate")), plain(item.get("webPublicationDate"))),
        credits=(plain(fields.get("byline")), plain(fields.get("publication"))),
        missing="it was asked for without its text; add show-fields=body" if kind in _TEXTS else None,
    )

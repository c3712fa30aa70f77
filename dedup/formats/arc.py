"""Arc XP: stories in ANS, whose text is a list of elements."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from dedup.formats.items import plain, text_item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dedup.wire import WireItem

_DEEPEST = 8
"""Lists and quotations inside one another."""


def is_arc(data: Mapping[str, Any]) -> bool:
    """Whether an object is a story in ANS, or an answer that lists some."""
    return isinstance(data.get("content_elements"), list) and (
        isinstance(data.get("headlines"), dict) or "canonical_url" in data or bool(_listed(data))
    )


def arc_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read a story, or all of a list.

    Raises:
        InvalidArticle: One has no ``_id``, or a field can not be used.
    """
    return [_item(one) for one in _listed(data) or [data]]


def _listed(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The stories of an answer; a story may have links to others among its elements, and is one itself."""
    if isinstance(data.get("headlines"), dict):
        return []
    return [one for one in _elements(data) if one.get("type") == "story" and "headlines" in one]


def _item(story: Mapping[str, Any]) -> WireItem:
    kind = plain(story.get("type")) or "story"
    credited = story.get("credits")
    writers = credited.get("by") if isinstance(credited, dict) else None
    owner = _named(story.get("source")) or _named(story.get("distributor")) or plain(story.get("canonical_website"))
    return text_item(
        plain(story.get("_id")) or plain(story.get("canonical_url")),
        kind="text" if kind == "story" else kind,
        html="\n".join(_html(story, 0)),
        headline=_basic(story.get("headlines")),
        source=owner,
        language=plain(story.get("language")),
        status=plain(story.get("status")),
        version=None,
        times=(
            plain(story.get(name))
            for name in ("last_updated_date", "display_date", "publish_date", "first_publish_date", "created_date")
        ),
        published=(plain(story.get(name)) for name in ("first_publish_date", "display_date", "publish_date")),
        embargoed=plain(story.get("embargo_date")),
        slug=plain(story.get("slug")),
        credits=[*(_named(one) for one in (writers if isinstance(writers, list) else ())), owner],
    )


def _html(holder: Mapping[str, Any], depth: int) -> Iterator[str]:
    """The elements that are text; pictures, films, links to other stories and code of other sites are none."""
    for element in _elements(holder) if depth < _DEEPEST else ():
        kind, content = plain(element.get("type")), element.get("content")
        if kind in {"text", "header", "blockquote"} and isinstance(content, str):
            yield f"<p>{content}</p>"
        elif kind == "table" and isinstance(element.get("rows"), list):
            for row in element["rows"]:
                cells = [plain(cell.get("content")) for cell in _objects(row)]
                yield f"<p>{html.escape('  '.join(filter(None, cells)))}</p>"
        elif kind in {"quote", "list"}:
            yield from _html({"content_elements": element.get("items") or element.get("content_elements")}, depth + 1)


def _elements(holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _objects(holder.get("content_elements"))


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _basic(value: object) -> str | None:
    return plain(value.get("basic")) if isinstance(value, dict) else None


def _named(value: object) -> str | None:
    return plain(value.get("name")) if isinstance(value, dict) else None

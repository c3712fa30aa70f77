"""Apple News Format: an article (``article.json``), whose text is a tree of components."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from dedup.formats.bodies import plain_paragraphs
from dedup.formats.items import plain, text_item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dedup.wire import WireItem

_TEXT = frozenset({"body", "intro", "quote", "heading", *(f"heading{size}" for size in range(1, 7))})
_HOLDERS = frozenset({"container", "section", "chapter", "header"})
_DEEPEST = 16
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_MARK = re.compile(r"(\*{1,3}|_{1,3}|~~)(?=\S)([^*_~\n]{1,1000})(?<=\S)\1")
_LINE_MARK = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+)", re.MULTILINE)


def is_apple_news(data: Mapping[str, Any]) -> bool:
    """Whether an object is an article: its components have roles."""
    found = _components(data)
    return bool(found) and all("role" in one for one in found) and ("identifier" in data or "layout" in data)


def apple_news_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read one article.

    Raises:
        InvalidArticle: It has no ``identifier``, or a field can not be used.
    """
    metadata = data.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}
    authors = known.get("authors")
    titles = (_text(one) for one in _walk(data, 0) if one.get("role") == "title")
    return [
        text_item(
            plain(data.get("identifier")) or plain(known.get("canonicalURL")),
            html="\n".join(body for one in _walk(data, 0) if plain(one.get("role")) in _TEXT for body in _html(one)),
            headline=plain(data.get("title")) or plain(next(titles, None)),
            source=plain(known.get("publisher")),
            language=plain(data.get("language")),
            times=(plain(known.get(name)) for name in ("dateModified", "datePublished", "dateCreated")),
            published=(plain(known.get("datePublished")),),
            credits=[plain(one) for one in (authors if isinstance(authors, list) else ())],
        )
    ]


def _components(holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = holder.get("components")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _walk(holder: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    """All components in order, but for what is beside the text."""
    for one in _components(holder) if depth < _DEEPEST else ():
        yield one
        if plain(one.get("role")) in _HOLDERS:
            yield from _walk(one, depth + 1)


def _text(component: Mapping[str, Any]) -> str:
    text = component.get("text")
    return text if isinstance(text, str) else ""


def _html(component: Mapping[str, Any]) -> Iterator[str]:
    """The text of a component, in the format it says it is in."""
    text, said = _text(component), component.get("format")
    if said == "html":
        yield text
        return
    if said == "markdown":
        text = _LINE_MARK.sub("", _MARK.sub(r"\2", _LINK.sub(r"\1", text)))
    for paragraph in plain_paragraphs(text):
        yield f"<p>{html.escape(paragraph)}</p>"

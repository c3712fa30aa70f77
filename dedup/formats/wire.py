"""What a newsroom's system sends, whatever its format: bytes to items."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from dedup.errors import UnreadableInput
from dedup.formats.anpa import anpa_items, is_anpa
from dedup.formats.ap import ap_items
from dedup.formats.dpa import dpa_items
from dedup.formats.html import article_from_html
from dedup.formats.items import plain, text_item
from dedup.formats.jsonlines import article_from_mapping, load_json
from dedup.formats.newsml1 import newsml1_items
from dedup.formats.newsml_g2 import ITEMS, g2_items
from dedup.formats.ninjs import ninjs_items
from dedup.formats.nitf import nitf_items
from dedup.formats.plain import article_from_text, decode
from dedup.formats.syndication import feed_items
from dedup.formats.xml import local, parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dedup.article import Article
    from dedup.wire import WireItem

Format = Literal["ninjs", "newsml-g2", "newsml-1", "nitf", "dpa", "ap", "anpa", "feed", "json", "text"]

_XML: dict[str, tuple[Format, Callable[[Any], list[WireItem]]]] = {
    **dict.fromkeys((*ITEMS, "newsMessage"), ("newsml-g2", g2_items)),
    "NewsML": ("newsml-1", newsml1_items),
    "nitf": ("nitf", nitf_items),
}
_PAGES = frozenset({"html", "p", "div", "article", "section", "h1"})
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|p|div|article|section|span|meta|h\d)\b", re.IGNORECASE)
_FEEDS = frozenset({"rss", "feed", "RDF"})
_JSON: dict[Format, Callable[[Mapping[str, Any]], list[WireItem]]] = {
    "ninjs": ninjs_items,
    "dpa": dpa_items,
    "ap": ap_items,
}
_NINJS = ("guid", "uri", "headlines", "bodies", "body_html", "item", "items")
_OURS = ("text", "paragraphs", "html")
_BOM = b"\xef\xbb\xbf"


def read_wire(content: bytes, expected: Format | None = None) -> list[WireItem]:
    """Read all items of a message.

    Args:
        content: As it came.
        expected: Format it has to be in; told from the content if None.

    Returns:
        Its items, in order; at least one.

    Raises:
        UnreadableInput: It can not be read, is of another format, or has nothing in it.
        InvalidArticle: An item has no id, or a field can not be used.
        TextTooLong: A text is longer than one article may be.
    """
    found, items = _read(content, expected)
    if expected is not None and found != expected:
        message = f"This is {found}, and {expected} is expected here. Send that, or set the sender's kind."
        raise UnreadableInput(message)
    if not items:
        message = "The message has no item in it."
        raise UnreadableInput(message)
    return items


def wire_format(content: bytes) -> Format | None:
    """The wire format that a file is in, told from its beginning; None for plain texts, pages and our own JSON.

    A cheap look, for choosing a reader: what it says may still turn out to be unreadable.
    """
    start = content[:4096].removeprefix(_BOM).lstrip()
    if is_anpa(content):
        return "anpa"
    if start.startswith(b"<"):
        try:
            name = local(parse_xml(content.removeprefix(_BOM)))
        except UnreadableInput:
            return "newsml-g2" if start.startswith(b"<?xml") and b"<html" not in start.lower() else None
        return "feed" if name in _FEEDS else _XML[name][0] if name in _XML else None
    if start.startswith((b"{", b'"')):
        try:
            value = _mapping(content)
        except UnreadableInput:
            return None
        return None if (found := _json_format(value)) == "json" else found
    return None


def _read(content: bytes, expected: Format | None) -> tuple[Format, list[WireItem]]:
    if expected == "text":
        return "text", [_of_text(content)]
    if expected == "anpa" or (expected is None and is_anpa(content)):
        return "anpa", anpa_items(content)
    start = content[:64].removeprefix(_BOM).lstrip()
    if start.startswith(b"<"):
        return _read_xml(content.removeprefix(_BOM), expected)
    if start.startswith((b"{", b'"')) or expected in {"json", *_JSON}:
        data = _mapping(content)
        found: Format = expected if expected in {"json", *_JSON} else _json_format(data)
        return found, [_of_ours(data)] if found == "json" else _JSON[found](data)
    if expected is None:
        return "text", [_of_text(content)]
    message = f"This is no {expected}."
    raise UnreadableInput(message)


def _read_xml(content: bytes, expected: Format | None) -> tuple[Format, list[WireItem]]:
    try:
        root = parse_xml(content)
    except UnreadableInput:
        if expected is None and _PAGE.match(content):
            return "text", [_of_text(content)]  # HTML is seldom XML
        raise
    name = local(root)
    if expected is None and name.lower() in _PAGES:
        return "text", [_of_text(content)]
    if name in _FEEDS:
        return "feed", feed_items(content)
    if name not in _XML:
        message = (
            f"Nothing is known of XML that begins with <{name}>. NewsML-G2, NewsML 1, NITF, RSS and Atom are read."
        )
        raise UnreadableInput(message)
    found, read = _XML[name]
    return found, read(root)


def _mapping(content: bytes) -> Mapping[str, Any]:
    """The object that JSON holds, also where it was encoded twice, as dpa's example sender does."""
    value = load_json(decode(content).encode())
    if isinstance(value, str):
        value = load_json(value.encode())
    if not isinstance(value, Mapping):
        message = 'The JSON of a message is one object ({"…": …}).'
        raise UnreadableInput(message)
    return value


def _json_format(data: Mapping[str, Any]) -> Format:
    if isinstance(data.get("data"), Mapping) and ("api_version" in data or "item" in data["data"]):
        return "ap"
    if str(data.get("format", "")).startswith("digitalwires") or ("urn" in data and "article_html" in data):
        return "dpa"
    if any(data.get(name) is not None for name in _OURS):
        return "json"
    return "ninjs" if any(name in data for name in _NINJS) else "json"


def _of_ours(data: Mapping[str, Any]) -> WireItem:
    """An article as the API takes it, with what a wire adds to it: status, embargo, slug, credits."""
    credits_sent = data.get("credits")
    cancelled = str(data.get("status") or "").lower() in {"canceled", "cancelled"}
    article = None if cancelled else article_from_mapping(data)
    item = text_item(
        plain(data.get("id")),
        paragraphs=[] if article is None else [article.text],
        status=plain(data.get("status")),
        version=plain(data.get("version")),
        version_created=plain(data.get("version_created")) or plain(data.get("published_at")),
        evolved_from=plain(data.get("evolved_from")),
        embargoed=plain(data.get("embargoed")),
        slug=plain(data.get("slug")),
        credits=credits_sent if isinstance(credits_sent, list) else (plain(credits_sent),),
    )
    return item if item.article is None or article is None else _with(item, article)


def _of_text(content: bytes) -> WireItem:
    """A text without any id: its own digest is one, so that a repeat is known."""
    page = content.lstrip()[:1] == b"<"
    article = article_from_html(content) if page else article_from_text(content)
    item = text_item(f"text:{hashlib.sha256(content).hexdigest()[:32]}", paragraphs=[article.text])
    return item if item.article is None else _with(item, article)


def _with(item: WireItem, article: Article) -> WireItem:
    kept = replace(
        article, id=item.guid, published_at=article.published_at or item.version_created, evolved_from=item.evolved_from
    )
    return replace(item, article=kept)

"""What a newsroom's system sends, whatever its format: bytes to items."""

from __future__ import annotations

import hashlib
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from dedup.errors import InvalidArticle, UnreadableInput
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
from dedup.formats.xml import descendants, local, parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dedup.article import Article
    from dedup.wire import WireItem

Format = Literal["ninjs", "newsml-g2", "newsml-1", "nitf", "dpa", "ap", "anpa", "feed", "json", "text"]
Kind = Literal[Format, "superdesk"]
"""What a sender may be said to send: a format, or the system whose format it is."""

TEXT_ID = "text:"
"""Begins the ids of texts, which have none of their own."""

_XML: dict[str, tuple[Format, Callable[[Any], list[WireItem]]]] = {
    **dict.fromkeys((*ITEMS, "newsMessage"), ("newsml-g2", g2_items)),
    "NewsML": ("newsml-1", newsml1_items),
    "nitf": ("nitf", nitf_items),
}
_PAGES = frozenset({"html", "p", "div", "article", "section", "h1"})
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|p|div|article|section|span|meta|h\d)\b", re.IGNORECASE)
_FEEDS = frozenset({"rss", "feed", "RDF"})
_FEED = re.compile(rb"<(?:rss|feed|(?:\w{1,20}:)?RDF)[\s>]")
_TEXTS = frozenset({"text/plain", "text/html"})
_JSON: dict[Format, Callable[[Mapping[str, Any]], list[WireItem]]] = {
    "ninjs": ninjs_items,
    "dpa": dpa_items,
    "ap": ap_items,
}
_OPENINGS = (b"{", b"[", b'"')
_NINJS = ("guid", "uri", "headlines", "bodies", "body_html", "item", "items")
_OURS = ("text", "paragraphs", "html")
_FIRST_OF_UTF16 = frozenset({b"<\0", b"\0<", b"{\0", b"\0{", b"[\0", b"\0["})
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f\x81\x8d\x8f\x90\x9d]")
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read_wire(content: bytes, kind: Kind | None = None, media_type: str | None = None) -> list[WireItem]:
    """Read all items of a message.

    Args:
        content: As it came.
        kind: Format it has to be in, or its sender's system; told from the content if None.
        media_type: As the sender gave it, without parameters. Where no kind is given, plain text and HTML are taken
            at their word; any other is told better by the content.

    Returns:
        Its items, in order; at least one.

    Raises:
        UnreadableInput: It can not be read, is of another format, or has nothing in it.
        InvalidArticle: An item has no id, or a field can not be used.
        TextTooLong: A text is longer than one article may be.
    """
    if not content.strip():
        message = "The message is empty. Send the item in its body."
        raise UnreadableInput(message)
    expected: Format | None = "ninjs" if kind == "superdesk" else kind
    if expected is None and media_type in _TEXTS:
        expected = "text"
    found, items = _read(_in_utf8(content), expected)
    if expected is not None and found != expected:
        message = f"This is {found}, and {expected} is expected here. Send that, or set the sender's kind."
        raise UnreadableInput(message)
    if not items:
        message = "The message has no item in it; send at least one."
        raise UnreadableInput(message)
    return items


def format_named(name: str | None) -> Format | None:
    """The format of that name; None for none, and for one that is not known any more: then the content tells."""
    return next((known for known in get_args(Format) if known == name), None)


def wire_format(content: bytes) -> Format | None:
    """The wire format that a file is in, told from its beginning; None for plain texts, pages and our own JSON.

    A cheap look, for choosing a reader: what it says may still turn out to be unreadable.
    """
    try:
        content = _in_utf8(content)
        start = content[:4096].lstrip()
        if is_anpa(content):
            return "anpa"
        if start.startswith(_OPENINGS):
            values = _mappings(content)
            found = _json_format(values[0]) if values else "json"
            return None if found == "json" else found
    except UnreadableInput:
        return None
    return _xml_format(content, start) if start.startswith(b"<") else None


def _xml_format(content: bytes, start: bytes) -> Format | None:
    try:
        name = local(_message_in(parse_xml(content)))
    except UnreadableInput:
        if _FEED.search(start):
            return "feed"
        return "newsml-g2" if start.startswith(b"<?xml") and b"<html" not in start.lower() else None
    return "feed" if name in _FEEDS else _XML[name][0] if name in _XML else None


def _read(content: bytes, expected: Format | None) -> tuple[Format, list[WireItem]]:
    if expected == "text":
        return "text", [_of_text(content)]
    if expected == "anpa" or (expected is None and is_anpa(content)):
        return "anpa", anpa_items(content)
    start = content[:64].lstrip()
    if start.startswith(b"<"):
        return _read_xml(content, expected)
    if expected in {"json", *_JSON} or start.startswith(b"{") or (start.startswith(_OPENINGS) and _is_json(content)):
        values = _mappings(content)
        found: Format = expected if expected in {"json", *_JSON} else _json_format(values[0] if values else {})
        read = _JSON.get(found, _of_ours)
        return found, [item for value in values for item in read(value)]
    if expected is None:
        return "text", [_of_text(content)]
    message = f"This is no {expected}. Send that, or set the sender's kind."
    raise UnreadableInput(message)


def _read_xml(content: bytes, expected: Format | None) -> tuple[Format, list[WireItem]]:
    try:
        root = parse_xml(content)
    except UnreadableInput:
        if expected is None and _PAGE.match(content):
            return "text", [_of_text(content)]  # HTML is seldom XML
        if expected in {None, "feed"} and _FEED.search(content[:4096]):
            return "feed", feed_items(content)  # nor are many feeds
        raise
    name = local(root)
    if expected is None and name.lower() in _PAGES:
        return "text", [_of_text(content)]
    root = _message_in(root)
    name = local(root)
    if name in _FEEDS:
        return "feed", feed_items(content)
    if name not in _XML:
        message = (
            f"Nothing is known of XML that begins with <{name}>. NewsML-G2, NewsML 1, NITF, RSS and Atom are read."
        )
        raise UnreadableInput(message)
    found, read = _XML[name]
    return found, read(root)


def _message_in(root: Any) -> Any:  # noqa: ANN401 - lxml has no types here
    """The message itself, where a gateway has put an envelope of its own around it."""
    known = local(root) in _XML or local(root) in _FEEDS or local(root).lower() in _PAGES
    return root if known else next(descendants(root, *_XML), root)


def _in_utf8(content: bytes) -> bytes:
    """A message in UTF-8 without a mark, if a mark or its first character says it is in UTF-8, UTF-16 or UTF-32."""
    if content[:2] in _FIRST_OF_UTF16:
        content = (BOM_UTF16_LE if content[1] == 0 else BOM_UTF16_BE) + content
    if not content.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)):
        return content
    return _DECLARED.sub("", decode(content)).encode()


def _is_json(content: bytes) -> bool:
    """Whether a beginning that texts have as well is that of messages: a quotation mark, a bracket."""
    try:
        return bool(_mappings(content))
    except UnreadableInput:
        return False


def _mappings(content: bytes) -> list[Mapping[str, Any]]:
    """The object that JSON holds, or all of a list, also where it was encoded twice, as dpa's example sender does."""
    value = load_json(decode(content).encode())
    if isinstance(value, str):
        value = load_json(value.encode())
    values = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]
    if len(values) < (len(value) if isinstance(value, list) else 1):
        message = 'The JSON of a message is one object ({"…": …}), or a list of them.'
        raise UnreadableInput(message)
    return values


def _json_format(data: Mapping[str, Any]) -> Format:
    if isinstance(data.get("data"), Mapping) and ("api_version" in data or "item" in data["data"]):
        return "ap"
    if str(data.get("format", "")).startswith("digitalwires") or ("urn" in data and "article_html" in data):
        return "dpa"
    theirs = any(name.lower().startswith(("bod", "headline")) for name in data) and ("guid" in data or "uri" in data)
    if not theirs and any(data.get(name) is not None for name in _OURS):
        return "json"
    return "ninjs" if any(name in data for name in _NINJS) else "json"


def _of_ours(data: Mapping[str, Any]) -> list[WireItem]:
    """An article as the API takes it, with what a wire adds to it: status, embargo, slug, credits."""
    if plain(data.get("id")) is None:
        message = "The article has no `id`, so no later version could be told from it; send one."
        raise InvalidArticle(message)
    credits_sent = data.get("credits")
    cancelled = str(data.get("status") or "").lower() in {"canceled", "cancelled"}
    article = None if cancelled else article_from_mapping(data)
    item = text_item(
        plain(data.get("id")),
        paragraphs=[] if article is None else [article.text],
        status=plain(data.get("status")),
        version=plain(data.get("version")),
        times=(plain(data.get("version_created")), plain(data.get("published_at"))),
        evolved_from=plain(data.get("evolved_from")),
        embargoed=plain(data.get("embargoed")),
        slug=plain(data.get("slug")),
        credits=credits_sent if isinstance(credits_sent, list) else (plain(credits_sent),),
    )
    return [item if item.article is None or article is None else _with(item, article)]


def _of_text(content: bytes) -> WireItem:
    """A text without any id: its own digest is one, so that a repeat is known."""
    page = content.lstrip()[:1] == b"<"
    article = article_from_html(content) if page else article_from_text(_decoded(content))
    item = text_item(f"{TEXT_ID}{hashlib.sha256(content).hexdigest()[:32]}", paragraphs=[article.text])
    return item if item.article is None else _with(item, article)


def _decoded(content: bytes) -> str:
    """Text in UTF-8, or in Windows-1252 as older systems send it; what has bytes that no text has is refused.

    Raises:
        UnreadableInput: It is no text.
    """
    try:
        return decode(content)
    except UnreadableInput:
        if _NO_TEXT.search(content) is not None:
            raise
        return content.decode("cp1252")


def _with(item: WireItem, article: Article) -> WireItem:
    kept = replace(
        article, id=item.guid, published_at=article.published_at or item.version_created, evolved_from=item.evolved_from
    )
    return replace(item, article=kept)

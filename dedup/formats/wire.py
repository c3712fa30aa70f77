"""What a newsroom's system sends, whatever its format: bytes to items."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

from dedup.errors import UnreadableInput
from dedup.formats.anpa import anpa_items, is_anpa
from dedup.formats.documents import article_from_document
from dedup.formats.items import text_item
from dedup.formats.jsonfeed import is_json_feed, json_feed_items
from dedup.formats.jsonlines import load_json
from dedup.formats.known import FEEDS, JSON, XML, Format, Known, reader_of, told_by, unknown_json, unknown_xml
from dedup.formats.mail import is_mail, mail_items
from dedup.formats.markup import HTML, markup_of
from dedup.formats.ours import has_body, with_article
from dedup.formats.pages import article_from_page
from dedup.formats.plain import article_from_text, decode, text_id
from dedup.formats.recognition import document_kind, refuse_other_kinds
from dedup.formats.syndication import feed_items
from dedup.formats.xml import descendants, local, parse_xml

if TYPE_CHECKING:
    from typing import Any

    from dedup.article import Article
    from dedup.wire import WireItem

Kind = Literal[Format, "superdesk"]
"""What a sender may be said to send: a format, or the system whose format it is."""

_PAGES = frozenset({"html", "p", "div", "article", "section", "h1"})
_FEED = re.compile(rb"<(?:rss|feed|(?:\w{1,20}:)?RDF)[\s>]")
_TEXTS = frozenset({"text/plain", "text/html"})
_OF_JSON = frozenset(row.name for row in JSON if row.name)
_LENIENT: frozenset[Format | None] = frozenset({"ninjs", "dpa", "ap", "json"})
"""Formats whose senders leave out or rename what they are told by."""

_OPENINGS = (b"{", b"[", b'"')
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
    content = _in_utf8(content)
    if document_kind(content) is None:
        refuse_other_kinds(content)
    if kind == "text":
        _check_text(content)
    found, items = _read(content, expected)
    if expected is not None and found != expected:
        raise _misplaced(found, expected)
    if not items:
        message = "The message has no item in it; send at least one."
        raise UnreadableInput(message)
    return items


def read_feed(content: bytes) -> list[WireItem]:
    """Read the entries of a feed that was fetched: RSS, Atom or JSON Feed.

    Raises:
        UnreadableInput: It is none.
    """
    content = _in_utf8(content)
    if not content.lstrip().startswith(b"{"):
        return feed_items(content)
    found = [data for data in _mappings(content) if is_json_feed(data)]
    if not found:
        message = "This JSON is no feed: its `version` names none of JSON Feed."
        raise UnreadableInput(message)
    return json_feed_items(found[0])


def format_named(name: str | None) -> Format | None:
    """The format of that name; None for none, and for one that is not known any more: then the content tells."""
    return next((known for known in get_args(Format) if known == name), None)


def wire_format(content: bytes) -> Format | Literal["refused", "unknown"] | None:
    """The wire format that a file is in, told from its beginning; None for plain texts, pages and our own JSON.

    A cheap look, for choosing a reader: what it says may still turn out to be unreadable. What is ``refused`` (a
    message that is not read, or is broken) will, and so will ``unknown`` XML.
    """
    try:
        content = _in_utf8(content)
        start = content[:4096].lstrip()
        if is_anpa(content):
            return "anpa"
        if is_mail(content):
            return "mail"
        if start.startswith(_OPENINGS):
            values = _mappings(content)
            row = told_by(values[0]) if values else None
            return None if row is None or row.name == "json" else row.name or "refused"
    except UnreadableInput:
        return None
    return _xml_format(content, start) if start.startswith(b"<") else None


def _xml_format(content: bytes, start: bytes) -> Format | Literal["refused", "unknown"] | None:
    try:
        name = local(_message_in(parse_xml(content)))
    except UnreadableInput:
        if _FEED.search(start):
            return "feed"
        return "refused" if markup_of(content) == "xml" else None
    if name in FEEDS:
        return "feed"
    return XML[name][0] or "refused" if name in XML else None if name.lower() in HTML else "unknown"


def _check_text(content: bytes) -> None:
    """Refuse messages of other formats where plain words are expected: their tags and names of fields are no words.

    Raises:
        UnreadableInput: It is one of them.
    """
    found = wire_format(content)
    if found in {"refused", "unknown"}:
        _read(content, None)
    elif found not in {None, "anpa", "mail"}:
        raise _misplaced(str(found), "text")
    elif content.lstrip().startswith(_OPENINGS) and _is_json(content):
        values = _mappings(content)
        raise _misplaced("json", "text") if values and has_body(values[0]) else unknown_json()


def _misplaced(found: str, expected: str) -> UnreadableInput:
    return UnreadableInput(f'This is {found}, and {expected} is expected here. Send that, or set kind = "{found}".')


def _read(content: bytes, expected: Format | None) -> tuple[Format, list[WireItem]]:
    if expected in {None, "text", "mail"} and (expected == "mail" or is_mail(content)):
        return expected or "mail", mail_items(content, text_id(content), lambda attached: read_wire(attached.content))
    if expected == "text" or (expected is None and document_kind(content) is not None):
        return "text", [_of_text(content)]
    if expected == "anpa" or (expected is None and is_anpa(content)):
        return "anpa", anpa_items(content)
    start = content[:64].lstrip()
    if start.startswith(b"<") and (expected is not None or markup_of(content) is not None):
        return _read_xml(content, expected)
    if expected in _OF_JSON or start.startswith(b"{") or (start.startswith(_OPENINGS) and _is_json(content)):
        return _read_json(_mappings(content), expected)
    if expected is None:
        return "text", [_of_text(content)]
    message = f"This is no {expected}. Send that, or set the sender's kind."
    raise UnreadableInput(message)


def _read_json(values: list[Mapping[str, Any]], expected: Format | None) -> tuple[Format, list[WireItem]]:
    rows = [_row(value, reader_of(expected)) for value in values]
    items = [item for row, value in zip(rows, values, strict=True) for item in row.read(value)]
    return next((row.name for row in rows if row.name), "json"), items


def _row(value: Mapping[str, Any], given: Known | None) -> Known:
    """What reads an object: the format that is expected, if it is not told to be another.

    What no row knows is read as what is expected, which then says what it lacks.

    Raises:
        UnreadableInput: It is in none, or in another.
    """
    told = told_by(value)
    if told is None:
        if given is None:
            raise unknown_json()
        if given.name not in _LENIENT:
            message = f"This is no {given.name}. Send that, or set the sender's kind."
            raise UnreadableInput(message)
    elif given is None or told.name is None:
        return told
    elif told.name != given.name and not (given.name in _LENIENT and (told.name == "json" or _is_ours(value, given))):
        raise _misplaced(told.name, str(given.name))
    return given


def _is_ours(value: Mapping[str, Any], given: Known) -> bool:
    """Whether it is enough like ours, where ours is expected."""
    return given.name == "json" and has_body(value)


def _read_xml(content: bytes, expected: Format | None) -> tuple[Format, list[WireItem]]:
    try:
        root = parse_xml(content)
    except UnreadableInput:
        if expected is None and markup_of(content) == "html":
            return "text", [_of_text(content)]  # HTML is seldom XML
        if expected in {None, "feed"} and _FEED.search(content[:4096]):
            return "feed", feed_items(content)  # nor are many feeds
        raise
    name = local(root)
    if expected is None and name.lower() in _PAGES:
        return "text", [_of_text(content)]
    root = _message_in(root)
    name = local(root)
    if name in FEEDS:
        return "feed", feed_items(content)
    if name not in XML:
        if expected is None and name.lower() in HTML:
            return "text", [_of_text(content)]
        raise unknown_xml(name)
    found, read = XML[name]
    items = read(root)
    return found or "text", items


def _message_in(root: Any) -> Any:  # noqa: ANN401 - lxml has no types here
    """The message itself, where a gateway has put an envelope of its own around it."""
    known = local(root) in XML or local(root) in FEEDS or local(root).lower() in _PAGES
    return root if known else next(descendants(root, *XML), root)


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


def _of_text(content: bytes) -> WireItem:
    """A text without any id but a page's address: its own digest is one, so that a repeat is known."""
    article = _text(content)
    item = text_item(article.id or text_id(content), paragraphs=[article.text])
    return item if item.article is None else with_article(item, article)


def _text(content: bytes) -> Article:
    kind = document_kind(content)
    if kind is not None:
        return article_from_document(content, kind)
    return article_from_page(content) if markup_of(content) else article_from_text(_decoded(content))


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

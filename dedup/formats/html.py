"""HTML: the words of the article, without navigation and scripts, in paragraphs.

libxml2 calls us tag by tag and no tree is built; it loads nothing from the network and no entities.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from lxml import etree

from dedup.article import MAX_CHARACTERS, Article, Span
from dedup.errors import TextTooLong, UnreadableInput
from dedup.formats.plain import check_length, decode
from dedup.text.repairs import mended

MAX_HTML = 4 * MAX_CHARACTERS
"""Longest HTML of one article, in characters or bytes; pages carry scripts and styles beside their text."""

DEEPEST = 1_000
"""Elements inside one another, at most. No article comes near; the parser's time grows with depth times length."""

MOST_ELEMENTS = 200_000
"""Elements of one page; the longest articles have a few thousand."""

_DROPPED = frozenset(
    {
        *("script", "style", "nav", "aside", "footer", "figcaption", "form", "head", "template", "noscript", "svg"),
        *("iframe", "object", "button", "select", "textarea", "math", "audio", "video", "canvas", "dialog", "menu"),
    }
)
_BLOCKS = frozenset(
    {
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre"),
        *("section", "article", "main", "header", "table", "tr", "caption", "figure", "hr", "address", "details"),
        *("summary", "body", "html", "center", "fieldset", "hgroup", "tbody", "thead", "tfoot"),
    }
)
_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE)
_PIECE = 1 << 16
_SPACE = re.compile(r"\s+")
_SPACE_IN_LINE = re.compile(r"[^\S\n]+")


class _Reader:
    """Parser target: gathers paragraphs and the three places a headline can stand in."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.heading = ""
        self.page_title = ""
        self.shared_title = ""
        self._pieces: list[str] = []
        self._hidden: list[str] = []
        self._in_title = False
        self._preformatted = 0
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            message = (
                f"The HTML has over {MOST_ELEMENTS:,} elements or {DEEPEST:,} inside one another. Send plain text."
            )
            raise UnreadableInput(message)
        if tag == "meta" and attributes.get("property", "").lower() == "og:title":
            self.shared_title = self.shared_title or attributes.get("content", "")
        if self._hidden:
            self._hidden.append(tag)
            self._in_title = tag == "title" and len(self._hidden) == 2 and self._hidden[0] == "head"  # noqa: PLR2004
        elif tag in _DROPPED or "hidden" in attributes or attributes.get("aria-hidden") == "true":
            self._flush()
            self._hidden.append(tag)
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self._flush()
            self._preformatted += tag == "pre"
        elif tag in {"td", "th"}:
            self._pieces.append(" ")

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self._in_title = False
        if self._hidden:
            self._hidden.pop()
        elif tag == "h1":
            heading = self._taken()
            if heading and not self.heading:
                self.heading = heading[0]
            else:
                self.paragraphs += heading
        elif tag in _BLOCKS:
            self._flush()
            self._preformatted -= tag == "pre" and self._preformatted > 0

    def data(self, data: str) -> None:
        """Some text."""
        if self._in_title:
            self.page_title += data
        elif not self._hidden:
            data = mended(data) if "\n" in data else data  # a word cut at the line's end, before the line is lost
            self._pieces.append((_SPACE_IN_LINE if self._preformatted else _SPACE).sub(" ", data))

    def close(self) -> _Reader:
        """The document ends."""
        self._flush()
        return self

    def _flush(self) -> None:
        self.paragraphs += self._taken()

    def _taken(self) -> list[str]:
        """What has been gathered; two line breaks part paragraphs, one stays."""
        text = "".join(self._pieces)
        self._pieces.clear()
        lines = [" ".join(line.split()) for line in text.split("\n")]
        paragraphs = re.split(r"\n{2,}", "\n".join(lines))
        return [stripped for paragraph in paragraphs if (stripped := paragraph.strip("\n"))]


def article_from_html(content: bytes | str, article_id: str | None = None) -> Article:
    """An article of all the words in some HTML; :func:`dedup.formats.pages.article_from_page` looks for its story.

    The title is the first ``<h1>``, which then is no paragraph, or ``og:title`` or ``<title>``.

    Args:
        content: A page or a piece of one; bytes are UTF-8 or what they declare.
        article_id: Its id, if it has one.

    Returns:
        The extracted text, its paragraphs joined by an empty line, with their spans.

    Raises:
        TextTooLong: The HTML or its text is longer than one article may be.
        UnreadableInput: It can not be parsed at all.
    """
    if len(content) > MAX_HTML:
        message = f"The HTML is longer than {MAX_HTML:,} characters. Send the article without the page around it."
        raise TextTooLong(message)
    reader = _parsed(content)
    # Shortcodes of a content system may begin in one paragraph and end in another.
    paragraphs = [piece for part in mended("\n\n".join(reader.paragraphs)).split("\n\n") if (piece := part.strip())]
    text = "\n\n".join(paragraphs)
    check_length(text)
    title = " ".join(mended(reader.heading or reader.shared_title or reader.page_title).split())
    return Article(text, id=article_id, title=title or None, paragraph_spans=spans_of(paragraphs))


def spans_of(paragraphs: list[str]) -> tuple[Span, ...]:
    """Where paragraphs stand once they are joined by an empty line."""
    spans = []
    start = 0
    for paragraph in paragraphs:
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 2
    return tuple(spans)


def encoded(content: bytes | str) -> tuple[bytes, str | None]:
    """HTML as a parser takes it: its bytes, and their encoding; None for the one that it declares."""
    if isinstance(content, bytes) and content.startswith(_WIDE):
        content = decode(content)
    data = content if isinstance(content, bytes) else content.encode("utf-8", errors="replace")
    data = data.replace(b"\0", b"") or b"<p></p>"
    try:
        data.decode()
    except UnicodeDecodeError:
        return data, None
    return data, "utf-8"


def _parsed(content: bytes | str) -> _Reader:
    data, encoding = encoded(content)
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding=encoding, huge_tree=True, no_network=True)
    try:
        # In pieces, so that what the reader refuses is not parsed to its end.
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
        parser.close()
    except (etree.LxmlError, ValueError, LookupError) as error:
        message = f"This is no HTML that can be read: {error}. Send the article as plain text instead."
        raise UnreadableInput(message) from error
    return reader

"""Plain text: bytes or a string as it came, the whole of it one article's text."""

from __future__ import annotations

import codecs
import hashlib

from dedup.article import MAX_CHARACTERS, Article
from dedup.errors import TextTooLong, UnreadableInput
from dedup.formats.recognition import refuse_other_kinds

TEXT_ID = "text:"
"""Begins the ids of texts, which have none of their own."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> str:
    """Bytes as text: UTF-8, or what their byte order mark says.

    Raises:
        UnreadableInput: They are neither; the message names the kind of file, if it is known.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        refuse_other_kinds(content)
        message = (
            f"Byte {error.start} is not {encoding.removesuffix('-sig').upper()}. "
            "Convert the text first, for example with: iconv -f WINDOWS-1252 -t UTF-8"
        )
        raise UnreadableInput(message) from error


def text_id(content: bytes) -> str:
    """The id of a text without one: its own digest, so that a repeat is known."""
    return f"{TEXT_ID}{hashlib.sha256(content).hexdigest()[:32]}"


def article_from_text(content: bytes | str, article_id: str | None = None) -> Article:
    """An article of plain text; it has no title, because no rule tells a headline from a first line.

    Args:
        content: The text; bytes are UTF-8, or UTF-16 or UTF-32 with a byte order mark.
        article_id: Its id, if it has one.

    Raises:
        UnreadableInput: The bytes are no text.
        TextTooLong: It has more characters than :data:`dedup.article.MAX_CHARACTERS`.
    """
    text = decode(content) if isinstance(content, bytes) else content
    check_length(text)
    return Article(text, id=article_id)


def check_length(text: str) -> None:
    """Refuse a text that is longer than one article may be.

    Raises:
        TextTooLong: It is.
    """
    if len(text) > MAX_CHARACTERS:
        message = (
            f"The text has {len(text):,} characters and one article may have {MAX_CHARACTERS:,}. "
            "Send its stories one by one."
        )
        raise TextTooLong(message)

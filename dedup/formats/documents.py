"""PDF and Word documents, read with the packages of the extra ``documents``."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from dedup.article import Article
from dedup.errors import InputError, TextTooLong, UnreadableInput
from dedup.formats.html import spans_of
from dedup.formats.jsonlines import LONGEST_TITLE
from dedup.formats.plain import check_length
from dedup.text.languages.tables import one_of
from dedup.text.words import any_word

if TYPE_CHECKING:
    from datetime import datetime

    from dedup.formats.recognition import Document

LARGEST_DOCUMENT = 32 * 1024 * 1024
"""Bytes of a document, pictures included."""

_PACKAGES = {"pdf": "pypdf", "docx": "docx"}
_NO_TITLE = re.compile(
    rf"microsoft word\b|{one_of('untitled')}|.*\.(?:docx?|pdf|indd|odt|rtf|pages)\Z",
    re.IGNORECASE,
)


def article_from_document(content: bytes, kind: Document, article_id: str | None = None) -> Article:
    """An article of the paragraphs of a document.

    Its title is the document's, its time of publication when it was last changed: this text is no older.

    Args:
        content: The document.
        kind: What it is.
        article_id: Its id, if it has one.

    Raises:
        TextTooLong: It is larger, or has more text or pages, than one article may have.
        UnreadableInput: It is broken, has a password or no text, or the extra is not installed.
    """
    if find_spec(_PACKAGES[kind]) is None:
        message = (
            f"This is a {kind.upper()} document, and what reads it is not installed: "
            "pip install 'wire-dedup[documents]'. Or send its text."
        )
        raise UnreadableInput(message)
    if len(content) > LARGEST_DOCUMENT:
        message = f"The document is larger than {LARGEST_DOCUMENT // 2**20} MiB. Send its text."
        raise TextTooLong(message)
    try:
        if kind == "pdf":
            from dedup.formats.pdf import read_pdf as read
        else:
            from dedup.formats.docx import read_docx as read
        titles, changed, paragraphs = read(content)
    except InputError:
        raise
    except Exception as error:  # what strangers send makes the libraries fail in many ways
        message = f"This {kind.upper()} document is broken and can not be read. Save it anew, or send its text."
        raise UnreadableInput(message) from error
    return _article(article_id, titles, changed, paragraphs)


def _article(article_id: str | None, titles: list[str], changed: datetime | None, paragraphs: list[str]) -> Article:
    named = (" ".join(one.split())[:LONGEST_TITLE] for one in titles)
    title = next((one for one in named if one and not _NO_TITLE.match(one)), "")
    kept = [one.strip() for one in paragraphs if any_word(one) and " ".join(one.split()) != title]
    text = "\n\n".join(kept)
    check_length(text)
    return Article(text, id=article_id, title=title or None, published_at=changed, paragraph_spans=spans_of(kept))

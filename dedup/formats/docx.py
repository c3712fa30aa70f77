"""Word documents (.docx): paragraphs and tables of the text; heads and feet of pages are not part of it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC
from typing import TYPE_CHECKING

from dedup.article import MAX_CHARACTERS
from dedup.errors import TextTooLong, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from docx.document import Document

LARGEST_PART = 48 * 1024 * 1024
"""Bytes of the document's XML, unpacked: ten times what the longest article needs. Pictures are not unpacked."""

MOST_FILES = 5_000
_FIRST_YEAR = 2014
"""Templates carry times of 2013 and before, when the library that made them was written."""


def read_docx(content: bytes) -> tuple[list[str], datetime | None, list[str]]:
    """Titles, the surest first, time of the last change, and paragraphs.

    Raises:
        TextTooLong: It is larger than it looks, unpacked.
        UnreadableInput: It has no text.
    """
    import docx

    _check_sizes(content)
    document = docx.Document(io.BytesIO(content))
    titles: list[str] = []
    paragraphs = [text for text in _texts(document, titles) if text.strip()]
    if not paragraphs:
        message = "This Word document has no text: what it shows are pictures. Send the text itself."
        raise UnreadableInput(message)
    about = document.core_properties
    return [about.title, *titles], _changed(about.modified or about.created), paragraphs


def _check_sizes(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = archive.infolist()
        if len(files) > MOST_FILES or sum(file.file_size for file in files) > 4 * LARGEST_PART:
            _refuse()
        for file in files:
            if file.filename.endswith((".xml", ".rels")) and file.file_size > LARGEST_PART:
                _refuse()


def _refuse() -> None:
    message = "This Word document is far larger unpacked than any text is. Send its text."
    raise TextTooLong(message)


def _texts(document: Document, titles: list[str]) -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    length = 0
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            text = block.text
            style = (block.style.name if block.style is not None else "") or ""
            if text.strip() and style in {"Title", "Heading 1"}:
                titles.append(text)
            yield text
            length += len(text)
        else:
            for row in block.rows:
                text = " ".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))
                yield text
                length += len(text)
        if length > MAX_CHARACTERS:
            _refuse()


def _changed(time: datetime | None) -> datetime | None:
    if time is None or time.year < _FIRST_YEAR:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)

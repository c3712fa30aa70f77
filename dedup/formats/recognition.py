"""What a file is, told by its first bytes: documents that are read, and everything that is no text."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zipfile
import zlib
from typing import Literal

from dedup.errors import UnreadableInput

Document = Literal["pdf", "docx"]
"""Kinds of documents that are read."""

_PDF = re.compile(rb"%PDF-\d\.\d")
_WHERE = 1024
"""A PDF may have so many bytes before its mark."""

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"8BPS", "a Photoshop image"),
    (b"\0\0\x01\0", "an icon"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\0", "packed with xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (b"%!PS-Adobe", "a PostScript file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"\xff\xf3", "an MP3 recording"),
)
_WRITTEN = frozenset({b"{\\rtf", b"%!PS-Adobe"})
"""Marks of files that are written in letters, and yet no texts."""

_BEGINNING = 4096
_BMP = b"BM"
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a WAVE recording", b"AVI ": "an AVI video"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("WordDocument", "a Word document of the old kind (.doc); save it as .docx"),
    ("Workbook", "an Excel workbook of the old kind (.xls)"),
    ("PowerPoint Document", "a PowerPoint file of the old kind (.ppt)"),
    ("__substg1.0_", "a mail in Outlook's own format (.msg); save it as .eml"),
    ("EncryptedPackage", "an Office document with a password; save it without one"),
)
_MEDIA = {b"heic": "a HEIC image", b"heix": "a HEIC image", b"mif1": "a HEIF image", b"avif": "an AVIF image"}
_OPEN_DOCUMENTS = {
    "application/vnd.oasis.opendocument.text": "an OpenDocument text (.odt); save it as .docx",
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
    "application/epub+zip": "an EPUB book",
}
_OFFICE = {
    "xl/workbook.xml": "an Excel workbook (.xlsx)",
    "ppt/presentation.xml": "a PowerPoint file (.pptx)",
    "Index/Document.iwa": "a Pages document; export it as .docx",
    "Index.zip": "a Pages document; export it as .docx",
    "index.apxl": "a Pages document; export it as .docx",
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WORD = "word/document.xml"
_UNREADABLE = (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, zlib.error, lzma.LZMAError)
"""What zipfile raises of archives that are damaged, have a password, or are packed in a way that it does not know."""


def document_kind(content: bytes) -> Document | None:
    """The kind of a document that is read; None for everything else."""
    found = _PDF.search(content[:_WHERE])
    if found is not None and (not content[: found.start()].strip() or b"endobj" in content):
        return "pdf"
    return "docx" if content.startswith(_ZIP) and _WORD in _names(content) else None


def refuse_other_kinds(content: bytes) -> None:
    """Refuse what is known to be no text; a document that is read elsewhere is none here.

    Raises:
        UnreadableInput: It is of a known kind, which the message names.
    """
    kind = document_kind(content)
    named = _kind(content) if kind is None else f"a {kind.upper()} document"
    if named is not None:
        what, _, advice = named.partition("; ")
        message = f"This is {what}, and no text. {advice[:1].upper()}{advice[1:] or 'Send its text'}."
        raise UnreadableInput(message)


def _kind(content: bytes) -> str | None:
    """The name of a kind of file that is no text, if it is known."""
    mark, named = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", None))
    if named is not None and (mark in _WRITTEN or not _is_text(content[:_BEGINNING])):
        return named
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _MEDIA.get(content[8:12], "a video or recording (MPEG-4)")
    if content.startswith(_BMP) and content[6:10] == b"\0\0\0\0":
        return "a BMP image"
    if content.startswith(_OLE):
        found = (name for mark, name in _OLE_KINDS if mark.encode("utf-16-le") in content)
        return next(found, "an Office document of the old kind; save it as .docx")
    return _zipped(content) if content.startswith(_ZIP) else None


def _is_text(beginning: bytes) -> bool:
    """Whether bytes that begin with letters of a mark are those of a text that happens to begin so."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return b"\0" not in beginning


def _zipped(content: bytes) -> str:
    names = _names(content)
    kind = _OPEN_DOCUMENTS.get(_first_file(content)) if "mimetype" in names[:1] else None
    if kind is not None:
        return kind
    return next((name for mark, name in _OFFICE.items() if mark in names), "a ZIP archive; send the files in it")


def _names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except _UNREADABLE:
        return []


def _first_file(content: bytes) -> str:
    """The beginning of the first file of an archive; nothing where it is damaged or has a password."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(archive.namelist()[0]) as stream:
            return stream.read(100).decode("ascii", "replace").strip()
    except _UNREADABLE:
        return ""

"""Files and folders: the reader is chosen by extension, or by the first character where there is none."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from dedup.errors import InputError, InvalidArticle, TextTooLong, UnreadableInput
from dedup.formats.anpa import is_anpa
from dedup.formats.documents import article_from_document
from dedup.formats.html import MAX_HTML
from dedup.formats.jsonlines import LONGEST_LINE, article_from_mapping, load_json, read_json_lines
from dedup.formats.known import unknown_json
from dedup.formats.mail import is_mail
from dedup.formats.markup import markup_of
from dedup.formats.ours import has_body
from dedup.formats.pages import article_from_page
from dedup.formats.plain import article_from_text, decode
from dedup.formats.recognition import document_kind, refuse_other_kinds
from dedup.formats.wire import read_wire, wire_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.article import Article
    from dedup.formats.wire import Kind

STDIN = "-"
"""Path that means standard input."""

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file that is read as a whole, unpacked; JSON Lines have no such limit."""

_BEGINNING = 1024
_KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    **dict.fromkeys((".xml", ".nitf", ".newsml", ".ninjs", ".rss", ".atom", ".rdf", ".anpa", ".tst"), "wire"),
    ".eml": "mail",
    **dict.fromkeys((".pdf", ".docx"), "document"),
}


class Item(NamedTuple):
    """One article of a file, or why there is none.

    Attributes:
        path: The file, "-" for standard input.
        number: Of the line or list entry in the file, from 1; None where the file is one article.
        result: The article or the error.
    """

    path: str
    number: int | None
    result: Article | InputError


def read_files(path: str | Path, stdin: IO[bytes] | None = None) -> Iterator[Item]:
    """Read every article of a file, of a folder's files in sorted order, or of standard input.

    Wire messages (ninjs, NewsML, NITF, dpa, AP, ANPA, feeds) are told by their content, and their articles keep their
    ids. Texts and HTML pages get their file's name as id. Files may be packed (``.gz``). In folders hidden files and
    those with other extensions are left out, but for wire messages in XML, which often have none; a file named alone is
    read by its first character if its extension is unknown.

    Args:
        path: File, folder, or "-".
        stdin: What "-" reads; the process's standard input if None.

    Yields:
        Articles and errors as they come: a bad one does not stop the rest.
    """
    if str(path) == STDIN:
        yield from _read(STDIN, stdin or sys.stdin.buffer, None, None)
        return
    for file in files_of(Path(path)):
        yield from _read_file(file)


def files_of(root: Path) -> Iterator[Path]:
    """The files that are read of a folder, in sorted order; of a file, itself."""
    if not root.is_dir():
        yield root
        return
    for file in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if not hidden and file.is_file() and (_kind(file) is not None or _is_message(file)):
            yield file


def read_content(name: str, content: bytes) -> Iterator[Item]:
    """Read every article of a file that is at hand as bytes, as :func:`read_files` would from a disk.

    Args:
        name: Of the file; may be packed.
        content: What is in it.

    Yields:
        Articles and errors as they come.
    """
    yield from _read_file(Path(name or STDIN), io.BytesIO(content))


def _kind(file: Path) -> str | None:
    name = Path(file.stem) if file.suffix.lower() == ".gz" else file
    return _KINDS.get(name.suffix.lower())


def _is_message(file: Path) -> bool:
    """Whether a file of an unknown extension holds a wire message, as agencies name them by their ids."""
    try:
        with file.open("rb") as stream:
            content = stream.read(_BEGINNING)
            if is_mail(content):
                return True
            if not is_anpa(content) and not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
                return False
            return wire_format(content + stream.read(LARGEST_FILE)) not in {None, "unknown"}
    except OSError:
        return False


def _read_file(file: Path, content: IO[bytes] | None = None) -> Iterator[Item]:
    packed = file.suffix.lower() == ".gz"
    inner = Path(file.stem) if packed else Path(file.name)
    stem = inner.stem if inner.suffix.lower() in _KINDS else inner.name
    try:
        opened = content or file.open("rb")
        with opened, gzip.open(opened) if packed else opened as stream:
            yield from _read(str(file), cast("IO[bytes]", stream), _kind(file), stem)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        yield Item(str(file), None, UnreadableInput(f"{file} can not be read: {reason}."))


def _read(path: str, stream: IO[bytes], kind: str | None, stem: str | None) -> Iterator[Item]:
    if kind == "lines":
        yield from _of_lines(path, _lines(stream))
        return
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        message = f"{path} is larger than {LARGEST_FILE // 1024 // 1024} MiB. Send its articles as JSON Lines."
        yield Item(path, None, TextTooLong(message))
        return
    document = document_kind(content)
    if document is not None:
        yield _one(path, lambda: article_from_document(content, document, stem))
        return
    try:
        refuse_other_kinds(content)
    except InputError as error:
        yield Item(path, None, error)
        return
    if kind in {"wire", "mail"} or (kind != "html" and wire_format(content) is not None):
        yield from _of_wire(path, content, "mail" if kind == "mail" else None)
        return
    kind = kind or _sniffed(content)
    if kind == "json":
        yield from _of_json(path, content)
    elif kind == "html":
        yield _one(path, lambda: article_from_page(content[: MAX_HTML + 1], stem))
    else:
        yield _one(path, lambda: _of_text(content, stem, named=kind))


def _sniffed(content: bytes) -> str:
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[{")) and not start.startswith(b"{\\rtf"):
        return "json"
    return "html" if markup_of(content) == "html" else "text"


def _of_wire(path: str, content: bytes, expected: Kind | None) -> Iterator[Item]:
    """The items of a wire message; one without a text to store says why."""
    try:
        items = read_wire(content, expected)
    except InputError as error:
        yield Item(path, None, error)
        return
    for number, item in enumerate(items, start=1):
        reason = "it was cancelled" if item.status == "canceled" else item.skipped
        absent = InvalidArticle(f"{item.guid} was left out: {reason}.")
        yield Item(path, number if len(items) > 1 else None, item.article or absent)


def _of_lines(path: str, lines: Iterator[bytes]) -> Iterator[Item]:
    for number, result in read_json_lines(lines):
        yield Item(path, number, result)


def _of_json(path: str, content: bytes) -> Iterator[Item]:
    """One article, a list of them, or JSON Lines under another name."""
    try:
        value = load_json(decode(content).encode())
    except InputError as error:
        lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
        if len([line for line in lines if line.lstrip().startswith(b"{")]) > 1:
            yield from _of_lines(path, iter(lines))
        else:
            yield Item(path, None, error)
        return
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries, start=1):
        item = _one(path, lambda entry=entry: _of_object(entry))  # type: ignore[misc]
        yield item._replace(number=number) if isinstance(value, list) else item


def _of_object(entry: object) -> Article:
    if not isinstance(entry, dict):
        message = 'An article is a JSON object, for example {"id": "a-1", "text": "..."}.'
        raise InvalidArticle(message)
    if not has_body(entry):
        raise unknown_json()
    return article_from_mapping(entry)


def _of_text(content: bytes, stem: str | None, named: str | None) -> Article:
    if named == "document":
        message = "This is no PDF and no Word document, or only a part of one. Send it anew, or its text."
        raise UnreadableInput(message)
    return article_from_text(content, stem)


def _one(path: str, read: Callable[[], Article]) -> Item:
    try:
        return Item(path, None, read())
    except InputError as error:
        return Item(path, None, error)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of a stream; of one that is longer than allowed only the beginning, so that it is refused cheaply."""
    first = True
    while line := stream.readline(LONGEST_LINE + 2):
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE + 2
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False
        while not whole:
            rest = stream.readline(LONGEST_LINE)
            whole = not rest or rest.endswith(b"\n")

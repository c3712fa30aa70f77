"""Records: the pieces in which files are read, and the articles that each holds.

To read a record takes a disk or a network, to tell what it holds takes time and nothing else: so the second can be done
on another machine than the first.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, NamedTuple

from dedup.errors import InputError, InvalidArticle, UnreadableInput
from dedup.formats.documents import article_from_document
from dedup.formats.html import MAX_HTML
from dedup.formats.jsonlines import article_from_json, article_from_mapping, load_json, read_json_lines
from dedup.formats.known import unknown_json
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

FileKind = Literal["text", "html", "json", "lines", "wire", "mail", "document", "warc", "parquet"]
"""What a file is by its name."""

KINDS: dict[str, FileKind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".warc": "warc",
    ".parquet": "parquet",
    **dict.fromkeys((".xml", ".nitf", ".newsml", ".ninjs", ".rss", ".atom", ".rdf", ".anpa", ".tst"), "wire"),
    ".eml": "mail",
    **dict.fromkeys((".pdf", ".docx"), "document"),
}
"""Of each extension that is read."""


class Item(NamedTuple):
    """One article of a file, or why there is none.

    Attributes:
        path: The file, "-" for standard input.
        number: Of the line, list entry, row or page in the file, from 1; None where the file is one article.
        result: The article or the error.
        unit: What is numbered.
        left_out: Why a message's item is no article, where the error names the item besides; many have one reason.
    """

    path: str
    number: int | None
    result: Article | InputError
    unit: str = "line"
    left_out: str = ""

    @property
    def name(self) -> str:
        """The file, and where in it."""
        return self.path if self.number is None else f"{self.path}, {self.unit} {self.number}"


class Record(NamedTuple):
    """A piece of a file, as it was read.

    Attributes:
        path: The file, "-" for standard input.
        number: As of :class:`Item`; None where it is the whole file.
        content: Its bytes, unpacked.
        kind: What the file is by its name; "lines" is one line, "parquet" a row as JSON, "warc" a page.
        article_id: Id of an article that has none of its own: the file's name, the page's address.
    """

    path: str
    number: int | None
    content: bytes
    kind: FileKind | None = None
    article_id: str | None = None


def file_kind(path: PurePath) -> FileKind | None:
    """What a file is by its name; may be packed."""
    return KINDS.get(_unpacked(path).suffix.lower())


def file_id(path: PurePath) -> str:
    """The id of a file that is one article without an id: its name."""
    inner = _unpacked(path)
    return inner.stem if inner.suffix.lower() in KINDS else inner.name


def is_packed(path: PurePath) -> bool:
    """Whether a file is packed, by its name."""
    return path.suffix.lower() == ".gz"


def _unpacked(path: PurePath) -> PurePath:
    return PurePath(path.stem) if is_packed(path) else PurePath(path.name)


def articles_of(records: Iterator[Record | Item]) -> Iterator[Item]:
    """The articles of records, and what could not be read."""
    for record in records:
        yield from [record] if isinstance(record, Item) else items_of(record)


def items_of(record: Record) -> Iterator[Item]:
    """The articles of a record; of those that can not be read, why.

    Args:
        record: As it was read.

    Yields:
        Articles and errors: a bad one does not stop the rest.
    """
    path, number, content, kind, article_id = record
    if kind == "lines":
        yield _one(record, lambda: article_from_json(content), "line")
    elif kind == "parquet":
        yield _one(record, lambda: article_from_json(content), "row")
    elif kind == "warc":
        yield _one(record, lambda: article_from_page(content[: MAX_HTML + 1], article_id), "page")
    elif (document := document_kind(content)) is not None:
        yield _one(record, lambda: article_from_document(content, document, article_id))
    else:
        try:
            refuse_other_kinds(content)
        except InputError as error:
            yield Item(path, number, error)
            return
        yield from _of_file(record)


def _of_file(record: Record) -> Iterator[Item]:
    """The articles of a whole file that is written in letters."""
    path, _, content, kind, article_id = record
    if kind in {"wire", "mail"} or (kind != "html" and wire_format(content) is not None):
        yield from _of_wire(path, content, "mail" if kind == "mail" else None)
        return
    kind = kind or _sniffed(content)
    if kind == "json":
        yield from _of_json(record)
    elif kind == "html":
        yield _one(record, lambda: article_from_page(content[: MAX_HTML + 1], article_id))
    else:
        yield _one(record, lambda: _of_text(content, article_id, named=kind))


def _sniffed(content: bytes) -> FileKind:
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
        place = number if len(items) > 1 else None
        if item.article is not None:
            yield Item(path, place, item.article)
            continue
        reason = "it was cancelled" if item.status == "canceled" else str(item.skipped)
        absent = InvalidArticle(f"{item.guid} was left out: {reason}.")
        yield Item(path, place, absent, left_out=reason)


def _of_json(record: Record) -> Iterator[Item]:
    """One article, a list of them, or JSON Lines under another name."""
    path, _, content, *_rest = record
    try:
        value = load_json(decode(content).encode())
    except InputError as error:
        lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
        if len([line for line in lines if line.lstrip().startswith(b"{")]) > 1:
            yield from (Item(path, number, result) for number, result in read_json_lines(lines))
        else:
            yield Item(path, None, error)
        return
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries, start=1):
        item = _one(record, lambda entry=entry: _of_object(entry))  # type: ignore[misc]
        yield item._replace(number=number) if isinstance(value, list) else item


def _of_object(entry: object) -> Article:
    if not isinstance(entry, dict):
        message = 'An article is a JSON object, for example {"id": "a-1", "text": "..."}.'
        raise InvalidArticle(message)
    if not has_body(entry):
        raise unknown_json()
    return article_from_mapping(entry)


def _of_text(content: bytes, article_id: str | None, named: str | None) -> Article:
    if named == "document":
        message = "This is no PDF and no Word document, or only a part of one. Send it anew, or its text."
        raise UnreadableInput(message)
    return article_from_text(content, article_id)


def _one(record: Record, read: Callable[[], Article], unit: str = "line") -> Item:
    try:
        return Item(record.path, record.number, read(), unit)
    except InputError as error:
        return Item(record.path, record.number, error, unit)

"""Files that hold many articles: WARC, as crawlers write it, and Parquet, as data platforms do; extra ``archives``."""

from __future__ import annotations

import gzip
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from http import HTTPStatus
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, cast

import orjson

from dedup.errors import UnreadableInput
from dedup.formats.buckets import require_arrow
from dedup.formats.html import MAX_HTML
from dedup.formats.jsonlines import BODIES, LONGEST_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_LARGEST = 2 * MAX_HTML
"""Bytes of an answer that is looked at, headers and packing included."""

_CUT = "This WARC file was cut off: what follows is lost. Fetch it anew; what is stored already stays."
_ROWS = 256
"""Rows that are read at once."""

_COLUMNS = (*BODIES, "id", "title", "source", "published_at", "language", "version", "evolved_from")


class _Whatever:
    """A stream as FastWARC reads it: as much as is there, so that of a file that was cut off nothing whole is lost."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._read = stream.read1 if isinstance(stream, gzip.GzipFile) else stream.read
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        content = self._read(size)
        self._place += len(content)
        return content

    def tell(self) -> int:
        return self._place


def pages_of(stream: IO[bytes]) -> Iterator[tuple[str | None, bytes]]:
    """The pages that a crawl was answered with, each with its address, which is its id.

    An address that was read twice is one story in two versions, or the same one. What is no page (images, scripts,
    redirections, pages that were not there) is left out.

    Args:
        stream: Of a WARC file, unpacked.

    Raises:
        UnreadableInput: It is none, or broken; or the extra is not installed.
    """
    if find_spec("fastwarc") is None:
        message = "A WARC file needs the extra archives, which is not installed: pip install 'wire-dedup[archives]'."
        raise UnreadableInput(message)
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(
            cast("Any", _Whatever(stream)), record_types=wanted, max_content_length=_LARGEST, parse_http=False
        ):
            length = record.content_length
            record.freeze()
            if record.content_length < length:
                raise UnreadableInput(_CUT)
            record.parse_http(auto_decode="all")
            if _is_page(record):
                address = str(record.headers.get("WARC-Target-URI") or "").strip("<> ")
                page = record.reader.read(MAX_HTML + 1)
                yield address if 0 < len(address) <= LONGEST_LABEL else None, _in_utf_8(page, record.http_charset)
    except EOFError as error:
        raise UnreadableInput(_CUT) from error
    except (OSError, ValueError) as error:
        if isinstance(error, gzip.BadGzipFile):
            raise
        message = f"This is no WARC file from here on: {' '.join(str(error).split())[:200]}."
        raise UnreadableInput(message) from error


def _is_page(record: Any) -> bool:  # noqa: ANN401 - FastWARC has no types for mypy
    if record.http_headers is None:
        kind = str(record.headers.get("Content-Type") or "").partition(";")[0]
    elif record.http_headers.status_code == HTTPStatus.OK:
        kind = record.http_content_type or ""
    else:
        return False
    return kind.strip().lower() in _PAGE_TYPES


def _in_utf_8(page: bytes, charset: str | None) -> bytes:
    """A page in UTF-8, marked so, where its header names another encoding: it goes before what the page says."""
    if charset is None or page.startswith((BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE)):
        return page
    try:
        return BOM_UTF8 + page.decode(charset, "replace").encode()
    except LookupError:
        return page


def rows_of(stream: IO[bytes]) -> Iterator[bytes]:
    """The rows of a Parquet file, each as the JSON of an article, whose fields are its columns.

    Args:
        stream: Of the file; one that can be sought in.

    Raises:
        UnreadableInput: It is none, or broken, or has no column of texts; or the extra is not installed.
    """
    require_arrow("A Parquet file")
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(stream)
        names = file.schema_arrow.names
        if not set(BODIES) & set(names):
            message = (
                f"This Parquet file has the columns {', '.join(names[:20])}. An article needs one that is called "
                "`text`, `paragraphs` or `html`, and `id`; rename them."
            )
            raise UnreadableInput(message)
        for batch in file.iter_batches(batch_size=_ROWS, columns=[name for name in _COLUMNS if name in names]):
            yield from (orjson.dumps(row, default=_plain) for row in _records(batch))
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"This Parquet file is broken: {' '.join(str(error).split())[:200]}."
        raise UnreadableInput(message) from error


def records_of_arrow(table: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - of any library
    """The rows of what Arrow reads as a table, batch by batch.

    Args:
        table: Gives a stream by Arrow's PyCapsule interface.

    Raises:
        UnreadableInput: The extra is not installed.
    """
    require_arrow("A table of Arrow")
    import pyarrow as pa

    return (row for batch in pa.RecordBatchReader.from_stream(table) for row in _records(batch))


def _records(batch: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - pyarrow has no types
    """The rows of a batch; times are no finer than Python's."""
    import pyarrow as pa

    for place, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            times = batch.column(place).cast(pa.timestamp("us", field.type.tz), safe=False)
            batch = batch.set_column(place, field.name, times)
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


def _plain(value: object) -> str:
    """What JSON has no word for: bytes of a text, numbers of fixed places."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

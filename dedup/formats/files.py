"""Files, folders and buckets: where records are read. The reader is chosen by extension, or by the first character."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from dedup.errors import InputError, TextTooLong, UnreadableInput
from dedup.formats.anpa import is_anpa
from dedup.formats.archives import pages_of, rows_of
from dedup.formats.buckets import is_bucket, objects_of
from dedup.formats.jsonlines import LONGEST_LINE
from dedup.formats.mail import is_mail
from dedup.formats.records import Item, Record, articles_of, file_id, file_kind, is_packed
from dedup.formats.wire import wire_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = "-"
"""Path that means standard input."""

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file that is read as a whole, unpacked; those that hold many articles (JSON Lines, WARC, Parquet) have no
such limit."""

_BEGINNING = 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file that is read.

    Attributes:
        name: As it is shown.
        path: By whose extension it is read.
        open: Opens it.
    """

    name: str
    path: PurePath
    open: Callable[[], IO[bytes]]

    def lines(self) -> int | None:
        """How many lines a file of JSON Lines on a disk has, empty ones left out; None for others, and pipes."""
        if file_kind(self.path) != "lines" or not Path(self.name).is_file():
            return None
        with suppress(OSError, EOFError, zlib.error), self.open() as opened, _unpacked(self.path, opened) as stream:
            return sum(1 for line in stream if line.strip())
        return None


def _standard_input() -> IO[bytes]:
    """The process's standard input, in a buffer of our own: Python aborts if it ends while a thread reads its own."""
    try:
        return open(sys.stdin.buffer.fileno(), "rb", closefd=False)
    except OSError:  # no file, as where a test puts text in its place
        return sys.stdin.buffer


def read_files(path: str | Path, stdin: IO[bytes] | None = None) -> Iterator[Item]:
    """Read every article of a file, of the files in a folder or bucket in sorted order, or of standard input.

    Wire messages (ninjs, NewsML, NITF, dpa, AP, ANPA, feeds) are told by their content, and their articles keep their
    ids. Texts and HTML pages get their file's name as id. Files may be packed (``.gz``). In folders hidden files and
    those with other extensions are left out, but for wire messages in XML, which often have none; a file named alone is
    read by its first character if its extension is unknown.

    Args:
        path: File, folder, ``s3://bucket/prefix``, or "-".
        stdin: What "-" reads; the process's standard input if None.

    Returns:
        Articles and errors as they come: a bad one does not stop the rest.
    """
    return articles_of(read_records(path, stdin))


def read_records(path: str | Path, stdin: IO[bytes] | None = None) -> Iterator[Record | Item]:
    """Read the same as :func:`read_files`, and leave open what articles are in it.

    Yields:
        Records, and what can not be read at all, as they come.
    """
    try:
        for file in files_of(path, stdin):
            yield from _read_file(file)
    except InputError as error:  # there are no files: a bucket that can not be listed
        yield Item(str(path), None, error)


def files_of(root: str | Path, stdin: IO[bytes] | None = None) -> Iterator[File]:
    """The files that are read of a folder or a bucket, in sorted order; of a file, itself.

    Raises:
        UnreadableInput: The bucket can not be read.
    """
    if str(root) == STDIN:
        yield File(STDIN, PurePath(), lambda: stdin or _standard_input())
    elif is_bucket(str(root)):
        alone, found = objects_of(str(root))
        for name, opened in found:
            path = PurePosixPath(name.partition("://")[2])
            hidden = any(part.startswith(".") for part in path.parts[1:])
            if alone or (not hidden and file_kind(path) is not None):
                yield File(name, path, opened)
    elif not Path(root).is_dir():
        yield _on_disk(Path(root))
    else:
        for file in sorted(Path(root).rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
            if not hidden and file.is_file() and (file_kind(file) is not None or _is_message(file)):
                yield _on_disk(file)


def read_content(name: str, content: bytes) -> Iterator[Item]:
    """Read every article of a file that is at hand as bytes, as :func:`read_files` would from a disk.

    Not of a Parquet file, whose rows may take any memory once they are unpacked, and which anybody may have sent.

    Args:
        name: Of the file; may be packed.
        content: What is in it.

    Returns:
        Articles and errors as they come.
    """
    path = PurePath(name or STDIN)
    if file_kind(path) == "parquet":
        message = "Parquet files are read by the command line: dedup ingest."
        return iter([Item(str(path), None, UnreadableInput(message))])
    return articles_of(_read_file(File(str(path), path, lambda: io.BytesIO(content))))


def _on_disk(path: Path) -> File:
    return File(str(path), path, partial(cast("Callable[[str], IO[bytes]]", path.open), "rb"))


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


def _unpacked(path: PurePath, opened: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(opened)) if is_packed(path) else opened


def _read_file(file: File) -> Iterator[Record | Item]:
    try:
        if file.name == STDIN:  # which is not ours to close
            yield from _read(file, file.open())
            return
        with file.open() as opened, _unpacked(file.path, opened) as stream:
            yield from _read(file, stream)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        yield Item(file.name, None, UnreadableInput(f"{file.name} can not be read: {reason}."))
    except InputError as error:
        yield Item(file.name, None, error)


def _read(file: File, stream: IO[bytes]) -> Iterator[Record | Item]:
    kind = file_kind(file.path)
    if kind == "lines":
        for number, line in enumerate(_lines(stream), start=1):
            if line.strip():
                yield Record(file.name, number, line, kind)
    elif kind == "warc":
        for number, (address, page) in enumerate(pages_of(stream), start=1):
            yield Record(file.name, number, page, kind, address)
    elif kind == "parquet":
        for number, row in enumerate(rows_of(stream), start=1):
            yield Record(file.name, number, row, kind)
    else:
        content = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            largest = LARGEST_FILE // 1024 // 1024
            message = f"{file.name} is larger than {largest} MiB. Send its articles as JSON Lines."
            raise TextTooLong(message)
        yield Record(file.name, None, content, kind, file_id(file.path) or None)


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

"""The articles of the files that a command names."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from dedup import errors
from dedup.terminal.exits import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from dedup.article import Article
    from dedup.formats.records import Item, Record

STDIN = "-"


class Reading:
    """The articles of some files, one after the other; those that can not be read are reported and counted.

    Args:
        paths: Of files, folders, buckets, or "-".
        source: Of articles that name none.
        told: Tells what records hold, elsewhere than here.

    Attributes:
        names: Of the articles given out, the oldest first; whoever deals with one takes its name away.
        failed: How many could not be read.
    """

    def __init__(
        self,
        paths: Iterable[str | Path],
        source: str | None,
        told: Callable[[Iterator[Record | Item]], Iterator[Item]] | None = None,
    ) -> None:
        self.names: deque[str] = deque()
        self.failed = 0
        self._paths = list(paths)
        self._source = source
        self._told = told
        self._seeming: dict[str, int] | None = None
        self._total: int | None = None

    def expected(self) -> int | None:
        """How many articles there are, as far as that is known: None before standard input has ended.

        A file counts as one article, and one of JSON Lines as its lines, until it was read: then as what it held.
        """
        if self._seeming is None:
            self._seeming = self._looked()
            self._total = None if STDIN in self._seeming else sum(self._seeming.values())
        return self._total

    def _looked(self) -> dict[str, int]:
        from dedup.formats.files import files_of

        counted: dict[str, int] = {}
        for path in self._paths:
            with suppress(errors.InputError):  # which is told when it is read
                for file in files_of(path):
                    counted[file.name] = 1 if (lines := file.lines()) is None else lines
        return counted

    def _items(self) -> Iterator[Item]:
        """All items; what a file held takes the place of what it seemed to."""
        from dedup.formats.files import read_records
        from dedup.formats.records import articles_of

        records = (record for path in self._paths for record in read_records(path))
        last, held, before = None, 0, 0
        for item in (self._told or articles_of)(records):
            if last not in {None, item.path}:
                self._corrected(str(last), held)
                before, held = before + held, 0
            last, held = item.path, held + 1
            yield item
        if last is not None:
            self._corrected(last, held)
        if self._seeming is not None and STDIN in self._seeming:
            self._total = before + held

    def _corrected(self, path: str, held: int) -> None:
        if self._total is not None and self._seeming is not None and path in self._seeming:
            self._total += held - self._seeming[path]

    def __iter__(self) -> Iterator[Article]:
        """Read on."""
        for item in self._items():
            if isinstance(item.result, errors.InputError):
                fail(f"{item.name}: {item.result}")
                self.failed += 1
            else:
                self.names.append(item.name)
                named = item.result.source or self._source is None
                yield item.result if named else replace(item.result, source=self._source)


def only_article(file: Path) -> Article:
    """The one article of a file.

    Raises:
        InputError: It can not be read, or the file has none or several.
    """
    from dedup.formats.files import read_files

    items = list(islice(read_files(file), 2))
    if len(items) != 1:
        message = f"{file} has {'several articles' if items else 'no article'}, and this takes one. See dedup ingest."
        raise errors.InvalidArticle(message)
    if isinstance(items[0].result, errors.InputError):
        raise items[0].result
    return items[0].result

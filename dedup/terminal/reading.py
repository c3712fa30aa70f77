"""The articles of the files that a command names."""

from __future__ import annotations

import gzip
from collections import deque
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from dedup import errors
from dedup.terminal.exits import fail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from dedup.article import Article


class Reading:
    """The articles of some files, one after the other; those that can not be read are reported and counted.

    Attributes:
        names: Of the articles given out, the oldest first; whoever deals with one takes its name away.
        failed: How many could not be read.
    """

    def __init__(self, paths: Iterable[Path], source: str | None) -> None:
        self.names: deque[str] = deque()
        self.failed = 0
        self._paths = paths
        self._source = source

    def expected(self) -> int | None:
        """How many articles the files seem to hold: one a line of JSON Lines, else one a file; None for stdin."""
        total = 0
        for path in self._paths:
            if not (path.is_dir() or path.is_file()):
                return None
            inside = [path] if path.is_file() else [one for one in path.rglob("[!.]*") if one.is_file()]
            total += sum(_lines(file) if ".jsonl" in file.suffixes else 1 for file in inside)
        return total

    def __iter__(self) -> Iterator[Article]:
        """Read on."""
        from dedup.formats.files import read_files

        for item in (item for path in self._paths for item in read_files(path)):
            name = item.path if item.number is None else f"{item.path}, line {item.number}"
            if isinstance(item.result, errors.InputError):
                fail(f"{name}: {item.result}")
                self.failed += 1
            else:
                self.names.append(name)
                named = item.result.source or self._source is None
                yield item.result if named else replace(item.result, source=self._source)


def _lines(path: Path) -> int:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return sum(1 for line in file if line.strip())


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

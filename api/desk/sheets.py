"""Tables to take away, as CSV that a spreadsheet opens and does not run."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""

_MARK = "\ufeff"
"""What tells a spreadsheet that a file is UTF-8."""


def sheet_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV (RFC 4180, UTF-8).

    Args:
        head: Names of the columns.
        rows: Their values; none is an empty cell. What would be run as a formula gets an apostrophe before it.
    """
    told = StringIO()
    writer = csv.writer(told)
    writer.writerow(head)
    writer.writerows([_cell(one) for one in row] for row in rows)
    return f"{_MARK}{told.getvalue()}".encode("utf-8", "replace")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

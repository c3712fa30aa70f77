"""Lists to take along: as CSV that a spreadsheet opens without harm, and as JSON in the API's own encoding."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import Response, StreamingResponse

from api.desk.rendering import HEADERS
from dedup.detection.encoding import plain_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dedup.newsroom.listing import Listed

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of its country."""

_FORMULA = re.compile(r"[\x00-\x20]*[=+\-@＝＋－＠\t\r\n]")  # noqa: RUF001 - spreadsheets of Japan take wide signs too
"""What a cell must not begin with (OWASP, CSV injection): a spreadsheet would run it."""

_ROWS_AT_ONCE = 200

MOST_TAKEN = 10_000
"""Rows of one list, the newest; as many as its numbers are counted over."""

READ_AT_ONCE = 500

COLUMNS = (
    "id",
    "version",
    "title",
    "lead",
    "source",
    "story",
    "published_at",
    "stored_at",
    "relation",
    "machine",
    "derivation",
    "needs_review",
    "taken",
    "stories",
    "direction",
    "best_id",
    "best_version",
    "best_title",
    "best_source",
    "best_lead",
    "best_taken",
    "credited",
    "altered",
    "changed",
    "figures",
    "said_by",
    "said_at",
    "assigned",
    "note",
    "noted_by",
    "done",
    "done_by",
)
"""What a row of a list is taken along with, in the words of :class:`dedup.newsroom.listing.Listed`."""


def every_row(read: Callable[[int | None], Sequence[Listed]], before: int | None = None) -> Iterator[Listed]:
    """The rows of a list, page by page.

    Args:
        read: A page of it, of rows with a lower key.
        before: Key that the first page's are lower than.
    """
    while rows := read(before):
        yield from rows
        before = rows[-1].key


def list_answer(
    taken_as: str, name: str, rows: Sequence[Listed], *, whole: bool, before: int | None = None
) -> Response:
    """A list of stories as CSV or JSON.

    Args:
        taken_as: ``csv`` or ``json``.
        name: Of the list.
        rows: The stories.
        whole: Whether these are all; JSON says so.
        before: Key that the rest is asked for with, where it can be.
    """
    told = map(row_of, rows)
    if taken_as == "csv":
        return csv_answer(name, COLUMNS, told)
    return json_answer(name, {"stories": list(told), "whole": whole, "before": before})


def row_of(row: Listed) -> dict[str, object]:
    """A story as lists are taken along with it."""
    return {name: getattr(row, name) for name in COLUMNS}


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """A list as CSV (RFC 4180), to be saved; rows are written as they are read.

    Args:
        name: Of the list; becomes part of the file's name.
        columns: Names of the columns.
        rows: Values by column; what is missing is left empty.
    """
    return StreamingResponse(
        _csv_lines(columns, rows), headers=_headers(name, "csv"), media_type="text/csv; charset=utf-8"
    )


def json_answer(name: str, value: object) -> Response:
    """A list as JSON, to be saved: dataclasses, times and shares as the API's answers have them."""
    return Response(orjson.dumps(plain_json(value)), headers=_headers(name, "json"), media_type="application/json")


def cell(value: object) -> object:
    """A value as a cell: times in ISO 8601, nothing for None, and no text that a spreadsheet takes for a formula."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return f"'{text}" if _FORMULA.match(text) else text


def _csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    written = io.StringIO()
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell(row.get(name)) for name in columns])
        if number % _ROWS_AT_ONCE == 0:
            yield written.getvalue()
            written.seek(0)
            written.truncate()
    yield written.getvalue()


def _headers(name: str, ending: str) -> dict[str, str]:
    told = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:80] or "list"
    day = datetime.now(UTC).date().isoformat()
    return {**HEADERS, "Content-Disposition": f'attachment; filename="{told}-{day}.{ending}"'}

"""Tables for operators."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dedup.terminal.safe import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def findings_table(findings: Iterable[tuple[str, bool, str]]) -> Table:
    """What a check-up found.

    Args:
        findings: Name, whether it is well, and detail of each.

    Returns:
        One row a finding; whether it is well is a word and a colour.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("check", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("detail", overflow="fold")
    for name, ok, detail in findings:
        result = Text("ok", "green") if ok else Text("NOT OK", "bold red")
        table.add_row(plain_text(name), result, plain_text(detail))
    return table


def plain_table(rows: Sequence[Mapping[str, object]]) -> Table | Text:
    """Rows of named cells, as a table.

    Args:
        rows: All with the same names; lists are joined, times are to the minute in UTC, and None is nothing.

    Returns:
        The table; a word where there is nothing.
    """
    if not rows:
        return Text("none")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(plain_text(_cell(value)) for value in row.values()))
    return table


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

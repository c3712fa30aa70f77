"""Tables for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dedup.terminal.safe import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable


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

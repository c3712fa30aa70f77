"""Calibrations and scales as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from dedup.calibrating.recalibration import Figures

_ROWS = (
    ("error", "a derivation is off by, in the mean"),
    ("right", "on the right side of one half"),
    ("flagged", "not derived, and at one half or above"),
    ("recall", "derived and found, at 1 % false alarms"),
)


def figures_table(**columns: Figures) -> Table:
    """What derivations are worth, a column for each name."""
    table = Table("", *(name.replace("_", " ") for name in columns), box=None, pad_edge=False, header_style="bold")
    for name, told in _ROWS:
        table.add_row(told, *(f"{getattr(one, name):.1%}" for one in columns.values()))
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def as_json(**columns: Figures) -> dict[str, Any]:
    """The same for programs."""
    return {name: {row: getattr(one, row) for row, _ in _ROWS} for name, one in columns.items()}

"""Pieces of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def confusion(title: str, matrix: dict[str, dict[str, int]]) -> str:
    """A confusion matrix under a heading."""
    columns = sorted({name for row in matrix.values() for name in row})
    body = [[gold, *(str(row.get(name, "")) for name in columns)] for gold, row in matrix.items()]
    return f"### {title}\n\n" + table(["gold ↓ predicted →", *columns], body)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def number(value: float | None) -> str:
    """Three decimals; a dash where there is no figure."""
    return "-" if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    """A share as percentage; nothing where there is none."""
    return "" if value is None else f"{100 * value:.1f} %"

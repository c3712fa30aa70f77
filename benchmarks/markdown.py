"""Pieces of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


def made_by(figures: dict[str, Any]) -> str:
    """What made the predictions of each test, and what counts as a false positive."""
    made, pairs = "", figures["pairs"]
    for test, header in figures["made_by"].items():
        first = test == "pairs"
        known = {} if first else figures["made_by"]["pairs"]
        parts = [f"{k} {v}" for k, v in header.items() if known.get(k) != v and not (first and k == "fitted on")]
        made += f"- {test}: {', '.join(parts) or 'the same'}\n"
    negatives = ", ".join(f"{count} of {name}" for name, count in pairs["negatives"].items())
    how = (
        "every reported corpus was left out of the fit that scored it"
        if pairs["refitted"]
        else "scored as shipped: the corpora the model was fitted on are not all here to fit it without them"
    )
    return f"Made by\n\n{made}\nFitted on {', '.join(pairs['fitted_on'])}; {how}. False positives: {negatives}.\n"

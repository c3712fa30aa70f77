"""Passages that were read together with those of a stored article, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from dedup.terminal.safe import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.article import Span
    from dedup.detection.verdict import Reading

_SHOWN = 90
"""Characters of a passage, enough to find it."""


def together(reading: Reading, query: str, match: str) -> Table:
    """The passages that were read, each beside what answers to it.

    Args:
        reading: Of the two texts.
        query: The text in question.
        match: The stored text; where it is gone, its column is blank.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("here", ratio=1, overflow="fold")
    table.add_column("there", ratio=1, overflow="fold")
    for passage in reading.spans:
        said = "restates" if reading.of == "query" else "is restated"
        told = plain_text(said, "bold magenta") if passage.restates else plain_text("no", "dim")
        table.add_row(told, plain_text(_beginning(query, passage.query)), plain_text(_beginning(match, passage.match)))
    return table


def _beginning(text: str, spans: Iterable[Span]) -> str:
    whole = " … ".join(" ".join(text[span.start : span.end].split()) for span in spans)
    return whole if len(whole) <= _SHOWN else f"{whole[: _SHOWN - 2]} …"

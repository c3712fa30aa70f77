"""Printed answers as HTML for notebooks, which may be light or dark: what is not coloured has the page's own colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.terminal_theme import TerminalTheme

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS: Final = TerminalTheme(
    (236, 236, 236),  # halfway to it lies what is dim
    (0, 0, 0),
    [
        (0, 0, 0),
        (217, 54, 62),
        (34, 136, 62),
        (154, 112, 0),
        (58, 120, 212),
        (176, 75, 196),
        (26, 130, 156),
        (118, 118, 118),
    ],
)
"""Black, red, green, yellow, blue, magenta, cyan, white; each at least four to one against white and against #111."""


def as_html(console: Console) -> str:
    """What a console has recorded, as HTML.

    Args:
        console: One that records, with colours.
    """
    return console.export_html(theme=_COLOURS, inline_styles=True, code_format="<pre>{code}</pre>")

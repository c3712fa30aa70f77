"""Text from outside, made safe to print on a terminal."""

from __future__ import annotations

from rich.text import Text

from dedup.text.harmless import harmless


def plain_text(text: str, style: str = "") -> Text:
    """A harmless text as Rich takes it, with nothing read as markup."""
    return Text(harmless(text), style=style)


def shortened(text: str, limit: int) -> str:
    """The beginning of a text, cut between words, with an ellipsis if something is missing."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[:limit]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:.") + " …"

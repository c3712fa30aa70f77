"""Arguments that several commands have, and the examples below their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def there(path: Path | list[str] | None) -> Path | list[str] | None:
    """Refuse a path that is not there; ``-`` is standard input, and what is in a bucket is seen when it is read."""
    for one in path if isinstance(path, list) else [path]:
        if one is not None and str(one) != "-" and not str(one).startswith("s3://") and not Path(one).exists():
            message = f"{one} does not exist."
            raise typer.BadParameter(message)
    return path


def examples(*lines: str) -> str:
    """Examples as a command's help ends with: one a line, which Typer takes from an empty one between them."""
    return "\n\n".join(["Examples:" if len(lines) > 1 else "Example:", *lines])


Input = Annotated[Path, typer.Argument(callback=there, help="A file of any format, or - for stdin.")]
Paths = Annotated[
    list[str],
    typer.Argument(callback=there, metavar="PATH...", help="Files, folders, s3://bucket/prefix, or - for JSON Lines."),
]
Ray = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Have a Ray cluster read and encode: local, auto, or host:port of its head.",
    ),
]

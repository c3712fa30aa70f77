"""The command line, called as its users call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from dedup.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def dedup(
    *arguments: str | Path, data: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Result:
    options = [] if data is None else ["--data-dir", str(data)]
    return CliRunner().invoke(app, [*options, *map(str, arguments)], input=stdin, env=env)

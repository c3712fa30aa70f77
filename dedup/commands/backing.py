"""``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations at run time
from typing import Annotated

import typer

from dedup.commands.opening import operator, read_settings
from dedup.terminal.exits import EXIT_FINDING


def backup(
    ctx: typer.Context, folder: Annotated[Path, typer.Argument(help="The backup: a folder that is not there yet.")]
) -> None:
    """Copy the whole store into a folder, while it is used.

    The copy is of one moment, is read through, and some of its articles are scored, so that a restore can tell that it
    is whole. Settings, the senders file and secrets are not in it.
    """
    from dedup import backups

    made = backups.make(read_settings(ctx), folder, operator())
    print(  # noqa: T201 - its result
        f"{made.articles:,} articles, {made.passages:,} passages in {folder}: {made.size / 1e6:,.1f} MB, "
        f"as they were on {made.made_at}"
    )


def restore(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A backup that dedup backup made.")],
) -> None:
    """Make the store of a backup again, where nothing is yet, and hold it against what was backed up.

    Exits with 1 if something does not agree.
    """
    from rich.console import Console

    from dedup import backups
    from dedup.terminal.tables import findings_table

    findings = backups.restore(read_settings(ctx), folder, operator())
    Console().print(findings_table((finding.name, finding.ok, finding.detail) for finding in findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_FINDING)

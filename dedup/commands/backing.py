"""Looking after what is stored: ``backup``, ``restore`` and ``expire``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.commands.access import show
from dedup.commands.opening import open_service, operator, read_settings
from dedup.terminal.exits import EXIT_FINDING, EXIT_USAGE, fail

if TYPE_CHECKING:
    from dedup.newsroom.retention import Keeping


def backup(
    ctx: typer.Context, folder: Annotated[Path, typer.Argument(help="The backup: a folder that is not there yet.")]
) -> None:
    """Copy the whole store into a folder, while it is used.

    The copy is of one moment, is read through, and some of its articles are scored, so that a restore can tell that it
    is whole. Settings, the senders file and secrets are not in it.
    """
    from dedup.backups import making
    from dedup.terminal.words import some

    made = making.make(read_settings(ctx), folder, operator())
    print(  # noqa: T201 - its result
        f"{some(made.articles, 'article')}, {some(made.passages, 'passage')} in {folder}: {made.size / 1e6:,.1f} MB, "
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

    from dedup.backups import restoring
    from dedup.terminal.tables import findings_table

    findings = restoring.restore(read_settings(ctx), folder, operator())
    Console().print(findings_table((finding.name, finding.ok, finding.detail) for finding in findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_FINDING)


def expire(
    ctx: typer.Context,
    *,
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="Instead of what the senders file says.")] = None,
    source: Annotated[str | None, typer.Option(help="With --days: only what this source brought.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line each.")] = False,
) -> None:
    """Let go what is older than it is kept, and say what goes: articles by source, messages and alerts.

    How long that is, the senders file says under [keep]; a service that runs with it does this by itself every hour.
    """
    from dataclasses import asdict

    from dedup.newsroomwiring import build_retention

    keeping = _keeping(ctx, days, source)
    with open_service(ctx) as service:
        retention = build_retention(service, keeping, operator())
        show([asdict(due) for due in retention.due()], as_json=as_json)
        if dry_run:
            return
        versions, others = retention.expire()
    typer.echo(f"{versions:,} versions of articles, {others:,} messages and alerts went", err=as_json)


def _keeping(ctx: typer.Context, days: int | None, source: str | None) -> Keeping:
    """How long what is kept, as the options or else the senders file say.

    Raises:
        typer.Exit: Nothing says so; what to do was said.
    """
    from dedup.detection.kinship import folded
    from dedup.newsroom.retention import Keeping
    from dedup.newsroomwiring import keeping
    from dedup.settings import SettingsError

    if source is not None and days is None:
        message = "--source goes with --days."
        raise typer.BadParameter(message)
    if days is not None:
        return Keeping(days) if source is None else Keeping(None, {folded(source): days})
    try:
        if found := keeping(read_settings(ctx)):
            return found
        fail("Nothing says how long what is stored is kept: name --days, or write [keep] into the senders file.")
    except SettingsError as error:
        fail(str(error))
    raise typer.Exit(EXIT_USAGE)

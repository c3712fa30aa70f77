"""What editors said on the desk: ``dedup feedback export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.commands.arguments import examples
from dedup.commands.opening import open_service, read_settings
from dedup.terminal.exits import fail

feedback = typer.Typer(
    no_args_is_help=True,
    epilog=examples("dedup feedback export --out corpus"),
    help="What editors said of pairs on the desk.",
)


@feedback.callback()
def group() -> None:
    """Keep this a group, of however many commands."""


@feedback.command("export", epilog=examples("dedup feedback export --out corpus"))
def export_feedback(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder to write to.")] = Path("feedback"),
) -> None:
    """Write the latest word on each pair as a labelled corpus, which the benchmark reads with --data."""
    from dedup.newsroom.feedback import export
    from dedup.wiring import build_newsroom

    with open_service(ctx) as service:
        newsroom = build_newsroom(read_settings(ctx), service)
        pairs, left_out = export(newsroom.feedback, service.store, out)
    if not pairs and not left_out:
        fail("nothing was said of any pair yet: editors do, on the desk.")
    print(f"{pairs} pairs written to {out}, {left_out} left out (no longer stored)")  # noqa: T201 - its result

"""What editors said on the desk: ``dedup feedback evaluate``, ``recalibrate`` and ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
import typer

from dedup.commands.arguments import examples
from dedup.commands.calibrating import recalibrate
from dedup.commands.opening import open_service, read_settings
from dedup.terminal.exits import fail

_NOBODY = "nothing was said of any pair yet: editors do, on the desk."

feedback = typer.Typer(
    no_args_is_help=True,
    epilog=examples("dedup feedback evaluate", "dedup feedback export --out corpus"),
    help="What editors said of pairs on the desk.",
)


feedback.command(epilog=examples("dedup feedback recalibrate --dry-run", "dedup feedback recalibrate --reset"))(
    recalibrate
)


@feedback.command("export", epilog=examples("dedup feedback export --out corpus"))
def export_feedback(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder to write to.")] = Path("feedback"),
) -> None:
    """Write the latest word on each pair as a labelled corpus, which the benchmark reads with --data."""
    from dedup.newsroom.feedback import export
    from dedup.newsroomwiring import build_newsroom
    from dedup.terminal.words import some

    with open_service(ctx) as service:
        newsroom = build_newsroom(read_settings(ctx), service)
        pairs, left_out = export(newsroom.feedback, service.store, out)
    if not pairs and not left_out:
        fail(_NOBODY)
    print(f"{some(pairs, 'pair')} written to {out}, {left_out} left out (no longer stored)")  # noqa: T201 - its result


@feedback.command(epilog=examples("dedup feedback evaluate", "dedup feedback evaluate --json"))
def evaluate(
    ctx: typer.Context, *, as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False
) -> None:
    """How often editors left the machine's word as it was, what a derivation is worth, and where to draw a line."""
    from dedup.newsroom import learning
    from dedup.newsroomwiring import build_newsroom

    with open_service(ctx) as service:
        found = learning.evaluate(build_newsroom(read_settings(ctx), service).feedback.latest())
    if not found.agreed.whole:
        fail(_NOBODY)
        return
    if as_json:
        print(orjson.dumps(learning.figures(found)).decode())  # noqa: T201 - its result
        return
    from rich.console import Console

    from dedup.terminal.answers import told

    Console().print(told(found))

"""Which sources are private to desks: ``dedup sources``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dedup.commands.access import AsJson, show
from dedup.commands.arguments import examples
from dedup.commands.opening import open_access, open_service, operator

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.access.control import AccessControl

sources = typer.Typer(
    no_args_is_help=True,
    epilog=examples('dedup sources private "Corvane Courier" --to city'),
    help="Private sources: which only some desks may read.",
)

Source = Annotated[str, typer.Argument(help="Its label, as its articles have it.")]


@sources.command("private", epilog=examples('dedup sources private "Corvane Courier" --to city --to sport'))
def make_private(
    ctx: typer.Context,
    source: Source,
    to: Annotated[list[str], typer.Option(help="Desk that may read it; may be repeated.")],
) -> None:
    """Let only some desks read a source, whosever it was before; at once, also in services that run.

    Verdicts of others' articles that tell of it are forgotten, and made anew without it.
    """
    from dedup.access.desks import checked_desks

    _change(ctx, lambda access: access.sources.make_private(source, checked_desks(to), *operator()))
    print(f"{source} may be read by {', '.join(sorted(set(to)))} alone")  # noqa: T201 - its result


@sources.command("open", epilog=examples('dedup sources open "Corvane Courier"'))
def open_source(ctx: typer.Context, source: Source) -> None:
    """Let everybody read a source again; what came in meanwhile too."""
    _change(ctx, lambda access: access.sources.open(source, *operator()))
    print(f"{source} may be read by everybody")  # noqa: T201 - its result


@sources.command("list", epilog=examples("dedup sources list"))
def list_sources(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """All private sources with the desks that may read them."""
    with open_access(ctx) as access:
        found = sorted(access.sources.private().items())
    show([{"source": source, "desks": sorted(desks)} for source, desks in found], as_json=as_json)


def _change(ctx: typer.Context, change: Callable[[AccessControl], int]) -> None:
    """Change something, and make the verdicts anew that it took."""
    with open_access(ctx) as access:
        forgotten = change(access)
    if forgotten:
        typer.echo(f"{forgotten:,} verdicts are made anew.", err=True)
        with open_service(ctx) as service:
            for _ in service.judge_waiting():
                pass

"""Who may use the service over HTTP: ``keys``, and what was done: ``audit``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, get_args

import orjson
import typer

from dedup.access.addresses import is_loopback
from dedup.access.audit import Action
from dedup.access.callers import Scope  # noqa: TC001 - Typer evaluates the annotations
from dedup.access.limits import MOST
from dedup.commands.arguments import examples
from dedup.commands.opening import open_access, operator
from dedup.terminal.exits import EXIT_USAGE, fail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.access.control import AccessControl
    from dedup.settings import Settings

keys = typer.Typer(
    no_args_is_help=True,
    epilog=examples("dedup keys make cms --scope read --scope write"),
    help="API keys: who may use the service over HTTP, and for what.",
)

OfDesk = Annotated[
    list[str] | None, typer.Option("--desk", help="Desk whose private sources may be read; may be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON line each.")]


@keys.command(
    "make",
    epilog=examples(
        "dedup keys make cms --scope read --scope write",
        "dedup keys make prometheus --scope admin --days 365",
        "dedup keys make partner --scope read --per-minute 60",
    ),
)
def make_key(  # noqa: PLR0913, PLR0917 - what a key has
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[
        list[Scope], typer.Option(help="What its holder may do: read, write, hooks or admin; may be repeated.")
    ],
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="Until it expires; by default never.")] = None,
    per_minute: Annotated[
        int | None,
        typer.Option(
            min=1, max=MOST, help="Requests, and lines of bulk requests, in a minute; by default DEDUP_PER_MINUTE."
        ),
    ] = None,
    desk: OfDesk = None,
) -> None:
    """Make a key and print it, this once: only its hash is kept.

    The first key that is made locks the service: from then on every request needs one.
    """
    from dedup.access.keys import checked_name, new_key

    now = datetime.now(UTC)
    secret, key = new_key(
        checked_name(name), scope, now, None if days is None else now + timedelta(days=days), per_minute, desk or ()
    )
    with open_access(ctx) as access:
        access.keys.add(key, *operator())
    print(secret)  # noqa: T201 - its result
    typer.echo("Send it as `Authorization: Bearer …`. It is not shown again.", err=True)


@keys.command("list", epilog=examples("dedup keys list", "dedup keys list --json"))
def list_keys(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """All keys, oldest first, revoked ones too; by their readable beginning, since the rest is nowhere."""
    with open_access(ctx) as access:
        now = access.now()
        rows: list[dict[str, object]] = [
            {
                "key": key.prefix,
                "name": key.name,
                "scopes": sorted(key.scopes),
                "state": key.state(now),
                "made": key.made_at,
                "expires": key.expires_at,
                "used": key.used_at,
                "per_minute": key.per_minute,
                "desks": sorted(key.desks),
            }
            for key in access.keys.listing()
        ]
    show(rows, as_json=as_json)


@keys.command("revoke", epilog=examples("dedup keys revoke prometheus"))
def revoke_key(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="Of the key, or its readable beginning.")]
) -> None:
    """Revoke a key, at once: also for services that run. The last one too: the service stays locked."""
    with open_access(ctx) as access:
        revoked = access.keys.revoke(name, access.now(), *operator())
    print(f"{', '.join(key.prefix for key in revoked)} revoked")  # noqa: T201 - its result


def check(ctx: typer.Context, settings: Settings) -> None:
    """Refuse to serve to other machines while nothing is locked.

    Raises:
        typer.Exit: It would; what to do was said.
    """
    if is_loopback(settings.host):
        return
    with open_access(ctx) as access:
        if access.is_locked():
            return
    where = f" --data-dir {ctx.obj['data_dir']}" if "data_dir" in ctx.obj else ""
    fail(
        f"Other machines reach {settings.host}, and nothing is locked: whoever did could read and remove everything. "
        f"Make an API key first: dedup{where} keys make NAME --scope read --scope write. Or serve to this machine "
        "alone: --host 127.0.0.1."
    )
    raise typer.Exit(EXIT_USAGE)


def audit(
    ctx: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10000, help="Most entries.")] = 50,
    action: Annotated[str | None, typer.Option(help=f"Only of one kind: {', '.join(get_args(Action))}.")] = None,
    as_json: AsJson = False,
) -> None:
    """What was done, newest first: removals, kills, logins, keys and users, corrections."""
    if action is not None and action not in get_args(Action):
        message = f"There is no action {action!r}; there are {', '.join(get_args(Action))}."
        raise typer.BadParameter(message)
    with open_access(ctx) as access:
        show(_entries(access, limit, action), as_json=as_json)


def _entries(access: AccessControl, limit: int, action: str | None) -> list[dict[str, object]]:
    return [
        {
            "number": entry.number,
            "at": entry.at,
            "who": entry.who,
            "action": entry.action,
            "what": entry.subject,
            "from": entry.origin,
            "outcome": entry.outcome,
        }
        for entry in access.audit.listing(limit=limit, action=action)
    ]


def show(rows: Iterable[dict[str, object]], *, as_json: bool) -> None:
    """Print rows: as a table for people, as lines for programs."""
    if as_json:
        for row in rows:
            print(orjson.dumps(row).decode())  # noqa: T201 - its result
        return
    from rich.console import Console

    from dedup.terminal.tables import plain_table

    Console().print(plain_table(list(rows)))

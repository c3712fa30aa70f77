"""Who may use the desk: ``dedup users``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dedup.access.callers import Role  # noqa: TC001 - Typer evaluates the annotations
from dedup.commands.access import AsJson, OfDesk, show
from dedup.commands.arguments import examples
from dedup.commands.opening import open_access, operator
from dedup.errors import InvalidAccess

users = typer.Typer(
    no_args_is_help=True,
    epilog=examples("dedup users add anna --role editor"),
    help="Users of the desk: who may log in, and what they are.",
)

Name = Annotated[str, typer.Argument(help="As they log in; capitals do not count.")]


@users.command(
    "add", epilog=examples("dedup users add anna --role editor", "dedup users add anna --role editor --no-password")
)
def add_user(
    ctx: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option(help="A reader sees everything, an editor corrects too, an admin may all.")],
    *,
    desk: OfDesk = None,
    password: Annotated[
        bool, typer.Option(help="Without one only a proxy that is trusted lets them in (DEDUP_USER_HEADER).")
    ] = True,
) -> None:
    """Add a user; the password is asked for, or is the first line of standard input.

    The first user that is added locks the service.
    """
    from dedup.access.desks import checked_desks
    from dedup.access.passwords import hashed
    from dedup.access.users import User, folded

    with open_access(ctx) as access:
        user = User(
            folded(name), role, hashed(_asked()) if password else None, access.now(), desks=checked_desks(desk or ())
        )
        access.users.add(user, *operator())
    print(f"{user.name} may log in as {role}")  # noqa: T201 - its result


@users.command("list", epilog=examples("dedup users list"))
def list_users(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """All users by name, removed ones too."""
    with open_access(ctx) as access:
        rows: list[dict[str, object]] = [
            {
                "user": user.name,
                "role": user.role.value,
                "password": "yes" if user.password else "no",
                "added": user.made_at,
                "removed": user.removed_at,
                "desks": sorted(user.desks),
            }
            for user in access.users.listing()
        ]
    show(rows, as_json=as_json)


@users.command("password", epilog=examples("dedup users password anna"))
def set_password(ctx: typer.Context, name: Name) -> None:
    """Change a user's password, and log them out everywhere."""
    from dedup.access.passwords import hashed
    from dedup.access.users import folded

    with open_access(ctx) as access:
        access.users.set_password(folded(name), hashed(_asked()), *operator())


@users.command("desks", epilog=examples("dedup users desks anna --desk city", "dedup users desks anna"))
def set_desks(ctx: typer.Context, name: Name, desk: OfDesk = None) -> None:
    """Say anew whose private sources a user may read, none without --desk, and log them out everywhere."""
    from dedup.access.desks import checked_desks
    from dedup.access.users import folded

    with open_access(ctx) as access:
        access.users.set_desks(folded(name), checked_desks(desk or ()), *operator())


@users.command("remove", epilog=examples("dedup users remove anna"))
def remove_user(ctx: typer.Context, name: Name) -> None:
    """Remove a user, and log them out everywhere, at once. The last one too: the service stays locked."""
    from dedup.access.users import folded

    with open_access(ctx) as access:
        access.users.remove(folded(name), access.now(), *operator())


def _asked() -> str:
    """A password: typed twice at a terminal, else the first line of what is piped in."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        message = "The password that was piped in is no UTF-8; send it as that, or type it."
        raise InvalidAccess(message) from error

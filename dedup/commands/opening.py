"""What commands open: the settings, with the options that every command has, and the service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import typer

from dedup.terminal.exits import EXIT_USAGE, fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.access.callers import Caller
    from dedup.access.control import AccessControl
    from dedup.comparing import Comparer
    from dedup.service import DedupService
    from dedup.settings import Settings
    from dedup.spreading import Spread


@contextmanager
def open_service(ctx: typer.Context, *, rebuilding: bool = False, encodes: bool = False) -> Iterator[DedupService]:
    """The service, opened as the settings and options say, closed at the end.

    Args:
        ctx: Of the command.
        rebuilding: The service is opened to rebuild its indexes, so a store of another model is accepted.
        encodes: The command encodes at once, so that the model is loaded while the rest is, if that takes a second.

    Raises:
        typer.Exit: The senders file, which says what is of one house, can not be used; what is wrong was said.
    """
    from dedup.settings import SettingsError
    from dedup.wiring import build_encoder, build_service

    settings = read_settings(ctx)
    encoder = build_encoder(settings)
    try:
        # Whoever is interrupted, or has no store, waits for the thread: one that still computes as the process ends
        # would abort it.
        with ThreadPoolExecutor(1) as loading:
            loaded = [loading.submit(encoder.load_if_quick)] if encodes else []
            service = build_service(settings, encoder, rebuilding=rebuilding)
            wait(loaded)  # whether it can be loaded says whoever asks it next
    except SettingsError as error:
        fail(str(error))
        raise typer.Exit(EXIT_USAGE) from None
    try:
        yield service
    finally:
        service.close()


@contextmanager
def open_spread(ctx: typer.Context, address: str | None) -> Iterator[Spread | None]:
    """A Ray cluster; None without an address.

    Raises:
        typer.Exit: It does not answer, or Ray is not installed; what is wrong was said.
    """
    if address is None:
        yield None
        return
    from dedup.settings import SettingsError
    from dedup.spreading import spread

    with ExitStack() as opened:
        try:
            cluster = opened.enter_context(spread(address, read_settings(ctx)))
        except SettingsError as error:
            fail(str(error))
            raise typer.Exit(EXIT_USAGE) from None
        yield cluster


@contextmanager
def open_access(ctx: typer.Context) -> Iterator[AccessControl]:
    """What knows who is let in; no model and no index is opened for it."""
    from dedup.wiring import build_access, open_database

    settings = read_settings(ctx)
    database = open_database(settings)
    try:
        yield build_access(database, settings)
    finally:
        database.dispose()


def operator() -> tuple[Caller, str]:
    """Who is at the command line, and where, for the audit log; a user without a name by the number."""
    import getpass
    import os
    import socket

    from dedup.access.callers import Caller, Scope

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # as in a container that runs as a number
        name = f"uid {os.getuid()}"
    return Caller("command", name, frozenset(Scope)), f"command line of {socket.gethostname()}"


def open_comparer(ctx: typer.Context) -> Comparer:
    """What compares two given texts.

    Raises:
        typer.Exit: The senders file, which says what is of one house, can not be used; what is wrong was said.
    """
    from dedup.settings import SettingsError
    from dedup.wiring import build_comparer

    try:
        return build_comparer(read_settings(ctx))
    except SettingsError as error:
        fail(str(error))
        raise typer.Exit(EXIT_USAGE) from None


def read_settings(ctx: typer.Context) -> Settings:
    """The settings of the environment, overridden by the options.

    Raises:
        typer.Exit: One has a value that can not be used; it was named.
    """
    from dedup.settings import Settings, SettingsError

    try:
        return Settings(**ctx.obj)
    except SettingsError as error:
        fail(str(error))
        raise typer.Exit(EXIT_USAGE) from None

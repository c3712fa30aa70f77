"""What commands open: the settings, with the options that every command has, and the service."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from dedup.terminal.exits import EXIT_USAGE, fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.comparing import Comparer
    from dedup.service import DedupService
    from dedup.settings import Settings


@contextmanager
def open_service(ctx: typer.Context, *, rebuilding: bool = False) -> Iterator[DedupService]:
    """The service, opened as the settings and options say, closed at the end.

    Raises:
        typer.Exit: The senders file, which says what is of one house, can not be used; what is wrong was said.
    """
    from dedup.settings import SettingsError
    from dedup.wiring import build_service

    settings = read_settings(ctx)
    try:
        service = build_service(settings, rebuilding=rebuilding)
    except SettingsError as error:
        fail(str(error))
        raise typer.Exit(EXIT_USAGE) from None
    try:
        yield service
    finally:
        service.close()


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

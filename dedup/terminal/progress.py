"""A progress bar for whoever watches: how far, how fast, how long still, and what was found."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Advance(Protocol):
    """Tells how far the work is."""

    def __call__(self, done: int, total: int | None, found: str = "") -> None:
        """Take what is done, of how much if that is known, and what was found so far."""
        ...


@contextmanager
def progress(what: str, *, lines: bool = False) -> Iterator[Advance]:
    """A bar on stderr, if somebody sees it; gives the function to tell how far the work is, and of how much.

    What the command writes to stdout is left alone: Rich would take it over, and print it on the terminal though it was
    meant for a file. Where lines go to the terminal too, they show how far the work is, and there is no bar.

    Args:
        what: What is being done.
        lines: The command writes to stdout while it works.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[found]}", markup=False),
    )
    unseen = not console.is_terminal or (lines and sys.stdout.isatty())
    with Progress(*columns, console=console, disable=unseen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=None, rate="", found="")

        def advance(done: int, total: int | None, found: str = "") -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=total, found=found, rate=f"{speed:.1f}/s" if speed else "")

        yield advance

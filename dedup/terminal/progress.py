"""A progress bar for whoever watches."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(what: str, *, lines: bool = False) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on stderr, if somebody sees it; gives the function to tell how far the work is, and of how much.

    What the command writes to stdout is left alone: Rich would take it over, and print it on the terminal though it was
    meant for a file. Where lines go to the terminal too, they show how far the work is, and there is no bar.

    Args:
        what: What is being done.
        lines: The command writes to stdout while it works.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    unseen = not console.is_terminal or (lines and sys.stdout.isatty())
    with Progress(*columns, console=console, disable=unseen, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance

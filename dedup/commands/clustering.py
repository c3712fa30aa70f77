"""``dedup cluster``: groups an archive, by meaning or by words."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.commands.arguments import Paths, Ray  # noqa: TC001 - Typer reads the annotations at run time
from dedup.commands.ingesting import told
from dedup.commands.opening import open_service, open_spread
from dedup.errors import InputError
from dedup.terminal.exits import EXIT_FINDING, fail
from dedup.terminal.progress import progress
from dedup.terminal.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.copies.grouping import Placement
    from dedup.detection.clusters import Membership
    from dedup.spreading import Spread
    from dedup.terminal.groups import GroupLines


_SHOWN_EVERY = 10
"""Articles between two steps of the bar, which costs more than an article does."""


class By(StrEnum):
    """What articles are grouped by."""

    MEANING = "meaning"
    WORDS = "words"


def cluster(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    paths: Paths,
    *,
    by: Annotated[
        By, typer.Option(help="meaning: whatever was made from another; words: near copies alone, in seconds.")
    ] = By.MEANING,
    alike: Annotated[
        float | None,
        typer.Option(min=0.1, max=1, show_default="0.5", help="Jaccard similarity of near copies, by words."),
    ] = None,
    same_event: Annotated[
        bool,
        typer.Option("--same-event", help="Group independent reports of one event too, not only derived texts."),
    ] = False,
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="File for the lines; stdout by default.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the file of --out, if it is there.")] = False,
    ray: Ray = None,
) -> None:
    """Group an archive by what was made from what: one JSON line an article, naming its lead. Nothing is stored."""
    from dedup.terminal.groups import GroupLines

    wrong = {
        "--same-event goes with --by meaning: words do not tell events.": by is By.WORDS and same_event,
        "--alike goes with --by words.": by is By.MEANING and alike is not None,
        "--resume goes with --out: it reads there what is done.": resume and out is None,
        f"{out} is there already. Go on with --resume, or name another file.": _is_there(out) and not resume,
    }
    message = next((message for message, applies in wrong.items() if applies), None)
    if message is not None:
        raise typer.BadParameter(message)
    failed, done = 0, 0
    relations: Counter[str] = Counter()
    with open_spread(ctx, ray) as spread:
        reading = Reading(paths, None, spread.told if spread else None)
        try:
            with (
                GroupLines(out, by, resume=resume) as lines,
                _grouping(ctx, reading, lines, by, out, spread, alike=alike, same_event=same_event) as groups,
                progress("Grouping", lines=out is None) as advance,
            ):
                for found in groups:
                    name, done = reading.names.popleft(), done + 1
                    if isinstance(found, InputError):
                        fail(f"{name}: {found}")
                        failed += 1
                    elif found is not None:
                        lines.write(found)
                        relations[found.relation or ""] += 1
                    if done % _SHOWN_EVERY == 0:
                        advance(done + reading.failed, reading.expected(), told(relations))
        except KeyboardInterrupt:
            if out is not None:
                fail(f"stopped after {done} articles. The same command with --resume goes on.")
            raise
    _summed_up(relations, failed + reading.failed)
    if failed or reading.failed:
        raise typer.Exit(EXIT_FINDING)


def _summed_up(relations: Counter[str], failed: int) -> None:
    """What was found, on stderr: the lines have stdout to themselves."""
    from dedup.terminal.words import some

    leads, articles = relations[""], relations.total()
    words = told(relations)
    following = f": {words}" if words else ""
    bad = f"; {failed:,} failed" if failed else ""
    typer.echo(f"{some(articles, 'article')}: {leads:,} lead, {articles - leads:,} follow{following}{bad}", err=True)


def _is_there(out: Path | None) -> bool:
    return out is not None and out.exists()


@contextmanager
def _grouping(  # noqa: PLR0913, PLR0917 - what the command was told
    ctx: typer.Context,
    reading: Reading,
    lines: GroupLines,
    by: By,
    out: Path | None,
    spread: Spread | None,
    *,
    alike: float | None,
    same_event: bool,
) -> Iterator[Iterator[Membership | Placement | InputError | None]]:
    if by is By.WORDS:
        from dedup.copies.grouping import ALIKE, group

        yield group(reading, alike=alike or ALIKE, earlier=lines.earlier)
        return
    from dedup.clustering import cluster as group_by_meaning

    with _leads_folder(out) as folder:
        ctx.obj |= {"data_dir": folder, "database_url": None, "vectors_url": None}
        with open_service(ctx) as service:
            preparing = spread.prepared if spread else None
            yield group_by_meaning(service, reading, same_event=same_event, earlier=lines.earlier, preparing=preparing)


@contextmanager
def _leads_folder(out: Path | None) -> Iterator[Path]:
    """Where leads are stored: beside the file with the lines until it is finished, so that it can be gone on with."""
    if out is None:
        with TemporaryDirectory(prefix="dedup-cluster-") as folder:
            yield Path(folder)
        return
    folder_beside = out.with_name(f"{out.name}.leads")
    if not out.stat().st_size:
        shutil.rmtree(folder_beside, ignore_errors=True)
    yield folder_beside
    shutil.rmtree(folder_beside)

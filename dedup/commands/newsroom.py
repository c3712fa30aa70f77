"""Ways in beside the hook, and the alerts: ``watch``, ``feed``, ``alerts``."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer evaluates the annotations
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from dedup.commands.arguments import examples
from dedup.commands.ingesting import told
from dedup.commands.opening import open_service, operator, read_settings
from dedup.terminal.exits import EXIT_FINDING, EXIT_USAGE, fail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from dedup.newsroom.config import NewsroomConfig
    from dedup.newsroom.messages import Accepted
    from dedup.newsroom.running import Newsroom
    from dedup.settings import Settings

LOOK_SECONDS = 0.5
AWAY_SECONDS = 5.0
"""How long the inbox is left alone that could not be written."""

MEMORY = "feeds.json"
"""File in the data folder in which a feed's validators are kept."""

Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="Of the alert.")]

alerts = typer.Typer(
    no_args_is_help=True,
    epilog=examples("dedup alerts list", "dedup alerts replay 17 --to cms"),
    help="Alerts that were raised, and where they went.",
)


def watch(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(file_okay=False, exists=True, help="Where files are dropped.")],
    *,
    source: Annotated[str | None, typer.Option(help="Source label of its articles.")] = None,
    settle: Annotated[float, typer.Option(min=0, help="Seconds a file must stay as it is to be complete.")] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Take what is there, score it, and end.")] = False,
) -> None:
    """Take files of a drop folder, as agencies deliver them by FTP, and score them.

    Any format is read, mail and documents too. Files go to done/ or failed/ (with the reason beside them) once they are
    safe.
    """
    from dedup.feeds.watching import DropFolder
    from dedup.formats.wire import read_wire

    sender = f"watch:{source}" if source else "watch"
    with _newsroom(ctx) as (newsroom, stop):

        def accept(content: bytes) -> Accepted:
            read_wire(content)  # what can never be read fails now, with the file beside its reason
            return _accept(newsroom, sender, None, content, source)

        drop, began = DropFolder(folder, accept, settle), datetime.now(UTC)
        taken = failed = 0
        looks = 2 if settle else 1  # a file is complete once it was seen twice as it is
        while not stop.is_set():
            with _away(stop, once=once):
                for one in drop.look():
                    taken += 1
                    failed += one.reason is not None
                    if one.reason:
                        fail(f"{one.name}: {one.reason}")
            looks -= 1
            if once and not looks:
                break
            stop.wait(settle if once else LOOK_SECONDS)
        found = _found(newsroom, began) if once and _drained(newsroom, stop) else ""
    print(f"{taken} taken, {failed} failed{found}")  # noqa: T201 - its result
    if once and failed:
        raise typer.Exit(EXIT_FINDING)


def feed(
    ctx: typer.Context,
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="RSS, Atom or JSON feeds.")],
    *,
    every: Annotated[int, typer.Option(min=30, help="Seconds between looks at a feed.")] = 300,
    source: Annotated[str | None, typer.Option(help="Source label; by default the feed's title.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once, score what came, and end.")] = False,
) -> None:
    """Poll feeds, and score every new or changed entry."""
    from dedup.feeds.polling import FeedPoller
    from dedup.formats.wire import read_feed
    from dedup.terminal.words import some

    settings = read_settings(ctx)
    failed, entries, began = False, 0, datetime.now(UTC)
    with _newsroom(ctx) as (newsroom, stop):
        poller = FeedPoller(
            settings.data_dir / MEMORY, read_feed, lambda body: _accept(newsroom, "feed", "json", body, source)
        )
        due = dict.fromkeys(urls, 0.0)
        while due and not stop.is_set():
            url = min(due, key=lambda one: due[one])
            stop.wait(max(0.0, due[url] - time.monotonic()))
            if stop.is_set():
                break
            due[url] = time.monotonic() + every
            with _away(stop, once=once):
                found = poller.poll(url)
                print(f"{url}: {found.said}", flush=True)  # noqa: T201 - its result
                failed, entries = failed or found.failed, entries + found.entries
                pause = max(every * random.uniform(0.9, 1.1), found.wait)  # noqa: S311 - no secret
                due[url] = time.monotonic() + pause
                if once or found.gone:
                    del due[url]
        if once and _drained(newsroom, stop):
            print(f"{some(entries, 'entry', 'entries')}{_found(newsroom, began)}")  # noqa: T201 - its result
    if once and failed:
        raise typer.Exit(EXIT_FINDING)


@alerts.command("list", epilog=examples("dedup alerts list --limit 100"))
def list_alerts(
    ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=500, help="Most alerts.")] = 20
) -> None:
    """The newest alerts, one JSON line each."""
    with _newsroom(ctx, start=False) as (newsroom, _stop):
        found = newsroom.alerts.listing(limit=limit)
        for alert in found:
            _print(alert)
        if not found:
            fail("no alert was raised yet.")


@alerts.command("show", epilog=examples("dedup alerts show 17"))
def show_alert(ctx: typer.Context, number: Number) -> None:
    """One alert with its deliveries and every attempt, as JSON."""
    with _newsroom(ctx, start=False) as (newsroom, _stop):
        _print(newsroom.alerts.read(number))


@alerts.command("replay", epilog=examples("dedup alerts replay 17", "dedup alerts replay 17 --to cms"))
def replay_alert(
    ctx: typer.Context,
    number: Number,
    to: Annotated[str | None, typer.Option(help="Only to this destination.")] = None,
) -> None:
    """Deliver an alert once more; a running server or ``alerts deliver`` sends it."""
    with _newsroom(ctx, start=False) as (newsroom, _stop):
        _waiting(newsroom.alerts.replay(number, to))


@alerts.command("enable", epilog=examples("dedup alerts enable cms"))
def enable_destination(ctx: typer.Context, name: Annotated[str, typer.Argument(help="Of the destination.")]) -> None:
    """Send to a destination again that answered 410, with what was kept back."""
    with _newsroom(ctx, start=False) as (newsroom, _stop):
        newsroom.deliverer.destination(name)  # a typing error would enable nothing, and say so to nobody
        _waiting(newsroom.alerts.enable(name))


@alerts.command("test", epilog=examples("dedup alerts test cms"))
def test_destination(ctx: typer.Context, name: Annotated[str, typer.Argument(help="Of the destination.")]) -> None:
    """Send a destination an alert that says that it is a test, and tell what it answered. Exits with 1 if it failed."""
    with _newsroom(ctx, start=False) as (newsroom, _stop):
        answer = newsroom.deliverer.test(name, operator()[0].name)
    told = answer.error or f"answered {answer.status}"
    print(f"{name}: {told} after {answer.milliseconds} ms")  # noqa: T201 - its result
    if not answer.delivered:
        raise typer.Exit(EXIT_FINDING)


@alerts.command("deliver", epilog=examples("dedup alerts deliver"))
def deliver_alerts(ctx: typer.Context) -> None:
    """Deliver what is due now, once."""
    with _newsroom(ctx, start=False) as (newsroom, _stop):
        while any(newsroom.deliverer.deliver_once(name) for name in newsroom.config.destinations):
            pass


@alerts.command("check", epilog=examples("DEDUP_SENDERS=senders.toml dedup alerts check"))
def check_senders(ctx: typer.Context) -> None:
    """Check the senders file, and say what it holds."""
    config = check(read_settings(ctx))
    print(  # noqa: T201 - its result
        f"{len(config.senders)} senders, {len(config.rules)} rules, {len(config.destinations)} destinations"
    )


def check(settings: Settings) -> NewsroomConfig:
    """Read the senders file.

    Raises:
        typer.Exit: It can not be used; what is wrong was said.
    """
    from dedup.newsroomwiring import newsroom_config
    from dedup.settings import SettingsError

    try:
        return newsroom_config(settings)
    except SettingsError as error:
        fail(str(error))
        raise typer.Exit(EXIT_USAGE) from None


@contextmanager
def _newsroom(ctx: typer.Context, *, start: bool = True) -> Iterator[tuple[Newsroom, threading.Event]]:
    """The newsroom, at work if ``start``, until the process is asked to stop."""
    from dedup.newsroomwiring import build_newsroom

    settings = read_settings(ctx)
    check(settings)
    stop = threading.Event()

    def ended(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if start and threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ended)
    with open_service(ctx) as service:
        newsroom = build_newsroom(settings, service)
        if start:
            newsroom.start(1)
        try:
            yield newsroom, stop
        finally:
            newsroom.stop()


@contextmanager
def _away(stop: threading.Event, *, once: bool) -> Iterator[None]:
    """Wait a while where the inbox can not be written: what was not taken in stays where it is, and is taken later."""
    from dedup.errors import StoreError

    try:
        yield
    except StoreError as error:
        if once:
            raise
        fail(str(error))
        stop.wait(AWAY_SECONDS)


def _accept(newsroom: Newsroom, sender: str, known: str | None, body: bytes, source: str | None) -> Accepted:
    from dedup.newsroom.messages import Incoming

    return newsroom.accept(Incoming(sender, known, None, body, source))


def _drained(newsroom: Newsroom, stop: threading.Event) -> bool:
    """Wait until nothing is left to work on now; what failed is tried again by whoever runs next."""
    while newsroom.inbox.backlog("waiting", "working") and not stop.is_set():
        stop.wait(LOOK_SECONDS / 5)
    return True


def _found(newsroom: Newsroom, since: datetime) -> str:
    """What came of the messages that came since, in words."""
    relations: Counter[str] = Counter()
    before: int | None = None
    while page := newsroom.inbox.listing(since=since, before=before, limit=500):
        relations.update(str(item["relation"]) for message in page for item in message.outcome if item.get("relation"))
        before = page[-1].id
    return f"; found: {words}" if (words := told(relations)) else ""


def _waiting(count: int) -> None:
    print("1 delivery waits" if count == 1 else f"{count} deliveries wait")  # noqa: T201 - its result


def _print(value: object) -> None:
    print(orjson.dumps(value).decode())  # noqa: T201 - its result

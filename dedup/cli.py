"""The command line: the engine for people and scripts. Heavy libraries are imported by the command that needs them."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - Typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.commands import access, newsroom
from dedup.commands.arguments import Input, Paths, Ray, examples, there
from dedup.commands.backing import backup, expire, restore
from dedup.commands.calibrating import calibrate
from dedup.commands.clustering import cluster
from dedup.commands.feedback import feedback
from dedup.commands.ingesting import judge_waiting, store_files
from dedup.commands.opening import open_comparer, open_service, open_spread, read_settings
from dedup.commands.sources import sources
from dedup.commands.users import users
from dedup.pauses import end_at_once
from dedup.terminal.exits import EXIT_CODES_HELP, EXIT_FINDING, OneLineErrors
from dedup.terminal.progress import progress
from dedup.terminal.reading import STDIN, Reading, only_article

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.article import Article
    from dedup.detection.verdict import ArticleRef, Verdict

app = typer.Typer(
    name="dedup",
    cls=OneLineErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Has the wire brought this story before; is it a stored one reworked; which paragraphs; what was changed?",
    epilog=examples("dedup ingest archive/", "dedup score story.txt", "dedup serve") + "\n\n" + EXIT_CODES_HELP,
)


AsJson = Annotated[bool, typer.Option("--json", help="Print the API's answer instead of the explanation.")]


def _version() -> str:
    from importlib.metadata import version as installed

    return installed("wire-dedup")


def _told(asked: bool) -> None:  # noqa: FBT001 - Typer's way
    """Print the version and end, where it was asked for."""
    if asked:
        print(_version())
        raise typer.Exit


@app.callback()
def common(
    ctx: typer.Context,
    data_dir: Annotated[
        Path | None, typer.Option(file_okay=False, help="Where the database and the index snapshot live.")
    ] = None,
    database_url: Annotated[str | None, typer.Option(help="A database elsewhere: postgresql://…")] = None,
    *,
    version: Annotated[bool, typer.Option("--version", callback=_told, is_eager=True, help="Say which.")] = False,
) -> None:
    """Take the options that every command has; they override the settings."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows ? instead of failing
    del version
    overrides = {"data_dir": data_dir, "database_url": database_url}
    ctx.obj = {name: value for name, value in overrides.items() if value is not None}


@app.command(
    epilog=examples(
        "dedup ingest archive/",
        "dedup ingest --bulk wire.jsonl.gz",
        "dedup ingest - < wire.jsonl",
        "dedup ingest --bulk --ray local s3://archive/2031",
    )
)
def ingest(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    paths: Paths,
    *,
    source: Annotated[str | None, typer.Option(help="Source of the articles that name none.")] = None,
    bulk: Annotated[
        bool, typer.Option("--bulk", help="Store and index all of them first, then judge them: for an archive.")
    ] = False,
    unjudged: Annotated[
        bool, typer.Option("--no-verdicts", help="With --bulk: leave the judging until somebody asks for a verdict.")
    ] = False,
    ray: Ray = None,
) -> None:
    """Store articles, scoring each against those before it.

    Repeating it is harmless: what is stored already stays unchanged, and a --bulk that was interrupted goes on where it
    was. Exits with 1 if an article could not be stored.
    """
    if unjudged and not bulk:
        message = "--no-verdicts goes with --bulk."
        raise typer.BadParameter(message)
    if ray is not None and not bulk:
        message = "--ray goes with --bulk: what is scored against those before it comes one after the other."
        raise typer.BadParameter(message)
    with open_spread(ctx, ray) as spread, open_service(ctx) as service:
        reading = Reading(paths, source, spread.told if spread else None)
        failed = store_files(service, reading, bulk=bulk, preparing=spread.prepared if spread else None)
        if bulk and not unjudged:
            judge_waiting(service)
    if failed:
        raise typer.Exit(EXIT_FINDING)


@app.command(
    epilog=examples(
        "dedup score story.txt",
        'dedup score story.html --window-days 7 --source "Northern Wire"',
        "dedup score - --json < story.txt",
    )
)
def score(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    file: Input,
    *,
    window_days: Annotated[int | None, typer.Option(min=1, help="Only articles within so many days.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only articles from this source; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most matches.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Score a text against everything stored, and explain the answer."""
    from dedup.storing import texts_of

    article = only_article(file)
    with open_service(ctx, encodes=True) as service:
        verdict = service.score(article, window_days=window_days, sources=source, limit=limit)
        texts = {} if as_json else texts_of(service.store, verdict)
    _show(verdict, article, texts, as_json=as_json)


@app.command(epilog=examples("dedup compare ours.txt theirs.html"))
def compare(
    ctx: typer.Context,
    query: Input,
    match: Annotated[Path, typer.Argument(callback=there, help="The file to hold it against.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Explain one text by another; nothing stored is asked."""
    if str(query) == str(match) == STDIN:
        message = "Only one of the two can come from standard input."
        raise typer.BadParameter(message)
    first, second = only_article(query), only_article(match)
    verdict = open_comparer(ctx).compare(first, second)
    _show(verdict, first, {match.article: second.text for match in verdict.matches}, as_json=as_json, given=True)


app.command(
    epilog=examples("dedup cluster archive/ --out groups.jsonl", "dedup cluster --by words archive/ > groups.jsonl")
)(cluster)


@app.command(epilog=examples("dedup serve", "dedup serve --port 0", "dedup --data-dir desk serve --host 0.0.0.0"))
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; by default only this machine.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="8000 by default; 0 takes a free one.")] = None,
) -> None:
    """Serve the HTTP interface; its description is at /docs.

    On an address that other machines reach, it starts only once there is an API key: see dedup keys make --help.
    """
    from uvicorn.importer import import_from_string

    from dedup.commands.serving import listening, run

    ctx.obj |= {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    settings = read_settings(ctx)
    newsroom.check(settings)
    access.check(ctx, settings)
    with listening(settings) as sockets, open_service(ctx) as service:
        # By name, as uvicorn itself would: the API and the command line stand side by side and import nothing of each
        # other. The service is opened first, so that a store that can not be used is an exit code, not a traceback.
        create_app = import_from_string("api.app:create_app")
        service.warm_up()
        run(create_app(settings, lambda _settings: service), settings, sockets)


@app.command(epilog=examples("dedup reindex"))
def reindex(ctx: typer.Context) -> None:
    """Rebuild both indexes from the store, with the model and scheme of the settings."""
    from dedup.terminal.words import some

    with open_service(ctx, rebuilding=True) as service, progress("Reindexing") as advance:
        service.rebuild(advance)
        counts = service.store.counts()
    print(f"{some(counts.articles, 'article')}, {some(counts.passages, 'passage')} reindexed")


@app.command(epilog=examples("dedup doctor", "dedup --data-dir desk doctor"))
def doctor(ctx: typer.Context) -> None:
    """Check the store, the model and whether the indexes agree with the store. Exits with 1 if something does not."""
    from rich.console import Console

    from dedup.terminal.tables import findings_table

    with open_service(ctx) as service:
        findings = service.diagnose()
    Console().print(findings_table((finding.name, finding.ok, finding.detail) for finding in findings))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_FINDING)


app.command(epilog=examples("dedup calibrate", "dedup calibrate --data corpora/", "dedup calibrate --reset"))(calibrate)


@app.command(epilog=examples("dedup --database-url postgresql://dedup@db.example/dedup migrate"))
def migrate(ctx: typer.Context) -> None:
    """Bring the database to the schema of this release. The embedded one does it by itself."""
    from dedup import wiring

    wiring.migrate(read_settings(ctx))
    print("The database has the schema of this release.")


@app.command(epilog=examples("dedup version", "dedup --version"))
def version() -> None:
    """Print the version."""
    print(_version())


app.command(epilog=examples("dedup backup backups/monday"))(backup)
app.command(epilog=examples("dedup restore backups/monday", "dedup --data-dir copy restore backups/monday"))(restore)
app.command(epilog=examples("dedup expire --dry-run", "dedup expire --days 30 --source Agency"))(expire)
app.command(epilog=examples("dedup watch archive/ --source Agency", "dedup watch archive/ --once"))(newsroom.watch)
app.command(epilog=examples("dedup feed https://paper.example/feed.xml --every 600"))(newsroom.feed)
app.add_typer(newsroom.alerts, name="alerts")
app.add_typer(feedback, name="feedback")
app.add_typer(access.keys, name="keys")
app.add_typer(users, name="users")
app.add_typer(sources, name="sources")
app.command(epilog=examples("dedup audit --action article.delete", "dedup audit --limit 1000 --json"))(access.audit)


def main() -> None:
    """Run the command line."""
    end_at_once()
    app()


def _show(
    verdict: Verdict, article: Article, texts: Mapping[ArticleRef, str], *, as_json: bool, given: bool = False
) -> None:
    if as_json:
        from dedup.detection.encoding import verdict_json

        told = replace(verdict, text=article.text) if article.kept else verdict
        sys.stdout.buffer.write(verdict_json(told) + b"\n")
        return
    from rich.console import Console

    from dedup.terminal.explanation import explain
    from dedup.terminal.words import GIVEN, STORED

    explain(verdict, article, texts, Console(), GIVEN if given else STORED)


if __name__ == "__main__":
    main()

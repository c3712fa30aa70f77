"""How fast it is, beside what others use: ``python -m benchmarks.speed --help`` names what is measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.records import BenchmarkError
from benchmarks.sides import SideCache
from benchmarks.speed.archive import Tools, measure_archive
from benchmarks.speed.encoding import measure_encoder
from benchmarks.speed.finding import ways
from benchmarks.speed.ingesting import measure_ingest
from benchmarks.speed.lexical import measure_lexical
from benchmarks.speed.lookup import lookup, rewrites
from benchmarks.speed.showing import show

app = typer.Typer(help="Speed, as ratios inside one run.", no_args_is_help=True, add_completion=False)

Out = Annotated[Path, typer.Option(help="Folder for the figures, the table and the plot.")]
Data = Annotated[Path | None, typer.Option(help="Folder of corpora; a made-up archive without it.")]


@app.command()
def encoder(
    out: Out,
    data: Data = None,
    sentences: Annotated[int, typer.Option(help="Sentences, at most.")] = 1500,
    rounds: Annotated[int, typer.Option(help="Turns each way takes; the quickest counts.")] = 3,
) -> None:
    """Sentence vectors, beside stock sentence-transformers and the most that this machine multiplies."""
    show("encoder", measure_encoder(data, sentences, rounds), out)


@app.command()
def ingest(
    out: Out,
    data: Data = None,
    articles: Annotated[int, typer.Option(help="Articles, at most.")] = 1500,
) -> None:
    """An ingest, with verdicts and in bulk, beside its encoder alone."""
    show("ingest", measure_ingest(data, articles), out)


@app.command()
def lexical(
    out: Out,
    data: Data = None,
    articles: Annotated[int, typer.Option(help="Articles, at most.")] = 2000,
) -> None:
    """Signatures and buckets, beside datasketch and rensa."""
    show("lexical", measure_lexical(data, articles), out)


@app.command()
def archive(  # noqa: PLR0913, PLR0917 - the options of a command line
    out: Out,
    data: Data = None,
    articles: Annotated[int, typer.Option(help="Articles, at most; 0: all of --data, 10,000 without.")] = 0,
    rounds: Annotated[int, typer.Option(help="Times each tool runs; the quickest counts.")] = 1,
    text_dedup: Annotated[Path | None, typer.Option(help="A Python that has text-dedup installed.")] = None,
    static_model: Annotated[Path | None, typer.Option(help="Folder of a model2vec model for SemHash.")] = None,
) -> None:
    """``dedup cluster --by words``, beside text-dedup, rensa and SemHash, exact Jaccard similarity as the judge."""
    try:
        figures = measure_archive(data, articles, tools=Tools(text_dedup, static_model), rounds=rounds)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    show("archive", figures, out)


app.command()(lookup)


@app.command()
def proposing(
    data: Annotated[Path, typer.Option(help="Folder of corpora.")],
    store: Annotated[Path, typer.Option(help="A store that `lookup` made of them.")],
    asked: Annotated[int, typer.Option(help="Rewrites of each corpus, at most.")] = 2000,
    cache: Annotated[Path, typer.Option(help="Folder for sentence vectors.")] = Path("bench-data/vectors"),
) -> None:
    """Which way the source of each rewrite is proposed among many articles, and which are not."""
    print(json.dumps(ways(store, SideCache(cache).encoder, rewrites(data, asked)), indent=1))


if __name__ == "__main__":
    app()

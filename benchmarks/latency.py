"""How long a lookup takes over HTTP: ``python -m benchmarks.latency --data DIR --articles 10000 --requests 200``.

Ingests articles of corpora without pairs into a store of its own (kept, so that a second run starts at once), starts
``dedup serve`` on loopback, and sends it articles of fifteen paragraphs, one after the other.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer
from rich.progress import track

from benchmarks.corpora import corpus_names, load_corpus
from benchmarks.sides import SideCache
from dedup.errors import InputError
from dedup.settings import PREFIX, Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.article import Article
    from dedup.ports import Encoder

PARAGRAPHS = 15
_SHARE = 0.05
"""Of the stored articles that come from each corpus of long articles; the rest are the shortest there are, because
encoding is what an ingest costs and a lookup does not care."""

_LONG = 150
_PORT = 8123
_START = 120.0
_SEED = 3


def stored_articles(folder: Path, count: int) -> list[Article]:
    """A wire of mostly short items with some long stories, from the corpora without pairs.

    Args:
        folder: Of corpora.
        count: Articles in all.
    """
    long: list[Article] = []
    short: list[Article] = []
    for name in corpus_names(folder):
        if not (folder / f"{name}.pairs.jsonl").exists():
            articles = list(load_corpus(folder, name).articles.values())
            words = float(np.median([len(article.text.split()) for article in articles[:500]]))
            if words > _LONG:
                long += articles[: int(_SHARE * count)]
            else:
                short += articles
    short.sort(key=lambda article: len(article.text))
    return [*long, *short][:count]


def queries(folder: Path, count: int) -> list[dict[str, Any]]:
    """Articles of fifteen paragraphs, cut and put together from corpora with pairs: never stored, all different."""
    rng = random.Random(_SEED)  # noqa: S311 - a fixed sample, not a secret
    pool = [
        paragraph
        for name in corpus_names(folder)
        if (folder / f"{name}.pairs.jsonl").exists()
        for article in load_corpus(folder, name, 400).articles.values()
        for paragraph in article.text.split("\n")
        if 20 <= len(paragraph.split()) <= 60  # noqa: PLR2004 - paragraphs as newspapers have them
    ]
    return [{"article": {"paragraphs": rng.sample(pool, PARAGRAPHS)}} for _ in range(count)]


def fill(store: Path, encoder: Encoder, articles: list[Article]) -> dict[str, float]:
    """Ingest articles that are not there yet, as the service does.

    Args:
        store: The data folder.
        encoder: The encoder; its vectors may come from a cache.
        articles: What to store.

    Returns:
        How many were stored before and after, and the seconds it took.
    """
    began = time.perf_counter()
    with closing(build_service(Settings(data_dir=store, database_url=None), encoder)) as service:
        before = service.health().articles
        if before < len(articles):
            for result in track(service.ingest_many(articles), "ingest", len(articles)):
                if isinstance(result, InputError):
                    print(f"left out: {result}")
        health = service.health()
    return {
        "articles_before": before,
        "articles": health.articles,
        "passages": health.passages,
        "seconds": round(time.perf_counter() - began, 1),
    }


@contextmanager
def serving(store: Path, port: int) -> Iterator[str]:
    """A running ``dedup serve`` over a store, as its address; stopped at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {f"{PREFIX}DATA_DIR": str(store), f"{PREFIX}PORT": str(port), f"{PREFIX}LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "dedup.cli", "serve"]
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own command line
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    message = "dedup serve did not get ready"
    raise RuntimeError(message)


def ask(address: str, body: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Score one article over HTTP; milliseconds and the answer."""
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{address}/v1/score", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310 - loopback
        content = response.read()
    return (time.perf_counter() - began) * 1000, json.loads(content)


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    """Half, 95 and 99 in a hundred are as quick or quicker."""
    return {f"p{q}": round(float(np.percentile(milliseconds, q)), 1) for q in (50, 95, 99)}


def main(  # noqa: PLR0913, PLR0917 - the options of a command line
    data: Annotated[Path, typer.Option(help="Folder of corpora.")],
    articles: Annotated[int, typer.Option(help="Articles to store.")] = 10_000,
    requests: Annotated[int, typer.Option(help="Articles to score.")] = 200,
    store: Annotated[Path, typer.Option(help="Data folder, kept.")] = Path("bench-data/latency"),
    cache: Annotated[Path, typer.Option(help="Folder for sentence vectors.")] = Path("bench-data/vectors"),
    out: Annotated[Path, typer.Option(help="JSON file to write.")] = Path("bench-data/latency.json"),
    port: Annotated[int, typer.Option(help="Port for the server.")] = _PORT,
) -> None:
    """Measure how long ``POST /v1/score`` takes."""
    encoder = SideCache(cache).encoder
    found: dict[str, Any] = {"ingest": fill(store, encoder, stored_articles(data, articles))}
    encoder.flush()
    bodies = queries(data, requests + 5)
    with serving(store, port) as address:
        for body in bodies[:5]:
            ask(address, body)
        answers = [ask(address, body) for body in track(bodies[5:], "score")]
        again = [ask(address, body)[0] for body in track(bodies[5:][:50], "score again")]
    found |= {
        "requests": requests,
        "paragraphs": PARAGRAPHS,
        "stored": answers[0][1]["searched"]["articles"],
        "whole": percentiles([milliseconds for milliseconds, _ in answers]),
        "sentences_known": percentiles(again),
        "encoder": percentiles(_encoder_times(bodies[5:][:50])),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


def _encoder_times(bodies: list[dict[str, Any]]) -> list[float]:
    """Milliseconds the sentence model alone takes for the same articles, in this process, with nothing cached."""
    from dedup.formats.jsonlines import article_from_mapping
    from dedup.text.document import read_document
    from dedup.wiring import build_encoder

    encoder = build_encoder(Settings())
    encoder.encode(["warm up"])
    times = []
    for body in bodies:
        sentences = read_document(article_from_mapping(body["article"])).sentence_texts()
        began = time.perf_counter()
        encoder.encode(sentences)
        times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    typer.run(main)

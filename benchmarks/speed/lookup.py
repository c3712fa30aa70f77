"""What a lookup takes as the store grows: over HTTP, by one client and by eight, and whether the source is found.

``python -m benchmarks.speed.lookup --data DIR --out DIR`` makes a store for each size that is asked for, once
(``multiplied.py`` says of what, ``filling.py`` how), and measures each in turn. A server is started over it and asked
with texts of fifteen paragraphs that it never saw; then the candidates proposed for real rewrites of stored articles
are held against those of an exact search (``finding.py``), and searches are timed while the index is changed and its
clusters are found anew (``changing.py``). Figures of other sizes that ``lookup.json`` has are kept.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from benchmarks.corpora import load_corpus
from benchmarks.markdown import table
from benchmarks.sides import SideCache
from benchmarks.speed.asking import ask_all, serving
from benchmarks.speed.changing import change
from benchmarks.speed.filling import fill, index, multiplied, real
from benchmarks.speed.finding import find
from benchmarks.speed.multiplied import Multiplier, pieces_of
from dedup.formats.labelled import corpus_names
from dedup.wiring import DATABASE, SNAPSHOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.sides import CachedEncoder
    from dedup.article import Article

PARAGRAPHS = 15
SIZES = (10_000, 100_000, 1_000_000)
CLIENTS = (1, 8)

_WARMING = 5
_REWRITES = ("onestop", "sheepdog", "wmt21-ru-en", "ntrex")
"""Corpora of rewrites, whose sources are stored as they are; the multiplied articles are of none of them."""
_ORIGINALS = ("allsides-full", "basil", "ecb-plus", "rss-2023")
_EACH = 8_000
"""Most articles of a corpus that are multiplied."""
_SEED = 3
_CURVES = (
    ("outside encoder and reader", "#0b3d91", ("clients_1", "outside_cpu")),
    ("proposing", "#d1495b", ("finding", "cpu")),
)


def originals(folder: Path) -> Iterator[Article]:
    """Real articles to multiply; where the folder has none of the corpora named here, all it has without pairs."""
    names = [name for name in corpus_names(folder) if name in _ORIGINALS] or [
        name for name in corpus_names(folder) if not (folder / f"{name}.pairs.jsonl").exists()
    ]
    for name in names:
        yield from load_corpus(folder, name, _EACH).articles.values()


def rewrites(folder: Path, each: int) -> list[tuple[Article, str]]:
    """Rewrites, at most so many of a corpus, each with the id that its source is stored under."""
    found = []
    for name in _of_rewrites(folder):
        corpus = load_corpus(folder, name)
        pairs = sorted({(pair.derived, pair.source) for pair in corpus.pairs if pair.is_derived})
        random.Random(_SEED).shuffle(pairs)  # noqa: S311 - a fixed sample, not a secret
        found += [(replace(corpus.articles[one], id=None), f"{name}:{source}") for one, source in pairs[:each]]
    return found


def sources(folder: Path) -> Iterator[Article]:
    """The sources of all rewrites."""
    for name in _of_rewrites(folder):
        corpus = load_corpus(folder, name)
        for source in sorted({pair.source for pair in corpus.pairs if pair.is_derived}):
            yield replace(corpus.articles[source], id=f"{name}:{source}")


def _of_rewrites(folder: Path) -> list[str]:
    with_pairs = [name for name in corpus_names(folder) if (folder / f"{name}.pairs.jsonl").exists()]
    return [name for name in with_pairs if name in _REWRITES] or with_pairs


def unseen(folder: Path, count: int) -> list[dict[str, Any]]:
    """Requests with articles of fifteen paragraphs put together from corpora with pairs: never stored, all different.

    Their paragraphs are those of reports and of rewrites, so that some of the candidates are in doubt and are read.
    """
    chosen = random.Random(_SEED)  # noqa: S311 - a fixed sample, not a secret
    pool = [
        paragraph
        for name in corpus_names(folder)
        if (folder / f"{name}.pairs.jsonl").exists()
        for article in load_corpus(folder, name, 400).articles.values()
        for paragraph in article.text.split("\n")
        if 20 <= len(paragraph.split()) <= 60  # noqa: PLR2004 - paragraphs as newspapers have them
    ]
    return [{"article": {"paragraphs": chosen.sample(pool, PARAGRAPHS)}} for _ in range(count)]


def make(store: Path, data: Path, articles: int, encoder: CachedEncoder, *, known: bool) -> None:
    """Make a store of so many articles, the sources of the rewrites first, where it is not there yet."""
    if (store / SNAPSHOT).exists():
        return
    if store.exists():
        shutil.rmtree(store)  # half of one
    stored = list(real(sources(data), encoder))[:articles]
    fill(store, encoder, chain(stored, multiplied(_multiplier(data, encoder, known), articles - len(stored))))
    index(store, encoder)


@cache
def _multiplier(data: Path, encoder: CachedEncoder, known: bool) -> Multiplier:  # noqa: FBT001 - a part of the key
    """The same for stores of every size: thousands of articles are cut for it."""
    multiplier = Multiplier(list(pieces_of(originals(data), encoder, known=known)))
    encoder.flush()
    return multiplier


def measure(
    store: Path,
    encoder: CachedEncoder,
    bodies: Sequence[dict[str, Any]],
    asked: Sequence[tuple[Article, str]],
    precision: str,
) -> dict[str, Any]:
    """Everything that is measured of one store.

    Args:
        store: Made by :func:`make`.
        encoder: Its sentence model.
        bodies: Requests with unseen texts, and a few to warm up with.
        asked: Rewrites, each with the id of its source.
        precision: ``DEDUP_ENCODER_PRECISION`` of the server.
    """
    with serving(store, precision) as server:
        ask_all(server, bodies[:_WARMING], 1)
        found: dict[str, Any] = {"ready_seconds": round(server.ready, 1)}
        share = (len(bodies) - _WARMING) // len(CLIENTS)  # each text once: sentences that are known are not encoded
        for turn, clients in enumerate(CLIENTS):
            first = _WARMING + turn * share
            found[f"clients_{clients}"] = ask_all(server, bodies[first : first + share], clients).figures()
        found["resident_bytes"] = server.resident(peak=True)
    found["database_bytes"] = (store / DATABASE).stat().st_size
    found["snapshot_bytes"] = (store / SNAPSHOT).stat().st_size
    found["finding"] = find(store, encoder, asked)
    found["changing"] = change(store, encoder)
    found["load_average"] = round(os.getloadavg()[0], 1)
    return found


def tables(figures: dict[str, Any]) -> str:
    """The figures in Markdown."""
    rows = []
    for articles, found in figures["sizes"].items():
        one, eight = found["clients_1"], found["clients_8"]
        rows.append(
            [
                f"{int(articles):,}",
                _three(one["whole"]),
                _three(one["outside"]),
                _three(one["outside_cpu"]),
                _three(found["finding"]["cpu"]),
                _three(eight["whole"]),
                f"{found['finding']['of_what_exact_search_finds']:.3f}",
                f"{found['resident_bytes'] / 2**30:.1f}",
                f"{found['ready_seconds']:.0f}",
                _slower(found["changing"]),
            ]
        )
    head = [
        "articles",
        "one client, ms",
        "outside encoder and reader",
        "the same, of a core",
        "proposing, of a core",
        "eight clients, ms",
        "of what exact search finds",
        "GiB",
        "ready, s",
        "p99 of a search while growing, to before",
    ]
    machine = f"{figures['cores']} cores, load average {figures['load']}, precision {figures.get('precision', 'auto')}"
    return f"p50 · p95 · p99; {machine}\n\n" + table(head, rows)


def _three(percentiles: dict[str, float]) -> str:
    return " · ".join(f"{percentiles[name]:.0f}" for name in ("p50", "p95", "p99")) if percentiles else "none"


def _slower(changing: dict[str, Any]) -> str:
    """The p99 of a search while clusters are found anew, as a multiple of that before; none where it was too quick."""
    growing = changing["while_growing"]
    return f"{growing['p99'] / changing['before']['p99']:.1f}" if "p99" in growing else "none"


def draw(figures: dict[str, Any], out: Path) -> list[Path]:
    """Draw what a lookup takes over how much is stored."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams.update({"svg.hashsalt": "wire-dedup", "font.size": 9, "axes.spines.top": False})
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.subplots()
    sizes = [int(size) for size in figures["sizes"]]
    for label, colour, (part, kind) in _CURVES:
        for name, line in (("p50", "--"), ("p95", "-")):
            values = [found[part][kind][name] for found in figures["sizes"].values()]
            axes.plot(sizes, values, color=colour, linestyle=line, marker="o", label=f"{label}, {name}")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="stored articles",
        ylabel="milliseconds of a core",
        title="A lookup of fifteen paragraphs",
    )
    axes.grid(visible=True, color="#eeeeee")
    axes.legend(frameon=False)
    figure.savefig(out / "lookup.png", dpi=140, metadata={"Software": None})
    figure.savefig(out / "lookup.svg", metadata={"Date": None})
    return [out / "lookup.png", out / "lookup.svg"]


def lookup(  # noqa: PLR0913, PLR0917 - the options of a command line
    data: Annotated[Path, typer.Option(help="Folder of corpora.")],
    out: Annotated[Path, typer.Option(help="Folder for lookup.json, lookup.md and the plot.")] = Path("bench-data"),
    articles: Annotated[list[int] | None, typer.Option(help="Articles of a store; may be given again.")] = None,
    requests: Annotated[int, typer.Option(help="Texts to look up, by one client and by eight.")] = 200,
    asked: Annotated[int, typer.Option(help="Rewrites of each corpus whose source is looked for.")] = 60,
    stores: Annotated[Path, typer.Option(help="Folder for the stores, kept: 12 GB a million.")] = Path(
        "bench-data/lookup"
    ),
    cache: Annotated[Path, typer.Option(help="Folder for sentence vectors.")] = Path("bench-data/vectors"),
    known: Annotated[bool, typer.Option(help="Multiply only what the folder of vectors has.")] = False,  # noqa: FBT002
    precision: Annotated[str, typer.Option(help="DEDUP_ENCODER_PRECISION of the server.")] = "auto",
) -> None:
    """Measure what a lookup takes among so many articles."""
    encoder = SideCache(cache).encoder
    bodies, queries = unseen(data, len(CLIENTS) * requests + _WARMING), rewrites(data, asked)
    out.mkdir(parents=True, exist_ok=True)
    path = out / "lookup.json"
    figures: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"sizes": {}}
    for size in articles or SIZES:
        store = stores / str(size)
        make(store, data, size, encoder, known=known)
        figures["sizes"][str(size)] = measure(store, encoder, bodies, queries, precision)
        figures["sizes"] = dict(sorted(figures["sizes"].items(), key=lambda one: int(one[0])))
        figures |= {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "requests": requests}
        figures["precision"] = precision
        path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    (out / "lookup.md").write_text(tables(figures) + "\n", "utf-8")
    draw(figures, out)
    print(tables(figures))


if __name__ == "__main__":
    typer.run(lookup)

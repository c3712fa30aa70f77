"""How long the desk's pages take over many stored articles of made-up words: ``python -m benchmarks.desk``."""

from __future__ import annotations

import gc
import itertools
import json
import os
import random
import tempfile
import time
import zlib
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import orjson
import typer
from fastapi.testclient import TestClient

from api.app import create_app
from dedup.article import Article
from dedup.detection.scale import RAW
from dedup.ports.records import NewArticle
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedup.ports.arrays import Vectors
    from dedup.ports.store import ArticleStore
    from dedup.service import DedupService

WORDS = 30_000
"""Different words, as often as words are: the n-th one n times as rarely as the first."""

BODY = 350
"""Words of an article."""

HERE = "http://127.0.0.1"
"""A name that the service is known by."""

_BATCH = 500
_ROUNDS = 7
_SOURCES = 60
_FIRST = datetime(2031, 1, 1, tzinfo=UTC)
_SYLLABLES = (
    "ba",
    "cor",
    "du",
    "fen",
    "gil",
    "ho",
    "jar",
    "kel",
    "lim",
    "mor",
    "nu",
    "pas",
    "ric",
    "sot",
    "tev",
    "val",
)
_RELATIONS = ("unrelated",) * 12 + ("same_event",) * 4 + ("near_copy", "rewrite", "partial_copy", "update")

EVER = "since=2031-01-01&until=2031-12-31"
TAKEN = "state=all&way=taken&relation=identical&relation=near_copy&relation=partial_copy&relation=rewrite"

PAGES = {
    "newest": "/desk",
    "an old page": "/desk?before=1000",
    "two relations": "/desk?relation=rewrite&relation=near_copy",
    "needs review": "/desk?review=1",
    "a source and no credit": "/desk?source=Source+7&credit=missing",
    "a day of publication": "/desk?since=2031-01-02&until=2031-01-02",
    "words that many have": "/desk?words=ba",
    "words that nobody has": "/desk?words=nobody+has+this",
    "done": "/desk?state=done",
    "who takes from whom: a week": "/desk/flows",
    "who takes from whom: all of it, and a source's afterlife": f"/desk/flows?{EVER}&ours=Source+7",
    "who takes from whom: all of it, as a file": f"/desk/flows.csv?{EVER}",
    "what one took from another": f"/desk?{TAKEN}&taken_from=2031-01-01&origin=Source+7&taker=Source+1",
    "what was taken in an hour of the day": f"/desk?{TAKEN}&taken_from=2031-01-01&hour=9",
    "what nobody took": f"/desk?{TAKEN}&taken_from=2031-01-01&taker=Nobody",
    "a story": "/desk/articles/story-500",
    "a story without a source": "/desk/articles/story-500?without=story-400&quotations=out",
    "a time line": "/desk/stories/story-500",
    "search: a word that most have": "/v1/search?q={common}",
    "search: a rare word": "/v1/search?q={rare}",
    "search: a phrase of common words": "/v1/search?q=%22{common}+{second}%22",
    "search: a common word of one source": "/v1/search?q={common}&source=Source+7",
    "search: a rare word and a common one": "/v1/search?q={rare}+{common}",
    "search: what nobody has": "/v1/search?q=nobodyhasthis",
    "search: a beginning": "/v1/search?q=bacor*",
    "search: a day": "/v1/search?q={common}&since=2031-01-02T00:00:00Z&until=2031-01-03T00:00:00Z",
    "search: the page": "/desk/search?q={common}+{second}",
}
"""Pages that are measured; words by how often they are."""


class HashedEncoder:
    """Stands in for the sentence model, which a page does not ask: a vector by the sentence's own hash."""

    name = "hashed"
    dimension = 8
    fingerprint = "hashed-8"
    languages = None
    way = "numpy"
    scale = RAW

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 8)."""
        random_ = np.random.default_rng([zlib.crc32(text.encode()) for text in texts] or 0)
        vectors = random_.standard_normal((len(texts), self.dimension)).astype(np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def made_up(count: int, seed: int = 5) -> Iterator[Article]:
    """Articles of words that nobody uses, as often as words are used."""
    choice = random.Random(seed)  # noqa: S311 - a fixed sample, not a secret
    words = _vocabulary(choice)
    weights = np.cumsum(1.0 / np.arange(1, WORDS + 1)).tolist()
    for number in range(count):
        chosen = choice.choices(words, cum_weights=weights, k=BODY + 8)
        yield Article(
            " ".join(chosen[8:]).capitalize() + ".",
            id=f"story-{number}",
            title=" ".join(chosen[:8]),
            source=f"Source {choice.randint(0, _SOURCES - 1)}",
            published_at=_FIRST + timedelta(minutes=number),
            version="1",
        )


def _vocabulary(choice: random.Random) -> list[str]:
    """Words, the most frequent first."""
    return ["".join(choice.choices(_SYLLABLES, k=choice.randint(2, 4))) + str(number % 7) for number in range(WORDS)]


def fill(store: ArticleStore, count: int) -> float:
    """Store made-up articles with a verdict each, as an ingest does, without asking any model: those that miss.

    Returns:
        Seconds it took.
    """
    began = time.perf_counter()
    choice = random.Random(6)  # noqa: S311 - as above
    articles, number = made_up(count), store.counts().articles
    articles = itertools.islice(articles, number, None)
    while batch := [article for _, article in zip(range(_BATCH), articles, strict=False)]:
        with store.transaction():
            for article in batch:
                name, end = str(article.id), len(article.text)
                layout = {"paragraphs": [[0, end, 0, 1]], "sentences": [[0, end, 0]], "passages": [[0, 1]]}
                vectors = HashedEncoder().encode([article.text])
                key = store.add(NewArticle(article, name, name, layout, vectors))
                store.save_verdict(key, _verdict(number, choice))
                number += 1
    return time.perf_counter() - began


def _verdict(number: int, choice: random.Random) -> bytes:
    """A verdict of about the size that verdicts have."""
    relation = choice.choice(_RELATIONS) if number else "unrelated"
    earlier = choice.randint(max(0, number - 400), max(0, number - 1))
    other, at = f"story-{earlier}", (_FIRST + timedelta(minutes=earlier)).isoformat()
    reference = {"id": other, "version": "1", "title": f"About {other}", "published_at": at}
    reference |= {"source": f"Source {min(choice.randint(0, _SOURCES - 1), choice.randint(0, _SOURCES - 1))}"}
    empty: dict[str, Any] = {"paragraphs": [], "quotes": [], "facts": [], "evidence": {}, "padding": "x" * 6000}
    match = {"article": reference, "relation": relation, "derivation": 0.9, "needs_review": False, **empty}
    match |= {"containment": {"of_query": 0.5, "of_match": 0.5}, "reason": "", "review_reason": "", "own": None}
    match |= {"direction": "query_from_match", "direction_by": "time", "shared_credit": None}
    told = {"relation": relation, "derivation": 0.9, "needs_review": choice.random() < 0.1, "summary": ""}  # noqa: PLR2004 - a tenth
    told |= {"coverage": {}, "matches": [match] if relation != "unrelated" else [], "paragraphs": [], "taken": 0.5}
    searched = {"articles": number, "passages": number, "window_days": None, "model": "none", "config": "none"}
    return orjson.dumps(told | {"searched": searched, "sources": [], "composite": None, "review_reason": ""})


def _opened(settings: Settings, count: int) -> DedupService:
    # As for a rebuild: the semantic index, which no page asks, is not brought in step with so many made-up vectors.
    service = build_service(settings, HashedEncoder(), rebuilding=True)
    fill(service.store, count)
    return service


def measured(client: TestClient, address: str) -> dict[str, float]:
    """Milliseconds that an address takes, in the middle and at worst, after a first time, and those of a core."""
    times, cores = [], []
    for _ in range(_ROUNDS + 1):
        began, spent = time.perf_counter(), time.process_time()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        cores.append((time.process_time() - spent) * 1000)
        if not answer.is_success:
            raise RuntimeError(answer.text)
    middle, core = (round(float(np.median(one[1:])), 1) for one in (times, cores))
    return {"median": middle, "worst": round(max(times[1:]), 1), "core": core}


def main(
    articles: Annotated[int, typer.Option(help="Articles to store.")] = 100_000,
    store: Annotated[Path | None, typer.Option(help="Data folder, kept; else a temporary one.")] = None,
    database: Annotated[str, typer.Option(help="URL of a migrated database, if not SQLite in the folder.")] = "",
    out: Annotated[Path, typer.Option(help="JSON file to write.")] = Path("bench-data/desk.json"),
) -> None:
    """Measure the desk's pages, as the application answers them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=store or Path(folder), database_url=database or None, workers=0, senders=None)
        app = create_app(settings, partial(_opened, count=articles))
        with TestClient(app, base_url=HERE) as client:
            app.state.service.catch_up()  # else the thread that follows the log would work beside the pages
            gc.freeze()  # as `dedup serve` does
            words = _vocabulary(random.Random(5))  # noqa: S311 - the same as above
            named = {"common": words[0], "second": words[1], "rare": words[WORDS // 2]}
            found: dict[str, Any] = {
                "articles": app.state.service.store.counts().articles,
                "milliseconds": {name: measured(client, address.format(**named)) for name, address in PAGES.items()},
                "cores": os.cpu_count(),
                "load": round(os.getloadavg()[0], 1),
            }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    typer.run(main)

"""An ingest against its encoder alone: how much of the time is not the model's."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.speed.machine import machine
from benchmarks.speed.texts import mixed_articles, sentences_of
from dedup.errors import InputError
from dedup.settings import Settings
from dedup.wiring import build_encoder, build_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.article import Article
    from dedup.service import DedupService

_FIRST = 32
"""Enough of them that everything is loaded."""


def measure_ingest(data: Path | None, count: int = 1500, before: int = _FIRST) -> dict[str, Any]:
    """Ingest articles with verdicts, and in bulk, and encode the same sentences alone.

    Args:
        data: Folder of corpora; the gold set where there is none.
        count: Most articles.
        before: Articles that are stored before the clock runs.

    Returns:
        Seconds and articles a second of each, and the encoder's seconds as a share of them: 1 is encoder-bound.
    """
    facts = machine()
    articles = mixed_articles(data, count + before)
    first, rest = articles[:before], articles[before:]
    alone = build_encoder(Settings())
    alone.encode(sentences_of(first))
    sentences = sentences_of(rest)
    began = time.perf_counter()
    for start in range(0, len(sentences), 512):
        alone.encode(sentences[start : start + 512])
    encoder = time.perf_counter() - began
    seconds = {"encoder alone": encoder}
    for name, windows in {"wire-dedup": None, "wire-dedup without the reader": 0}.items():
        seconds[name] = _ingested(first, rest, windows)
    seconds["wire-dedup --bulk, stored"], seconds["wire-dedup --bulk, judged"] = _in_bulk(first, rest)
    return {
        "machine": facts,
        "articles": len(rest),
        "sentences": len(sentences),
        "ways": {name: _shown(took, encoder, len(rest)) for name, took in seconds.items()},
    }


def _shown(seconds: float, encoder: float, count: int) -> dict[str, float]:
    return {
        "seconds": round(seconds, 2),
        "articles_a_second": round(count / seconds, 1),
        "encoder_share": round(encoder / seconds, 2),
    }


def _ingested(first: list[Article], rest: list[Article], windows: int | None) -> float:
    with _service(windows) as service:
        _ran(service.ingest_many(first))
        began = time.perf_counter()
        _ran(service.ingest_many(rest))
        return time.perf_counter() - began


def _in_bulk(first: list[Article], rest: list[Article]) -> tuple[float, float]:
    with _service(0) as service:
        _ran(service.store_many(first))
        began = time.perf_counter()
        _ran(service.store_many(rest))
        stored = time.perf_counter() - began
        began = time.perf_counter()
        for _ in service.judge_waiting():
            pass
        return stored, time.perf_counter() - began


def _ran(outcomes: Iterator[object]) -> None:
    failed = [one for one in outcomes if isinstance(one, InputError)]
    if failed:
        print(f"{len(failed)} articles were left out, the first: {failed[0]}")


@contextmanager
def _service(windows: int | None) -> Iterator[DedupService]:
    """A service over a folder of its own, thrown away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url=None)
        if windows is not None:
            settings = settings.model_copy(update={"reader_windows": windows})
        with closing(build_service(settings)) as service:
            yield service

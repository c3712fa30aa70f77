"""Labelled corpora in the plain format of the benchmark, and the gold set in the same shape.

A folder holds ``NAME.articles.jsonl.gz`` (or without ``.gz``), ``NAME.pairs.jsonl`` and ``NAME.alignment.jsonl``;
``benchmarks/README.md`` describes the lines. A corpus without pairs holds distractors.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benchmarks.gold import EVENTS, load_events
from benchmarks.records import BenchmarkError
from dedup.errors import InputError
from dedup.formats.jsonlines import article_from_mapping

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.gold import GoldPair
    from dedup.article import Article

DERIVED = frozenset({"identical", "near_copy", "partial_copy", "rewrite", "update"})
"""Relations in which one text was made from the other."""

RELATIONS = DERIVED | {"series", "same_event", "unrelated"}
"""Every relation a pair may have."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles and what one is to the other.

    Attributes:
        derived: Id of the article that is scored.
        source: Id of the article it is held against.
        relation: The gold label.
        detail: How it was made, or where the label comes from.
    """

    derived: str
    source: str
    relation: str
    detail: str

    @property
    def is_derived(self) -> bool:
        """Whether one was made from the other."""
        return self.relation in DERIVED


@dataclass(frozen=True)
class Corpus:
    """One corpus.

    Attributes:
        name: Its file name's first part.
        articles: By id.
        pairs: Labelled pairs; none for distractors.
        alignments: Gold paragraphs or spans, as in the file.
        stories: Article id to story, where the corpus labels stories.
        held_out: Ids of articles that no fitting may read.
        labels: By (derived, source), what is known of a pair beyond its relation; the gold set only.
    """

    name: str
    articles: dict[str, Article]
    pairs: list[Pair] = field(default_factory=list)
    alignments: list[dict[str, Any]] = field(default_factory=list)
    stories: dict[str, str] = field(default_factory=dict)
    held_out: frozenset[str] = frozenset()
    labels: dict[tuple[str, str], GoldPair] = field(default_factory=dict)

    @cached_property
    def fitting_pairs(self) -> list[Pair]:
        """The pairs that a fit may read."""
        return [pair for pair in self.pairs if pair.derived not in self.held_out]


def load_corpus(folder: Path, name: str, limit: int | None = None) -> Corpus:
    """Read one corpus of a folder.

    Args:
        folder: Where its files lie.
        name: Its name.
        limit: Most articles to read.

    Returns:
        The corpus; pairs that name an article that is not there are left out.

    Raises:
        BenchmarkError: A line is no article or no pair; the message names it.
    """
    rows = _lines(folder / f"{name}.articles.jsonl.gz", limit)
    articles = {}
    for number, row in enumerate(rows, start=1):
        try:
            articles[str(row["id"])] = article_from_mapping(_dated(row))
        except (KeyError, InputError) as error:
            message = f"{folder / name}.articles.jsonl, line {number}: {error!s}"
            raise BenchmarkError(message) from error
    return Corpus(
        name,
        articles,
        [pair for pair in _pairs(folder / f"{name}.pairs.jsonl") if {pair.derived, pair.source} <= articles.keys()],
        _lines(folder / f"{name}.alignment.jsonl"),
        {str(row["id"]): str(row["story"]) for row in rows if "story" in row},
    )


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """The row without a time of publication that is none: empty, or a date like 4/5/18, which is two."""
    try:
        datetime.fromisoformat(row.get("published_at") or "")
    except ValueError:
        return {name: value for name, value in row.items() if name != "published_at"}
    return row


def _pairs(path: Path) -> list[Pair]:
    pairs = []
    for number, row in enumerate(_lines(path), start=1):
        if not {"derived", "source", "relation"} <= row.keys() or row["relation"] not in RELATIONS:
            message = (
                f"{path}, line {number}: a pair has derived, source and a relation of {', '.join(sorted(RELATIONS))}"
            )
            raise BenchmarkError(message)
        pairs.append(Pair(str(row["derived"]), str(row["source"]), row["relation"], str(row.get("detail", ""))))
    return pairs


def corpus_names(folder: Path) -> list[str]:
    """Names of the corpora in a folder, sorted."""
    return sorted(path.name.split(".articles.")[0] for path in folder.glob("*.articles.jsonl*"))


def load_gold(folder: Path = EVENTS) -> Corpus:
    """The gold set as a corpus; its stories are its events."""
    events = load_events(folder)
    articles = {
        article.id: article_from_mapping(article.model_dump(exclude_none=True))
        for event in events
        for article in event.articles
    }
    return Corpus(
        "gold",
        articles,
        [Pair(pair.derived, pair.source, pair.relation, pair.style) for event in events for pair in event.pairs],
        [
            {
                "derived": pair.derived,
                "source": pair.source,
                "paragraphs": [[p.derived, s] for p in pair.paragraphs for s in p.sources],
            }
            for event in events
            for pair in event.pairs
            if any(p.sources for p in pair.paragraphs)
        ],
        {article.id: event.event for event in events for article in event.articles},
        frozenset(article.id for event in events if event.held_out for article in event.articles),
        {(pair.derived, pair.source): pair for event in events for pair in event.pairs},
    )


def _lines(path: Path, limit: int | None = None) -> list[dict[str, Any]]:
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if path.suffix == ".gz" and path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return [json.loads(line) for _, line in zip(range(limit or 10**9), stream, strict=False)]
    if plain.exists():
        with plain.open(encoding="utf-8") as stream:
            return [json.loads(line) for _, line in zip(range(limit or 10**9), stream, strict=False)]
    return []

"""Labelled corpora in the plain format of the benchmark, and the gold set in the same shape.

A folder holds ``NAME.articles.jsonl.gz`` (or without ``.gz``), ``NAME.pairs.jsonl`` and ``NAME.alignment.jsonl``;
``benchmarks/README.md`` describes the lines. A corpus without pairs holds distractors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benchmarks.gold import EVENTS, load_events
from dedup.formats.jsonlines import article_from_mapping
from dedup.formats.labelled import Pair, articles_of, lines_of, pairs_of

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.gold import GoldPair
    from dedup.article import Article


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
        UnreadableInput: A line is no article or no pair; the message names it.
    """
    rows = lines_of(folder / f"{name}.articles.jsonl.gz", limit)
    articles = articles_of(rows, folder / f"{name}.articles.jsonl")
    return Corpus(
        name,
        articles,
        pairs_of(folder / f"{name}.pairs.jsonl", articles),
        lines_of(folder / f"{name}.alignment.jsonl"),
        {str(row["id"]): str(row["story"]) for row in rows if "story" in row},
    )


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

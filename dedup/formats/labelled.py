"""Labelled corpora in the plain format of the benchmark, which ``benchmarks/README.md`` describes.

A folder holds ``NAME.articles.jsonl.gz`` (or without ``.gz``) and ``NAME.pairs.jsonl``.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dedup.detection.verdict import Relation
from dedup.errors import InputError, UnreadableInput
from dedup.formats.jsonlines import article_from_mapping

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    from dedup.article import Article

DERIVED = frozenset(relation.value for relation in Relation if relation.is_derived)
"""Relations in which one text was made from the other."""

RELATIONS = frozenset(relation.value for relation in Relation)
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


def corpus_names(folder: Path) -> list[str]:
    """Names of the corpora in a folder, sorted."""
    return sorted(path.name.split(".articles.")[0] for path in folder.glob("*.articles.jsonl*"))


def articles_of(rows: Iterable[dict[str, Any]], path: Path) -> dict[str, Article]:
    """The articles of a corpus, by id.

    Args:
        rows: Its lines.
        path: Their file, for messages.

    Raises:
        UnreadableInput: A line is no article.
    """
    articles = {}
    for number, row in enumerate(rows, start=1):
        try:
            articles[str(row["id"])] = article_from_mapping(_dated(row))
        except (KeyError, InputError) as error:
            message = f"{path}, line {number}: {error!s}"
            raise UnreadableInput(message) from error
    return articles


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """The row without a time of publication that is none: empty, or a date like 4/5/18, which is two."""
    try:
        datetime.fromisoformat(row.get("published_at") or "")
    except ValueError:
        return {name: value for name, value in row.items() if name != "published_at"}
    return row


def pairs_of(path: Path, articles: Container[str]) -> list[Pair]:
    """The pairs of a corpus, without those that name an article that is not there.

    Args:
        path: Their file; there are none where it is missing.
        articles: Ids of the articles that are there.

    Raises:
        UnreadableInput: A line is no pair.
    """
    pairs = []
    for number, row in enumerate(lines_of(path), start=1):
        if not {"derived", "source", "relation"} <= row.keys() or row["relation"] not in RELATIONS:
            message = (
                f"{path}, line {number}: a pair has derived, source and a relation of {', '.join(sorted(RELATIONS))}"
            )
            raise UnreadableInput(message)
        pairs.append(Pair(str(row["derived"]), str(row["source"]), row["relation"], str(row.get("detail", ""))))
    return [pair for pair in pairs if pair.derived in articles and pair.source in articles]


def lines_of(path: Path, limit: int | None = None) -> list[dict[str, Any]]:
    """The lines of a file with or without ``.gz``; none where it is missing.

    Raises:
        UnreadableInput: A line is no JSON object.
    """
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    packed = path if path.suffix == ".gz" else path.with_name(f"{path.name}.gz")
    for there, opened in ((packed, gzip.open), (plain, open)):
        if there.exists():
            with opened(there, "rt", encoding="utf-8") as stream:
                return [_row(line, there, number) for number, line in zip(range(limit or 10**9), stream, strict=False)]
    return []


def _row(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        row = error
    if not isinstance(row, dict):
        message = f"{path}, line {number + 1}: no JSON object"
        raise UnreadableInput(message)
    return row

"""Labelled corpora in the plain format of the benchmark, which ``benchmarks/README.md`` describes.

A folder holds ``NAME.articles.jsonl.gz`` (or without ``.gz``) and ``NAME.pairs.jsonl``.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dedup.detection.verdict import Relation
from dedup.errors import InputError, InvalidArticle, UnreadableInput
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
        path: Their file, with or without ``.gz``, for messages.

    Raises:
        UnreadableInput: A line is no article.
    """
    articles = {}
    for number, row in enumerate(rows, start=1):
        try:
            if "id" not in row:
                message = "an article of a corpus needs an `id`, which its pairs name"
                raise InvalidArticle(message)
            articles[str(row["id"])] = article_from_mapping(_dated(row))
        except InputError as error:
            message = f"{_there(path) or path}, line {number}: {error!s}"
            raise UnreadableInput(message) from error
    return articles


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """The row without a time of publication that is none: empty, a number, or a date like 4/5/18, which is two."""
    try:
        datetime.fromisoformat(row.get("published_at") or "")
    except (ValueError, TypeError):
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
        if not {"derived", "source", "relation"} <= row.keys() or str(row["relation"]) not in RELATIONS:
            message = (
                f"{path}, line {number}: a pair has derived, source and a relation of {', '.join(sorted(RELATIONS))}"
            )
            raise UnreadableInput(message)
        pairs.append(Pair(str(row["derived"]), str(row["source"]), row["relation"], str(row.get("detail", ""))))
    return [pair for pair in pairs if pair.derived in articles and pair.source in articles]


def lines_of(path: Path, limit: int | None = None) -> list[dict[str, Any]]:
    """The lines of a file with or without ``.gz``; none where it is missing.

    Raises:
        UnreadableInput: It is broken, or a line is no JSON object.
    """
    there = _there(path)
    if there is None:
        return []
    opened = gzip.open if there.suffix == ".gz" else open
    try:
        with opened(there, "rt", encoding="utf-8") as stream:
            return [_row(line, there, number) for number, line in zip(range(limit or 10**9), stream, strict=False)]
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        message = f"{there} can not be read: it is no UTF-8, or was cut off ({error}). Write it anew."
        raise UnreadableInput(message) from error


def _there(path: Path) -> Path | None:
    """The file of a name with or without ``.gz``, whichever is there."""
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    return next((one for one in (plain.with_name(f"{plain.name}.gz"), plain) if one.exists()), None)


def _row(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        row = error
    if not isinstance(row, dict):
        message = f"{path}, line {number + 1}: no JSON object"
        raise UnreadableInput(message)
    return row

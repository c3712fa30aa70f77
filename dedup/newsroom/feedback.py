"""What editors say of a pair, and the labelled corpus that comes of it."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from dedup.article import Article
    from dedup.ports.store import ArticleStore

CORPUS = "feedback"
"""Name of the exported corpus: its files are ``feedback.articles.jsonl.gz`` and ``feedback.pairs.jsonl``."""


WITHDRAWN = "withdrawn"
"""Stands for the relation where an editor takes back what was said of a pair: the machine's word stands again."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an editor said of one pair.

    Attributes:
        query_id: The article in question.
        query_version: Its version.
        match_id: The one it was held against.
        match_version: Its version.
        relation: What the editor says the first is to the second, or :data:`WITHDRAWN`.
        at: When.
        machine: What the machine had said: relation, derivation, reason, evidence, model.
        by: Who said it; None where it was not asked.
    """

    query_id: str
    query_version: str
    match_id: str
    match_version: str
    relation: str
    at: datetime
    machine: dict[str, Any]
    by: str | None = None

    @property
    def confirms(self) -> bool:
        """Whether the machine had said the same."""
        return bool(self.machine.get("relation") == self.relation)


class FeedbackLog(Protocol):
    """What editors said; nothing is overwritten, the latest word counts. :mod:`dedup.newsroom.triage` writes it."""

    def standing(self, query_id: str, query_version: str) -> Mapping[tuple[str, str], Feedback]:
        """What stands of an article version: the latest word on each pair, by the match's id and version."""
        ...

    def of(self, query_id: str, match_id: str) -> list[Feedback]:
        """All that was said of a pair, oldest first."""
        ...

    def latest(self) -> Iterable[Feedback]:
        """The latest word on each pair of versions; none where it was taken back."""
        ...


def export(log: FeedbackLog, store: ArticleStore, folder: Path) -> tuple[int, int]:
    """Write what editors said as a corpus that the benchmark reads.

    A pair one of whose texts is no longer stored is left out: there would be nothing to compare.

    Args:
        log: What they said.
        store: Has the texts.
        folder: Made where it is missing.

    Returns:
        How many pairs were written, and how many left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    articles: dict[str, Article] = {}
    pairs, left_out = [], 0
    for said in log.latest():
        query = _text(store, said.query_id, said.query_version)
        match = _text(store, said.match_id, said.match_version)
        if query is None or match is None:
            left_out += 1
            continue
        names = f"{said.query_id}@{said.query_version}", f"{said.match_id}@{said.match_version}"
        articles |= dict(zip(names, (query, match), strict=True))
        detail = "confirmed" if said.confirms else f"corrected from {said.machine.get('relation')}"
        pairs.append({"derived": names[0], "source": names[1], "relation": said.relation, "detail": detail})
    with gzip.open(folder / f"{CORPUS}.articles.jsonl.gz", "wt", encoding="utf-8") as stream:
        for name, article in articles.items():
            stream.write(json.dumps(_row(name, article)) + "\n")
    (folder / f"{CORPUS}.pairs.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs), "utf-8")
    return len(pairs), left_out


def _text(store: ArticleStore, article_id: str, version: str) -> Article | None:
    return next((one.article for one in store.versions(article_id) if one.article.version == version), None)


def _row(name: str, article: Article) -> dict[str, Any]:
    spans = article.paragraph_spans
    body = {"text": article.text} if spans is None else {"paragraphs": [article.text[slice(*span)] for span in spans]}
    published = article.published_at.isoformat() if article.published_at else None
    return {"id": name, "title": article.title, "source": article.source, "published_at": published, **body}

"""Between the domain's articles and the rows of the tables."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.article import Article, Span
from dedup.errors import InvalidArticle
from dedup.ports.records import StoredArticle
from dedup.storage.tables import read_json

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from dedup.ports.arrays import Vectors
    from dedup.ports.records import Layout, NewArticle


def article_values(new: NewArticle, stored_at: datetime) -> dict[str, Any]:
    """The row of ``articles``.

    Raises:
        InvalidArticle: Id or version is missing, a label holds a character no database takes, or the time of
            publication has no time zone.
    """
    article = new.article
    labels = {
        "id": article.id,
        "version": article.version,
        "story": new.story,
        "source": article.source,
        "language": article.language,
        "evolved_from": article.evolved_from,
    }
    for name, value in labels.items():
        if value is None and name in {"id", "version"}:
            message = f"An article needs an {name} to be stored." if name == "id" else "An article needs a version."
            raise InvalidArticle(message)
        if value is not None and not is_storable(value):
            message = f"{name} holds a NUL or a lone surrogate; send it without."
            raise InvalidArticle(message)
        if value in {".", ".."} and name in {"id", "evolved_from", "story"}:
            message = (
                f"{name} is {value}, which browsers take for a step in an address: no page could be reached by it."
            )
            raise InvalidArticle(message)
    if article.published_at is not None and article.published_at.tzinfo is None:
        message = "published_at has no time zone; send one, such as 2024-05-01T12:00:00Z."
        raise InvalidArticle(message)
    return labels | {
        "published_at": article.published_at,
        "stored_at": stored_at,
        "content_hash": new.content_hash,
        "passages": len(new.layout["passages"]),
        "title": article.title,
    }


def content_values(new: NewArticle, key: int) -> dict[str, Any]:
    """The row of ``contents``."""
    return {
        "article_key": key,
        "text": new.article.text,
        "paragraph_spans": new.article.paragraph_spans,
        "credits": list(new.article.credits) or None,
        **cut_values(new.layout, new.sentence_vectors, new.profile),
    }


def cut_values(layout: Layout, sentence_vectors: Vectors, profile: bytes | None) -> dict[str, Any]:
    """The columns of ``contents`` that depend on how the text is cut, encoded and read."""
    return {
        "layout": layout,
        "profile": profile,
        "dimension": sentence_vectors.shape[1],
        "vectors": sentence_vectors.astype("<f2").tobytes(),
    }


def stored_article(row: Row[Any]) -> StoredArticle:
    """The article of a joined row of ``articles`` and ``contents``."""
    spans = row.paragraph_spans
    return StoredArticle(
        key=row.key,
        article=Article(
            text=row.text,
            id=row.id,
            title=row.title,
            source=row.source,
            published_at=row.published_at,
            language=row.language,
            version=row.version,
            evolved_from=row.evolved_from,
            paragraph_spans=None if spans is None else tuple(Span(*span) for span in spans),
            credits=tuple(row.credits or ()),
        ),
        story=row.story,
        content_hash=row.content_hash,
        read_layout=partial(read_json, row.layout),
        sentence_vectors=np.frombuffer(row.vectors, dtype="<f2").reshape(-1, row.dimension).astype(np.float32),
        stored_at=row.stored_at,
        profile=row.profile,
    )


def is_storable(label: str) -> bool:
    """Whether both databases take a label as text: PostgreSQL refuses NUL, both refuse lone surrogates."""
    if "\x00" in label:
        return False
    try:
        label.encode()
    except UnicodeEncodeError:
        return False
    return True

"""Articles to store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from dedup.article import Article
from dedup.ports.records import NewArticle

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def new_article(id_: str = "a", version: str = "1", passages: int = 2, **fields: object) -> NewArticle:
    article = Article(text="One. Two.", id=id_, version=version)
    layout = {"paragraphs": [[0, 9, 0, 2]], "sentences": [[0, 4, 0], [5, 9, 0]], "passages": [[0, 1]] * passages}
    vectors = np.array([[0.5, -0.25, 1.0], [0.0, 1.0, 0.125]], dtype=np.float32)
    return NewArticle(replace(article, **fields), id_, f"hash of {id_} {version}", layout, vectors)  # type: ignore[arg-type]

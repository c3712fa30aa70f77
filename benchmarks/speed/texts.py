"""Texts to measure with: the corpora of a folder, or the gold set that ships."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.workbench import read_corpora
from dedup.text.document import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from dedup.article import Article

_SEED = 5


def mixed_articles(data: Path | None, count: int) -> list[Article]:
    """Articles of all corpora, mixed, each under an id of its own.

    Args:
        data: Folder of corpora; the gold set where there is none.
        count: Most articles.
    """
    corpora = read_corpora([] if data is None else [data], count, gold=data is None)
    rng = random.Random(_SEED)  # noqa: S311 - a fixed sample, not a secret
    share = max(count // len(corpora), 1)
    found: list[Article] = []
    for corpus in corpora:
        names = sorted(corpus.articles)
        found += [
            replace(corpus.articles[name], id=f"{corpus.name}/{name}", version=None)
            for name in rng.sample(names, min(share, len(names)))
        ]
    rng.shuffle(found)
    return found[:count]


def sentences_of(articles: list[Article], count: int | None = None) -> list[str]:
    """Sentences of articles as the encoder reads them, each once.

    Args:
        articles: Any.
        count: Most sentences; all if None.
    """
    texts = (text for article in articles for text in read_document(article).sentence_texts())
    return list(dict.fromkeys(texts))[:count]

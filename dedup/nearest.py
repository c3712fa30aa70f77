"""The articles whose passages are nearest to a text's, as far as they may be seen."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.scale import RAW
from dedup.ports.indexes import EVERYWHERE, article_key

if TYPE_CHECKING:
    from dedup.detection.scale import Scale
    from dedup.detection.side import Side
    from dedup.ports.arrays import Vectors
    from dedup.ports.indexes import Bounds, SemanticIndex
    from dedup.ports.store import ArticleStore

ASKED = 12
"""Vectors that a text of few passages is looked for by (decision 75): twenty-four find no more, and each takes 0.7 ms
of a million articles."""

_FLOOR = 0.3
"""Cosine below which a passage says nothing about where another comes from: unrelated news lies at 0.0 to 0.3."""

_WIDER = 4
"""How many times more are asked for where some may not be seen, and how often."""


def asked_of(side: Side, passages: Vectors) -> Vectors:
    """The vectors that a text is looked for by: its passages', and while they are few those of its longest sentences.

    Whoever tells a long text in a paragraph blends what lay far apart, and what was blended is near to nothing; its
    sentences still are near to where they come from.

    Args:
        side: The text.
        passages: Its passage vectors, shape (passages, dimension).

    Returns:
        Shape (vectors, dimension).
    """
    room = max(0, ASKED - len(passages))
    alone = {one.sentences.start for one in side.document.passages if len(one.sentences) == 1}
    longest = [i for i in np.argsort(-side.weights, kind="stable").tolist() if i not in alone][:room]
    vectors: Vectors = np.concatenate([passages, side.vectors[longest]]).astype(np.float32)
    return vectors[vectors.any(axis=1)]


def nearness(  # noqa: PLR0913, PLR0917 - what nearest_seen takes
    semantic: SemanticIndex, store: ArticleStore, vectors: Vectors, count: int, within: Bounds, scale: Scale
) -> dict[int, float]:
    """For each article that is found the sum over some vectors of its closest passage, above the floor.

    Args:
        semantic: The index.
        store: What may be seen.
        vectors: Shape (n, dimension).
        count: Passages for each, at most.
        within: Where to look, for an index that can.
        scale: Of the vectors' model.

    Raises:
        IndexUnavailable: The vector engine does not answer.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for found in nearest_seen(semantic, store, vectors, count, within, scale):
        closest: dict[int, float] = {}
        for key, cosine in found:
            if cosine > _FLOOR:
                closest.setdefault(key, cosine - _FLOOR)
        for key, score in closest.items():
            scores[key] += score
    return dict(scores)


def nearest_seen(  # noqa: PLR0913, PLR0917 - the index, whom it is asked for, and how its answer is read
    semantic: SemanticIndex,
    store: ArticleStore,
    vectors: Vectors,
    count: int,
    within: Bounds = EVERYWHERE,
    scale: Scale = RAW,
) -> list[list[tuple[int, float]]]:
    """The articles of the nearest passages of each vector that may be seen, each with its cosine, best first.

    The index knows all passages; where some that may not be seen are among the nearest, it is asked for more, so that
    they take nobody's place.

    Args:
        semantic: The index.
        store: What may be seen.
        vectors: Shape (n, dimension).
        count: Passages for each, at most.
        within: Where to look, for an index that can; whoever sees little asks for more within it.
        scale: Of the vectors' model.

    Raises:
        IndexUnavailable: The vector engine does not answer.
    """
    asked = count
    for again in range(_WIDER):
        raw, items = semantic.search(vectors, asked, within)
        cosines = scale.passages.of(raw)
        rows = [
            [(article_key(item), cosine) for item, cosine in zip(row, near, strict=True) if item >= 0]
            for row, near in zip(items.tolist(), cosines.tolist(), strict=True)
        ]
        keys = {key for row in rows for key, _ in row}
        visible = store.visible(keys)
        if len(visible) == len(keys):
            break
        short = any(len(row) == asked and sum(key in visible for key, _ in row) < count for row in rows)
        rows = [[one for one in row if one[0] in visible] for row in rows]
        if not short or again == _WIDER - 1:
            break
        asked *= _WIDER
    return [row[:count] for row in rows]

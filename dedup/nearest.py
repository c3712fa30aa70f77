"""The nearest passages that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.detection.scale import RAW
from dedup.ports.indexes import EVERYWHERE, article_key

if TYPE_CHECKING:
    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Vectors
    from dedup.ports.indexes import Bounds, SemanticIndex
    from dedup.ports.store import ArticleStore

_WIDER = 4
"""How many times more are asked for where some may not be seen, and how often."""


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

"""Which texts go through a network together, and how long they are made.

A network takes texts of one length, so shorter ones are padded, and what is padded is multiplied like the rest. A batch
has a price of its own, and so has a shape that was not seen before, for which OpenVINO prepares its products anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH_TOKENS, _BATCH = 1024, 32
"""Tokens, padding and all, and texts of a batch at most: enough to keep a core busy."""

_LEAST_TOKENS = 128
"""Tokens that are worth a core of their own: fewer are a batch on one, though others are idle."""

_STEP = 8
"""Lengths are multiples of it, so that shapes recur: articles of bbc-news one by one, whose shapes are mostly new, take
0.7 of the time in 8 bits. In steps of 16 the padding costs more than the shapes save."""

_PRICE = 40
"""What a batch costs beside its tokens, in tokens: of 24, 40, 64 and 128 the quickest on the same articles."""

_SLACK = 1.1
"""How much more than its share a core may get in one batch, so that no crumb is left for a batch of its own."""


def padded(length: int) -> int:
    """Tokens that a text of some tokens takes at least."""
    return -(-length // _STEP) * _STEP


def batches_of(lengths: Sequence[int], cores: int) -> list[list[int]]:
    """The batches that cost least together; where there are few texts, some for every core.

    Sorted by length, texts of a batch stand together, so each place where the sorted texts can be parted needs only the
    cheapest way to it.

    Args:
        lengths: Of texts, in tokens.
        cores: How many batches run side by side.

    Returns:
        The indices of each batch's texts, each text in one; the longest text of a batch first, the largest batch first.
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    tokens = [padded(lengths[index]) for index in order]
    most = min(max(sum(tokens) / cores * _SLACK, _LEAST_TOKENS), BATCH_TOKENS)
    costs = [0.0]
    starts = [0]
    for end in range(1, len(order) + 1):
        best, start = costs[end - 1] + tokens[end - 1], end - 1  # a text alone may be as long as it is
        for first in range(end - 2, max(end - _BATCH, 0) - 1, -1):
            size = (end - first) * tokens[first]
            if size > most:
                break
            if costs[first] + size < best:
                best, start = costs[first] + size, first
        costs.append(best + _PRICE)
        starts.append(start)
    batches = []
    end = len(order)
    while end:
        batches.append(order[starts[end] : end])
        end = starts[end]
    batches.reverse()
    return sorted(batches, key=lambda batch: -len(batch) * padded(lengths[batch[0]]))

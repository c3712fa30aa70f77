"""Windows to learn from, drawn at random from labelled pairs."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING

from dedup.detection.windows import READ_TOKENS, answering, joined, token_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpora import Corpus
    from benchmarks.sides import SideCache
    from dedup.detection.side import Side
    from dedup.formats.labelled import Pair

LABELS = {"rewrite": True, "near_copy": True, "same_event": False}
"""Relations that are learned from: whether a window of one text restates the other."""

_SENTENCES = (1, 2, 3, 4, 5, 6, 8, 10)
"""Sentences of a window, each figure as often."""

_ABRIDGED, _LEFT_OUT = 0.3, 0.3
"""Share of windows that are abridged, and of their sentences that are left out."""

_ABOUT_EQUAL = (0.6, 1.6)
"""Lengths of the derived text to its source at which both restate each other as a whole."""


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its answer."""

    read: str
    answering: str
    restates: bool


def some_pairs(corpus: Corpus, most: int | None, seed: int) -> Corpus:
    """A corpus of fewer pairs: all pairs of sources drawn at random, of each relation until there are enough."""
    chosen: list[Pair] = []
    for relation in LABELS:
        pairs = [pair for pair in corpus.fitting_pairs if pair.relation == relation]
        sources = sorted({pair.source for pair in pairs})
        random.Random(seed).shuffle(sources)  # noqa: S311 - a fixed sample, not a secret
        count = 0
        for source in sources:
            if most is not None and count >= most:
                break
            own = [pair for pair in pairs if pair.source == source]
            chosen += own
            count += len(own)
    used = {name for pair in chosen for name in (pair.derived, pair.source)}
    return replace(corpus, articles={k: v for k, v in corpus.articles.items() if k in used}, pairs=chosen)


def draw_examples(corpora: Sequence[Corpus], sides: SideCache, count: int, seed: int) -> dict[str, list[Example]]:
    """Draw windows, half of them restating.

    Within both halves a corpus has a share that goes with the root of its size, so that none outvotes the others.

    Args:
        corpora: What to draw from.
        sides: Their sentence vectors.
        count: How many windows, over all corpora.
        seed: Of the drawing; a corpus gets the same windows whatever other corpora there are, but not as many.

    Returns:
        The windows of each corpus.
    """
    drawn: dict[str, list[Example]] = {corpus.name: [] for corpus in corpora}
    for label in (True, False):
        pairs = {c.name: [p for p in c.pairs if LABELS.get(p.relation) is label] for c in corpora}
        total = sum(math.sqrt(len(some)) for some in pairs.values())
        for corpus in (one for one in corpora if pairs[one.name]):
            rng = random.Random(f"{seed} {corpus.name} {label}")  # noqa: S311 - as above
            own = pairs[corpus.name]
            rng.shuffle(own)
            share = round(count / 2 * math.sqrt(len(own)) / total)
            for pair in islice(cycle(own), share):
                derived, source = sides.side(corpus, pair.derived), sides.side(corpus, pair.source)
                drawn[corpus.name].append(_example(derived, source, rng, restates=label))
    return drawn


def _example(derived: Side, source: Side, rng: random.Random, *, restates: bool) -> Example:
    ratio = len(derived.document.sentences) / len(source.document.sentences)
    if (not restates or _ABOUT_EQUAL[0] < ratio < _ABOUT_EQUAL[1]) and rng.random() < 1 / 2:
        derived, source = (
            source,
            derived,
        )  # a long source is not restated as a whole: then only the derived text is read
    tokens = token_counts(derived)
    count = min(len(tokens), rng.choice(_SENTENCES))
    first = rng.randrange(len(tokens) - count + 1)
    window = list(range(first, first + count))
    if rng.random() < _ABRIDGED and count > _SENTENCES[2]:
        window = [index for index in window if rng.random() > _LEFT_OUT] or window
    while len(window) > 1 and tokens[window].sum() > READ_TOKENS:
        window.pop()
    answers = answering(derived.vectors[window] @ source.vectors.T, token_counts(source))
    read, other = derived.document.sentence_texts(), source.document.sentence_texts()
    return Example(joined(read, window), joined(other, answers), restates)

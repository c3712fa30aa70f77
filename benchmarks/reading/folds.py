"""Which reader may read which corpus: one that was fitted without it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from benchmarks.corpora import Corpus
    from dedup.formats.labelled import Pair

CORPORA = ("onestop", "sheepdog", "wmt21-ru-en", "clough-stevenson", "basil", "ecb-plus", "allsides-full")
"""Corpora of rewrites and of reports of one event; near copies are settled without a reader."""

FOLDS = {f"without-{corpus}": corpus for corpus in CORPORA}
"""Adapters by the corpus that each is fitted without. The gold set's fitting events are in every fit, its held-out ones
in none."""

HALVED, HALF = "sheepdog", "half-of-sheepdog"
"""The one corpus of news rewritten by a machine, and the adapter that is fitted with half of its sources beside all
other corpora: a reader without any of it has never seen the kind, so how it reads it says nothing of one that has."""

SHIPPED = "reader"
"""The adapter that is fitted on everything."""


def unseen_adapter(folder: Path, corpus: str, *, half: bool = False) -> Path:
    """The adapter in a folder that was fitted without a corpus; the one fitted on all where none was fitted on it.

    Args:
        folder: That ``python -m benchmarks reader`` wrote.
        corpus: Its name.
        half: Of the halved corpus, for the sources that the adapter of its other half never saw.
    """
    fold = HALF if half else next((name for name, left_out in FOLDS.items() if left_out == corpus), SHIPPED)
    return folder / f"{fold}.safetensors"


def seen_by(name: str, corpora: Sequence[Corpus]) -> list[Corpus]:
    """What an adapter is fitted on."""
    kept = [corpus for corpus in corpora if corpus.name != FOLDS.get(name)]
    if name != HALF:
        return kept
    return [
        replace(corpus, pairs=[pair for pair in corpus.pairs if pair.source not in unseen_sources(corpus.pairs)])
        if corpus.name == HALVED
        else corpus
        for corpus in kept
    ]


def unseen_sources(pairs: Iterable[Pair]) -> frozenset[str]:
    """The half of a corpus's sources that the adapter of a half never saw."""
    sources = sorted({pair.source for pair in pairs})
    random.Random(7).shuffle(sources)  # noqa: S311 - a fixed split, not a secret
    return frozenset(sources[: len(sources) // 2])

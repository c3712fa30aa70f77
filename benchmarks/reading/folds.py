"""Which reader may read which corpus: one that was fitted without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDS = {
    "fold-1": frozenset({"onestop", "wmt21-ru-en", "basil", "ecb-plus"}),
    "fold-2": frozenset({"sheepdog", "clough-stevenson", "allsides-full"}),
}
"""Corpora that an adapter is fitted without, each in one fold, and rewrites and reports on both sides. The gold set's
fitting events are in every fit, its held-out ones in none."""

SHIPPED = "reader"
"""The adapter that is fitted on everything."""


def unseen_adapter(folder: Path, corpus: str) -> Path:
    """The adapter in a folder that was fitted without a corpus; the one fitted on all where none was fitted on it."""
    fold = next((name for name, corpora in FOLDS.items() if corpus in corpora), None)
    return folder / f"{fold or SHIPPED}.safetensors"

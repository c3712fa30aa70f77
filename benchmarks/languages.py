"""The gold events in other languages, scored: ``python -m benchmarks languages``.

Each language is held to the same bars: what is a near copy is called one, and altered quotations and changed figures
are found (:data:`BAR`). Rewrites are reported as they are: how many are found depends on whether the sentence model
knows the language, which the packaged one does not.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from benchmarks.corpora import load_gold
from benchmarks.figures.explained import alignment_misses, gold_figures
from benchmarks.gold import LANGUAGES
from benchmarks.markdown import table
from benchmarks.runs.alignment import explained, labels_of
from dedup.formats.labelled import DERIVED
from dedup.settings import Settings
from dedup.wiring import build_comparer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from benchmarks.records import Row
    from benchmarks.runs.alignment import Compares

BAR = 0.85
"""Least F1 of altered quotations and of changed figures in each language."""

_NEAR = frozenset({"identical", "near_copy"})


def rows_of(folder: Path, comparer: Compares, only: Collection[str] = ()) -> list[Row]:
    """Compare the pairs of one language.

    Args:
        folder: Of its events.
        comparer: Compares two texts.
        only: Ids of the derived articles of the pairs to compare; all where none is given.
    """
    corpus = load_gold(folder)
    return [
        explained(comparer, corpus, derived, source) | labels
        for (derived, source), labels in labels_of(corpus).items()
        if not only or derived in only
    ]


def figures_of(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of one language.

    Args:
        rows: From :func:`rows_of`.
    """
    gold = gold_figures(rows)
    return {
        "pairs": len(rows),
        "near_copies": _share([row for row in rows if row["relation"] in _NEAR], _NEAR),
        "altered": gold["quotes"]["altered"]["f1"],
        "kept": gold["quotes"]["kept"]["f1"],
        "facts": gold["facts"]["f1"],
        "rewrites": _share([row for row in rows if row["relation"] == "rewrite"], DERIVED),
        "independent": _share([row for row in rows if row["relation"] == "same_event"], {"same_event", "unrelated"}),
        "kinds": gold["kinds"]["accuracy"],
    }


def _share(rows: Sequence[Row], right: frozenset[str] | set[str]) -> float:
    return sum(row["predicted"] in right for row in rows) / max(len(rows), 1)


def main() -> None:
    """Score every language and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks languages", description=__doc__)
    parser.add_argument("--only", nargs="*", help="codes of languages; all if none is given")
    parser.add_argument("--misses", action="store_true", help="print what was wrong in each pair")
    arguments = parser.parse_args()
    comparer = build_comparer(Settings())
    lines = []
    for folder in sorted(LANGUAGES.iterdir()):
        if arguments.only and folder.name not in arguments.only:
            continue
        rows = rows_of(folder, comparer)
        lines.append([folder.name, *(_shown(value) for value in figures_of(rows).values())])
        if arguments.misses:
            for miss in alignment_misses(rows):
                print(miss)
    print(table(["", *_HEADINGS], lines))


_HEADINGS = (
    "pairs",
    "near copies",
    "altered quotations F1",
    "kept quotations F1",
    "changed facts F1",
    "heavy rewrites found",
    "independent reports told apart",
    "paragraph kinds right",
)


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}"


if __name__ == "__main__":
    main()

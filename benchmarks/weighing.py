"""Fit what a reading adds: ``python -m benchmarks weigh --predictions OUT/raw/pairs.jsonl --model MODEL``.

The predictions are those of a run with ``--readers``, so that each reading comes from a reader that never saw its
corpus, and the evidence is weighed by fits that did not either. A run reads what its model's weight can still change:
make it with a ``weight`` of 1 in the model file, so that nothing is missing for any of those that are tried. Of some
weights the one is taken with which most rewrites are found while few reports of one event are flagged. The one corpus
of its kind is read by a reader that saw half of its sources, and only the other half counts; without that reader it
is not learned from.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.progress import track

from benchmarks.corpora import load_corpus
from benchmarks.heldout import HeldOut
from benchmarks.reading.folds import HALVED, unseen_sources
from benchmarks.records import BenchmarkError, read_rows
from benchmarks.sides import SideCache
from dedup.calibrating.figures import recall_at
from dedup.detection.alignment import align
from dedup.detection.reading import WINDOWS, Budget, JointReader
from dedup.detection.relation import Weighing
from dedup.reader import AdaptedReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpora import Corpus
    from benchmarks.records import Row

UNSETTLED = (0.005, 0.995)
"""Derivations between which the other half is read: those the largest of :data:`WEIGHTS` moves over one half."""

LIMIT = 5.0
"""Log-odds of a reading that count at most: readers that never saw the kind of a text are wrong by more."""

WEIGHTS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)

RATES = (0.01, 0.001)
"""False alarms at which rewrites are counted."""


def read_half(rows: Sequence[Row], corpus: Corpus, sides: SideCache, adapter: Path) -> list[Row]:
    """Predictions in which the halved corpus has the readings of the adapter of a half.

    Returns:
        All rows; of the halved corpus only those that the adapter never saw have a reading.
    """
    reader = AdaptedReader(adapter)
    joint, unseen = JointReader(reader.read, reader.name), unseen_sources(corpus.pairs)
    low, high = UNSETTLED
    found = []
    for row in track(rows, "reading the other half"):
        one = row
        if row["corpus"] == HALVED and "evidence" in row:
            evidence = {name: value for name, value in row["evidence"].items() if name != "reading"}
            if row["source"] in unseen and low < row["derivation"] < high:
                alignment = align(sides.side(corpus, row["derived"]), sides.side(corpus, row["source"]))
                reading = joint.reading(alignment, Budget(WINDOWS))
                evidence |= {} if reading is None else {"reading": reading.log_odds}
            one = row | {"evidence": evidence}
        found.append(one)
    return found


def found_with(
    weight: float, rows: Sequence[Row], fitted_on: frozenset[str], counted: frozenset[str]
) -> dict[str, tuple[float, ...]]:
    """Shares of rewrites that are found at each of :data:`RATES`, by corpus, if readings have a weight.

    Args:
        weight: Of readings.
        rows: Predictions.
        fitted_on: Corpora that the routes of the model are fitted on.
        counted: Of the halved corpus, the sources whose rewrites count.
    """
    held = HeldOut(rows, fitted_on, (0.0, 1.0), Weighing(weight, LIMIT))
    found = {}
    for corpus, every in held.positives("rewrite").items():
        positives = [row for row in every if corpus != HALVED or row["source"] in counted]
        if not positives:
            continue
        odds, negatives = held.versus(corpus, positives)
        found[corpus] = tuple(recall_at(odds, negatives, rate) for rate in RATES)
    return found


def fit_weighing(
    rows: Sequence[Row], fitted_on: frozenset[str], counted: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Fit the part of the model file that weighs readings.

    Args:
        rows: Predictions of pairs, some with a reading.
        fitted_on: Corpora that the routes of the model are fitted on.
        counted: Of the halved corpus, the sources that its reader never saw; none where there is no such reader.

    Raises:
        BenchmarkError: Corpora are missing, or nothing was read.
    """
    held = HeldOut(rows, fitted_on, (0.0, 1.0))
    if not held.refits:
        message = f"the predictions lack {', '.join(sorted(fitted_on - set(held.by_corpus)))}; run on all of them"
        raise BenchmarkError(message)
    if not any("reading" in row.get("evidence", {}) for row in rows):
        message = "no pair was read; make predictions with `run --readers DIR` first"
        raise BenchmarkError(message)
    means = []
    for weight in WEIGHTS:
        found = found_with(weight, rows, fitted_on, counted)
        means.append(float(np.mean(list(found.values()))))
        print(f"weight {weight}: {', '.join(f'{c} {a:.3f} {b:.3f}' for c, (a, b) in found.items())}")
    return {"weight": WEIGHTS[int(np.argmax(means))], "limit": LIMIT}


def main() -> None:
    """Fit on predictions, and write the weighing into a model file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks weigh", description=__doc__)
    parser.add_argument("--predictions", type=Path, required=True, help="pairs.jsonl of a run with --readers")
    parser.add_argument("--model", type=Path, required=True, help="model file to complete")
    parser.add_argument("--half", type=Path, help=f"adapter that saw half of {HALVED}; needs --data")
    parser.add_argument("--data", type=Path, help="folder of corpora")
    parser.add_argument("--cache", type=Path, default=Path("bench-data/vectors"), help="folder for sentence vectors")
    arguments = parser.parse_args()
    _, rows = read_rows(arguments.predictions)
    model = json.loads(arguments.model.read_text("utf-8"))
    counted: frozenset[str] = frozenset()
    if arguments.half is not None and arguments.data is None:
        parser.error("--half needs --data, the folder that holds the corpus")
    if arguments.half is not None:
        corpus = load_corpus(arguments.data, HALVED)
        rows, counted = (
            read_half(rows, corpus, SideCache(arguments.cache), arguments.half),
            unseen_sources(corpus.pairs),
        )
    model["reading"] = fit_weighing(rows, frozenset(model["fitted_on"]), counted)
    arguments.model.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
    print(f"wrote {arguments.model}: {model['reading']}")


if __name__ == "__main__":
    main()

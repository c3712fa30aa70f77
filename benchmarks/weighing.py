"""Fit what a reading adds: ``python -m benchmarks weigh --predictions OUT/raw/pairs.jsonl --model MODEL``.

The predictions are those of a run with ``--readers``, so that each reading comes from a reader that never saw its
corpus, and the evidence is weighed by fits that did not either. A run reads what its model's weight can still change:
make it with a ``weight`` of 1 in the model file, so that nothing is missing for any of those that are tried. Of some
weights the one is taken with which most rewrites are found while few reports of one event are flagged; of the one
corpus of its kind only the half counts whose sources its reader never saw. What evidence and reading come to together
is then calibrated on pairs of corpora that neither had seen.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.heldout import HeldOut
from benchmarks.records import BenchmarkError, read_rows
from dedup.calibrating.figures import recall_at
from dedup.detection.relation import Weighing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.records import Row

LIMIT = 5.0
"""Log-odds of a reading that count at most: readers that never saw the kind of a text are wrong by more."""

WEIGHTS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)

RATES = (0.01, 0.001)
"""False alarms at which rewrites are counted."""


def found_with(weight: float, rows: Sequence[Row], fitted_on: frozenset[str]) -> dict[str, tuple[float, ...]]:
    """Shares of rewrites that are found at each of :data:`RATES`, by corpus, if readings have a weight.

    Args:
        weight: Of readings.
        rows: Predictions.
        fitted_on: Corpora that the routes of the model are fitted on.
    """
    held = HeldOut(rows, fitted_on, (0.0, 1.0), Weighing(weight, LIMIT))
    found = {}
    for corpus, positives in held.positives("rewrite").items():
        odds, negatives = held.versus(corpus, positives)
        found[corpus] = tuple(recall_at(odds, negatives, rate) for rate in RATES)
    return found


def fit_weighing(rows: Sequence[Row], fitted_on: frozenset[str]) -> dict[str, Any]:
    """Fit the parts of the model file that weigh readings, and that calibrate evidence and reading together.

    Args:
        rows: Predictions of pairs, some with a reading.
        fitted_on: Corpora that the routes of the model are fitted on.

    Returns:
        Those parts, by their names in the file.

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
        found = found_with(weight, rows, fitted_on)
        means.append(float(np.mean(list(found.values()))))
        print(f"weight {weight}: {', '.join(f'{c} {a:.3f} {b:.3f}' for c, (a, b) in found.items())}")
    weight = WEIGHTS[int(np.argmax(means))]
    line = HeldOut(rows, fitted_on, (0.0, 1.0), Weighing(weight, LIMIT)).fit_calibration()
    return {
        "reading": {"weight": weight, "limit": LIMIT},
        "calibration": {"slope": round(line.slope, 4), "offset": round(line.offset, 4)},
    }


def main() -> None:
    """Fit on predictions, and write the weighing and the calibration into a model file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks weigh", description=__doc__)
    parser.add_argument("--predictions", type=Path, required=True, help="pairs.jsonl of a run with --readers")
    parser.add_argument("--model", type=Path, required=True, help="model file to complete")
    arguments = parser.parse_args()
    _, rows = read_rows(arguments.predictions)
    model = json.loads(arguments.model.read_text("utf-8"))
    found = fit_weighing(rows, frozenset(model["fitted_on"]))
    arguments.model.write_text(json.dumps(model | found, indent=1) + "\n", "utf-8")
    print(f"wrote {arguments.model}: {found}")


if __name__ == "__main__":
    main()

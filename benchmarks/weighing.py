"""Fit what a reading adds: ``python -m benchmarks weigh --predictions OUT/raw/pairs.jsonl --model MODEL``.

The predictions are those of a run with ``--readers``, so that each reading comes from a reader that never saw its
corpus; the log-odds of the evidence come from fits without it as well. A logistic regression on both
(stacked generalisation, Wolpert 1992) then says how far each is to be trusted.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.corpora import DERIVED
from benchmarks.fit import balanced
from benchmarks.heldout import GOLD, OWN_TASK, HeldOut
from benchmarks.records import BenchmarkError, read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.records import Row

UNSETTLED = (0.02, 0.98)
"""Derivations between which a reading is asked for."""

_STRENGTH = 1e6
"""Inverse of the regularisation strength: three coefficients need none."""


def fit_weighing(rows: Sequence[Row], fitted_on: frozenset[str], without: str | None = None) -> dict[str, Any]:
    """Fit the part of the model file that weighs readings.

    Args:
        rows: Predictions of pairs; those without a reading are left out.
        fitted_on: Corpora that the routes of the model are fitted on.
        without: A corpus that is left out here too, to report it.
    """
    held = HeldOut(rows, fitted_on, (0.0, 1.0))
    if not held.refits:
        message = f"the predictions lack {', '.join(sorted(fitted_on - set(held.by_corpus)))}; run on all of them"
        raise BenchmarkError(message)
    odds, readings, truth, names = [], [], [], []
    for name, own in held.by_corpus.items():
        usable = [
            row
            for row in own
            if "reading" in row.get("evidence", {})
            and not row["held_out"]
            and (row["relation"] in DERIVED or name not in OWN_TASK | held.short)
        ]
        if name == without or not usable:
            continue
        odds += held.odds(usable, () if name == GOLD else (name,)).tolist()
        readings += [row["evidence"]["reading"] for row in usable]
        truth += [row["relation"] in DERIVED for row in usable]
        names += [name] * len(usable)
    if len(set(truth)) < 2:  # noqa: PLR2004 - derived and not derived
        message = "no readings of both derived and independent pairs; make predictions with `run --readers DIR` first"
        raise BenchmarkError(message)
    labels = np.array(truth)
    model = LogisticRegression(C=_STRENGTH, max_iter=5000)
    model.fit(np.column_stack([odds, readings]), labels, sample_weight=balanced(names, labels))
    return {
        "intercept": round(float(model.intercept_[0]), 6),
        "evidence": round(float(model.coef_[0, 0]), 6),
        "reading": round(float(model.coef_[0, 1]), 6),
        "unsettled": list(UNSETTLED),
    }


def main() -> None:
    """Fit on predictions, and write the coefficients into a model file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks weigh", description=__doc__)
    parser.add_argument("--predictions", type=Path, required=True, help="pairs.jsonl of a run with --readers")
    parser.add_argument("--model", type=Path, required=True, help="model file to complete")
    arguments = parser.parse_args()
    _, rows = read_rows(arguments.predictions)
    model = json.loads(arguments.model.read_text("utf-8"))
    model["reading"] = fit_weighing(rows, frozenset(model["fitted_on"]))
    arguments.model.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
    print(f"wrote {arguments.model}: {model['reading']}")


if __name__ == "__main__":
    main()

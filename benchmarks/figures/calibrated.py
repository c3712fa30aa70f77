"""How far ``derivation`` can be taken as a probability, and what a threshold on it brings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.figures.methods import HELD_OUT, SHIPPED, method_names
from benchmarks.heldout import GOLD, counting
from benchmarks.records import row_key
from dedup.calibrating.figures import calibration, calibration_error
from dedup.formats.labelled import DERIVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.heldout import HeldOut
    from benchmarks.metrics import Floats
    from benchmarks.records import Row
    from dedup.calibrating.figures import Bin

THRESHOLDS = (*(round(0.05 * step, 2) for step in range(1, 20)), 0.99)
"""Of the table an operator chooses one from."""


def calibration_figures(held: HeldOut, baselines: Sequence[Row]) -> dict[str, Any]:
    """Calibration of each method; of ours, each corpus scored by a model fitted without it."""
    labelled = [(name, rows) for name, rows in _labelled(held) if rows]
    flat = [row for _, rows in labelled for row in rows]
    truth = np.array([row["relation"] in DERIVED for row in flat])
    counts = Counter((name, row["relation"] in DERIVED) for name, rows in labelled for row in rows)
    weights = np.array([1.0 / counts[name, row["relation"] in DERIVED] for name, rows in labelled for row in rows])
    scores = {row_key(row): row["scores"] for row in baselines}
    probabilities: dict[str, Floats] = {
        HELD_OUT: np.concatenate([held.probabilities(name, rows) for name, rows in labelled]),
        SHIPPED: np.array([row.get("derivation", 0.0) for row in flat]),
    }
    for name in method_names(baselines):
        if name not in probabilities:
            values = [scores.get(row_key(row), {}).get(name, 0.0) for row in flat]
            probabilities[name] = np.clip(values, 0.0, 1.0)
    return {name: _calibrated(values, truth, weights) for name, values in probabilities.items()} | {"pairs": len(flat)}


def _calibrated(values: Floats, truth: NDArray[np.bool_], weights: Floats) -> dict[str, Any]:
    bins = calibration(values, truth)
    return {
        "error": calibration_error(bins),
        "error_equal_mass": calibration_error(calibration(values, truth, equal_mass=True)),
        "error_corpora_alike": calibration_error(calibration(values, truth, weights)),
        "curve": [[round(part, 5) for part in _parts(one)] for one in bins],
    }


def _parts(one: Bin) -> tuple[float, float, float]:
    return one.weight, one.probability, one.frequency


def sweep(held: HeldOut) -> list[dict[str, Any]]:
    """What each threshold of ``derivation`` brings, by models fitted without the corpus they score."""
    labelled = _labelled(held)
    flat = [row for _, rows in labelled for row in rows]
    derivation = np.concatenate([held.probabilities(name, rows) for name, rows in labelled if rows])
    relations = np.array([row["relation"] for row in flat])
    review = held.to_review(flat, derivation)
    negatives = {row_key(row) for rows in held.negatives.values() for row in rows}
    negative = np.array([row_key(row) in negatives for row in flat])
    table = []
    for threshold in THRESHOLDS:
        flagged = derivation >= threshold
        table.append(
            {
                "threshold": threshold,
                "recall": {
                    relation: float(flagged[relations == relation].mean())
                    for relation in sorted(DERIVED & set(relations.tolist()))
                },
                "false_positives": int(flagged[negative].sum()),
                "negatives": int(negative.sum()),
                "review_of_flagged": float(review[flagged].mean()) if flagged.any() else 0.0,
                "review_of_all": float(review.mean()),
            }
        )
    return table


def _labelled(held: HeldOut) -> list[tuple[str, list[Row]]]:
    """Labelled pairs of whole articles, of the gold set held-out events only."""
    return [
        (name, [row for row in counting(rows) if row["relation"] != "unrelated" and (name != GOLD or row["held_out"])])
        for name, rows in held.by_corpus.items()
        if name not in held.short
    ]

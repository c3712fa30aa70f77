"""Figures of the test ``pairs``: recall at fixed false positives, calibration, relations, thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.figures.calibrated import calibration_figures, sweep
from benchmarks.figures.methods import HELD_OUT, SHIPPED, method_names
from benchmarks.heldout import GOLD
from benchmarks.metrics import accuracy, confusion, recall_curve
from benchmarks.records import row_key
from dedup.calibrating.figures import flagged_at, recall_at, threshold_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.heldout import HeldOut
    from benchmarks.metrics import Floats
    from benchmarks.records import Row

    Scorer = Callable[[str, Sequence[Row]], tuple[Floats, Floats]]

RATES = {"1%": 0.01, "0.1%": 0.001}
"""False-positive rates that recall is reported at."""

CURVE = np.unique(np.concatenate([np.geomspace(1e-3, 1.0, 120), [0.01, 0.1]]))
"""False-positive rates of the curves."""


def scorers(held: HeldOut, baselines: Sequence[Row]) -> dict[str, Scorer]:
    """For each method, what gives some pairs of a corpus and all negatives their scores."""
    scores = {row_key(row): row["scores"] for row in baselines}
    negatives = [row for rows in held.negatives.values() for row in rows]

    def baseline(name: str) -> Scorer:
        def scored(rows: Sequence[Row]) -> Floats:
            return np.array([scores.get(row_key(row), {}).get(name, 0.0) for row in rows])

        return lambda _, rows: (scored(rows), scored(negatives))

    found: dict[str, Scorer] = {
        HELD_OUT: held.versus,
        SHIPPED: lambda corpus, rows: held.versus(corpus, rows, shipped=True),
    }
    return found | {name: baseline(name) for name in method_names(baselines) if name not in found}


def pair_figures(held: HeldOut, baselines: Sequence[Row]) -> dict[str, Any]:
    """All figures of the test."""
    methods = scorers(held, baselines)
    return {
        "negatives": {name: len(rows) for name, rows in held.negatives.items()},
        "fitted_on": sorted(held.fitted_on),
        "refitted": held.refits,
        "names": method_names(baselines),
        "recall": {
            relation: {name: _recalls(held, scorer, relation) for name, scorer in methods.items()}
            for relation in ("rewrite", "near_copy", "partial_copy", "update")
        },
        "curves": {
            "rates": [round(float(rate), 6) for rate in CURVE],
            **{name: _curve(held, scorer) for name, scorer in methods.items()},
        },
        "calibration": calibration_figures(held, baselines),
        "relations": _relations(held),
        "unrelated": _unrelated(held),
        "short": {
            name: _flagged(held, name, [row for row in held.by_corpus[name] if row["relation"] != "unrelated"])
            for name in sorted(held.short)
        },
        "sweep": sweep(held),
        "errors": sum("error" in row for row in held.rows),
        "milliseconds": _times(held.rows),
    }


def _recalls(held: HeldOut, scorer: Scorer, relation: str) -> dict[str, Any]:
    """Recall of a relation at each rate: by corpus, and the mean over corpora."""
    found: dict[str, Any] = {}
    scored = {name: scorer(name, rows) for name, rows in held.positives(relation).items()}
    for label, rate in RATES.items():
        by_corpus = {name: recall_at(positives, negatives, rate) for name, (positives, negatives) in scored.items()}
        found[label] = {"macro": float(np.mean(list(by_corpus.values()))) if by_corpus else None, **by_corpus}
    found["pairs"] = {name: len(positives) for name, (positives, _) in scored.items()}
    return found


def _curve(held: HeldOut, scorer: Scorer) -> dict[str, list[float]]:
    """Recall over false-positive rates and the share of negatives really flagged, means over corpora."""
    curves: dict[str, list[float]] = {"flagged": []}
    for relation in ("rewrite", "near_copy"):
        scored = [scorer(name, rows) for name, rows in held.positives(relation).items()]
        curves[relation] = _mean([recall_curve(positives, negatives, CURVE) for positives, negatives in scored])
        if relation == "rewrite":
            flagged = [np.array([flagged_at(negatives, float(rate)) for rate in CURVE]) for _, negatives in scored]
            curves["flagged"] = _mean(flagged)
    return curves


def _mean(curves: Sequence[Floats]) -> list[float]:
    return [round(float(value), 5) for value in np.mean(curves, axis=0)] if curves else []


def _relations(held: HeldOut) -> dict[str, Any]:
    """Relations as shipped: the confusion of all whole-article pairs, and accuracy by corpus."""
    rows = [row for name, some in held.by_corpus.items() if name not in held.short for row in some]
    gold = {
        part: [row for row in held.by_corpus.get(GOLD, []) if row["relation"] != "unrelated" and row["held_out"] is out]
        for part, out in (("held_out", True), ("fitting", False))
    }
    return {
        "confusion": confusion((row["relation"], _predicted(row)) for row in rows),
        "accuracy": {
            name: accuracy(confusion((r["relation"], _predicted(r)) for r in some if r["relation"] != "unrelated"))
            for name, some in held.by_corpus.items()
        },
        "gold": {
            part: {"accuracy": accuracy(matrix), "confusion": matrix}
            for part, some in gold.items()
            if (matrix := confusion((row["relation"], _predicted(row)) for row in some))
        },
    }


def _predicted(row: Row) -> str:
    return str(row.get("predicted", "error"))


def _unrelated(held: HeldOut) -> dict[str, Any]:
    """Random pairs flagged as derived, by a model fitted without their corpus."""
    found = {}
    for name, rows in held.by_corpus.items():
        unrelated = [row for row in rows if row["relation"] == "unrelated"]
        if unrelated:
            found[name] = _flagged(held, name, unrelated)
    return found


def _flagged(held: HeldOut, corpus: str, rows: Sequence[Row]) -> dict[str, Any]:
    derivation = held.probabilities(corpus, rows)
    review = held.to_review(rows, derivation)
    return {
        "pairs": len(rows),
        "flagged": int((derivation >= 0.5).sum()),  # noqa: PLR2004 - more likely than not
        "flagged_and_sure": int(((derivation >= 0.5) & ~review).sum()),  # noqa: PLR2004
        "to_review": int(review.sum()),
    }


def pair_misses(held: HeldOut) -> list[dict[str, Any]]:
    """Pairs missed at 1 % false positives, and the false positives: ids, derivation and evidence, no text."""
    found = []
    alarms: dict[tuple[str, str, str], dict[str, Any]] = {}
    negatives = [row for rows in held.negatives.values() for row in rows]
    for relation in ("rewrite", "near_copy", "partial_copy", "update"):
        for name, rows in held.positives(relation).items():
            odds, against = held.versus(name, rows)
            threshold = threshold_at(against, 0.01)
            found += [
                _miss("missed", row, odd, threshold) for row, odd in zip(rows, odds, strict=True) if odd <= threshold
            ]
            if relation == "rewrite":
                for row, odd in zip(negatives, against, strict=True):
                    if odd > threshold:
                        alarm = alarms.setdefault(row_key(row), _miss("false alarm", row, odd, threshold))
                        alarm["with"] = [*alarm.get("with", []), name]
    return [*found, *alarms.values()]


def _miss(what: str, row: Row, odds: float, threshold: float) -> dict[str, Any]:
    return {
        "test": "pairs",
        "what": what,
        **{key: row[key] for key in ("corpus", "derived", "source", "relation", "detail", "words")},
        "predicted": _predicted(row),
        "derivation_held_out": round(float(1 / (1 + np.exp(-odds))), 4),
        "derivation_shipped": round(row.get("derivation", 0.0), 4),
        "threshold": round(float(1 / (1 + np.exp(-threshold))), 4),
        "evidence": {name: round(value, 3) for name, value in row.get("evidence", {}).items()},
    }


def _times(rows: Sequence[Row]) -> dict[str, float]:
    """Milliseconds of one comparison, with sentence vectors from the cache where they were there."""
    times = [row["milliseconds"] for row in rows if "milliseconds" in row]
    return {f"p{q}": round(float(np.percentile(times, q)), 1) for q in (50, 95, 99)} if times else {}

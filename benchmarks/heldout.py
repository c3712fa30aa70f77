"""Scores by models that were fitted without the corpora they score.

Every stored prediction carries all its evidence, so the relation model can be fitted again in a second, on any choice
of corpora, from the predictions alone. A corpus that the shipped model was not fitted on is scored by the shipped one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.fit import Derivation, fit_calibration
from dedup.detection.calibration import AS_SHIPPED, Calibration
from dedup.formats.labelled import DERIVED, Pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from benchmarks.fit import Rows
    from benchmarks.metrics import Floats
    from benchmarks.records import Row
    from dedup.detection.relation import Weighing

GOLD = "gold"

OWN_TASK = frozenset({"clough-stevenson"})
"""Corpora whose pairs of one event are no news reports (answers to an examination question), so no false alarms of a
news desk; their derived pairs count."""

SHORT_WORDS = 100
"""Median words of the shorter text below which a corpus is too short to be sure, and is reported apart."""

_UNNAMED = Pair("", "", "", "")
"""Stands for a pair that is scored; only its evidence counts."""

_CERTAIN = 30.0
"""Log-odds of identical texts, which no model is asked about."""


@dataclass(frozen=True)
class HeldOut:
    """All pair predictions of a run, and models fitted without parts of them.

    Attributes:
        rows: Predictions of the test ``pairs``.
        fitted_on: Corpora the shipped model was fitted on.
        sure: Derivations between which the shipped model asks for review.
        weighing: What a reading adds to the log-odds of the evidence, where a prediction has one.
        calibration: What both together come to in the shipped model.
    """

    rows: Sequence[Row]
    fitted_on: frozenset[str]
    sure: tuple[float, float]
    weighing: Weighing | None = None
    calibration: Calibration = AS_SHIPPED
    _fits: dict[frozenset[str], Derivation] = field(default_factory=dict, repr=False)
    _lines: dict[str, Calibration] = field(default_factory=dict, repr=False)

    @cached_property
    def by_corpus(self) -> dict[str, list[Row]]:
        """Predictions of each corpus."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row["corpus"], []).append(row)
        return found

    @cached_property
    def short(self) -> frozenset[str]:
        """Corpora of texts too short to be sure."""
        return frozenset(
            name for name, rows in self.by_corpus.items() if median(row["words"] for row in rows) < SHORT_WORDS
        )

    @property
    def refits(self) -> bool:
        """Whether models can be fitted without a corpus: everything the shipped model saw was predicted here too."""
        return self.fitted_on <= set(self.by_corpus)

    @cached_property
    def negatives(self) -> dict[str, list[Row]]:
        """Pairs of one event that must not be flagged, by corpus: the gold set's only where there are no others."""
        usable = {
            name: [row for row in rows if row["relation"] == "same_event"]
            for name, rows in self.by_corpus.items()
            if name not in OWN_TASK | self.short
        }
        others = {name: rows for name, rows in usable.items() if rows and name != GOLD}
        return others or {name: rows for name, rows in usable.items() if rows}

    def positives(self, relation: str) -> dict[str, list[Row]]:
        """Pairs of a relation by corpus; of the gold set only the held-out events."""
        found = {}
        for name, rows in self.by_corpus.items():
            kept = [row for row in counting(rows) if row["relation"] == relation and (name != GOLD or row["held_out"])]
            if kept and name not in self.short:
                found[name] = kept
        return found

    def odds(self, rows: Sequence[Row], without: Iterable[str]) -> Floats:
        """Log-odds of derivation from a model that never saw some corpora.

        Args:
            rows: Predictions.
            without: Corpora left out of the fit; the gold set's held-out events always are.
        """
        if not self.refits:
            return shipped_odds(rows)
        return self._line(self.calibration, self._raw(rows, self.fitted_on & frozenset(without)))

    def _raw(self, rows: Sequence[Row], gone: frozenset[str]) -> Floats:
        """Log-odds of evidence and reading together, before they are calibrated."""
        if gone not in self._fits:
            names = sorted(self.fitted_on - gone)
            self._fits[gone] = Derivation({name: _fitting(self.by_corpus[name]) for name in names})
        odds = np.full(len(rows), -_CERTAIN)
        known = [index for index, row in enumerate(rows) if "evidence" in row]
        odds[known] = self._fits[gone].odds([(_UNNAMED, rows[i]["evidence"]) for i in known])
        for index in known:
            reading = rows[index]["evidence"].get("reading")
            if reading is not None and self.weighing is not None:
                odds[index] = self.weighing.odds(odds[index], reading)
        odds[[row.get("predicted") == "identical" for row in rows]] = _CERTAIN
        return odds

    def fit_calibration(self, without: str = "") -> Calibration:
        """Fit what the log-odds come to on all corpora but one, each scored by models that never saw it.

        Args:
            without: The name of that one; with none of that name, all corpora count.
        """
        return fit_calibration({name: score for name, score in self._scores.items() if name != without})

    @cached_property
    def _scores(self) -> dict[str, tuple[Floats, NDArray[np.bool_]]]:
        """Of each corpus that was fitted on, the log-odds of its pairs by models without it, and which are derived."""
        found = {}
        for name in sorted(self.fitted_on):
            kept = [
                row
                for row in counting(self.by_corpus[name])
                if (row["relation"] in DERIVED or (row["relation"] == "same_event" and name not in OWN_TASK))
                and not row["held_out"]
                and "evidence" in row
            ]
            if kept:
                truth = np.array([row["relation"] in DERIVED for row in kept])
                found[name] = (self._raw(kept, frozenset({name})), truth)
        return found

    @staticmethod
    def _line(calibration: Calibration, odds: Floats) -> Floats:
        """Calibrated log-odds; what is certain stays so."""
        calibrated: Floats = np.where(np.abs(odds) >= _CERTAIN, odds, calibration.of_odds(odds))
        return calibrated

    def versus(self, corpus: str, rows: Sequence[Row], *, shipped: bool = False) -> tuple[Floats, Floats]:
        """Scores of some pairs of a corpus and of all negatives, none by a model that saw its corpus.

        For every corpus of negatives a model is fitted without it and without the scored corpus. It scores those
        negatives; the pairs get the mean of the log-odds of all these models.

        Args:
            corpus: Whose pairs they are.
            rows: The pairs.
            shipped: Score everything with the shipped model instead.

        Returns:
            Log-odds of the pairs and of the negatives.
        """
        if shipped:
            return shipped_odds(rows), shipped_odds([row for there in self.negatives.values() for row in there])
        own = () if corpus == GOLD else (corpus,)
        negatives = [self.odds(there, (*own, name)) for name, there in self.negatives.items()]
        positives = [self.odds(rows, (*own, name)) for name in self.negatives]
        if not positives:
            return self.odds(rows, own), np.empty(0)
        return np.mean(positives, axis=0), np.concatenate(negatives)

    def probabilities(self, corpus: str, rows: Sequence[Row]) -> Floats:
        """Derivation of pairs of a corpus from a model fitted, and calibrated, without that corpus."""
        if corpus in self.fitted_on and corpus != GOLD and self.refits:
            if corpus not in self._lines:
                self._lines[corpus] = self.fit_calibration(corpus)
            odds = self._line(self._lines[corpus], self._raw(rows, frozenset({corpus})))
        else:
            odds = self.odds(rows, ())
        clipped = np.clip(odds, -_CERTAIN, _CERTAIN)
        probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-clipped))
        return probabilities

    def to_review(self, rows: Sequence[Row], probabilities: Floats) -> NDArray[np.bool_]:
        """Which pairs an editor is asked about: an unsure derivation, or too little text, as the service said."""
        low, high = self.sure
        short = [row.get("needs_review", True) and not low < row.get("derivation", 0.0) < high for row in rows]
        review: NDArray[np.bool_] = ((probabilities > low) & (probabilities < high)) | np.array(short, dtype=bool)
        return review


def counting(rows: Iterable[Row]) -> list[Row]:
    """The predictions that count: all but those of which the best reader of their kind saw the sources."""
    return [row for row in rows if row.get("counts", True)]


def shipped_odds(rows: Sequence[Row]) -> Floats:
    """Log-odds of derivation as the service answered."""
    probability = np.clip([row.get("derivation", 0.0) for row in rows], 1e-13, 1 - 1e-13)
    odds: NDArray[np.float64] = np.log(probability) - np.log1p(-probability)
    return odds


def _fitting(rows: Iterable[Row]) -> Rows:
    """What a fit may read of a corpus: no held-out events."""
    return [(_pair(row), row["evidence"]) for row in rows if not row["held_out"] and "evidence" in row]


def _pair(row: Row) -> Pair:
    return Pair(row["derived"], row["source"], row["relation"], row["detail"])

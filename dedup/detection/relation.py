"""The relation model: from evidence to a calibrated probability, and from that to a relation.

The model is three logistic regressions and boosted trees over named features with a file of coefficients, so that
anyone can read why an answer is what it is: a text is derived if its words were copied, or if it tells the same event
and its sentences were restated. Copying shows in runs, restating in sentences that answer to each other; one sum of
both would have each excuse the lack of the other.
It is fitted by ``python -m benchmarks fit`` and ``events``; ``benchmarks/README.md`` says on what and how.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from dedup.detection.calibration import AS_SHIPPED, Calibration
from dedup.detection.odds import LEAST, odds_of, probability_of
from dedup.detection.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Logistic:
    """A logistic regression on standardised features.

    Attributes:
        intercept: Log-odds of an average pair.
        weights: For each feature (mean, standard deviation, coefficient).
    """

    intercept: float
    weights: Mapping[str, tuple[float, float, float]]

    def probability(self, evidence: Mapping[str, float]) -> float:
        """Probability for one pair's evidence, 0..1.

        Args:
            evidence: Must hold every feature of the model; others are ignored.
        """
        odds = self.intercept + sum(
            coefficient * (evidence[name] - mean) / deviation
            for name, (mean, deviation, coefficient) in self.weights.items()
        )
        return probability_of(odds)


@dataclass(frozen=True)
class Derivation:
    """Two ways in which one text is made from another, and the probability of either.

    Attributes:
        copied: Its words were taken.
        restated: Its sentences were said again in other words, given that both tell one event: it was fitted on
            rewrites and reports of one event alone.
        same_event: Both tell one event, made from each other or not.
        calibration: Of all that they say together, on pairs of corpora that they were not fitted on.
    """

    copied: Logistic
    restated: Logistic
    same_event: Logistic
    calibration: Calibration = AS_SHIPPED

    def probability(self, evidence: Mapping[str, float]) -> float:
        """Probability of one or the other for one pair's evidence, 0..1: noisy-or (Pearl 1988).

        Args:
            evidence: Must hold every feature of all three; others are ignored.
        """
        neither = (1.0 - self.copied.probability(evidence)) * (1.0 - self._restating(evidence))
        return self.calibration.of(1.0 - neither)

    def copying(self, evidence: Mapping[str, float]) -> float:
        """Probability that words were taken, 0..1; what is restated does not count."""
        return self.calibration.of(self.copied.probability(evidence))

    def restating(self, evidence: Mapping[str, float]) -> float:
        """Probability that both tell one event and one restates the other, 0..1: the chain rule."""
        return self.calibration.of(self._restating(evidence))

    def _restating(self, evidence: Mapping[str, float]) -> float:
        return self.same_event.probability(evidence) * self.restated.probability(evidence)


@dataclass(frozen=True)
class Weighing:
    """What a reading adds to a probability: a bounded share of its log-odds.

    Attributes:
        weight: Share of the reading's log-odds that is added to the calibrated ones of the evidence.
        limit: Log-odds of a reading beyond which it counts as if it were these: how sure a reader is of a kind of text
            it never saw says little.
    """

    weight: float
    limit: float

    @property
    def reach(self) -> float:
        """Log-odds that a reading adds or takes at most."""
        return self.weight * self.limit

    def probability(self, of_evidence: float, reading: float) -> float:
        """The probability by evidence and reading together, 0..1."""
        return probability_of(self.odds(odds_of(of_evidence), reading))

    def odds(self, of_evidence: float, reading: float) -> float:
        """The log-odds by both together."""
        return of_evidence + self.weight * min(max(reading, -self.limit), self.limit)


@dataclass(frozen=True)
class RelationModel:
    """Everything learned, in one file.

    Attributes:
        derivation: One text was made from the other.
        one_event: Two texts tell one event and not two of a kind; a label that is read by people, so it learned from
            the events that are most alike, where ``derivation.same_event`` learned from any.
        sure: Derivations at or above the second figure are derived for sure, at or below the first not; between them
            an editor should look.
        fingerprint: Of the file.
        weighing: What a reading adds; None in a model that was fitted without.
    """

    derivation: Derivation
    one_event: Trees
    sure: tuple[float, float]
    fingerprint: str
    weighing: Weighing | None = None

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build the model from its data file, already parsed."""
        digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:12]
        low, high = data["sure"]
        copied, restated, same_event = (_logistic(data[name]) for name in ("copied", "restated", "same_event"))
        derivation = Derivation(copied, restated, same_event, Calibration(**data.get("calibration", {})))
        return cls(
            derivation,
            Trees.from_mapping(data["one_event"]),
            (low, high),
            f"relation-{digest}",
            _weighing(data.get("reading"), derivation.calibration),
        )

    def needs_review(self, derivation: float) -> bool:
        """Whether a derivation lies where the model is not sure."""
        low, high = self.sure
        return low < derivation < high

    def asks(self, derivation: float, calibration: Calibration = AS_SHIPPED) -> bool:
        """Whether a reading can change what is said of a pair: that one was made from the other, and that it is sure.

        Args:
            derivation: By the evidence alone.
            calibration: Of what comes of evidence and reading.
        """
        if self.weighing is None:
            return False
        # One half, from which on a pair is called derived, lies between them.
        low, high = (calibration.odds_before(odds_of(edge)) for edge in self.sure)
        reach = self.weighing.reach + LEAST  # and what is lost in rounding
        return low - reach < odds_of(derivation) < high + reach


def _weighing(data: Mapping[str, Any] | None, calibration: Calibration) -> Weighing | None:
    """What a reading adds to calibrated log-odds: the line's slope holds for it as for the evidence."""
    if data is None:
        return None
    return Weighing(data["weight"] * calibration.slope, data["limit"])


def _logistic(data: Mapping[str, Any]) -> Logistic:
    return Logistic(
        data["intercept"],
        {name: (w["mean"], w["deviation"], w["coefficient"]) for name, w in data["weights"].items()},
    )

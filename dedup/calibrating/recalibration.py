"""A recalibration proposed by labelled pairs, with what it is worth on pairs that it was not fitted to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.calibrating.figures import calibration, calibration_error, recall_at
from dedup.detection.calibration import AS_SHIPPED, Calibration, fitted, named_in
from dedup.detection.matching import DERIVED, UNSHOWN
from dedup.detection.odds import odds_of, probability_of
from dedup.detection.verdict import Relation
from dedup.errors import CalibrationRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

FEWEST, FEWEST_OF_EITHER, FEWEST_GROUPS = 30, 8, 5
"""Labelled pairs, of either kind, and groups of pairs without a common text, below which nothing is fitted: with fewer
the figures say nothing of what a calibration is worth on others."""

FALSE_ALARMS = 0.01
"""Share of pairs that are not derived at which derived ones are counted."""

_FOLDS = 5
_CERTAIN = frozenset({Relation.IDENTICAL, Relation.UPDATE, Relation.SERIES})
"""Relations that no probability decides."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair of which somebody knows whether one was made from the other.

    Attributes:
        first: Id of one text; pairs with a common text are held together.
        second: Id of the other.
        derivation: What the machine gave it, as shipped.
        derived: Whether it is.
    """

    first: str
    second: str
    derivation: float
    derived: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What derivations are worth.

    Attributes:
        error: Expected calibration error over 15 bins (Guo et al. 2017), 0..1.
        right: Share of pairs on the right side of one half.
        flagged: Share of pairs that are not derived at or above one half.
        recall: Share of derived pairs found while at most 1 % of the others are flagged.
    """

    error: float
    right: float
    flagged: float
    recall: float

    @classmethod
    def of(cls, derivations: NDArray[np.float64], derived: NDArray[np.bool_]) -> Figures:
        """Of some pairs, of both kinds, shape (n,)."""
        said = derivations >= DERIVED
        return cls(
            calibration_error(calibration(derivations, derived)),
            float((said == derived).mean()),
            float(said[~derived].mean()),
            recall_at(derivations[derived], derivations[~derived], FALSE_ALARMS),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A calibration that labelled pairs ask for.

    Attributes:
        calibration: It, fitted to all of them.
        labels: How many there are.
        groups: Groups of them without a common text.
        before: What derivations are worth as shipped.
        after: What they are worth calibrated, each group by the pairs of the others alone.
    """

    calibration: Calibration
    labels: int
    groups: int
    before: Figures
    after: Figures

    def require_gain(self) -> None:
        """Make sure that it is better than what ships, on pairs that it was not fitted to.

        Raises:
            CalibrationRefused: It is not.
        """
        if self.after.error >= self.before.error or self.after.right < self.before.right:
            message = (
                f"there is nothing to gain: on pairs that it was not fitted to, "
                f"{self.calibration.name or 'what ships'} is off by {self.after.error:.1%} with {self.after.right:.1%} "
                f"on the right side of one half; as shipped it is {self.before.error:.1%} and {self.before.right:.1%}"
            )
            raise CalibrationRefused(message)


def labelled(first: str, second: str, machine: Mapping[str, Any], derived: bool) -> Labelled | None:  # noqa: FBT001
    """A pair with the probability that a calibration can move; None where none decides what it is called.

    Args:
        first: Id of one text.
        second: Of the other.
        machine: What was said of them: relation, derivation, and under ``model`` the configuration it was said with.
        derived: Whether one was made from the other.
    """
    derivation, relation = machine.get("derivation"), machine.get("relation")
    if derivation is None or relation in _CERTAIN or derivation in {0.0, UNSHOWN, 1.0}:
        return None
    shipped = named_in(str(machine.get("model", ""))).before(float(derivation))
    return Labelled(first, second, shipped, derived)


def proposed(pairs: Iterable[Labelled], share: float = 1.0) -> Proposal:
    """The calibration that labelled pairs ask for.

    Args:
        pairs: Labelled.
        share: How much of the way from what ships to that is gone, 0..1.

    Raises:
        CalibrationRefused: There are too few, or too few of one kind, or they hang together too closely.
    """
    known = list(pairs)
    derived = np.array([one.derived for one in known], dtype=bool)
    groups = _groups(known)
    count = len(set(groups))
    least = min(int(derived.sum()), len(known) - int(derived.sum()))
    if len(known) < FEWEST or least < FEWEST_OF_EITHER or count < FEWEST_GROUPS:
        message = (
            f"too few labelled pairs to recalibrate by: {len(known)} with a probability to move, {least} of the rarer "
            f"kind, in {count} groups without a common text; it takes {FEWEST}, {FEWEST_OF_EITHER} derived and as many "
            f"not, and {FEWEST_GROUPS} groups. Answer more pairs, or label more"
        )
        raise CalibrationRefused(message)
    odds = np.array([odds_of(one.derivation) for one in known])
    folds = np.array([_fold(group) for group in groups])
    unseen = np.empty(len(known))
    for fold in range(_FOLDS):
        inside = folds == fold
        by_others = fitted(odds[~inside].tolist(), derived[~inside].tolist()).towards_shipped(share)
        unseen[inside] = [by_others.of(known[i].derivation) for i in np.flatnonzero(inside)]
    return Proposal(
        fitted(odds.tolist(), derived.tolist()).towards_shipped(share),
        len(known),
        count,
        Figures.of(np.array([one.derivation for one in known]), derived),
        Figures.of(unseen, derived),
    )


def figures_of(odds: Sequence[float], derived: Sequence[bool], by: Calibration = AS_SHIPPED) -> Figures:
    """What derivations of some pairs are worth, read by a calibration."""
    return Figures.of(np.array([by.of(probability_of(one)) for one in odds]), np.array(derived, dtype=bool))


def _groups(pairs: Sequence[Labelled]) -> list[str]:
    """For each pair the smallest id of those it is connected with by common texts."""
    leads: dict[str, str] = {}

    def lead(name: str) -> str:
        while leads.setdefault(name, name) != name:
            leads[name] = leads[leads[name]]
            name = leads[name]
        return name

    for one in pairs:
        low, high = sorted((lead(one.first), lead(one.second)))
        leads[high] = low
    return [lead(one.first) for one in pairs]


def _fold(group: str) -> int:
    return hashlib.sha256(group.encode("utf-8", "surrogatepass")).digest()[0] % _FOLDS

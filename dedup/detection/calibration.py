"""A derivation recalibrated: a line over its log-odds, fitted to what people say of pairs.

A line that rises reorders nothing, so what is found at a given share of false alarms stays the same; what changes is
what a probability is worth, and with it what is called derived and what is sent to an editor (Platt 1999).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from dedup.detection.odds import odds_of, probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.detection.matching import Compared

Odds = TypeVar("Odds", float, "NDArray[np.float64]")

_MARK: Final = "calibrated:"

SLOPES: Final = (0.25, 4.0)
"""Between which a slope lies: it rises, and no few labels make it steep."""

_SPREAD: Final = (0.25, 0.5)
"""Standard deviations of slope and offset before anything is known: a slope of 1 and no offset are likeliest, as they
ship. Twenty answers that ask for an offset of 1 get a half of it, two hundred nine tenths."""

_STEPS: Final = 50

_SMALL: Final = 1e-9
"""Step below which the minimum is found."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What becomes of a derivation.

    Attributes:
        slope: Of the line; above 0.
        offset: Log-odds that are added.
    """

    slope: float = 1.0
    offset: float = 0.0

    @property
    def name(self) -> str:
        """What an answer calls it, from which it can be told again; empty where nothing changes."""
        return "" if self == AS_SHIPPED else f"{_MARK}{self.slope:g}:{self.offset:+g}"

    def of(self, derivation: float) -> float:
        """The derivation it makes of one; what is certain stays so."""
        if self == AS_SHIPPED or not 0.0 < derivation < 1.0:
            return derivation
        return probability_of(self.of_odds(odds_of(derivation)))

    def before(self, derivation: float) -> float:
        """The derivation that it was made of."""
        if self == AS_SHIPPED or not 0.0 < derivation < 1.0:
            return derivation
        return probability_of(self.odds_before(odds_of(derivation)))

    def of_odds(self, odds: Odds) -> Odds:
        """The log-odds it makes of some, one or an array of them."""
        return self.slope * odds + self.offset

    def odds_before(self, odds: float) -> float:
        """The log-odds that they were made of."""
        return (odds - self.offset) / self.slope

    def towards_shipped(self, share: float) -> Calibration:
        """A part of the way from what ships to this one."""
        return Calibration(round(1.0 + share * (self.slope - 1.0), 4), round(share * self.offset, 4))


AS_SHIPPED = Calibration()
"""Nothing changes."""


def named_in(configuration: str) -> Calibration:
    """The calibration that an answer's configuration names."""
    for part in configuration.split():
        if part.startswith(_MARK):
            slope, offset = part.removeprefix(_MARK).split(":")
            return Calibration(float(slope), float(offset))
    return AS_SHIPPED


def recalibrated(compared: Compared, calibration: Calibration) -> Compared:
    """A comparison whose derivation is read by a calibration; of issues in a fixed form it is no matter of doubt."""
    if calibration == AS_SHIPPED or compared.series is not None:
        return compared
    return replace(compared, derivation=calibration.of(compared.derivation))


def fitted(odds: Sequence[float], derived: Sequence[bool]) -> Calibration:
    """The likeliest calibration by labelled pairs, given that the one that ships is likeliest without them.

    Maximum a posteriori by Newton's method: the loss is convex, so there is one minimum, and from the start a step
    that does not lower it is halved.

    Args:
        odds: Log-odds of derivations as they ship, shape (n,).
        derived: Whether one was made from the other, shape (n,).
    """
    found = np.array([1.0, 0.0])
    x = np.stack([np.asarray(odds, dtype=np.float64), np.ones(len(odds))], axis=1)
    signs = np.where(np.asarray(derived, dtype=bool), 1.0, -1.0)
    prior = 1.0 / np.square(_SPREAD)

    def loss(at: np.ndarray) -> float:
        doubt = float(np.logaddexp(0.0, -signs * (x @ at)).sum())
        return doubt + float(prior @ np.square(at - [1.0, 0.0])) / 2

    for _ in range(_STEPS):
        wrong = 1.0 / (1.0 + np.exp(np.clip(signs * (x @ found), -30.0, 30.0)))
        gradient = prior * (found - [1.0, 0.0]) - x.T @ (signs * wrong)
        step = np.linalg.solve(np.diag(prior) + (x.T * (wrong * (1.0 - wrong))) @ x, gradient)
        share = 1.0
        while loss(found - share * step) > loss(found) and share > _SMALL:
            share /= 2
        found = found - share * step
        if np.abs(share * step).max() < _SMALL:
            break
    return Calibration(round(float(np.clip(found[0], *SLOPES)), 4), round(float(found[1]), 4))

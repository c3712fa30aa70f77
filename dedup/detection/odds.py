"""Probabilities as log-odds, and back."""

from __future__ import annotations

import math

LEAST = 1e-9
"""Doubt that is left in any probability, so that its logarithm is finite."""

_MOST = 30.0
"""Log-odds beyond which nothing changes, so that nothing overflows."""


def odds_of(probability: float) -> float:
    """The log-odds of a probability; of 0 and 1 as of nearly."""
    certain = min(max(probability, LEAST), 1.0 - LEAST)
    return math.log(certain / (1.0 - certain))


def probability_of(odds: float) -> float:
    """The probability of log-odds; of large ones as of 30."""
    return 1.0 / (1.0 + math.exp(-max(-_MOST, min(_MOST, odds))))

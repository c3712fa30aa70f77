"""The methods that are compared: the engine in two ways, and every baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.baselines import METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.records import Row

HELD_OUT = "held_out"
"""The engine, every corpus scored by a model that was fitted without it."""

SHIPPED = "shipped"
"""The engine as it is installed, which was fitted on the development corpora."""


def method_names(baselines: Sequence[Row]) -> dict[str, str]:
    """Every method of a run, with its name in tables."""
    installed = baselines[0]["scores"] if baselines else {}
    own = {HELD_OUT: "wire-dedup, fitted without the corpus", SHIPPED: "wire-dedup as shipped (optimistic)"}
    return own | {name: METHODS.get(name, name) for name in installed}

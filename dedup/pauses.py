"""Python's collector of cycles goes through all that is kept only once in a while, and not at the end.

It does so whenever what is kept grew by a quarter, and what is kept are the texts that are compared: of 66 lookups six
waited 40 to 180 ms each, the longer the more was kept. Hardly anything is part of a cycle; the rest is freed at once.
"""

from __future__ import annotations

import atexit
import gc

YOUNG = 10_000
"""Objects that are made and not freed before the youngest are looked through: those of some two lookups."""

OLD = 100
"""How often that has come to ten times before all are: once in a thousand lookups, not in ten."""


def pause_rarely() -> None:
    """Collect cycles less often from now on, in the whole process; whoever set it rarer, or off, is left at that."""
    young, middle, old = gc.get_threshold()
    if young:
        gc.set_threshold(max(young, YOUNG), middle, max(old, OLD))


def end_at_once() -> None:
    """Have the process end without a last look for cycles in all that libraries brought: 0.35 s of a `dedup score`."""
    atexit.register(gc.freeze)

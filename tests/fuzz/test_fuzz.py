"""A bounded part of the fuzzing: every target meets its seeds, and the same few hundred that are nearly good."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.seeds import SEEDS
from tests.fuzz.shaping import shaped
from tests.fuzz.targets import TARGETS, seeds_of

ROUNDS = {"alignment": 4, "files": 6, "html": 15}
"""Of the dear ones; of all others some more."""


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_but_the_house_s_errors_comes_of_it(target: str) -> None:
    chance = random.Random(target)  # noqa: S311 - the same every time
    seeds = list(seeds_of(target, SEEDS).values())
    for seed in seeds:
        TARGETS[target](seed)
    for _ in range(ROUNDS.get(target, 25)):
        TARGETS[target](shaped(chance.choice(seeds), chance))


def test_every_seed_is_read_by_its_own_target() -> None:
    assert {f"wire-{name}" for name in SEEDS} - TARGETS.keys() == {
        "wire-html",
        "wire-pdf",
        "wire-docx",
        "wire-lines",
        "wire-packed",
    }

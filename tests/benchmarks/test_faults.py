from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.faults.damage import DAMAGES, damage
from benchmarks.servers.bywords import DIMENSION
from dedup.index.faiss import FaissSemanticIndex

if TYPE_CHECKING:
    from pathlib import Path


def test_every_damage_leaves_a_snapshot_that_is_not_taken_for_one(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - the same every time
    for how in {*DAMAGES} - {"none", "half written"}:
        path = tmp_path / f"{how[:4]}.index"
        kept = FaissSemanticIndex(path, DIMENSION, "mine")
        kept.advance(7)
        kept.save()
        assert damage(path, how, chance, DIMENSION)
        assert FaissSemanticIndex(path, DIMENSION, "mine").sequence == 0

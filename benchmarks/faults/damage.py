"""What a crash, a bad disk or a wrong copy leave of a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.index.faiss import FaissSemanticIndex

if TYPE_CHECKING:
    import random
    from pathlib import Path

DAMAGES = ("none", "cut", "flipped", "another's", "missing", "none", "half written")


def damage(snapshot: Path, how: str, chance: random.Random, dimension: int) -> bool:
    """Leave behind what a crash, a bad disk or a wrong copy may leave behind; whether there was something to damage."""
    if how == "another's":
        snapshot.unlink(missing_ok=True)
        other = FaissSemanticIndex(snapshot, dimension, "another model of another store")
        other.advance(1)  # what has not changed is not written
        other.save()
        return True
    if how == "half written":
        snapshot.with_name(snapshot.name + ".partial").write_bytes(chance.randbytes(3000))
        return True
    if how == "none" or not snapshot.exists():
        return False
    content = bytearray(snapshot.read_bytes())
    if how == "missing":
        snapshot.unlink()
    elif how == "cut":
        snapshot.write_bytes(content[: chance.randrange(len(content))])
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        snapshot.write_bytes(content)
    return True

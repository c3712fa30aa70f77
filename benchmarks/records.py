"""Raw predictions on disk: JSON Lines that are appended to as the run goes, and that say what made them."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dedup

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]

_JUDGING = ("text", "detection", "index", "formats")
_MODULES = ("service.py", "proposal.py")


class BenchmarkError(ValueError):
    """Something the user of the benchmark can mend; the message says what."""


class MixedPredictions(BenchmarkError):
    """The folder holds predictions that something else made; the message says what differs."""


class Records:
    """One file of raw predictions, continued where an earlier run stopped.

    The first line is a header with a fingerprint of everything that the predictions depend on. A half-written last
    line, left by a run that was killed, is cut off.

    Args:
        path: The file; made if it is not there.
        fingerprint: What makes the predictions.
        fresh: Throw away what another fingerprint made, instead of refusing it.

    Raises:
        MixedPredictions: The file was made by something else.
    """

    def __init__(self, path: Path, fingerprint: dict[str, str], *, fresh: bool = False) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        header, rows = read_rows(path)
        if header and header != fingerprint:
            if not fresh:
                names = sorted(name for name in {*header, *fingerprint} if header.get(name) != fingerprint.get(name))
                message = (
                    f"{path} was made by another {' and '.join(names)}: figures of both must not be mixed. "
                    "Use another --out, or --fresh to throw those predictions away."
                )
                raise MixedPredictions(message)
            rows = []
        self._done = {row_key(row) for row in rows}
        lines = [json.dumps({"fingerprint": fingerprint}), *(json.dumps(row, ensure_ascii=False) for row in rows)]
        unfinished = path.with_suffix(".part")
        unfinished.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        unfinished.replace(path)

    def __contains__(self, key: tuple[str, str, str]) -> bool:
        """Whether a prediction is there: by corpus, derived article and source article."""
        return key in self._done

    def append(self, row: Row) -> None:
        """Write one prediction."""
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._done.add(row_key(row))


def row_key(row: Row) -> tuple[str, str, str]:
    """What a prediction is about: corpus, derived article and source article (empty where there is none)."""
    return row["corpus"], row["derived"], row.get("source", "")


def read_rows(path: Path) -> tuple[dict[str, str], list[Row]]:
    """The header's fingerprint and all whole rows of a file; nothing if it is not there."""
    if not path.exists():
        return {}, []
    lines = path.read_text("utf-8").split("\n")[:-1]
    if not lines:
        return {}, []
    return json.loads(lines[0])["fingerprint"], [json.loads(line) for line in lines[1:]]


@cache
def engine_code() -> str:
    """Digest of the engine's code that a prediction depends on: cutting, indexing, comparing and deciding.

    Taken once, so that it is of the code this process works with.
    """
    root = Path(dedup.__file__).parent
    paths = [path for folder in _JUDGING for path in (root / folder).glob("*.py")]
    return _digest([*paths, *(root / name for name in _MODULES)])


def baseline_code() -> str:
    """Digest of the baselines' code."""
    return _digest([Path(__file__).parent / "baselines.py"])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]

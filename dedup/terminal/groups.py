"""The lines of ``dedup cluster``: one an article, on stdout or in a file that a later run can go on with."""

from __future__ import annotations

import sys
from collections import defaultdict, deque
from typing import IO, TYPE_CHECKING, Self

import orjson

from dedup.errors import UnreadableInput

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_OF = {"derivation": "meaning", "shared": "words"}
"""The field by which a line shows what its articles were grouped by."""


class GroupLines:
    """Where the lines go. A line is written as a whole and handed over at once, so that whoever follows sees it.

    Args:
        out: A file; stdout if None.
        by: What articles are grouped by.
        resume: Go on with the file, if there is one.

    Raises:
        UnreadableInput: The file holds something else, or articles that were grouped otherwise.
        OSError: The file can not be written, or is there and is not to be gone on with.
    """

    def __init__(self, out: Path | None, by: str, *, resume: bool = False) -> None:
        self._leads: defaultdict[str, deque[str]] = defaultdict(deque)
        self._file: IO[bytes] | None = None
        if out is not None:
            if resume and out.exists():
                kept = self._read(out, by)
                self._file = out.open("r+b")
                self._file.truncate(kept)
                self._file.seek(kept)
            else:
                self._file = out.open("xb")

    def __enter__(self) -> Self:
        """Open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def earlier(self, name: str) -> str | None:
        """The lead that the run before has found for an article, each line once; None if it came to none."""
        leads = self._leads.get(name)
        return leads.popleft() if leads else None

    def write(self, found: object) -> None:
        """Write one article's line.

        Args:
            found: A dataclass; spans in it are tuples.
        """
        line = orjson.dumps(found, default=list, option=orjson.OPT_APPEND_NEWLINE)
        if self._file is None:
            sys.stdout.write(line.decode())
            sys.stdout.flush()
        else:
            self._file.write(line)
            self._file.flush()

    def _read(self, out: Path, by: str) -> int:
        """Take in the lines of a file, but for a last one that was not finished; gives the bytes of those it took."""
        kept = 0
        with out.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.endswith(b"\n"):
                    break
                row = _row(line)
                made_by = next((kind for field, kind in _OF.items() if field in row), None)
                if made_by is None:
                    message = f"{out}, line {number} is no line of dedup cluster. Name another file with --out."
                    raise UnreadableInput(message)
                if made_by != by:
                    message = (
                        f"{out} holds articles grouped by {made_by}. Go on with --by {made_by}, or name another file."
                    )
                    raise UnreadableInput(message)
                self._leads[str(row["id"])].append(str(row["lead"]))
                kept += len(line)
        return kept


def _row(line: bytes) -> dict[str, object]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return row if isinstance(row, dict) and {"id", "lead"} <= row.keys() else {}

"""A drop folder: agencies deliver files by FTP, and each becomes a message of the inbox."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DONE, FAILED = "done", "failed"
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".partial")
"""How clients call a file that they are still sending."""

SETTLED_SECONDS = 2.0
"""How long a file must stay as it is: FTP servers show a file from its first byte on."""

LARGEST = 16 * 2**20
"""Bytes of a file; the longest message that the hook takes is half of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file.

    Attributes:
        name: Of the file.
        reason: Why it failed; None if it is in the inbox.
    """

    name: str
    reason: str | None


class DropFolder:
    """Takes complete files, and moves each to ``done`` or ``failed`` once the inbox has it, or never will.

    A file that is in the inbox and was not moved, because the process died between, is taken again: the inbox knows
    its bytes. Files of the sub-folders are left alone, and so are hidden ones.

    Args:
        folder: Where files are dropped.
        accept: Keeps the bytes of one file durably; raises an InputError for what can never be read.
        settled: Seconds a file must stay as it is.
    """

    def __init__(self, folder: Path, accept: Callable[[bytes], object], settled: float = SETTLED_SECONDS) -> None:
        self._folder = folder
        self._accept = accept
        self._settled = settled
        self._seen: dict[str, tuple[int, int, float]] = {}
        for name in (DONE, FAILED):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def look(self) -> Iterator[Taken]:
        """Look once; files are taken in the order of their times.

        Yields:
            What became of each file that was taken.

        Raises:
            StoreError: The inbox can not be written; the file stays where it is.
        """
        files = {file.name: file for file in self._candidates()}
        self._seen = {name: seen for name, seen in self._seen.items() if name in files}
        due = [file for file in files.values() if self._is_complete(file)]
        for file in sorted(due, key=lambda file: (self._seen[file.name][1], file.name)):
            taken = self._take(file)
            if taken is not None:
                yield taken

    def _candidates(self) -> Iterator[Path]:
        for file in self._folder.iterdir():
            hidden = file.name.startswith(".") or file.name.lower().endswith(UNFINISHED)
            if not hidden and file.is_file() and not file.is_symlink():
                yield file

    def _is_complete(self, file: Path) -> bool:
        """Whether a file has stayed as it is for long enough."""
        try:
            state = file.stat()
        except FileNotFoundError:  # its sender took it back
            return False
        now = time.monotonic()
        size, changed, since = self._seen.get(file.name, (-1, -1, now))
        if (size, changed) != (state.st_size, state.st_mtime_ns):
            self._seen[file.name] = (state.st_size, state.st_mtime_ns, now)
            return self._settled <= 0
        return now - since >= self._settled

    def _take(self, file: Path) -> Taken | None:
        """Take a file; None if its sender took it back, or another process was quicker."""
        reason = None
        try:
            with file.open("rb") as stream:
                content = stream.read(LARGEST + 1)
            if len(content) > LARGEST:
                reason = f"It is larger than {LARGEST // 2**20} MiB; send its stories one by one."
            else:
                self._accept(content)
        except FileNotFoundError:
            return None
        except InputError as error:
            reason = str(error)
        except OSError as error:
            reason = f"It can not be read: {error.strerror}."
        self._seen.pop(file.name, None)
        try:
            self._move(file, DONE if reason is None else FAILED, reason)
        except FileNotFoundError:
            return None
        return Taken(file.name, reason)

    def _move(self, file: Path, where: str, reason: str | None) -> None:
        """Move a file; one of the same name that is there already is kept."""
        target = self._folder / where / file.name
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{file.stem}.{number}{file.suffix}")
        file.replace(target)
        if reason is not None:
            target.with_name(f"{target.name}.reason.txt").write_text(reason + "\n", "utf-8")

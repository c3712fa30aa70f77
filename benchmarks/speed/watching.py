"""Runs a command and says what it took: time, processor time, and the most memory at one moment."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.records import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOOK_SECONDS = 0.1
_MEBIBYTE = 1024


def watched(command: Sequence[str], environment: Mapping[str, str] | None = None) -> dict[str, float]:
    """Run a command to its end.

    Args:
        command: Program and arguments.
        environment: Variables beside those of this process.

    Returns:
        ``seconds``, ``processor_seconds`` (with its children) and ``peak_mib``: memory of all its processes together at
        one moment, what they share counted once.

    Raises:
        BenchmarkError: It failed; with the end of what it said.
    """
    began = perf_counter()
    process = subprocess.Popen(  # noqa: S603 - commands of the benchmark itself
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    ended, peaks = threading.Event(), [0]

    def look() -> None:
        while not ended.wait(_LOOK_SECONDS):
            peaks.append(_memory(process.pid))

    looking = threading.Thread(target=look)
    looking.start()
    errors = process.stderr.read() if process.stderr is not None else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    ended.set()
    looking.join()
    if process.returncode:
        said = errors.decode(errors="replace")[-2000:]
        message = f"{' '.join(command[:4])} … failed with {process.returncode}:\n{said}"
        raise BenchmarkError(message)
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mib": round(max(peaks) / _MEBIBYTE),
    }


def _memory(session: int) -> int:
    """KiB of the processes of a session, a shared page by its share."""
    total = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdecimal() and os.getsid(int(folder.name)) == session:
                lines = (folder / "smaps_rollup").read_text("utf-8").splitlines()
                total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
        except (OSError, ValueError):
            continue  # it ended meanwhile
    return total

"""An archive is stored with real Ray workers: one is killed at its work, then all of it, and the rows are the same."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dedup.article import Article
from dedup.settings import Settings
from dedup.storing import Ingested
from dedup.wiring import DATABASE, build_service
from tests.acceptance.fleet import SECONDS, eventually

if TYPE_CHECKING:
    from dedup.ports.models import Encoder

if find_spec("ray") is None:  # which is imported once it is known how it is to run
    pytest.skip("ray is not installed", allow_module_level=True)

BATCH = 32
UNDER_WAY = 4 + 2 * 3 * len(os.sched_getaffinity(0))
"""Batches that are under way between the file and the store, and a few more."""
AT_WORK = "ray::_prepare"
"""What Ray calls a process that is preparing articles, for as long as it does."""
_TIMES = {"stored_at", "written_at", "vectors"}
"""Columns that are compared by themselves, or not at all."""


VILLAGES = ["Northwater", "Eastmoor", "Holm", "Quarrington", "Lower Fen", "Saltby", "Greyhaven"]
PLACES = ["mill", "dairy", "theatre", "lighthouse", "orchard", "tramway", "bakery", "quarry", "library"]


class Command:
    """``dedup`` with workers on this machine, in a process of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._told = (folder / "told").open("w+")
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "dedup.cli", "--data-dir", str(folder / "data"), *arguments, "--ray", "local"],
            stdout=self._told,
            stderr=subprocess.STDOUT,
            env=os.environ | {"DEDUP_ENCODER_THREADS": "1", "RAY_TMPDIR": "/tmp"},  # noqa: S108 - Ray's paths are long
        )
        self._started: set[int] = set()

    def workers(self) -> list[int]:
        """Those that are preparing articles."""
        return [pid for pid in self.others() if title(pid).startswith(AT_WORK)]

    def others(self) -> set[int]:
        """All processes that it has started, and those started."""
        self._started |= descendants(self.process.pid)
        return {pid for pid in self._started if title(pid)}

    def end(self) -> str:
        """End it if it has not ended, with all it started; what it said."""
        self.others()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pid in self.others():
            os.kill(pid, signal.SIGKILL)
        self._told.seek(0)
        said = self._told.read()
        self._told.close()
        return said


def title(pid: int) -> str:
    """What a process is called; nothing where it is gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return "" if state == "Z" else Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    try:
        children = [
            int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()
        ]
    except OSError:
        return found
    for child in children:
        found |= {child} | descendants(child)
    return found


def story(number: int) -> dict[str, str]:
    village, place = VILLAGES[number % len(VILLAGES)], PLACES[number // len(VILLAGES) % len(PLACES)]
    text = f"The {place} of {village} was sold to bidder {number} on Friday. Nobody else had come."
    return {"id": f"a{number}", "text": text, "source": "Agency"}


def line(number: int) -> bytes:
    return json.dumps(story(number)).encode() + b"\n"


def stored(data: Path) -> int:
    if not (data / DATABASE).exists():
        return 0
    with sqlite3.connect(f"file:{data / DATABASE}?mode=ro", uri=True, timeout=30) as database:
        try:
            return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return 0


def tables(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is stored, but for when."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with sqlite3.connect(data / DATABASE) as database:
        for name in ("articles", "contents", "operations", "buckets", "items", "fulltext", "verdicts", "listed"):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})") if row[1] not in _TIMES]
            found[name] = sorted(database.execute(f"SELECT {', '.join(columns)} FROM {name}"), key=repr)  # noqa: S608 - names of ours
    return found


def vectors(data: Path) -> np.ndarray[Any, Any]:
    with sqlite3.connect(data / DATABASE) as database:
        rows = database.execute("SELECT vectors FROM contents ORDER BY article_key").fetchall()
    return np.concatenate([np.frombuffer(row[0], dtype=np.float16) for row in rows]).astype(np.float32)


class Wire:
    """A pipe that a command reads as a file of JSON Lines, whose end does not come."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.sent = 0
        self._lines = os.fdopen(os.open(path, os.O_RDWR), "wb")  # which waits for no reader,
        fcntl.fcntl(self._lines, fcntl.F_SETPIPE_SZ, 2**20)  # and for none that has died

    def send(self, batches: int) -> None:
        self._lines.write(b"".join(map(line, range(self.sent, self.sent + batches * BATCH))))
        self._lines.flush()
        self.sent += batches * BATCH


def killed_at_its_work(command: Command) -> bool:
    """Kill a worker that is preparing articles, if there is one."""
    for pid in command.workers():
        os.kill(pid, signal.SIGSTOP)
        if title(pid).startswith(AT_WORK):  # it stands still, so it is in the middle
            os.kill(pid, signal.SIGKILL)
            return True
        os.kill(pid, signal.SIGCONT)
    return False


def test_killed_at_its_work_and_then_altogether_it_stores_what_one_process_does(
    tmp_path: Path, encoder: Encoder
) -> None:
    data, alone = tmp_path / "data", tmp_path / "alone"
    wire = Wire(tmp_path / "pipe.jsonl")
    command = Command(tmp_path, "ingest", "--bulk", "--no-verdicts", str(tmp_path / "pipe.jsonl"))

    def at_its_work() -> bool:
        wire.send(1)
        return killed_at_its_work(command)

    try:
        wire.send(UNDER_WAY)
        eventually(lambda: stored(data) >= BATCH)
        eventually(at_its_work)
        at_least = wire.sent
        wire.send(UNDER_WAY)  # what was under way has to come out
        eventually(lambda: stored(data) >= at_least)
    finally:
        said = command.end()
    assert "created" not in said, "it was killed before it could say what it did"
    held = stored(data)
    assert 0 < held < wire.sent

    (tmp_path / "wire.jsonl").write_bytes(b"".join(map(line, range(wire.sent))))
    again = Command(tmp_path, "ingest", "--bulk", "--no-verdicts", str(tmp_path / "wire.jsonl"))
    try:
        assert again.process.wait(SECONDS) == 0
    finally:
        said = again.end()
    assert said == f"{wire.sent - held} created, {held} unchanged, 0 failed\n"

    service = build_service(Settings(data_dir=alone), encoder)
    articles = [Article(one["text"], id=one["id"], source=one["source"]) for one in map(story, range(wire.sent))]
    assert all(isinstance(one, Ingested) for one in service.store_many(articles))
    service.close()
    assert tables(data) == tables(alone)
    np.testing.assert_allclose(vectors(data), vectors(alone), atol=1e-3)
    service = build_service(Settings(data_dir=data), encoder)
    assert all(finding.ok for finding in service.diagnose())
    service.close()

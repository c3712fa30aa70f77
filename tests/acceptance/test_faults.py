"""Full disks, folders without the right to write, damaged databases, servers that restart: said, and nothing lost."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from dedup.cli import app
from dedup.errors import StoreUnavailable
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.wiring import DATABASE, build_service
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.service import DedupService

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def opened(data: Path, url: str | None = None) -> DedupService:
    return build_service(Settings(data_dir=data, database_url=url), HashingEncoder())


def agrees(service: DedupService, numbers: set[int]) -> None:
    """All of these are stored, nothing else is, and both indexes find them."""
    health = service.health()
    assert health.in_step
    assert health.articles == len(numbers)
    assert all(finding.ok for finding in service.diagnose())
    for number in numbers:
        assert service.score(story(number)).relation == "identical"


def limited(data: Path, room: int) -> tuple[list[int], str]:
    """Store articles in a process whose files may grow by so many bytes; what it acknowledged, and why it stopped."""
    code = (
        "import json, resource, sys; from pathlib import Path\n"
        "from dedup.errors import StoreUnavailable\n"
        "from tests.acceptance.test_faults import opened; from tests.acceptance.ingester import story\n"
        "from dedup.text.languages.telling import tell\n"
        "tell(['hafen'], lambda: 'Der Hafen', None)  # unpacks its model into a file, of which this is no test\n"
        f"service = opened(Path({str(data)!r}))\n"
        f"most = max(path.stat().st_size for path in Path({str(data)!r}).iterdir()) + {room}\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))\n"
        "done = []\n"
        "try:\n"
        "    for number in range(2000): service.ingest(story(number)); done.append(number)\n"
        "except StoreUnavailable as error: print(json.dumps([done, str(error)]))\n"
        "service.close()\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    done, said = json.loads(ended.stdout)
    return done, said


def test_a_full_disk_is_said_and_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    done, said = limited(tmp_path, room=250_000)
    assert done
    assert "room" in said
    assert "Nothing of this change was kept" in said
    service = opened(tmp_path)
    agrees(service, set(done))
    following = done[-1] + 1
    service.ingest(story(following))  # there is room again
    agrees(service, {*done, following})
    service.close()


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user reaches, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_folder_that_may_only_be_read_is_said_and_loses_nothing(public: Path) -> None:
    service = opened(public)
    service.ingest(story(0))
    service.close()
    rights = {path: path.stat().st_mode for path in (public, *public.iterdir())}
    for path in rights:
        path.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)  # whom rights bind
    try:
        with pytest.raises(
            StoreUnavailable, match="give the user that runs this the right to write its file and folder"
        ):
            opened(public)
    finally:
        os.seteuid(os.getuid())
        for path, mode in rights.items():
            path.chmod(mode)
    service = opened(public)
    agrees(service, {0})
    service.ingest(story(1))
    agrees(service, {0, 1})
    service.close()


@pytest.mark.parametrize("where", ["the first page", "all other pages"])
def test_a_damaged_database_is_said_and_left_alone(tmp_path: Path, where: str) -> None:
    service = opened(tmp_path)
    for number in range(5):
        service.ingest(story(number))
    service.close()
    path = tmp_path / DATABASE
    with Database(f"sqlite:///{path}").engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    noise = random.Random(1).randbytes(len(whole))  # noqa: S311 - the same every time
    damaged = noise[:4096] + whole[4096:] if where == "the first page" else whole[:4096] + noise[4096:]
    path.write_bytes(damaged)
    with pytest.raises(StoreUnavailable, match="is damaged; stop what uses it, and put a backup in its place"):
        opened(tmp_path)
    told = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "doctor"])
    assert told.exit_code not in {0, None}
    assert "is damaged" in " ".join(told.output.split())
    assert path.read_bytes()[:4096] == damaged[:4096]


def test_a_postgresql_server_that_loses_its_connections_loses_no_article(tmp_path: Path, postgres_url: str) -> None:
    service, administration = opened(tmp_path, postgres_url), Database(postgres_url)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    stopping, done = threading.Event(), set[int]()
    refused: list[str] = []

    def cutting() -> None:
        # Each refusal gives more time until the next, so that on any machine something is done in between.
        while not stopping.wait(0.05 * (1 + len(refused))):
            with administration.engine.connect() as connection:
                connection.execute(cut)

    thread = threading.Thread(target=cutting)
    thread.start()
    try:
        while len(done) < 10 or not refused:
            try:
                service.ingest(story(len(done)))
            except StoreUnavailable as error:
                refused.append(str(error))
            else:
                done.add(len(done))
    finally:
        stopping.set()
        thread.join()
    # A refusal may have come after the commit, and before the index took the article in: the sender sends it again,
    # and the next search takes in what it finds stored.
    last = len(done)
    service.ingest(story(last))
    service.score(story(0))
    agrees(service, {*done, last})
    service.close()
    administration.dispose()

"""A backup is made beside a service that writes, and what is made of it again is the same store."""

from __future__ import annotations

import json
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from dedup.access.callers import Caller
from dedup.article import Article
from dedup.backups import making, restoring
from dedup.backups.manifest import CHECKED, MANIFEST
from dedup.errors import StoreError, UnreadableInput
from dedup.settings import Settings
from dedup.storage.audit import SqlAuditLog
from dedup.storage.database import Database
from dedup.wiring import SNAPSHOT, build_service, database_url
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from dedup.backups.manifest import Manifest
    from dedup.doctor import Finding

BY = (Caller("command", "ilse", frozenset()), "test")
STORIES = 12


@pytest.fixture
def settings(tmp_path: Path, store_url: str) -> Settings:
    """A filled store, of each kind of database."""
    settings = Settings(data_dir=tmp_path / "data", database_url=store_url)
    service = build_service(settings, HashingEncoder())
    for number in range(STORIES):
        service.ingest(story(number))
    service.remove(str(story(3).id))
    service.close()
    return settings


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Settings:
    """A place where nothing is yet, for the same kind of database."""
    embedded = database_url(settings).startswith("sqlite")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}" if embedded else request.getfixturevalue("empty_postgres_url")
    return Settings(data_dir=tmp_path / "elsewhere", database_url=url)


def make(settings: Settings, folder: Path) -> Manifest:
    return making.make(settings, folder, BY, HashingEncoder())


def restore(settings: Settings, folder: Path) -> list[Finding]:
    return restoring.restore(settings, folder, BY, HashingEncoder())


def test_a_backup_beside_a_writer_is_of_one_moment_and_comes_back_whole(
    tmp_path: Path, settings: Settings, elsewhere: Settings
) -> None:
    stop = threading.Event()
    written: list[str] = []

    def write() -> None:
        service = build_service(settings, HashingEncoder())
        while not stop.is_set():
            written.append(service.ingest(story(STORIES + len(written))).id)
        service.close()

    writer = threading.Thread(target=write)
    writer.start()
    while not written:
        stop.wait(0.01)
    made = make(settings, tmp_path / "backup")
    during = len(written)
    stop.set()
    writer.join()
    assert STORIES - 1 < made.articles <= STORIES + during, "it was written to before, and while it was copied"
    assert made.tables["articles"]["rows"] == made.tables["contents"]["rows"] == made.articles

    findings = restore(elsewhere, tmp_path / "backup")
    assert all(finding.ok for finding in findings), findings
    assert findings[-1].detail == f"{CHECKED} of {CHECKED} articles score as they did"
    service = build_service(elsewhere, HashingEncoder())
    assert service.health().articles == made.articles
    assert service.article(str(story(5).id)).article.text == story(5).text
    assert service.ingest(story(900)).status == "created"
    assert service.remove(str(story(900).id)) == 1
    service.close()


def test_what_was_done_is_in_the_audit_log_of_both(tmp_path: Path, settings: Settings, elsewhere: Settings) -> None:
    make(settings, tmp_path / "backup")
    restore(elsewhere, tmp_path / "backup")
    for place, action in ((settings, "store.backup"), (elsewhere, "store.restore")):
        database = Database(database_url(place))
        told = SqlAuditLog(database).listing(limit=1)
        database.dispose()
        assert [(entry.who, entry.action) for entry in told] == [("command ilse", action)]


def test_an_index_of_what_the_store_became_later_is_not_taken_for_the_restored_ones(
    tmp_path: Path, settings: Settings, elsewhere: Settings
) -> None:
    make(settings, tmp_path / "backup")
    service = build_service(settings, HashingEncoder())
    service.ingest(Article("The lock at Farrow Mill was closed on Sunday after its gate had jammed.", id="later"))
    service.close()
    restore(elsewhere, tmp_path / "backup")
    shutil.copyfile(settings.data_dir / SNAPSHOT, elsewhere.data_dir / SNAPSHOT)
    service = build_service(elsewhere, HashingEncoder())
    service.ingest(story(700))  # another one under the number of the one that is gone
    assert service.health().in_step
    assert service.score(story(700)).relation == "identical"
    assert "later" not in {match.article.id for match in service.score(story(700)).matches}
    service.close()


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "another table", "no manifest", "manifest cut"])
def test_a_damaged_backup_is_refused_and_nothing_is_left(tmp_path: Path, sqlite_url: str, damage: str) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=sqlite_url)
    service = build_service(settings, HashingEncoder())
    service.ingest(story(1))
    service.close()
    folder, new = tmp_path / "backup", tmp_path / "new.sqlite"
    file, manifest = folder / make(settings, folder).file, folder / MANIFEST
    content, told = bytearray(file.read_bytes()), json.loads(manifest.read_text())
    if damage == "flipped":
        content[len(content) // 2] ^= 4
        file.write_bytes(content)
    elif damage == "cut":
        file.write_bytes(content[:-4096])
    elif damage == "gone":
        file.unlink()
    elif damage == "another table":
        told["tables"]["articles"]["digest"] = "0" * 32
        manifest.write_text(json.dumps(told))
    elif damage == "no manifest":
        manifest.unlink()
    else:
        manifest.write_text(manifest.read_text()[:-100])
    with pytest.raises(UnreadableInput, match="backup"):
        restore(Settings(data_dir=tmp_path / "other", database_url=f"sqlite:///{new}"), folder)
    assert not new.exists()


def test_nothing_is_restored_over_anything(tmp_path: Path, settings: Settings) -> None:
    make(settings, tmp_path / "backup")
    with pytest.raises(StoreError, match=r"is there already|is not empty"):
        restore(settings, tmp_path / "backup")
    with pytest.raises(StoreError, match="is there already"):
        make(settings, tmp_path / "backup")
    service = build_service(settings, HashingEncoder())
    assert service.health().articles == STORIES - 1
    service.close()


def test_a_backup_goes_into_a_database_of_its_kind(tmp_path: Path, sqlite_url: str) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=sqlite_url)
    make(settings, tmp_path / "backup")
    with pytest.raises(StoreError, match="a backup of sqlite"):
        restore(Settings(database_url="postgresql://nobody@127.0.0.1:1/none"), tmp_path / "backup")


def test_without_pg_dump_it_is_said_what_to_install(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="postgresql-client"):
        make(Settings(data_dir=tmp_path / "data", database_url=postgres_url), tmp_path / "backup")
    assert [path.name for path in tmp_path.iterdir()] == ["data"], "nothing is left of it"


def test_an_empty_store_comes_back_empty(tmp_path: Path, sqlite_url: str) -> None:
    make(Settings(data_dir=tmp_path / "data", database_url=sqlite_url), tmp_path / "backup")
    new = Settings(data_dir=tmp_path / "elsewhere")
    assert all(finding.ok for finding in restore(new, tmp_path / "backup"))
    assert database_url(new).endswith("elsewhere/dedup.sqlite3")

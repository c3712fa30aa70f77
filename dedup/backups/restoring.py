"""A backup becomes a store again, and is held against what it says of itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from dedup.backups.manifest import CHECKED, Manifest, read_manifest, scored_now, sha256_of
from dedup.doctor import Finding
from dedup.errors import SchemaOutdated, StoreError, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.access.callers import Caller
    from dedup.ports.models import Encoder
    from dedup.service import DedupService
    from dedup.settings import Settings
    from dedup.storage.database import Database


def restore(settings: Settings, folder: Path, by: tuple[Caller, str], encoder: Encoder | None = None) -> list[Finding]:
    """Make the store of a backup again, and hold it against what the backup says.

    What was copied is compared byte by byte and row by row; then the database is brought to this release's schema, the
    indexes are made, the doctor looks at them, and the articles that were scored for the backup are scored again.

    Args:
        settings: Where the store goes: a place where nothing is yet.
        folder: The backup.
        by: Who has it restored, and where, for the audit log.
        encoder: Another sentence model than the one the settings name.

    Returns:
        What was found; all is well if each finding is.

    Raises:
        UnreadableInput: The backup is damaged.
        SchemaOutdated: A newer release made it.
        StoreError: There is something at the place already, or it can not be written.
        ModelMismatch: The settings name another model than that of the store.
    """
    from dedup.storage.connecting import database_url as read_url
    from dedup.storage.copying import put_back
    from dedup.storage.schema import is_known
    from dedup.wiring import SNAPSHOT, database_url

    manifest = read_manifest(folder)
    url = database_url(settings)
    if read_url(url).get_backend_name() != manifest.database:
        message = (
            f"{folder} is a backup of {manifest.database}, and goes into such a database: name one with --database-url"
            f"{', or leave that away' if manifest.database == 'sqlite' else ''}."
        )
        raise StoreError(message)
    if not is_known(manifest.schema):
        message = f"{folder} was made by release {manifest.release}, which is newer than this one: install that one."
        raise SchemaOutdated(message)
    _require_whole(folder, manifest)
    with put_back(folder / manifest.file, url) as database:
        _require_same(folder, manifest, database)
        (settings.data_dir / SNAPSHOT).unlink(missing_ok=True)
        revived = _revived(settings, manifest, database, by, encoder)
        return [Finding("copy", ok=True, detail=_told(manifest)), *revived]


def _require_whole(folder: Path, manifest: Manifest) -> None:
    file = folder / manifest.file
    if not file.exists() or file.stat().st_size != manifest.size or sha256_of(file) != manifest.sha256:
        message = f"{file} is not what was backed up: it is damaged, cut off or gone. Take another backup."
        raise UnreadableInput(message)


def _require_same(folder: Path, manifest: Manifest, database: Database) -> None:
    from dedup.storage.digests import contents

    found = {name: asdict(content) for name, content in contents(database).items()}
    wrong = [name for name in sorted(found.keys() | manifest.tables) if found.get(name) != manifest.tables.get(name)]
    if wrong:
        message = (
            f"What was restored of {folder} is not what was backed up: the tables {', '.join(wrong)} differ. Empty the "
            f"database {database.label}, and take another backup."
        )
        raise UnreadableInput(message)


def _told(manifest: Manifest) -> str:
    rows = sum(table["rows"] for table in manifest.tables.values())
    return f"{len(manifest.tables)} tables, {rows:,} rows, as they were on {manifest.made_at}"


def _revived(
    settings: Settings, manifest: Manifest, database: Database, by: tuple[Caller, str], encoder: Encoder | None
) -> Iterator[Finding]:
    """Make a working store of the tables, and say how it does."""
    from dedup.storage.audit import SqlAuditLog
    from dedup.storage.database import Database
    from dedup.storage.properties import draw_identity
    from dedup.storage.schema import upgrade
    from dedup.wiring import build_service

    url = database.url.render_as_string(hide_password=False)
    upgrade(url)
    with database.transaction() as connection:
        draw_identity(connection)  # folders elsewhere may hold the index of what the store became after the backup
    SqlAuditLog(database).write(by[0], "store.restore", f"the backup of {manifest.made_at}", by[1])
    plain = settings.model_copy(update={"window_days": None, "vectors_url": None})
    service = build_service(plain, encoder, database=Database(url))
    try:
        yield from service.diagnose()
        yield _same_scores(service, manifest)
    finally:
        service.close()


def _same_scores(service: DedupService, manifest: Manifest) -> Finding:
    """Whether the articles that were scored for the backup score the same."""
    from dedup.storage.store import SqlArticleStore

    if not isinstance(service.store, SqlArticleStore):
        raise TypeError(service.store)
    again = [scored_now(service, key) for key in service.store.spread(CHECKED)]
    if [one.config for one in again] != [one.config for one in manifest.scored]:
        return Finding(
            "scores", ok=True, detail="not compared: this release judges otherwise than the one of the backup"
        )
    wrong = [new.id for old, new in zip(manifest.scored, again, strict=True) if not old.like(new)]
    detail = f"{len(again) - len(wrong)} of {len(again)} articles score as they did"
    return Finding("scores", not wrong, f"{detail}; not {', '.join(wrong)}" if wrong else detail)

"""A backup is made while the store is used or not, and read through."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from dedup.backups.manifest import CHECKED, FORMAT, MANIFEST, Manifest, Scored, scored_now, sha256_of
from dedup.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dedup.access.callers import Caller
    from dedup.ports.models import Encoder
    from dedup.settings import Settings
    from dedup.storage.database import Database

PARTIAL = ".partial"
"""What the name of a backup ends in until it is whole."""


def make(settings: Settings, folder: Path, by: tuple[Caller, str], encoder: Encoder | None = None) -> Manifest:
    """Back a store up, while it is used or not, and read the backup through.

    Args:
        settings: Of the store.
        folder: The backup; must not be there yet.
        by: Who has it made, and where, for the audit log.
        encoder: Another sentence model than the one the settings name.

    Returns:
        What the backup says about itself.

    Raises:
        StoreError: It can not be made; nothing is left of it.
    """
    from dedup.storage.audit import SqlAuditLog
    from dedup.storage.copying import copied, flush
    from dedup.wiring import open_database

    if folder.exists():
        message = f"{folder} is there already. A backup is a folder of its own: name one that is not there."
        raise StoreError(message)
    partial = folder.with_name(folder.name + PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)
    database = open_database(settings)
    try:
        partial.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)  # it has all texts, and hashes of keys and passwords
        work = partial / "work"
        work.mkdir()
        _lend_index(settings.data_dir, work)
        now = datetime.now(UTC)
        with copied(database, partial) as (file, copy):
            manifest = _described(now, file, copy, _scores_of(settings, work, copy, encoder))
        shutil.rmtree(work)
        manifest = replace(manifest, size=file.stat().st_size, sha256=sha256_of(file))
        (partial / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")
        for written in (file, partial / MANIFEST, partial):
            flush(written)
        partial.rename(folder)
        flush(folder.absolute().parent)
        SqlAuditLog(database).write(by[0], "store.backup", str(folder), by[1])
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    finally:
        database.dispose()
    return manifest


def _lend_index(data: Path, work: Path) -> None:
    """Have the semantic index of the copy begin with that of the store, which was saved before the copy is made."""
    from dedup.wiring import SNAPSHOT

    if (data / SNAPSHOT).exists():
        shutil.copyfile(data / SNAPSHOT, work / SNAPSHOT)


def _described(now: datetime, file: Path, copy: Database, scores: Callable[[], list[Scored]]) -> Manifest:
    from dedup.storage.digests import contents
    from dedup.storage.schema import revision_of
    from dedup.storage.store import SqlArticleStore

    counts = SqlArticleStore(copy).counts()
    return Manifest(
        format=FORMAT,
        made_at=now.isoformat(timespec="seconds"),
        release=version("wire-dedup"),
        database=copy.url.get_backend_name(),
        schema=str(revision_of(copy)),
        file=file.name,
        size=0,
        sha256="",
        tables={name: asdict(content) for name, content in contents(copy).items()},
        articles=counts.articles,
        passages=counts.passages,
        sequence=counts.sequence,
        scored=scores(),
    )


def _scores_of(settings: Settings, work: Path, copy: Database, encoder: Encoder | None) -> Callable[[], list[Scored]]:
    from dedup.wiring import build_service

    def scores() -> list[Scored]:
        if not next(_keys(copy), None):
            return []
        service = build_service(_plain(settings, work), encoder, database=copy)
        try:
            return [scored_now(service, key) for key in _keys(copy)]
        finally:
            service.close()

    return scores


def _plain(settings: Settings, work: Path) -> Settings:
    """The settings, but for those that would make a score depend on today."""
    return settings.model_copy(update={"data_dir": work, "window_days": None, "vectors_url": None})


def _keys(database: Database) -> Iterator[int]:
    """Keys of the articles that are scored at either end."""
    from dedup.storage.store import SqlArticleStore

    yield from SqlArticleStore(database).spread(CHECKED)

"""Backups: a copy of the whole store made while it is used, and the store made of it again, verified.

A backup is a folder: the database as it was at one moment, and ``manifest.json``, which says what must be found in it.
The semantic index is not in it, since it is made from the database; nor are settings, the senders file and secrets.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.doctor import Finding
from dedup.errors import SchemaOutdated, StoreError, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.access.callers import Caller
    from dedup.ports import Encoder
    from dedup.service import DedupService
    from dedup.settings import Settings
    from dedup.storage.database import Database

FORMAT = "wire-dedup backup 1"
MANIFEST = "manifest.json"
PARTIAL = ".partial"
"""What the name of a backup ends in until it is whole."""

CHECKED = 3
"""Stored articles that are scored at either end: the first, one of the middle, and the last."""

CLOSE = 0.02
"""By how much a derivation may differ where the processor is another one: models run in another precision there."""

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Scored:
    """What a text scored: one that is stored, as if it came in without an id.

    Attributes:
        id: Of the stored article.
        version: Of the stored article.
        config: Fingerprint of what judged it.
        relation: Of the verdict.
        derivation: Of the verdict.
        best: Id and version of the best match.
    """

    id: str
    version: str
    config: str
    relation: str
    derivation: float
    best: list[str | None]

    def like(self, other: Scored) -> bool:
        """Whether another score says the same."""
        same = (self.relation, self.best) == (other.relation, other.best)
        return same and abs(self.derivation - other.derivation) <= CLOSE


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself.

    Attributes:
        format: Of the backup.
        made_at: When the database was copied.
        release: That made it.
        database: ``sqlite`` or ``postgresql``.
        schema: Revision of the database.
        file: The copy.
        size: Of the file, in bytes.
        sha256: Of the file.
        tables: Rows and digest of each table.
        articles: Stored versions.
        passages: Of them.
        sequence: The last operation.
        scored: What some stored articles scored.
    """

    format: str
    made_at: str
    release: str
    database: str
    schema: str
    file: str
    size: int
    sha256: str
    tables: dict[str, dict[str, Any]]
    articles: int
    passages: int
    sequence: int
    scored: list[Scored]


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
        manifest = replace(manifest, size=file.stat().st_size, sha256=_sha256(file))
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
            return [_scored(service, key) for key in _keys(copy)]
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


def _scored(service: DedupService, key: int) -> Scored:
    stored = service.store.load([key])[key].article
    verdict = service.score(replace(stored, id=None, version=None, evolved_from=None))
    best = verdict.matches[0].article if verdict.matches else None
    return Scored(
        str(stored.id),
        str(stored.version),
        verdict.searched.config,
        str(verdict.relation),
        round(verdict.derivation, 4),
        [best.id, best.version] if best else [None, None],
    )


def read_manifest(folder: Path) -> Manifest:
    """What a backup says about itself.

    Raises:
        UnreadableInput: It is no backup of this release, or of an earlier one.
    """
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**{**told, "scored": [Scored(**one) for one in told["scored"]]})
    except FileNotFoundError:
        message = f"{folder} is no backup: there is no {MANIFEST} in it. Name the folder that `dedup backup` made."
        raise UnreadableInput(message) from None
    except (ValueError, TypeError, KeyError, OSError) as error:
        message = f"{folder / MANIFEST} can not be read ({type(error).__name__}). Take another backup."
        raise UnreadableInput(message) from error
    if manifest.format != FORMAT or Path(manifest.file).name != manifest.file:
        message = f"{folder} is a backup of another kind, {manifest.format!r}; this release reads {FORMAT!r}."
        raise UnreadableInput(message)
    return manifest


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
    from dedup.storage.copying import put_back
    from dedup.storage.database import database_url as read_url
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
    if not file.exists() or file.stat().st_size != manifest.size or _sha256(file) != manifest.sha256:
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
    again = [_scored(service, key) for key in service.store.spread(CHECKED)]
    if [one.config for one in again] != [one.config for one in manifest.scored]:
        return Finding(
            "scores", ok=True, detail="not compared: this release judges otherwise than the one of the backup"
        )
    wrong = [new.id for old, new in zip(manifest.scored, again, strict=True) if not old.like(new)]
    detail = f"{len(again) - len(wrong)} of {len(again)} articles score as they did"
    return Finding("scores", not wrong, f"{detail}; not {', '.join(wrong)}" if wrong else detail)


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

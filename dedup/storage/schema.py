"""The database schema: is it the one this release needs, and how to bring it there."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from dedup.errors import SchemaOutdated
from dedup.storage.alltables import METADATA
from dedup.storage.database import WRITERS_LOCK, Database
from dedup.storage.fulltext import TABLE as FULL_TEXT
from dedup.storage.partitions import whole_tables

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy.engine import Connection

_NOT_INSTALLED = "The package `migrations` that ships with this project is not installed; install the project again."

_REVISIONS = "alembic_version"
"""Table in which Alembic keeps the revision of the database."""

_MIGRATION_LOCK = 0x64656475706D6967
"""Key of the PostgreSQL advisory lock that lets one process migrate at a time: "dedupmig"."""


def upgrade(url: str) -> None:
    """Bring a database to the schema of this release, in one transaction; an empty one gets all tables.

    Args:
        url: Of the database; the folder of a SQLite file is made where it is missing.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    _migrate(url, "head")


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database back to an older schema, in one transaction; what that has no room for is lost.

    Args:
        url: Of the database.
        revision: Where to go back to; ``base`` is an empty database.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    _migrate(url, revision)


def is_current(database: Database) -> bool:
    """Whether a database has the schema of this release.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    return revision_of(database) == head()


def require_current(database: Database) -> None:
    """Refuse a database that has another schema than this release needs; from then on, to write into one.

    Raises:
        SchemaOutdated: It has; the message says which and what to do.
        StoreUnavailable: The database does not answer.
    """
    revision = revision_of(database)
    if revision == head():
        database.revision = head()
        return
    known = revision is None or is_known(revision)
    advice = "run `dedup migrate`" if known else "it was written by a newer release: install that one"
    message = f"The database {database.label} has schema {revision or 'none'}, this release needs {head()}; {advice}."
    raise SchemaOutdated(message)


def head() -> str:
    """The schema revision this release needs."""
    try:
        from migrations import HEAD
    except ImportError:
        raise SchemaOutdated(_NOT_INSTALLED) from None
    return HEAD


def revision_of(database: Database) -> str | None:
    """The schema revision that a database has; None where it has none.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    with database.reading() as connection:
        return _revision(connection)


def is_known(revision: str | None) -> bool:
    """Whether this release can bring a schema to its own."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def differences(database: Database) -> list[object]:
    """What the tables in the code have that the database lacks, and the other way round; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.reading() as connection:
        ours = {name for name in whole_tables(connection) if not name.startswith(FULL_TEXT)}
        options = {
            "compare_type": True,
            "compare_server_default": True,
            # Full text has a table of its own kind in each database, and models know nothing of parts.
            "include_name": lambda name, kind, _parents: kind != "table" or name in ours,
        }
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))


def _migrate(url: str, revision: str) -> None:
    from alembic import command

    database = Database(url)
    if database.is_sqlite:
        Path(str(database.url.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    config = _config()
    try:
        with database.unbound_transaction() as connection:
            if not database.is_sqlite:
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # it computes in between
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                if inspect(connection).has_table("operations"):
                    connection.execute(text(WRITERS_LOCK))  # no writer that looked at the schema before is at work
            config.attributes["connection"] = connection
            if revision == "head":
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)
    finally:
        database.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_REVISIONS):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {_REVISIONS}")).scalar_one_or_none()  # noqa: S608 - our constant
    return found


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    spec = find_spec("migrations")
    if spec is None or spec.origin is None:
        raise SchemaOutdated(_NOT_INSTALLED)
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(spec.origin).parent).replace("%", "%%"))
    return config

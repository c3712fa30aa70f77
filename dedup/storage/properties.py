"""What the stored data was made with: its model and its signature scheme; and what was learned of both."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from dedup.errors import ModelMismatch
from dedup.storage.operations import counts
from dedup.storage.tables import PropertyRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dedup.storage.database import Database

_IDENTITY = "identity"
_LEARNED = "learned."
"""What the names begin with of what was measured or learned."""
_OF_MODEL = (PropertyRow.name != _IDENTITY) & ~PropertyRow.name.startswith(_LEARNED, autoescape=True)

_VALUE = select(PropertyRow.value).where(PropertyRow.name == bindparam("name"))
"""Asked with every lookup, and put together once."""


class SqlProperties:
    """What a store was made with and what was learned of it: :class:`dedup.ports.store.Properties`.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def bind(self, properties: dict[str, str]) -> None:
        """Fix what the stored data was made with: written into an empty store, compared with a filled one.

        Raises:
            ModelMismatch: The store was built with other values; names them and says what to do.
        """
        with self._database.reading() as connection:
            known = _made_with(connection)
        if known == properties:
            return
        with self._database.writing() as connection:
            known = _made_with(connection)
            if counts(connection).articles == 0:
                _rewrite(connection, properties)
            elif known != properties:
                raise ModelMismatch(_mismatch(known, properties))

    def is_bound(self, properties: dict[str, str]) -> bool:
        """Whether the store was made with these values; others it has do not count."""
        with self._database.reading() as connection:
            return properties.items() <= _made_with(connection).items()

    def rebind(self, properties: dict[str, str]) -> None:
        """Overwrite what :meth:`bind` compares; the store stays the same store, with what was learned."""
        with self._database.writing() as connection:
            _rewrite(connection, properties)

    def learned(self, name: str) -> str | None:
        """What was measured or learned under a name and is kept with the data; None where nothing was."""
        with self._database.reading() as connection:
            value: str | None = connection.execute(_VALUE, {"name": _LEARNED + name}).scalar_one_or_none()
            return value

    def learn(self, name: str, value: str | None) -> None:
        """Keep what was measured or learned in place of what was before; None forgets it."""
        with self._database.writing() as connection:
            connection.execute(delete(PropertyRow).where(PropertyRow.name == _LEARNED + name))
            if value is not None:
                connection.execute(insert(PropertyRow), [{"name": _LEARNED + name, "value": value}])

    def identity(self) -> str:
        """What tells this store from every other, so that no snapshot of another one is taken for its own."""
        with self._database.writing() as connection:
            return _identity(connection)


def draw_identity(connection: Connection) -> str:
    """Make this another store: what was derived from it before, and is kept elsewhere, is no longer its own."""
    connection.execute(delete(PropertyRow).where(PropertyRow.name == _IDENTITY))
    return _identity(connection)


def _identity(connection: Connection) -> str:
    """The store's identity: drawn at random when it is first asked for, in a write transaction."""
    known = connection.execute(select(PropertyRow.value).where(PropertyRow.name == _IDENTITY)).scalar_one_or_none()
    if known is None:
        known = uuid.uuid4().hex
        connection.execute(insert(PropertyRow), [{"name": _IDENTITY, "value": known}])
    return known


def _made_with(connection: Connection) -> dict[str, str]:
    """All properties that a model and a scheme make up, by name."""
    rows = connection.execute(select(PropertyRow.name, PropertyRow.value).where(_OF_MODEL))
    return {row.name: row.value for row in rows}


def _rewrite(connection: Connection, properties: dict[str, str]) -> None:
    """Put these properties in place of the others that a model and a scheme make up."""
    connection.execute(delete(PropertyRow).where(_OF_MODEL))
    if properties:
        connection.execute(insert(PropertyRow), [{"name": n, "value": v} for n, v in sorted(properties.items())])


def _mismatch(known: dict[str, str], asked: dict[str, str]) -> str:
    """The message for properties that differ: which, and what to do."""
    changed = "; ".join(
        f"{name} is {known.get(name, 'not set')!r} in the store and {asked.get(name, 'not set')!r} here"
        for name in sorted(known.keys() | asked.keys())
        if known.get(name) != asked.get(name)
    )
    return (
        f"The store was built with another model or signature scheme: {changed}. "
        "Go back to the settings it was built with, or rebuild it with `dedup reindex`."
    )

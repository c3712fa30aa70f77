"""What the stored data was made with: its model and its signature scheme; and what was learned of both."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from dedup.storage.tables import PropertyRow

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_IDENTITY = "identity"
_LEARNED = "learned."
"""What the names begin with of what was measured or learned."""
_OF_MODEL = (PropertyRow.name != _IDENTITY) & ~PropertyRow.name.startswith(_LEARNED, autoescape=True)
_VALUE = select(PropertyRow.value).where(PropertyRow.name == bindparam("name"))


def read_identity(connection: Connection) -> str:
    """What tells this store from every other: drawn at random when it is first asked for, in a write transaction."""
    known = connection.execute(select(PropertyRow.value).where(PropertyRow.name == _IDENTITY)).scalar_one_or_none()
    if known is None:
        known = uuid.uuid4().hex
        connection.execute(insert(PropertyRow), [{"name": _IDENTITY, "value": known}])
    return known


def draw_identity(connection: Connection) -> str:
    """Make this another store: what was derived from it before, and is kept elsewhere, is no longer its own."""
    connection.execute(delete(PropertyRow).where(PropertyRow.name == _IDENTITY))
    return read_identity(connection)


def read_properties(connection: Connection) -> dict[str, str]:
    """All properties that a model and a scheme make up, by name."""
    rows = connection.execute(select(PropertyRow.name, PropertyRow.value).where(_OF_MODEL))
    return {row.name: row.value for row in rows}


def rewrite_properties(connection: Connection, properties: dict[str, str]) -> None:
    """Put these properties in place of the others; the store stays the same store, with what was learned."""
    connection.execute(delete(PropertyRow).where(_OF_MODEL))
    if properties:
        connection.execute(insert(PropertyRow), [{"name": n, "value": v} for n, v in sorted(properties.items())])


def read_learned(connection: Connection, name: str) -> str | None:
    """What was measured or learned under a name."""
    value: str | None = connection.execute(_VALUE, {"name": _LEARNED + name}).scalar_one_or_none()
    return value


def write_learned(connection: Connection, name: str, value: str | None) -> None:
    """Put something in place of what was measured or learned under a name, or nothing."""
    connection.execute(delete(PropertyRow).where(PropertyRow.name == _LEARNED + name))
    if value is not None:
        connection.execute(insert(PropertyRow), [{"name": _LEARNED + name, "value": value}])


def describe_mismatch(known: dict[str, str], asked: dict[str, str]) -> str:
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

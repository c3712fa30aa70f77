"""API keys in a SQL database: :class:`dedup.access.keys.Keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, insert, or_, select, update

from dedup.access.callers import Scope
from dedup.access.keys import ApiKey
from dedup.errors import InvalidAccess, KeyNotFound
from dedup.storage.accesstables import KeyRow
from dedup.storage.audited import Audited

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row

    from dedup.access.callers import Caller

_TABLE = KeyRow.__table__


class SqlKeys(Audited):
    """Keeps API keys."""

    def any(self) -> bool:
        """Whether one was ever made."""
        with self._database.reading() as connection:
            return bool(connection.execute(select(exists(select(KeyRow.number)))).scalar_one())

    def add(self, key: ApiKey, by: Caller, origin: str) -> None:
        """Keep a new one, and say so in the audit log.

        Raises:
            InvalidAccess: The name is taken by a key that is not revoked.
        """
        values = {name: getattr(key, name) for name in ApiKey.__slots__} | {
            "scopes": sorted(key.scopes),
            "desks": sorted(key.desks),
        }
        taken = select(exists().where(KeyRow.name == key.name, KeyRow.revoked_at.is_(None)))
        with self._database.transaction() as connection:
            if connection.execute(taken).scalar_one():
                message = f"There is a key {key.name!r} already: choose another name, or revoke that one first."
                raise InvalidAccess(message)
            connection.execute(insert(KeyRow).values(values))
            self._audit.write(by, "key.make", _told(key), origin)

    def find(self, prefix: str) -> ApiKey | None:
        """The key with a prefix."""
        with self._database.reading() as connection:
            row = connection.execute(select(_TABLE).where(KeyRow.prefix == prefix)).one_or_none()
        return None if row is None else _key(row)

    def listing(self) -> list[ApiKey]:
        """All of them, oldest first."""
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(select(_TABLE).order_by(KeyRow.number))]

    def revoke(self, name: str, now: datetime, by: Caller, origin: str) -> list[ApiKey]:
        """Revoke every key of a name or prefix that is not revoked yet, and say so in the audit log.

        Raises:
            KeyNotFound: There is none.
        """
        meant = or_(KeyRow.name == name, KeyRow.prefix == name), KeyRow.revoked_at.is_(None)
        with self._database.transaction() as connection:
            keys = [_key(row) for row in connection.execute(select(_TABLE).where(*meant).order_by(KeyRow.number))]
            if not keys:
                message = f"There is no key {name!r} to revoke; `dedup keys list` shows which there are."
                raise KeyNotFound(message)
            connection.execute(update(KeyRow).where(*meant).values(revoked_at=now))
            for key in keys:
                self._audit.write(by, "key.revoke", _told(key), origin)
        return keys

    def used(self, uses: Mapping[str, datetime]) -> None:
        """Note when keys were last used, by prefix."""
        with self._database.unbound_transaction() as connection:
            for prefix, at in uses.items():
                connection.execute(update(KeyRow).where(KeyRow.prefix == prefix).values(used_at=at))


def _told(key: ApiKey) -> str:
    return f"{key.name} ({key.prefix}: {', '.join(sorted(key.scopes))})"


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        row.prefix,
        row.digest,
        row.name,
        frozenset(Scope(scope) for scope in row.scopes),
        row.made_at,
        row.expires_at,
        row.used_at,
        row.revoked_at,
        row.per_minute,
        frozenset(row.desks),
    )

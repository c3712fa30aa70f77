"""Users and their sessions in a SQL database: :class:`dedup.access.users.Users`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, select, update

from dedup.access.callers import Role
from dedup.access.users import VOUCHED, User
from dedup.errors import InvalidAccess, NotPermitted, UserNotFound
from dedup.storage.accesstables import SessionRow, UserRow
from dedup.storage.audited import Audited

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from dedup.access.callers import Caller

_TABLE = UserRow.__table__


class SqlUsers(Audited):
    """Keeps users and sessions."""

    def any(self) -> bool:
        """Whether one was ever made."""
        with self._database.reading() as connection:
            return bool(connection.execute(select(exists(select(UserRow.name)))).scalar_one())

    def add(self, user: User, by: Caller, origin: str) -> None:
        """Keep a new one, or one that was removed, and say so in the audit log.

        Raises:
            InvalidAccess: There is one of that name.
        """
        with self._database.transaction() as connection:
            if self._found(connection, user.name) is not None:
                message = f"There is a user {user.name!r} already; `dedup users remove` them first."
                raise InvalidAccess(message)
            connection.execute(delete(UserRow).where(UserRow.name == user.name))
            connection.execute(insert(UserRow).values(_values(user)))
            self._audit.write(by, "user.add", f"{user.name} ({user.role})", origin)

    def find(self, name: str) -> User | None:
        """The user of a name who was not removed."""
        with self._database.reading() as connection:
            return self._found(connection, name)

    def listing(self) -> list[User]:
        """All of them by name, removed ones too."""
        with self._database.reading() as connection:
            return [_user(row) for row in connection.execute(select(_TABLE).order_by(UserRow.name))]

    def provide(self, user: User, by: Caller, origin: str) -> None:
        """Keep a user whom somebody else vouches for, or change role and desks, and say so in the audit log.

        Raises:
            NotPermitted: They were removed, or have a password of their own.
        """
        with self._database.transaction() as connection:
            row = connection.execute(select(_TABLE).where(UserRow.name == user.name)).one_or_none()
            before = None if row is None else _user(row)
            if before is None:
                connection.execute(insert(UserRow).values(_values(user)))
                self._audit.write(by, "user.add", f"{user.name} ({user.role})", origin)
                return
            if before.removed_at is not None:
                message = f"{user.name!r} was removed here; `dedup users add` adds them again."
                raise NotPermitted(message)
            if before.password is not None:
                raise NotPermitted(VOUCHED.format(user.name))
            if (before.role, before.desks) != (user.role, user.desks):
                self._change(connection, user.name, role=user.role, desks=sorted(user.desks))
                told = f"{user.name}: {user.role}, {', '.join(sorted(user.desks)) or 'no desk'}"
                self._audit.write(by, "user.desks", told, origin)

    def set_password(self, name: str, password: str, by: Caller, origin: str) -> None:
        """Change a password, end the user's sessions, and say so in the audit log.

        Raises:
            UserNotFound: There is none of that name.
        """
        with self._database.transaction() as connection:
            self._change(connection, name, password=password)
            self._audit.write(by, "user.password", name, origin)

    def set_desks(self, name: str, desks: frozenset[str], by: Caller, origin: str) -> None:
        """Change whose private sources a user may read, end the sessions, and say so in the audit log.

        Raises:
            UserNotFound: There is none of that name.
        """
        with self._database.transaction() as connection:
            self._change(connection, name, desks=sorted(desks))
            self._audit.write(by, "user.desks", f"{name}: {', '.join(sorted(desks)) or 'none'}", origin)

    def remove(self, name: str, now: datetime, by: Caller, origin: str) -> None:
        """Remove a user, end the sessions, and say so in the audit log.

        Raises:
            UserNotFound: There is none of that name.
        """
        with self._database.transaction() as connection:
            self._change(connection, name, removed_at=now, password=None)
            self._audit.write(by, "user.remove", name, origin)

    def open_session(self, digest: bytes, name: str, now: datetime, until: datetime) -> None:
        """Keep a session, and forget those that are over."""
        values = {"digest": digest, "name": name, "made_at": now, "expires_at": until}
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
            connection.execute(insert(SessionRow).values(values))

    def session(self, digest: bytes, now: datetime) -> User | None:
        """The user of a session that is not over."""
        query = (
            select(_TABLE)
            .join(SessionRow.__table__, SessionRow.name == UserRow.name)
            .where(SessionRow.digest == digest, SessionRow.expires_at > now, UserRow.removed_at.is_(None))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _user(row)

    def close_session(self, digest: bytes) -> None:
        """Forget a session."""
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(SessionRow).where(SessionRow.digest == digest))

    def _found(self, connection: Connection, name: str) -> User | None:
        row = connection.execute(select(_TABLE).where(UserRow.name == name, UserRow.removed_at.is_(None))).one_or_none()
        return None if row is None else _user(row)

    def _change(self, connection: Connection, name: str, **values: object) -> None:
        if self._found(connection, name) is None:
            message = f"There is no user {name!r}; `dedup users list` shows who there is."
            raise UserNotFound(message)
        connection.execute(update(UserRow).where(UserRow.name == name).values(values))
        connection.execute(delete(SessionRow).where(SessionRow.name == name))


def _values(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in User.__slots__} | {"desks": sorted(user.desks)}


def _user(row: Row[Any]) -> User:
    return User(row.name, Role(row.role), row.password, row.made_at, row.removed_at, frozenset(row.desks))

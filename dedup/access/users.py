"""Users of the desk, and their sessions."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from dedup.access.callers import SCOPES_OF, Caller
from dedup.access.passwords import is_right
from dedup.errors import InvalidAccess, NotAuthenticated, NotPermitted, TooManyAttempts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from dedup.access.audit import AuditLog
    from dedup.access.callers import Role

_NAME: Final = re.compile(r"[^\W_][\w.@+-]{0,63}")

SESSION_LASTS: Final = timedelta(hours=12)
"""A shift; who works on logs in again."""

WINDOW: Final = timedelta(minutes=15)
PER_NAME: Final = 10
PER_ADDRESS: Final = 30
"""Logins that may fail within that time, of one name and from one address: enough for who mistypes, and for a newsroom
behind one address; 40 tries an hour find no password of twelve characters. The price: who knows a name can keep it from
logging in, not from going on."""


VOUCHED: Final = "{!r} has a password here: log in with it, or have it removed and added anew without one."
"""Said of a name that somebody else vouches for: whoever can choose their name there must not become somebody here."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who an identity provider says that somebody is.

    Attributes:
        name: Of the user.
        role: By their groups; None where groups say nothing here, and users have to be added.
        desks: By their groups.
    """

    name: str
    role: Role | None = None
    desks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the desk.

    Attributes:
        name: Folded, so that one name is one user however it is typed.
        role: What they are.
        password: Its hash; None for those that only a proxy lets in.
        made_at: When.
        removed_at: When they were removed; None while they may log in.
        desks: Whose private sources they may read.
    """

    name: str
    role: Role
    password: str | None
    made_at: datetime
    removed_at: datetime | None = None
    desks: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Without the hash."""
        return f"User({self.name!r}, {self.role!r})"


class Users(Protocol):
    """Keeps users and sessions; removed users stay, so that removing the last one does not open the door."""

    def any(self) -> bool:
        """Whether one was ever made."""
        ...

    def add(self, user: User, by: Caller, origin: str) -> None:
        """Keep a new one, or one that was removed, and say so in the audit log.

        Raises:
            InvalidAccess: There is one of that name.
        """
        ...

    def find(self, name: str) -> User | None:
        """The user of a name who was not removed."""
        ...

    def listing(self) -> list[User]:
        """All of them by name, removed ones too."""
        ...

    def provide(self, user: User, by: Caller, origin: str) -> None:
        """Keep a user whom somebody else vouches for, or change role and desks, and say so in the audit log.

        Raises:
            NotPermitted: They were removed, or have a password of their own.
        """
        ...

    def set_password(self, name: str, password: str, by: Caller, origin: str) -> None:
        """Change a password, end the user's sessions, and say so in the audit log.

        Raises:
            UserNotFound: There is none of that name.
        """
        ...

    def set_desks(self, name: str, desks: frozenset[str], by: Caller, origin: str) -> None:
        """Change whose private sources a user may read, end the sessions, and say so in the audit log.

        Raises:
            UserNotFound: There is none of that name.
        """
        ...

    def remove(self, name: str, now: datetime, by: Caller, origin: str) -> None:
        """Remove a user, end the sessions, and say so in the audit log.

        Raises:
            UserNotFound: There is none of that name.
        """
        ...

    def open_session(self, digest: bytes, name: str, now: datetime, until: datetime) -> None:
        """Keep a session, and forget those that are over."""
        ...

    def session(self, digest: bytes, now: datetime) -> User | None:
        """The user of a session that is not over."""
        ...

    def close_session(self, digest: bytes) -> None:
        """Forget a session."""
        ...


def folded(name: str) -> str:
    """One spelling of a user's name, however it is typed.

    Raises:
        InvalidAccess: It is no name.
    """
    found = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.strip()).casefold())
    if not _NAME.fullmatch(found):
        message = f"{name[:80]!r} is no name: letters, digits, dots, dashes, @, +, up to 64, begin one."
        raise InvalidAccess(message)
    return found


class Logins:
    """Lets users in by password, and knows them by their session.

    Args:
        users: Who may.
        audit: Keeps logins, and from it failed ones are counted: for all processes together, and after a restart.
        clock: The time.
    """

    def __init__(self, users: Users, audit: AuditLog, clock: Callable[[], datetime]) -> None:
        self._users = users
        self._audit = audit
        self._now = clock

    def login(self, name: str, password: str, origin: str) -> str:
        """Open a session; always a new one, so that none that somebody else knows is taken over.

        Args:
            name: As it was typed.
            password: As it was typed.
            origin: The address.

        Returns:
            The session's id, 256 random bits, of which only a hash is kept.

        Raises:
            NotAuthenticated: Name or password is wrong; which one is not said.
            TooManyAttempts: Too many were; not even the right password is looked at.
        """
        wrong = NotAuthenticated("Name or password is wrong.")
        try:
            known = folded(name)
        except InvalidAccess:
            raise wrong from None
        self._throttle(PER_NAME, subject=known)
        self._throttle(PER_ADDRESS, origin=origin)
        user = self._users.find(known)
        caller = Caller("user", known, frozenset())
        if not is_right(None if user is None else user.password, password):
            self._audit.write(caller, "login", known, origin, "failed")
            raise wrong
        return self._opened(known, origin, self._now())

    def _opened(self, name: str, origin: str, now: datetime) -> str:
        session = secrets.token_urlsafe(32)
        self._users.open_session(_digest(session), name, now, now + SESSION_LASTS)
        self._audit.write(Caller("user", name, frozenset()), "login", name, origin)
        return session

    def sign_on(self, claimed: Claimed, origin: str) -> str:
        """Open a session for somebody whom an identity provider knows.

        Args:
            claimed: Who it says that is.
            origin: The address.

        Returns:
            The session's id.

        Raises:
            NotAuthenticated: The name can be none.
            NotPermitted: Nobody of that name may come in so.
        """
        try:
            known = folded(claimed.name)
        except InvalidAccess as error:
            raise NotAuthenticated(str(error)) from None
        now = self._now()
        if claimed.role is not None:
            user = User(known, claimed.role, None, now, desks=claimed.desks)
            self._users.provide(user, Caller("service", "single sign-on", frozenset()), origin)
        else:
            self.by_name(claimed.name, "")
            found = self._users.find(known)
            if found is not None and found.password is not None:
                raise NotPermitted(VOUCHED.format(known))
        return self._opened(known, origin, now)

    def logout(self, session: str, caller: Caller, origin: str) -> None:
        """End a session."""
        self._users.close_session(_digest(session))
        self._audit.write(caller, "logout", caller.name, origin)

    def by_session(self, session: str) -> Caller | None:
        """The user of a session; None where it is over, or never was."""
        user = self._users.session(_digest(session), self._now())
        return None if user is None else _caller(user, session)

    def by_name(self, name: str, seed: str) -> Caller:
        """The user whom a proxy that is trusted names.

        Args:
            name: As the proxy has it.
            seed: What the forms of this browser are bound to.

        Raises:
            NotPermitted: There is no user of that name.
        """
        try:
            user = self._users.find(folded(name))
        except InvalidAccess:
            user = None
        if user is None:
            message = f"You are known as {name[:80]!r}, and nobody of that name was added here (`dedup users add`)."
            raise NotPermitted(message)
        return _caller(user, seed)

    def _throttle(self, most: int, *, subject: str | None = None, origin: str | None = None) -> None:
        now = self._now()
        failed = self._audit.failures(now - WINDOW, subject=subject, origin=origin)
        if len(failed) >= most:
            wait = int((failed[-most] + WINDOW - now).total_seconds()) + 1
            message = f"Too many logins failed. Try again in {-(-wait // 60)} minutes."
            raise TooManyAttempts(message, wait)


def _caller(user: User, seed: str) -> Caller:
    return Caller("user", user.name, SCOPES_OF[user.role], seed, desks=user.desks)


def _digest(session: str) -> bytes:
    return hashlib.sha256(session.encode("utf-8", "replace")).digest()

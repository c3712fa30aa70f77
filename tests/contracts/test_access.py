"""Keys, users and the audit log, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dedup.access.callers import Caller, Role, Scope
from dedup.access.control import AccessControl
from dedup.access.keys import new_key
from dedup.access.passwords import hashed
from dedup.access.users import PER_NAME, SESSION_LASTS, WINDOW, Claimed, User, folded
from dedup.errors import (
    InvalidAccess,
    KeyNotFound,
    NotAuthenticated,
    NotPermitted,
    TooManyAttempts,
    UserNotFound,
)
from dedup.settings import Settings
from dedup.wiring import build_access

if TYPE_CHECKING:
    from dedup.storage.database import Database

NOW = datetime(2031, 3, 4, 12, tzinfo=UTC)
ANNA = Caller("command", "anna", frozenset())


def at(database: Database, now: datetime) -> AccessControl:
    built = build_access(database, Settings())
    return AccessControl(built.keys, built.users, built.sources, built.audit, clock=lambda: now)


@pytest.fixture
def access(database: Database) -> AccessControl:
    return at(database, NOW)


def test_a_key_lets_its_holder_in_until_it_expires_or_is_revoked(access: AccessControl, database: Database) -> None:
    assert not access.is_locked()
    secret, key = new_key("backfill", [Scope.WRITE, Scope.READ], NOW, NOW + timedelta(days=1))
    access.keys.add(key, ANNA, "desk 4")
    assert access.keys.find(key.prefix) == key
    assert access.keys.listing() == [key]
    caller = access.key_holder(secret)
    assert (caller.told, caller.scopes) == ("key backfill", frozenset({Scope.READ, Scope.WRITE}))
    late = at(database, NOW + timedelta(days=1))
    with pytest.raises(NotAuthenticated, match="expired"):
        late.key_holder(secret)
    assert [one.prefix for one in access.keys.revoke("backfill", NOW, ANNA, "desk 4")] == [key.prefix]
    with pytest.raises(NotAuthenticated, match="revoked"):
        access.key_holder(secret)
    with pytest.raises(KeyNotFound, match="dedup keys list"):
        access.keys.revoke("backfill", NOW, ANNA, "desk 4")
    assert at(database, NOW).is_locked()  # revoking the last key opens nothing


def test_only_the_whole_key_is_good(access: AccessControl) -> None:
    secret, key = new_key("reader", [Scope.READ], NOW)
    access.keys.add(key, ANNA, "desk 4")
    other, _ = new_key("reader", [Scope.READ], NOW)
    wrong = (
        secret[:-1],
        secret + "A",
        f" {secret}",
        secret.upper(),
        other,
        key.prefix,
        "",
        key.prefix + other[15:],
        "\ud800",
    )
    for one in wrong:
        with pytest.raises(NotAuthenticated) as refused:
            access.key_holder(one)
        assert secret[16:] not in str(refused.value)
        assert "expired" not in str(refused.value)


def test_a_name_is_one_key_s_as_long_as_it_holds(access: AccessControl) -> None:
    first, second = (new_key("cms", [Scope.HOOKS], NOW)[1] for _ in range(2))
    access.keys.add(first, ANNA, "desk 4")
    with pytest.raises(InvalidAccess, match="already"):
        access.keys.add(second, ANNA, "desk 4")
    access.keys.revoke(first.prefix, NOW, ANNA, "desk 4")
    access.keys.add(second, ANNA, "desk 4")
    assert [key.state(NOW) for key in access.keys.listing()] == ["revoked", "valid"]


def test_changes_of_keys_are_written_down_with_them(access: AccessControl) -> None:
    secret, key = new_key("cms", [Scope.HOOKS], NOW)
    access.keys.add(key, ANNA, "desk 4")
    access.keys.revoke("cms", NOW, ANNA, "desk 5")
    entries = access.audit.listing(limit=10)
    assert [(one.action, one.who, one.origin) for one in entries] == [
        ("key.revoke", "command anna", "desk 5"),
        ("key.make", "command anna", "desk 4"),
    ]
    assert key.prefix in entries[0].subject
    assert not any(secret[16:] in str(one) for one in entries)
    assert len(access.audit.listing(limit=1)) == 1


def test_the_last_use_is_written_at_most_once_a_minute(access: AccessControl, database: Database) -> None:
    secret, key = new_key("cms", [Scope.HOOKS], NOW)
    access.keys.add(key, ANNA, "desk 4")
    for seconds, written in ((0, 0), (59, 0), (60, 60), (61, 60)):
        using = at(database, NOW + timedelta(seconds=seconds))
        using.start()
        using.key_holder(secret)
        using.stop()
        (kept,) = access.keys.listing()
        assert kept.used_at == NOW + timedelta(seconds=written)


def test_what_is_written_down_may_hold_anything(access: AccessControl) -> None:
    access.audit.write(ANNA, "article.delete", "a\x00b\ud800" + "x" * 9000, "::1")
    (entry,) = access.audit.listing(limit=5)
    assert entry.subject.startswith("a\x00b\ud800xx")
    assert len(entry.subject) == 2000


def test_users_log_in_and_out_and_are_removed(access: AccessControl, database: Database) -> None:
    anna = User(folded("Ánna@Desk"), Role.EDITOR, hashed("correct horse battery"), NOW)
    access.users.add(anna, ANNA, "desk 4")
    assert at(database, NOW).is_locked()
    assert access.users.find(anna.name) == anna
    with pytest.raises(InvalidAccess, match="already"):
        access.users.add(anna, ANNA, "desk 4")
    session = access.logins.login("ÁNNA@DESK ", "correct horse battery", "192.0.2.1")
    caller = access.logins.by_session(session)
    assert caller is not None
    assert (caller.told, caller.scopes) == (f"user {anna.name}", frozenset({Scope.READ, Scope.WRITE}))
    for text in (repr(caller), repr(anna), str(access.audit.listing(limit=9))):
        assert session not in text
        assert "argon2" not in text
    assert access.logins.by_session(session[:-1]) is None
    assert at(database, NOW + SESSION_LASTS).logins.by_session(session) is None
    access.logins.logout(session, caller, "192.0.2.1")
    assert access.logins.by_session(session) is None
    session = access.logins.login(anna.name, "correct horse battery", "192.0.2.1")
    access.users.remove(anna.name, NOW, ANNA, "desk 4")
    assert access.logins.by_session(session) is None
    (kept,) = access.users.listing()
    assert (kept.removed_at, kept.password) == (NOW, None)
    assert at(database, NOW).is_locked()  # nor does removing the last user open anything
    with pytest.raises(UserNotFound, match="dedup users list"):
        access.users.set_password(anna.name, "x", ANNA, "desk 4")
    access.users.add(anna, ANNA, "desk 4")
    assert access.users.find(anna.name) == anna


def test_failed_logins_are_counted_for_all_processes_and_forgotten_after_a_while(
    access: AccessControl, database: Database
) -> None:
    now = datetime.now(UTC)
    for _ in range(PER_NAME):
        with pytest.raises(NotAuthenticated):
            at(database, now).logins.login("anna", "wrong", "192.0.2.1")
    with pytest.raises(TooManyAttempts) as refused:
        at(database, datetime.now(UTC)).logins.login("Anna", "wrong", "192.0.2.2")
    assert 0 < refused.value.seconds <= WINDOW.total_seconds() + 1
    with pytest.raises(NotAuthenticated):
        at(database, now + WINDOW + timedelta(minutes=1)).logins.login("anna", "wrong", "192.0.2.1")
    assert len(access.audit.listing(limit=99, action="login")) == PER_NAME + 1


def test_users_whom_a_provider_vouches_for_are_kept_and_follow_what_it_says(access: AccessControl) -> None:
    editor = User("anna", Role.EDITOR, None, NOW, desks=frozenset({"city"}))
    access.users.provide(editor, ANNA, "desk 4")
    access.users.provide(editor, ANNA, "desk 4")  # changes nothing
    assert access.users.find("anna") == editor
    session = access.logins.sign_on(Claimed("Anna", Role.READER, frozenset({"sport"})), "desk 4")
    caller = access.logins.by_session(session)
    assert caller is not None
    assert (caller.scopes, caller.desks) == (frozenset({Scope.READ}), frozenset({"sport"}))
    access.users.set_desks("anna", frozenset(), ANNA, "desk 4")
    assert access.logins.by_session(session) is None  # what they may see has changed
    access.users.remove("anna", NOW, ANNA, "desk 4")
    with pytest.raises(NotPermitted, match="removed"):
        access.users.provide(editor, ANNA, "desk 4")
    access.users.add(User("ben", Role.READER, hashed("correct horse battery"), NOW), ANNA, "desk 4")
    for claimed in (Claimed("ben", Role.ADMIN), Claimed("Ben")):
        with pytest.raises(NotPermitted, match="password"):
            access.logins.sign_on(claimed, "desk 4")
    with pytest.raises(NotAuthenticated):
        access.logins.sign_on(Claimed("a b"), "desk 4")
    with pytest.raises(UserNotFound):
        access.users.set_desks("nobody", frozenset(), ANNA, "desk 4")
    actions = [one.action for one in access.audit.listing(limit=20)]
    assert actions == ["user.add", "user.remove", "user.desks", "login", "user.desks", "user.add"]


def test_a_key_has_its_desks_and_its_limit(access: AccessControl) -> None:
    secret, key = new_key("cms", [Scope.READ], NOW, per_minute=7, desks=["sport", "city"])
    access.keys.add(key, ANNA, "desk 4")
    assert access.keys.find(key.prefix) == key
    caller = access.key_holder(secret)
    assert (caller.per_minute, caller.desks) == (7, frozenset({"city", "sport"}))

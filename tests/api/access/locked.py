"""A service that is locked, and everything that somebody may show it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from api.app import create_app
from dedup.access.callers import Caller, Scope
from dedup.access.keys import new_key
from dedup.settings import Settings
from dedup.wiring import build_access, build_service, open_database
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from dedup.access.control import AccessControl

OPERATOR = Caller("command", "tester", frozenset(Scope))
DAY = timedelta(days=1)


class Locked(NamedTuple):
    """A service with keys.

    Attributes:
        app: The application.
        client: Connects from this machine.
        access: Knows who is let in.
        shown: What callers show, by what it is: ``nothing``, ``wrong``, ``expired``, ``revoked``, or a scope.
    """

    app: FastAPI
    client: TestClient
    access: AccessControl
    shown: Mapping[str, Mapping[str, str]]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def make_keys(access: AccessControl) -> dict[str, dict[str, str]]:
    """A key of every kind."""
    now = datetime.now(UTC)
    shown: dict[str, dict[str, str]] = {"nothing": {}}
    for scope in Scope:
        secret, key = new_key(scope, [scope], now)
        access.keys.add(key, OPERATOR, "here")
        shown[scope] = bearer(secret)
    shown["wrong"] = bearer(shown[Scope.READ]["Authorization"].removeprefix("Bearer ")[:-1] + "~")
    other, _ = new_key("never kept", list(Scope), now)
    shown["unknown"] = bearer(other)
    secret, key = new_key("expired", list(Scope), now - 2 * DAY, now - DAY)
    access.keys.add(key, OPERATOR, "here")
    shown["expired"] = bearer(secret)
    secret, key = new_key("revoked", list(Scope), now)
    access.keys.add(key, OPERATOR, "here")
    access.keys.revoke("revoked", now, OPERATOR, "here")
    shown["revoked"] = bearer(secret)
    return shown


@contextmanager
def locked_service(folder: Path, senders: str = "") -> Iterator[Locked]:
    """Open a service with a key of every kind."""
    folder.mkdir(exist_ok=True)
    (folder / "senders.toml").write_text(senders)
    settings = Settings(data_dir=folder / "data", senders=folder / "senders.toml", workers=0)
    database = open_database(settings)
    access = build_access(database, settings)
    shown = make_keys(access)
    app = create_app(settings, lambda settings: build_service(settings, HashingEncoder()))
    with local_client(app) as client:
        yield Locked(app, client, access, shown)
    database.dispose()

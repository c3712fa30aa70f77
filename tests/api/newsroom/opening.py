"""An application with its newsroom, and messages signed for it."""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING

import anyio
from anyio import CapacityLimiter

from api.app import create_app
from api.routes import alerts
from api.streams import Audience, Cursor
from dedup.newsroom.alerts import NewAlert
from dedup.newsroomwiring import build_newsroom
from dedup.settings import Settings
from dedup.storage.alerts import SqlAlertLog
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from dedup.newsroom.running import Newsroom
    from dedup.service import DedupService


PATIENCE = 120.0
SECRET = "whsec_" + base64.b64encode(b"a secret of these tests").decode()


SENDERS = """
[senders.cms]
kind = "json"
secret_file = "secret"
[senders.dpa]
kind = "dpa"
secret_file = "secret"
[senders.agency]
kind = "newsml-g2"
secret_file = "secret"
[senders.open]
kind = "ninjs"
unsigned = true
[senders.words]
kind = "text"
unsigned = true
[senders.paper]
kind = "text"
unsigned = true
[senders.any]
kind = "auto"
unsigned = true
[senders.blog]
kind = "ghost"
unsigned = true
[destinations.cms]
kind = "webhook"
url = "http://127.0.0.1:9/none"
secret_file = "secret"
"""


class Opened:
    """An application with its newsroom, whose workers run only when a test asks."""

    def __init__(self, folder: Path, **settings: int) -> None:
        (folder / "senders.toml").write_text(SENDERS)
        (folder / "secret").write_text(SECRET)
        self.newsroom: Newsroom
        self.service: DedupService
        self.settings = Settings(
            data_dir=folder / "data", database_url=None, senders=folder / "senders.toml", workers=0, **settings
        )

    def app(self) -> FastAPI:
        def service(settings: Settings) -> DedupService:
            self.service = build_service(settings, HashingEncoder())
            return self.service

        def newsroom(settings: Settings, service: DedupService) -> Newsroom:
            self.newsroom = build_newsroom(settings, service)
            return self.newsroom

        return create_app(self.settings, service, newsroom)

    def work(self) -> None:
        while self.newsroom.worker.work_once():
            pass

    def raise_alert(self, identity: str, *articles: str) -> None:
        log = self.newsroom.alerts
        assert isinstance(log, SqlAlertLog)
        log.add(NewAlert(identity, "derived", "rewrite", articles, {"told": identity}, ("cms",)))


def due(opened: Opened, cursor: Cursor) -> list[tuple[str, bytes]]:
    """What is told to who comes with a cursor, all that was held looked at again."""

    async def told() -> list[tuple[str, bytes]]:
        newsroom = opened.newsroom
        audience = Audience(newsroom.alerts, partial(alerts.told, newsroom), CapacityLimiter(1))
        return await audience.due(cursor, look_at_held=True)

    return anyio.run(told)

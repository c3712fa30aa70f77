"""A desk that is served over the sample wire, and pages of a real browser on it."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe

from api.app import create_app
from dedup.article import Article
from dedup.formats.files import read_files
from dedup.settings import Settings
from dedup.wiring import build_encoder, build_reader, build_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from dedup.ports.models import Encoder, Reader
    from dedup.service import DedupService

CHROMIUM = shutil.which("chromium")
SHOTS = os.environ.get("DEDUP_SCREENSHOTS")
"""Folder that screenshots are written to, for the documents."""

SECONDS = 120.0
"""How long anything on a page is waited for: on a quiet machine all of it comes within two seconds."""

failures: list[str] = []
"""What browsers refused to do for the sake of the policy."""


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[tuple[str, str]]:
    """What axe finds on a page, by rule and element.

    Bars that stay in view go back to their places: which link they cover depends on how far the page is scrolled.
    """
    page.evaluate("""document.querySelectorAll(".top, .walk").forEach((bar) => { bar.style.position = "static"; })""")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


@cache
def _models() -> tuple[Encoder, Reader | None]:
    """The packaged models, loaded once for all desks."""
    settings = Settings(encoder_threads=1)
    encoder = build_encoder(settings)
    return encoder, build_reader(settings, encoder)


@cache
def _stored(samples: tuple[str, ...]) -> tempfile.TemporaryDirectory[str]:
    """A store of samples, judged once; each desk gets a copy."""
    folder = tempfile.TemporaryDirectory()
    service = build_service(Settings(data_dir=Path(folder.name), database_url=None), *_models())
    for name in samples:
        for item in read_files(str(resources.files("dedup") / "samples" / name)):
            assert isinstance(item.result, Article)
            service.ingest(item.result)
    service.close()
    return folder


class Desk:
    """A server over the sample wire or part of it, on any free port or on that one."""

    def __init__(
        self,
        data: Path,
        port: int = 0,
        samples: tuple[str, ...] = ("wire.jsonl", "incoming.json"),
        senders: Path | None = None,
    ) -> None:
        self.service: DedupService

        def opened(settings: Settings) -> DedupService:
            self.service = build_service(settings, *_models())
            return self.service

        if samples:
            shutil.copytree(_stored(samples).name, data, dirs_exist_ok=True)
        settings = Settings(
            data_dir=data,
            database_url=None,
            encoder_threads=1,
            senders=senders,
            allow_private_destinations=senders is not None,
        )
        app = create_app(settings, opened)
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()


def page_of(browser: Browser, desk: Desk, **options: Any) -> Page:  # noqa: ANN401 - Playwright's own
    own = {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB", "timezone_id": "Europe/Oslo"}
    context = browser.new_context(base_url=desk.address, **{**own, **options})
    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: failures.append(message.text) if "Content Security" in message.text else None)
    return page


def named(page: Page, name: str = "Ada Lind") -> None:
    """Have a browser know its editor's name."""
    page.goto("/desk/name")
    page.fill("#by", name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def press(page: Page, key: str) -> None:
    """Press a key that sends something, and wait for the page that answers."""
    with page.expect_navigation():
        page.keyboard.press(key)


def shot(page: Page, name: str, **options: Any) -> None:  # noqa: ANN401 - Playwright's own
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", **options)

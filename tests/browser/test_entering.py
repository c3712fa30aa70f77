"""Logging in and out in a real browser: by keyboard, on a phone, without a finding, and with the policy unbroken."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from api.app import create_app
from dedup.access.callers import Role
from dedup.access.passwords import hashed
from dedup.access.users import User
from dedup.article import Article
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.api.access.locked import OPERATOR
from tests.browser.serving import SECONDS, findings
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from dedup.service import DedupService

PASSWORD = "correct horse battery"  # noqa: S105 - of these tests
FIRST = "The pier at Ottervik closed on Monday after divers found cracks in its oldest pillars."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a user and a story with its copy, on any free port."""

    def opened(settings: Settings) -> DedupService:
        service = build_service(settings, HashingEncoder())
        for name in ("pier", "copy"):
            service.ingest(Article(FIRST, id=name, title=f"Pier closed ({name})"))
        return service

    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("entering"), workers=0), opened)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    app.state.access.users.add(User("anna", Role.EDITOR, hashed(PASSWORD), datetime.now(UTC)), OPERATOR, "here")
    app.state.access._looked = -9.0
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(SECONDS)


@pytest.mark.parametrize("width", [1366, 390, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_editor_logs_in_corrects_and_logs_out(browser: Browser, address: str, scheme: Any, width: int) -> None:  # noqa: ANN401
    context = browser.new_context(
        base_url=address, color_scheme=scheme, viewport={"width": width, "height": 800}, locale="en-GB"
    )
    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto("/desk/articles/copy#q1")
    assert "/desk/login?next=" in page.url
    assert findings(page) == []
    page.keyboard.type("anna")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("not this one")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert findings(page) == []
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/copy#q1")
    page.get_by_text("anna", exact=True).first.wait_for()
    assert findings(page) == []
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown
    page.get_by_role("button", name="Not the same").click()
    page.locator("#said", has_text="anna").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/desk/login")
    page.goto("/desk")
    assert "/desk/login" in page.url
    assert refused == []
    context.close()

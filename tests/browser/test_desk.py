"""The desk in a real browser: keyboard, live news, accessibility, and a page made to do harm."""

from __future__ import annotations

import os
import shutil
import threading
import time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from api.app import create_app
from dedup.article import Article
from dedup.formats.files import read_files
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from dedup.service import DedupService

CHROMIUM = shutil.which("chromium")
SHOTS = os.environ.get("DEDUP_SCREENSHOTS")
"""Folder that screenshots are written to, for the documents."""

VIEWS = (
    "/desk",
    "/desk/articles/ledger-5507",
    "/desk/articles/ledger-5507?view=composite",
    "/desk/stories/nw-0412",
    "/desk/check",
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)")


class Desk:
    """A server over the sample wire."""

    def __init__(self, data: Path) -> None:
        self.service: DedupService

        def opened(settings: Settings) -> DedupService:
            self.service = build_service(settings)
            for name in ("wire.jsonl", "incoming.json"):
                sample = str(resources.files("dedup") / "samples" / name)
                for item in read_files(sample):
                    assert isinstance(item.result, Article)
                    self.service.ingest(item.result)
            return self.service

        app = create_app(Settings(data_dir=data, database_url=None, encoder_threads=1), opened)
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def page_of(browser: Browser, desk: Desk, **options: Any) -> Page:  # noqa: ANN401 - Playwright's own
    context = browser.new_context(base_url=desk.address, **{"viewport": {"width": 1366, "height": 768}, **options})
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_finding_of_axe(browser: Browser, desk: Desk, view: str, scheme: Any) -> None:  # noqa: ANN401
    page = page_of(browser, desk, color_scheme=scheme)
    page.goto(view)
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]
    assert serious == []
    page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, desk: Desk, view: str) -> None:
    page = page_of(browser, desk, viewport={"width": 390, "height": 844})
    page.goto(view)
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown
    page.context.close()


def test_one_key_shows_why_the_rewrite_is_a_rewrite(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    shot(page, "desk-incoming")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/ledger-5507")
    assert "credited in the text" in page.locator(".reason").inner_text()
    page.click("#q2 .partner a")
    assert page.url.endswith("#m1")
    page.go_back()
    assert page.locator(".answer .chip").inner_text() == "Rewrite"
    assert page.locator(".paragraph.paraphrased").count() >= 8
    assert page.locator("section .facts ins").first.inner_text()
    shot(page, "desk-compare")
    page.context.close()


def test_the_keyboard_alone_finds_a_story(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    for key in ("j", "ArrowDown", "j", "k"):
        page.keyboard.press(key)
    chosen = page.evaluate("document.activeElement.textContent")
    assert chosen == page.locator("a.row").nth(1).inner_text()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    assert page.locator("h1").inner_text() == chosen
    page.context.close()


def test_new_stories_are_told(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    first = page.locator("a.row").first.inner_text()
    desk.service.ingest(Article("A quiet tide came in at noon and went out again.", id="tide", title="Quiet tide"))
    news = page.locator("#news a")
    news.wait_for(timeout=15000)
    assert "1 new" in news.inner_text()
    assert page.locator("a.row").first.inner_text() == first
    news.click()
    page.wait_for_load_state()
    assert page.locator("a.row").first.inner_text() == "Quiet tide"
    page.context.close()


def test_an_editor_s_word_is_kept_and_shown(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507?match=2")
    page.click("#said button.plain >> nth=0")
    page.wait_for_url("**match=2**")
    assert "corrected to" in page.locator("#said").inner_text()
    page.click("#said form >> nth=0 >> button >> nth=0")
    page.wait_for_load_state()
    assert "confirmed as" in page.locator("#said").inner_text()
    page.context.close()


def test_a_text_is_checked(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    page.fill("#text", desk.service.article("nw-0412").article.text)
    page.click("main button")
    assert page.locator(".answer .chip").inner_text() == "Identical"
    page.context.close()


def test_a_page_made_to_do_harm_is_text(browser: Browser, desk: Desk) -> None:
    harm = "<script>document.title = 'owned'</script> \u202eold text\u202c"
    text = "\n\n".join(f"Paragraph {number} of a very long story. {harm}" for number in range(2000))
    desk.service.ingest(Article(text, id="harm", title=harm))
    page = page_of(browser, desk)
    page.goto("/desk/articles/harm")
    assert page.locator(".paragraph").count() == 2000
    assert "owned" not in page.title() or "<script>" in page.title()
    assert page.evaluate("document.querySelectorAll('main script').length") == 0
    page.context.close()
    desk.service.remove("harm")

"""Alerts on the desk, in a real browser: raised by a copy that a sender sent, muted and tested with the keyboard."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.browser.serving import SCHEMES, SECONDS, Desk, findings, named, page_of, press, shot
from tests.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

RULES = """
[senders.courier]
kind = "json"
unsigned = true
[[alerts]]
name = "taken from us"
from_sources = ["Northern Wire"]
to = ["cms", "chat"]
"""


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def alerting(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Desk]:
    """The sample wire, and two papers that took from it."""
    folder = tmp_path_factory.mktemp("alerts")
    opened = Desk(folder / "data", samples=("wire.jsonl",), senders=receiver.write_senders(folder, RULES))
    text = opened.service.article("nw-0412").article.text
    for number, source in enumerate(("Harbour Mail", "Corvane Evening Post")):
        body = {"id": f"taken-{number}", "title": "Roof collapse in Saltmere", "source": source, "text": text}
        content = json.dumps(body | {"published_at": "2031-03-05T06:00:00Z"})
        assert httpx2.post(f"{opened.address}/v1/hooks/courier", content=content, timeout=120).status_code == 200
    deadline = time.monotonic() + SECONDS
    while len(receiver.seen) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    yield opened
    opened.close()


@pytest.fixture
def page(browser: Browser, alerting: Desk) -> Iterator[Page]:
    opened = page_of(browser, alerting)
    named(opened)
    yield opened
    opened.context.close()


def test_muted_by_keyboard_and_undone(page: Page, alerting: Desk) -> None:
    page.goto("/desk/alerts")
    assert page.locator("a.row").count() == 2
    page.keyboard.press("j")
    press(page, "Enter")
    assert "answered 200" in page.locator(".deliveries").inner_text()
    page.locator("input[name=what]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("They <b>pay</b> for it")
    press(page, "Enter")
    assert "Muted: Corvane Evening Post and Northern Wire" in page.locator(".did").inner_text()
    assert "They <b>pay</b> for it" in page.locator(".note").inner_text()
    assert page.locator("#destination").count() == 0  # what is muted is not delivered again
    press(page, "u")
    assert page.locator("tr.quiet").count() == 1
    shot(page, "desk-alerts")
    page.get_by_role("button", name="Lift").click()
    assert "No longer muted" in page.locator(".did").inner_text()
    press(page, "z")
    assert "Muted: Corvane" in page.locator(".did").inner_text()
    press(page, "z")
    assert page.locator("tr.quiet").count() == 0
    assert alerting.service.health()


def test_an_alert_leads_to_the_two_that_it_is_about(page: Page) -> None:
    page.goto("/desk/alerts?state=delivered")
    assert page.locator(".choices [aria-current]").inner_text() == "Delivered"
    for number in range(page.locator("a.row").count()):
        page.goto("/desk/alerts?state=delivered")
        page.locator("a.row").nth(number).click()
        other = page.locator("header.story p:has-text('side by side') a").nth(1).inner_text()
        page.click("text=Why: the two side by side")
        page.wait_for_url("**/desk/articles/**beside=*")
        assert page.locator("#theirs").inner_text().endswith(other)


def test_each_destination_takes_a_test(page: Page, receiver: Receiver) -> None:
    page.goto("/desk/alerts")
    page.get_by_role("button", name="Send a test to cms").click()
    page.get_by_text("took the test").wait_for()
    assert receiver.seen[-1]["type"] == "test"
    page.get_by_role("button", name="Send a test to chat").click()
    page.get_by_text("did not take the test").wait_for()


@pytest.mark.parametrize("view", ["/desk/alerts", "/desk/alerts/1", "/desk/alerts?state=failed"])
def test_no_finding_of_axe_and_no_sideways_scrolling(browser: Browser, alerting: Desk, view: str) -> None:
    page = page_of(browser, alerting)  # opened once: a width and a scheme are changed as a reader changes them
    page.goto(view)
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert findings(page) == [], f"{scheme}, {width} pixels wide"
        wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= shown, f"{width} pixels wide"
    page.context.close()

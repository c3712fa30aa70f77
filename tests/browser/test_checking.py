"""Texts to check, in a real browser: pasted, dropped, several at once, from an address; back, forward, and offline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.serving import Desk, findings, page_of, shot
from tests.unit.channels.test_fetching import Site
from tests.unit.formats import documents, mails, test_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.serving import Desk as Opened


@pytest.fixture
def page(browser: Browser, desk: Opened) -> Iterator[Page]:
    opened = page_of(browser, desk)
    opened.goto("/desk/check")
    yield opened
    opened.context.close()


def check(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Check", exact=True).click()


def test_a_text_is_pasted_and_back_and_forward_lead_to_it(page: Page, desk: Opened) -> None:
    shot(page, "desk-check")
    before = desk.service.health()
    text = desk.service.article("nw-0412").article.text
    page.fill("#text", text)
    check(page)
    assert page.locator(".answer .chip").inner_text() == "Identical"
    assert page.locator("#said").count() == 0
    page.keyboard.press("]")
    page.locator(".matches li:nth-child(2) [aria-current]").wait_for()
    assert page.locator("#theirs").inner_text() != "Ferry terminal roof collapse injures 23 in Saltmere"
    page.keyboard.press("a")
    page.get_by_text("Sources of this text").wait_for()
    page.go_back()
    page.locator(".matches li:nth-child(2) [aria-current]").wait_for()
    page.go_back()
    page.locator(".matches li:nth-child(1) [aria-current]").wait_for()
    page.go_back()
    assert page.locator("#text").input_value() == text.replace("\r\n", "\n")
    page.go_forward()
    page.locator(".matches li:nth-child(1) [aria-current]").wait_for()
    page.click("text=Check a text")
    assert page.locator("#text").input_value() == ""  # begun anew
    assert desk.service.health() == before


def test_files_are_dropped_and_each_has_its_outcome(page: Page, desk: Opened) -> None:
    text = desk.service.article("nw-0412").article.text
    dropped = page.evaluate_handle(
        """text => { const data = new DataTransfer()
            data.items.add(new File([text], 'wire.html', { type: 'text/html' }))
            data.items.add(new File([''], 'empty.txt', { type: 'text/plain' })); return data }""",
        f"<html><body>{''.join(f'<p>{one}</p>' for one in text.split(chr(10) * 2))}</body></html>",
    )
    page.dispatch_event("form.check", "dragenter", {"dataTransfer": dropped})
    assert page.locator("form.dropping").count() == 1
    page.dispatch_event("form.check", "drop", {"dataTransfer": dropped})
    assert page.evaluate("document.querySelector('#file').files[0].name") == "wire.html"
    page.get_by_role("button", name="One more text").click()
    page.keyboard.type("Snow lay on the hills above the harbour until noon.")
    check(page)
    rows = page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 3
    assert "Snow lay" in rows[0]
    assert "wire.html" in rows[1]
    assert "Not checked: the text has no words" in rows[2]
    for width, scheme in ((1366, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        accessible(page)
        if width > 390:
            shot(page, "desk-checked")
    page.keyboard.press("j")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".answer .chip").inner_text() in {"Identical", "Near copy"}
    page.go_back()
    assert page.locator("tbody tr").count() == 3


def accessible(page: Page) -> None:
    assert findings(page) == []
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown


def test_mail_pdf_and_word_are_chosen(page: Page, desk: Opened) -> None:
    text = desk.service.article("nw-0412").article.text.split("\n\n")[1]
    files: Any = [
        {"name": "a.eml", "mimeType": "message/rfc822", "buffer": mails.mail(text).as_bytes()},
        {"name": "b.docx", "mimeType": "", "buffer": documents.word([text])},
        {"name": "c.pdf", "mimeType": "", "buffer": documents.pdf([[documents.Drawn(20, 700, 8, text[:90])]])},
    ]
    page.set_input_files("#file", files)
    check(page)
    assert page.locator("h1").inner_text() == "3 of 3 checked"


def test_what_is_wrong_is_said_and_nothing_is_lost(page: Page) -> None:
    page.fill("#text", "A text that stays.")
    large: Any = {"name": "large.txt", "mimeType": "text/plain", "buffer": b"x " * 5_000_000}
    page.set_input_files("#file", large)
    page.get_by_role("button", name="Check", exact=True).click()
    assert "large.txt has 10.0 MB, and at most 8.4 MB" in page.locator(".sending").inner_text()
    assert page.locator("#text").input_value() == "A text that stays."
    page.set_input_files("#file", [])
    page.fill("#text", "")
    check(page)
    assert "nothing to check" in page.locator(".error").inner_text()
    page.fill("#address", "http://127.0.0.1:9/inside")
    check(page)
    assert "inside" in page.locator(".error").inner_text()
    assert page.locator("#address").input_value() == "http://127.0.0.1:9/inside"
    page.fill("#text", "A text that stays, again.")
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.route("**/desk/check", lambda route: route.abort())
        page.get_by_role("button", name="Check", exact=True).click()
    page.unroute("**/desk/check")
    page.goto("/desk/check")
    assert page.locator("#text").input_value() == "A text that stays, again."
    assert "not sent" in page.locator(".sending").inner_text()


def test_a_page_is_fetched_from_its_address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of a desk that may fetch from this machine."""
    folder = tmp_path_factory.mktemp("inside")
    (folder / "senders.toml").write_text("")
    story = test_pages.page(test_pages.told(test_pages.ROOF, "Market roof falls")).encode()
    site = Site({"story": (200, {"Content-Type": "text/html"}, story)})
    desk = Desk(folder / "data", samples=(), senders=folder / "senders.toml")
    page = page_of(browser, desk)
    page.goto("/desk/check")
    page.fill("#address", f"{site.address}/story")
    check(page)
    assert "of the page's" in page.locator(".story").inner_text()
    page.go_back()
    assert page.locator("#address").input_value() == f"{site.address}/story"
    page.context.close()
    desk.close()
    site.close()

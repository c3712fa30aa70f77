"""A text to check, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk


def test_a_text_is_pasted(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    shot(page, "desk-check")
    before = desk.service.health()
    page.fill("#text", desk.service.article("nw-0412").article.text)
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    assert page.locator(".answer .chip").inner_text() == "Identical"
    assert page.locator("#said").count() == 0
    page.keyboard.press("]")
    page.locator(".matches li:nth-child(2) [aria-current]").wait_for()
    assert page.locator("#theirs").inner_text() != "Ferry terminal roof collapse injures 23 in Saltmere"
    page.keyboard.press("a")
    page.get_by_text("Sources of this text").wait_for()
    assert desk.service.health() == before
    page.context.close()


def test_a_file_is_dropped(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    text = desk.service.article("nw-0412").article.text
    dropped = page.evaluate_handle(
        """text => { const data = new DataTransfer()
            data.items.add(new File([text], 'wire.html', { type: 'text/html' })); return data }""",
        f"<html><body>{''.join(f'<p>{one}</p>' for one in text.split(chr(10) * 2))}</body></html>",
    )
    page.dispatch_event("form.check", "dragenter", {"dataTransfer": dropped})
    assert page.locator("form.dropping").count() == 1
    page.dispatch_event("form.check", "drop", {"dataTransfer": dropped})
    assert page.evaluate("document.querySelector('#file').files[0].name") == "wire.html"
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    assert page.locator(".answer .chip").inner_text() in {"Identical", "Near copy"}
    page.context.close()

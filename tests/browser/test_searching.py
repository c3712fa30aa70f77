"""The archive is searched, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk


def test_a_phrase_is_found_and_marked(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/search")
    page.keyboard.press("/")
    page.keyboard.type('"retired judge" Varrow')
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/search?q=*")
    assert page.locator(".results li").count() >= 1
    marked = {one.lower() for one in page.locator(".results .text mark").all_inner_texts()}
    assert marked == {"retired judge", "varrow"}
    shot(page, "desk-search")
    page.keyboard.press("j")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    assert page.locator("h1").inner_text() == chosen
    page.click("text=its time line")
    page.wait_for_url("**/desk/stories/**")
    page.keyboard.press("u")  # back to the story, and from there to the result, as it was searched
    page.wait_for_url("**/desk/articles/**")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/search?q=*#r*")
    assert page.evaluate("document.activeElement.textContent") == chosen
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    page.go_back()  # the browser's own way leads there, too
    page.wait_for_url("**/desk/search?q=*#r*")
    assert page.evaluate("document.activeElement.textContent") == chosen
    page.keyboard.press("u")
    page.wait_for_url("**/desk")
    page.context.close()


def test_meaning_finds_what_words_do_not(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/search")
    page.fill("input[name=q]", "A hall where boats moor caved in and injured many travellers.")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing was found").wait_for()
    page.click("text=Search for the meaning instead")
    page.locator(".results li").first.wait_for()
    assert "Saltmere" in page.locator(".results").inner_text()
    assert "close" in page.locator(".results .about").first.inner_text()
    assert page.locator(".results .text mark").count() >= 1
    page.context.close()


def test_more_like_a_story(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507")
    page.click("text=more like this")
    page.wait_for_url("**/desk/search?like=ledger-5507")
    assert page.locator(".results h2").first.inner_text() == "Ferry terminal roof collapse injures 23 in Saltmere"
    page.locator(".results li").nth(1).get_by_text("more like this").click()
    page.wait_for_url("**like=*")
    assert "Stories like" in page.locator("main").inner_text()
    page.context.close()

"""From story to story by keys: on through the queue, back to the row, over the end of a page and past what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Article
from tests.browser.serving import Desk, press

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page


def test_the_queue_goes_on_over_the_end_of_a_page(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.desk.pages.PAGE", 8)
    page.goto("/desk?state=all")
    names = page.locator("a.row").all_inner_texts()
    for _ in range(8):
        page.keyboard.press("j")
    page.keyboard.press("j")
    page.wait_for_url("**before=*")
    ninth = page.locator("a.row").first.inner_text()
    assert page.evaluate("document.activeElement.textContent") == ninth
    assert ninth not in names
    page.keyboard.press("k")
    page.wait_for_url("**after=*")
    assert page.evaluate("document.activeElement.textContent") == names[-1]


def test_through_a_list_and_back_to_the_row(page: Page) -> None:
    page.goto("/desk?source=Northern+Wire")
    names = page.locator("a.row").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    assert page.locator("h1").inner_text() == names[1]
    page.keyboard.press(".")
    page.get_by_role("heading", name=names[2], level=1).wait_for()
    page.keyboard.press(",")
    page.get_by_role("heading", name=names[1], level=1).wait_for()
    page.keyboard.press(".")
    page.get_by_role("heading", name=names[2], level=1).wait_for()
    page.keyboard.press("u")
    page.wait_for_url("**/desk?source=Northern+Wire#r*")
    assert page.evaluate("document.activeElement.textContent") == names[2]
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    page.go_back()  # the browser's own way back leads to the same row
    page.wait_for_url("**/desk?source=Northern+Wire#r*")
    assert page.evaluate("document.activeElement.textContent") == names[2]


def test_the_list_is_kept_on_ways_aside(page: Page) -> None:
    page.goto("/desk?source=Northern+Wire")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/**")
    for aside, way in (("its time line", "**/desk/stories/**"), ("more like this", "**/desk/search?like=*")):
        page.click(f".story >> text={aside}")
        page.wait_for_url(way)
        page.keyboard.press("u")
        page.wait_for_url("**/desk/articles/**")
    page.click("text=its time line")
    page.wait_for_url("**/desk/stories/**")
    page.locator(".card a.row").last.click()
    page.wait_for_url("**/desk/articles/**")
    page.keyboard.press("u")
    page.wait_for_url("**/desk?source=Northern+Wire*")


def test_brackets_are_keys_wherever_a_keyboard_has_them(page: Page) -> None:
    page.goto("/desk/articles/ledger-5507")
    pressed = """(with_) => document.dispatchEvent(new KeyboardEvent("keydown", {key: "]", bubbles: true, ...with_}))"""
    page.evaluate(pressed, {"ctrlKey": True})  # the browser's own
    assert "match=" not in page.url
    for number, held in enumerate(({"ctrlKey": True, "altKey": True, "modifierAltGraph": True}, {"altKey": True}), 2):
        page.evaluate(pressed, held)  # AltGr on Windows; Alt on a Mac
        page.wait_for_url(f"**match={number}")


def test_what_is_gone_is_said_and_the_way_leads_back(page: Page, desk: Desk) -> None:
    for name in ("marten-1", "marten-2"):
        desk.service.ingest(Article(f"A marten was seen at Ottersund by {name} on Friday night.", id=name, title=name))
    page.goto("/desk?words=marten")
    assert page.locator("a.row").count() == 2
    desk.service.remove("marten-2")
    for box in page.locator("input[name=story]").all():
        box.check()
    press(page, "s")
    assert (
        "marten-1 assigned to Ada Lind, by Ada Lind. 1 left out: no longer stored." in page.locator(".did").inner_text()
    )
    other = page.context.new_page()
    other.goto("/desk?words=marten")
    desk.service.remove("marten-1")
    other.click("a.row")
    other.get_by_text("It may have been removed").wait_for()
    other.click("text=Back to where that was asked for")
    other.wait_for_url("**/desk?words=marten*")

"""What came in: the list, its filters, keys and live news, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Article
from tests.browser.serving import Desk, page_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from playwright.sync_api import Browser


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


def test_single_letters_can_be_switched_off(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert not page.locator("#help").is_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "row"
    page.context.close()


def test_filters_stand_in_the_address_and_go_together(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    page.keyboard.press("/")
    page.keyboard.type("SALTMERE")
    page.select_option("select[name=source]", "Northern Wire")
    page.keyboard.press("Tab")
    page.click("form.filters button")
    page.wait_for_url("**/desk?words=SALTMERE&source=Northern+Wire")
    page.click("a.choice:has-text('Update')")
    page.wait_for_url("**/desk?words=SALTMERE&relation=update&source=Northern+Wire")
    assert page.locator("a.row").all_inner_texts() == [
        "UPDATE 1-Police search harbour offices after Saltmere roof collapse, 31 hurt"
    ]
    page.reload()
    assert page.input_value("input[name=words]") == "SALTMERE"
    assert page.input_value("select[name=source]") == "Northern Wire"
    page.fill("input[name=words]", "nothing has this")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing here fits").wait_for()
    assert page.locator(".empty li").all_inner_texts() == [
        "words: nothing has this · leave that out",
        "relation: update · leave that out",
        "source: Northern Wire · leave that out",
    ]
    page.go_back()
    page.click("text=Show everything")
    assert page.locator("a.row").count() >= 20
    page.context.close()


def test_a_source_is_offered_however_old_its_stories_are(
    browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.storage.listing.COUNTED", 1)
    page = page_of(browser, desk)
    page.goto("/desk")
    offered = page.locator("select[name=source] option").all_inner_texts()
    assert "Northern Wire" in offered  # without a number, for its stories are not counted
    assert sum(one.endswith(" (1)") for one in offered) == 1
    page.select_option("select[name=source]", "Northern Wire")
    page.click("form.filters button")
    page.wait_for_url("**/desk?source=Northern+Wire")
    assert page.locator("a.row").count() > 1
    page.goto("/desk/search")
    assert "Northern Wire" in page.locator("select[name=source] option").all_inner_texts()
    page.context.close()


def test_what_has_no_headline_is_called_by_its_first_line_everywhere(browser: Browser, desk: Desk) -> None:
    text = "Swans have left the basin at Ottersund.\n\nNobody knows why, the warden of the reserve said on Friday."
    for name, source in (("swan-1", "Weir Post"), ("swan-2", "Reed News")):
        desk.service.ingest(Article(text, id=name, source=source))
    lead = "Swans have left the basin at Ottersund."
    page = page_of(browser, desk)
    page.goto("/desk?words=swan-2")
    assert page.locator("a.row").inner_text() == lead
    assert page.locator(".closest").inner_text().endswith(f"Weir Post: {lead}")
    page.click("a.row")
    page.wait_for_url("**/desk/articles/swan-2*")
    told = [page.locator(one).inner_text() for one in ("h1", "#theirs", ".matches [aria-current] .name")]
    assert told == [lead, f"1 {lead}", lead]
    page.click("text=more like this")
    page.wait_for_url("**like=*")
    assert f"Stories like {lead}" in page.locator("main").inner_text()
    page.goto("/desk/check")
    page.fill("#text", text)
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    assert [page.locator(one).first.inner_text() for one in ("h1", ".matches .name")] == [lead, lead]
    page.context.close()
    for name in ("swan-1", "swan-2"):
        desk.service.remove(name)


def test_new_stories_are_told_and_move_nothing(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    other = page_of(browser, desk)
    page.goto("/desk")
    other.goto("/desk?source=Northern+Wire")
    for one in (page, other):
        one.locator("#live.on").wait_for()
    page.evaluate("window.scrollTo(0, 300)")
    first = page.locator("a.row").first.inner_text()
    place = page.locator("a.row").nth(8).bounding_box()
    desk.service.ingest(Article("A quiet tide came in at noon and went out again.", id="tide", title="Quiet tide"))
    page.locator("#news a").wait_for()
    assert page.locator("#news a").inner_text().startswith("1 new story ")
    assert page.title().startswith("(1) ")
    assert page.locator("a.row").first.inner_text() == first
    assert page.locator("a.row").nth(8).bounding_box() == place
    assert not other.locator("#news").is_visible()  # it is not from there
    page.keyboard.press("n")
    page.wait_for_load_state()
    assert page.locator("a.row").first.inner_text() == "Quiet tide"
    assert page.locator("tr.fresh").count() == 1
    for one in (page, other):
        one.context.close()
    desk.service.remove("tide")


def test_a_lost_connection_is_told_and_found_again(browser: Browser, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "one", samples=())
    page = page_of(browser, desk)
    page.goto("/desk/check")
    page.fill("#text", "A text that somebody has typed for an hour.")
    listing = page.context.new_page()
    listing.goto("/desk")
    listing.locator("#live.on").wait_for()
    page.context.set_offline(True)
    listing.locator("#live.off").wait_for()
    page.context.set_offline(False)
    listing.locator("#live.on").wait_for()
    assert "Nothing has come in yet" in listing.locator(".empty").inner_text()
    desk.service.ingest(Article("A quiet tide came in at noon and went out again.", id="tide", title="Quiet tide"))
    listing.locator("#news a").wait_for()
    port = int(desk.address.rpartition(":")[2])
    desk.close()
    listing.locator("#live.off").wait_for()
    assert "Offline since" in listing.locator("#live").inner_text()
    assert "which this page notices by itself" in listing.locator("#live").inner_text()
    page.click("main button")
    page.get_by_text("your text is still here").wait_for()
    assert page.input_value("#text").startswith("A text that")
    again = Desk(tmp_path / "one", port, ())
    listing.locator("#live.on").wait_for()
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    page.context.close()
    again.close()

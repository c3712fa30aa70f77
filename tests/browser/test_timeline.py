"""What became of a story, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Article
from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk


def test_arrows_lead_from_a_story_to_what_was_made_from_it(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507")
    page.click("text=its time line")
    assert page.locator("h1").inner_text() == "Ferry terminal roof collapse injures 23 in Saltmere"
    page.locator(".lines .head").first.wait_for(state="attached")
    joined = page.evaluate(
        """() => [...document.querySelectorAll('.card[data-to]')].map((card, at) => {
            const head = document.querySelectorAll('.lines .head')[at].getBoundingClientRect()
            const box = card.getBoundingClientRect()
            const inside = head.left > box.left && head.right < box.right
            return [card.dataset.to, inside && Math.abs(head.bottom - box.top) < 3]
        })"""
    )
    assert joined == [["e1", True]] * 4
    assert page.locator(".card.asked").inner_text().startswith("Saltmere ferry hall")
    shot(page, "desk-story")
    page.context.close()


def test_what_times_do_not_tell_has_a_line_and_no_arrow(browser: Browser, desk: Desk) -> None:
    text = desk.service.article("nw-0412").article.text.split("\n\n")[1]
    told = f"{text}\n\nHerons nest on the old weir at Ottersund again, the warden of the reserve said on Friday."
    for name, source in (("heron-1", "Weir Post"), ("heron-2", "Reed News")):
        desk.service.ingest(Article(told, id=name, title=f"Herons, {source}", source=source))
    page = page_of(browser, desk)
    page.goto("/desk?words=herons")
    assert "shares text with Weir Post" in page.locator("tr[data-key]").first.inner_text()
    page.goto("/desk/stories/heron-2")
    card = page.locator(".card", has_text="Herons, Reed News")
    assert "shared with Weir Post" in card.inner_text()
    assert card.get_attribute("data-unsure") is not None
    page.locator(".lines .line").first.wait_for(state="attached")
    assert page.locator(".lines .head").count() == page.locator(".card[data-to]:not([data-unsure])").count()
    page.context.close()
    for name in ("heron-1", "heron-2"):
        desk.service.remove(name)

"""What became of a story, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

"""Who takes from whom, in a real browser: figures by keyboard and mouse, and the page without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.browser.serving import Desk


def number(one: Locator) -> int:
    return int(re.split(r"\D", one.inner_text().strip(), maxsplit=1)[0])


def test_a_figure_leads_to_its_stories(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    page.click("nav >> text=Taken by whom")
    page.wait_for_url("**/desk/flows")
    page.select_option("select[name=ours]", "Northern Wire")
    page.focus("form.filters button")
    page.keyboard.press("Enter")
    page.wait_for_url("**ours=Northern+Wire")
    shot(page, "desk-flows")
    assert page.locator("#ours").inner_text() == "What became of the stories of Northern Wire"
    for figure in (".tiles a >> nth=0", ".pairs a >> nth=0", ".taken .figure a >> nth=0"):
        expected = number(page.locator(figure))
        page.focus(figure)
        page.keyboard.press("Enter")
        page.locator(".taking").wait_for()
        assert page.locator("a.row").count() == number(page.locator(".taking")) == expected > 0
        page.go_back()
        page.locator("#pairs").wait_for()
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    day = page.locator("details[open] td a").first
    expected = number(day)
    day.click()
    page.locator(".taking").wait_for()
    assert page.locator("a.row").count() == expected
    page.go_back()
    page.locator(".bands path.copies, .bands path.rewrites").first.dispatch_event("click")
    page.locator(".taking").wait_for()
    page.context.close()


def test_it_needs_no_scripts_and_fits_a_phone(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/desk/flows?ours=Northern+Wire")
    for shown in (".tiles", ".bands svg", ".pairs", ".chart svg", ".taken"):
        box = page.locator(shown).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["height"] > 20
    with page.expect_download() as started:
        page.click("text=CSV of all >> nth=0")
    assert started.value.suggested_filename.endswith(".csv")
    page.context.close()

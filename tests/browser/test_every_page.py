"""All pages: accessibility, phones, print, the policy, and a page made to do harm."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from tests.browser.serving import SCHEMES, findings, page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk

VIEWS = (
    "/desk",
    "/desk/articles/ledger-5507",
    "/desk/articles/ledger-5507?view=composite&quotations=out",
    "/desk/articles/ledger-5507?paper=1",
    "/desk/stories/ledger-5507",
    "/desk/check",
    "/desk?words=nothing+has+this",
    "/desk/articles/nobody",
    "/desk/name",
    "/desk/search?q=ferry",
    "/desk/search?like=ledger-5507",
    "/desk/search?q=nothing+has+this",
    "/desk?relation=rewrite&relation=near_copy&credit=given",
    "/desk/flows?ours=Northern+Wire",
    "/desk/alerts",
    "/desk/answers",
)
"""The pages, and those with nothing to show."""


@pytest.mark.parametrize("view", VIEWS)
def test_no_finding_of_axe_and_no_sideways_scrolling(browser: Browser, desk: Desk, view: str) -> None:
    page = page_of(browser, desk)  # opened once: a width and a scheme are changed as a reader changes them
    page.goto(view)
    for width, scheme in itertools.product((1366, 390), SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert findings(page) == [], f"{scheme}, {width} pixels wide"
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= shown, f"{width} pixels wide"
    page.context.close()


def test_a_page_of_somebody_else_can_not_answer(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    form = f"""<form method=post action='{desk.address}/desk/actions'><input name=story value=14>
        <input name=by value=Eve>
        <button name=action value=different>Win a prize</button></form>"""
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("http://elsewhere.example/")
    page.click("button")
    page.get_by_text("Not from here").wait_for()
    page.goto("/desk/articles/courier-8841")
    assert page.locator("#said").count() == 0
    page.context.close()


def test_times_are_in_the_reader_s_zone(browser: Browser, desk: Desk) -> None:
    for zone, told in (("Europe/Oslo", "22:15"), ("Asia/Kolkata", "02:45"), ("UTC", "21:15")):
        page = page_of(browser, desk, timezone_id=zone)
        page.goto("/desk/articles/ledger-5507")
        assert told in page.locator("h1 >> xpath=preceding-sibling::p").inner_text()
        page.context.close()
    page = page_of(browser, desk, java_script_enabled=False)
    page.goto("/desk/articles/ledger-5507")
    assert "2031-03-04 21:15 UTC" in page.locator(".story").inner_text()
    page.context.close()


def test_right_to_left_text_stands_on_the_right(browser: Browser, desk: Desk) -> None:
    text = "סירה עזבה את הנמל ביום שני בבוקר.\n\nA boat left the harbour on Monday morning."
    desk.service.ingest(Article(text, id="boat", title="סירה עזבה את הנמל", language="he", source="עיתון"))
    page = page_of(browser, desk)
    page.goto("/desk")
    assert page.locator("td.headline").first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.goto("/desk/articles/boat")
    ways = page.locator("[data-step] .text").evaluate_all("all => all.map(one => getComputedStyle(one).direction)")
    assert ways == ["rtl", "ltr"]
    assert page.locator(".text").first.get_attribute("lang") == "he"
    desk.service.ingest(Article(f"{text}\n\nThree are missing.", id="boat-2", title="Boat", source="Quay Weekly"))
    page.goto("/desk/articles/boat-2")
    summary = page.locator(".answer span[dir]")
    assert "Closest: סירה עזבה את הנמל. " in summary.inner_text()
    # The figure that follows the headline stands behind it, in a sentence that runs from left to right.
    name, figure = summary.evaluate(
        """one => {
            const range = document.createRange()
            const rest = one.querySelector("bdi").nextSibling
            const at = rest.data.search(/[0-9]|[A-Z]/)
            range.setStart(rest, at); range.setEnd(rest, at + 1)
            return [one.querySelector("bdi"), range].map(part => part.getBoundingClientRect().left)}"""
    )
    assert name < figure
    page.context.close()
    desk.service.remove("boat-2")
    desk.service.remove("boat")


def test_long_words_break_where_they_must(browser: Browser, desk: Desk) -> None:
    word = "Harbourmastersassociationheadquartersextension" * 5
    text = f"{word} closed on Monday.\n\nForty men of the yard in the old town have to move to the new one by June."
    for name in ("1", "2"):
        desk.service.ingest(Article(text, id=f"urn:{word}{name}", title=word, source=word[:200]))
    page = page_of(browser, desk)
    for view in (f"articles/urn:{word}2", f"articles/urn:{word}2?view=composite", f"stories/urn:{word}2", "flows", ""):
        page.goto(f"/desk/{view}")
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 800})
            wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert wide <= shown, f"{view}, {width} pixels wide"
    page.context.close()
    for name in ("1", "2"):
        desk.service.remove(f"urn:{word}{name}")


def test_it_is_printed_on_white_without_its_controls(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk, color_scheme="dark", viewport={"width": 760, "height": 1000})
    page.goto("/desk/articles/ledger-5507")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".top", ".matches", ".walk", ".leave", ".acts", ".beside"):
        assert not page.locator(hidden).first.is_visible()
    for shown in (".reason, .answer", ".order svg", "#evidence", "#q2", "#m1"):
        assert page.locator(shown).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    left, right = (page.locator(one).bounding_box() for one in ("#q2", "#m1"))
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] < right["x"]  # still side by side
    page.context.close()


def test_a_page_made_to_do_harm_is_text(browser: Browser, desk: Desk) -> None:
    harm = "<script>document.title = 'owned'</script> \u202eold text\u202c"
    text = "\n\n".join(f"Paragraph {number} of a very long story. {harm}" for number in range(2000))
    desk.service.ingest(Article(text, id="harm", title=harm))
    page = page_of(browser, desk)
    page.goto("/desk/articles/harm")
    assert page.locator(".paragraph").count() == 1000  # neighbours are joined beyond a thousand
    assert page.locator("h1").inner_text() == harm
    assert page.locator("#q1000 .text").inner_text().endswith(harm.rstrip("\u202c"))
    assert page.title() == f"{harm} · wire-dedup"
    assert page.evaluate("document.querySelectorAll('main script').length") == 0
    page.context.close()
    desk.service.remove("harm")

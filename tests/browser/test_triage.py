"""An editor's morning: through the queue by keys, alone and many at once, undone as easily, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dedup.article import Article
from tests.browser.serving import Desk, page_of, press, shot

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page


def row(page: Page, name: str) -> str:
    return page.locator(f"tr:has(a[href^='/desk/articles/{name}?'])").inner_text()


def on(page: Page, name: str) -> None:
    """Go to a story with the keys."""
    page.locator(f"tr a.row[href^='/desk/articles/{name}?']").focus()


def undo(page: Page) -> None:
    press(page, "z")


def test_the_first_screen_tells_the_story(page: Page) -> None:
    told = row(page, "courier-8841")
    for part in (
        "Corvane Courier",
        "published",
        "from Northern Wire: Ferry terminal roof collapse",
        "Near copy",
        "100 %",
    ):
        assert part in told
    assert "1 quotation altered" in told
    assert "1 figure changed" in told
    assert page.locator("tr.quiet td.signs li").count() == 0
    shot(page, "desk-incoming")
    page.emulate_media(media="print")  # each column under its own heading
    left = "(cells) => cells.map((one) => Math.round(one.getBoundingClientRect().left))"
    heads = page.locator(".list thead th").evaluate_all(left)
    assert page.locator(".list tbody tr:first-child td").evaluate_all(left) == heads


def test_the_root_leads_here(page: Page) -> None:
    page.goto("/")
    page.wait_for_url("**/desk")


def test_one_key_each_and_undone_as_easily(page: Page) -> None:
    for key, told in (
        ("c", "✓ confirmed Ada Lind"),
        ("d", "Unrelated"),
        ("s", "→ Ada Lind"),
    ):
        on(page, "ledger-5507")
        before = row(page, "ledger-5507")
        press(page, key)
        assert told in row(page, "ledger-5507")
        assert page.evaluate("document.activeElement.closest('tr').innerText") == row(page, "ledger-5507")
        assert "did=" not in page.url
        undo(page)
        assert row(page, "ledger-5507") == before


def test_corrected_and_noted_by_key(page: Page) -> None:
    on(page, "ledger-5507")
    page.keyboard.press("r")
    page.select_option("select[name=relation]", "same_event")
    press(page, "Enter")
    assert "Same event" in row(page, "ledger-5507")
    assert "✎ not rewrite Ada Lind" in row(page, "ledger-5507")
    undo(page)
    on(page, "ledger-5507")
    page.keyboard.press("m")
    page.keyboard.type("Ring the ledger, <b>now</b>")
    press(page, "Enter")
    assert "Ring the ledger, <b>now</b>" in row(page, "ledger-5507")
    undo(page)
    assert "Ring" not in row(page, "ledger-5507")


def test_many_rows_at_once(page: Page) -> None:
    count = page.locator("a.row").count()
    page.emulate_media(reduced_motion="reduce")  # the page is where it goes at once
    for _ in range(count):  # whatever story it is on, the bar does not stand before it
        page.keyboard.press("j")
        low = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
        assert low + 8 < page.locator(".acts").evaluate("(bar) => bar.getBoundingClientRect().top")
    page.goto("/desk")
    names = [page.locator("a.row").nth(number).inner_text() for number in range(4)]
    page.keyboard.press("j")
    for _ in range(3):
        page.keyboard.press("x")
        page.keyboard.press("j")
    assert page.locator(".chosen").inner_text() == "3 chosen"
    press(page, "e")
    assert "3 stories done, by Ada Lind." in page.locator(".did").inner_text()
    assert page.locator("a.row").count() == count - 3  # they left the queue
    assert page.evaluate("document.activeElement.textContent") == names[3]  # and the next story is at hand
    undo(page)
    assert page.locator("a.row").count() == count


def test_what_was_said_stands_on_every_page(page: Page) -> None:
    page.goto("/desk/articles/courier-8841")
    press(page, "d")
    assert "the machine said" in page.locator(".story").inner_text()
    assert "corrected to Unrelated" in page.locator("#said").inner_text()
    assert page.locator(".matches [aria-current]").inner_text().count("Unrelated") == 1
    page.goto("/desk/stories/nw-0412")
    assert "Corvane Courier" not in page.locator(".lanes").inner_text()
    page.goto("/desk?said=corrected")
    assert page.locator("a.row").count() == 1
    page.goto("/desk/articles/courier-8841")
    press(page, "c")
    assert "confirmed" in page.locator(".story").inner_text()
    undo(page)
    press(page, "c")  # it is what stood before: said once more, and taken back with the first
    page.goto("/desk/stories/nw-0412")
    assert "Corvane Courier" in page.locator(".lanes").inner_text()


def test_another_match_is_answered_for_itself(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 768})
    page.goto("/desk/articles/ledger-5507?match=2")
    strip, tab = (page.locator(one).bounding_box() for one in (".matches ol", ".matches [aria-current]"))
    assert strip is not None
    assert tab is not None
    assert strip["x"] <= tab["x"] < strip["x"] + strip["width"]
    assert page.evaluate("scrollY") == 0  # the tab stands in view, and the page at its head
    press(page, "d")
    assert "warning about decayed timbers went unheeded” with “" in page.locator(".did").inner_text()
    assert "match=2" in page.url
    assert "Unrelated" in page.locator(".matches li:nth-child(2)").inner_text()
    assert "Rewrite" in page.locator(".matches li:nth-child(1)").inner_text()
    undo(page)
    page.goto("/desk")
    assert "Rewrite" in row(page, "ledger-5507")


def test_a_view_is_kept_under_a_name(page: Page, browser: Browser, desk: Desk) -> None:
    page.goto("/desk")
    page.click("a.choice:has-text('Rewrite')")
    found = page.locator("a.row").count()
    page.fill("input[name=name]", "Rewrites at six")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url("**/desk?view=Rewrites%20at%20six")
    assert page.locator("h1").inner_text() == "Rewrites at six"
    assert page.locator("a.row").count() == found
    other = page_of(browser, desk)
    other.goto("/desk")
    other.click("text=Rewrites at six")
    assert other.locator("a.row").count() == found
    other.get_by_role("button", name="Forget this view").click()
    assert "Ada Lind kept it" in other.locator("main").inner_text()
    other.get_by_role("button", name="Forget it for everybody").click()
    other.wait_for_url("**/desk")
    assert other.locator(".views nav").count() == 0
    other.context.close()


def test_a_stranger_is_asked_for_a_name_once(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    on(page, "ledger-5507")
    page.keyboard.press("s")
    page.fill("#by", "Bo Ek")
    press(page, "Enter")
    assert "→ Bo Ek" in row(page, "ledger-5507")
    assert page.locator(".who").inner_text().endswith("Bo Ek")
    undo(page)
    assert "Bo Ek" not in row(page, "ledger-5507")
    page.context.close()


def test_it_works_without_scripts(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/desk/name")
    page.fill("#by", "Eva")
    page.click("main button")
    ends = page.locator(".published").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")
    assert max(ends) <= 390
    page.check("tr:has(a[href^='/desk/articles/ledger-5507?']) input")
    page.click("button[value=mine]")
    assert "→ Eva" in row(page, "ledger-5507")
    page.click(".did button")
    assert "→ Eva" not in row(page, "ledger-5507")
    page.context.close()


def test_a_note_is_not_lost_with_the_connection(page: Page) -> None:
    page.goto("/desk/articles/ledger-5507")
    page.keyboard.press("m")
    page.keyboard.type("Ring the ledger at seven")
    page.context.set_offline(True)  # before it is sent
    page.keyboard.press("Enter")
    page.get_by_text("The desk can not be reached").wait_for()
    assert page.locator("input[name=note]").input_value() == "Ring the ledger at seven"
    page.context.set_offline(False)
    page.route("**/desk/actions", lambda route: route.abort())  # in the middle
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/desk/actions")):
        page.keyboard.press("Enter")
    page.unroute("**/desk/actions")
    page.goto("/desk")  # in the list it stands at its story alone
    assert page.locator("input[name=note]").input_value() == ""
    on(page, "ledger-5507")
    assert page.locator("input[name=note]").input_value() == "Ring the ledger at seven"
    on(page, "courier-8841")
    assert page.locator("input[name=note]").input_value() == ""
    page.goto("/desk/articles/ledger-5507")
    assert page.locator("input[name=note]").input_value() == "Ring the ledger at seven"
    assert "still here" in page.locator(".acts .sending").inner_text()
    page.locator("input[name=note]").focus()
    press(page, "Enter")
    assert "Ring the ledger at seven" in page.locator(".noted").inner_text()
    assert page.locator("input[name=note]").input_value() == "Ring the ledger at seven"  # to be changed there
    undo(page)
    page.reload()
    assert page.locator("input[name=note]").input_value() == ""


def test_nothing_chosen_is_told_and_nothing_is_sent(page: Page) -> None:
    page.goto("/desk")
    page.click("button[value=mine]")
    assert "Choose a story first" in page.locator(".chosen").inner_text()
    assert page.locator(".did").count() == 0


def test_an_empty_desk_says_what_to_do(browser: Browser, tmp_path: Path) -> None:
    desk = Desk(tmp_path, samples=())
    page = page_of(browser, desk)
    page.goto("/desk")
    assert "dedup ingest" in page.locator(".empty").inner_text()
    page.context.close()
    desk.close()


def test_headlines_have_the_room_and_first_lines_two_lines(page: Page, desk: Desk) -> None:
    line = "A heron stood on the third lamp of the quay at Ottersund while the ferries turned, and nobody " * 3
    desk.service.ingest(Article(line, id="heron", source="Wire", published_at=datetime(1998, 11, 30, 22, tzinfo=UTC)))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/desk?words=heron")
    widths = page.locator("tr[data-key] td").evaluate_all("cells => cells.map(cell => cell.offsetWidth)")
    assert max(widths) == page.locator("tr[data-key] .headline").evaluate("cell => cell.offsetWidth")
    lead = page.locator("a.lead")
    lines = lead.evaluate("one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)")
    assert 1 < lines < 2.5

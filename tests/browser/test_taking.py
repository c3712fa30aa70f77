"""What is taken along: a link that a colleague opens, a page to print, a check at an address; in a real browser."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader

from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk


def test_a_colleague_opens_the_same_match_and_paragraph(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/desk/articles/ledger-5507?match=3&list=source%3DMeridian+Ledger")
    theirs = page.locator("#theirs").inner_text()
    page.locator("[data-walk]").wait_for()
    for key in ("n", "n", "n", "l"):
        page.keyboard.press(key)
    paragraph = page.evaluate("document.activeElement.closest('.paragraph')?.id ?? ''")
    page.get_by_text("Copied, with").wait_for()
    address = page.evaluate("navigator.clipboard.readText()")
    assert "list=" not in address
    colleague = page_of(browser, desk)
    colleague.goto(address)
    assert colleague.locator("#theirs").inner_text() == theirs
    target = colleague.locator(".paragraph:target")
    assert target.get_attribute("id") == address.partition("#")[2]
    assert paragraph in {"", target.get_attribute("id")}
    # In view, below the bar at the top.
    colleague.wait_for_function(
        """() => { const at = document.querySelector('.paragraph:target').getBoundingClientRect().top
            return document.querySelector('.top').getBoundingClientRect().bottom <= at && at < 700 }"""
    )
    colleague.context.close()
    page.context.close()
    bare = page_of(browser, desk)
    bare.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as without TLS
    bare.goto("/desk/articles/ledger-5507")
    bare.keyboard.press("l")
    field = bare.get_by_label("Link to copy")
    assert field.input_value() == f"{desk.address}/desk/articles/ledger-5507?version=1&beside=nw-0412"
    assert bare.evaluate("document.activeElement.value.length === document.activeElement.selectionEnd")
    bare.context.close()


def test_what_is_printed_has_link_date_and_legend_and_no_controls(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk, color_scheme="dark")
    page.goto("/desk/articles/ledger-5507")
    page.get_by_role("link", name="Print", exact=True).click()
    page.wait_for_url("**paper=1")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="Print, or save as PDF").click()
    assert page.title() == "printed"
    page.emulate_media(color_scheme="light")
    shot(page, "desk-paper")
    page.emulate_media(color_scheme="dark")
    printed = PdfReader(BytesIO(page.pdf(format="A4", print_background=True)))
    words = " ".join(" ".join(one.extract_text() for one in printed.pages).split())
    assert f"{desk.address}/desk/articles/ledger-5507?version=1&beside=nw-0412" in words
    for told in ("As of", "in both, word for word", "Same quotation", "Facts that were changed", "Tamsin Orrelow"):
        assert told in words
    for control in ("Back to the desk", "Print, or save", "Confirm", "Copy link"):
        assert control not in words
    assert len(printed.pages) < 8
    page.context.close()


def test_a_check_is_opened_by_others_and_taken_away(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    page.fill("#text", "\n\n".join(desk.service.article("nw-0412").article.text.split("\n\n")[:3]))
    page.click("main button")
    page.wait_for_url("**/desk/checks/*")
    page.keyboard.press("]")
    page.wait_for_url("**match=2")
    page.keyboard.press("a")
    page.wait_for_url("**view=composite**")
    page.go_back()
    assert page.url.endswith("match=2")
    theirs = page.locator("#theirs").inner_text()
    colleague = page_of(browser, desk)
    colleague.goto(page.locator("#copy").get_attribute("data-address") or "")
    assert colleague.locator("#theirs").inner_text() == theirs
    page.get_by_role("button", name="Keep it no longer").click()
    page.wait_for_url("**/desk/check")
    colleague.reload()
    colleague.get_by_text("No check is kept here").wait_for()
    colleague.context.close()
    page.context.close()


def test_a_list_is_downloaded(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk?source=Northern+Wire")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    assert started.value.suggested_filename.startswith("incoming-")
    written = started.value.path().read_text("utf-8-sig").splitlines()
    assert len(written) == 1 + page.locator("tr[data-key]").count()
    page.context.close()

"""A story beside its source: bands, keys, marks, sources, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Article
from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk


def test_one_key_shows_why_the_rewrite_is_a_rewrite(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    page.locator("#live.on").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/ledger-5507?version=1*")
    assert page.locator(".answer .chip").inner_text() == "Rewrite"
    why = page.locator(".why").inner_text()
    assert "2 were moved" in why
    assert "3 quotations altered" in why
    assert "$46 million → $64 million" in why
    assert "credited in the text" in why
    assert page.locator(".paragraph.paraphrased[data-step]").count() >= 8
    page.locator(".lines .band").first.wait_for(state="attached")
    shot(page, "desk-compare", full_page=True, clip={"x": 0, "y": 0, "width": 1366, "height": 1100})
    page.context.close()


def test_lines_join_what_belongs_together_wherever_it_was_moved(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507")
    page.locator(".lines .band").first.wait_for(state="attached")
    lines = page.evaluate(
        """() => [...document.querySelectorAll('[data-to]')].map((one, at) => {
            const box = document.querySelectorAll('.lines .band')[at].getBoundingClientRect()
            const other = document.getElementById(one.dataset.to)
            const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()]
            return [one.id, one.dataset.to, box.top - Math.min(a.top, b.top), box.bottom - Math.max(a.bottom, b.bottom),
                    box.left - a.right, b.left - box.right]
        })"""
    )
    assert [(one, other) for one, other, *_ in lines[1:3]] == [("q3", "m6"), ("q4", "m7")]
    assert all(abs(gap) < 10 for _, _, *gaps in lines for gap in gaps)
    page.hover("#q3 .text")
    assert page.locator("#m6").evaluate("one => one.classList.contains('on')")
    assert page.locator(".lines g.on").count() == 1
    assert page.locator(".order path").count() == len(lines)  # the drawing needs no script, and stands on a phone
    page.context.close()


def test_links_and_keys_lead_from_paragraph_to_counterpart(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507")
    page.click("#q3 .partner a")
    assert page.url.endswith("#m6")
    assert page.evaluate("document.activeElement.id") == "m6"
    page.goto("/desk/articles/ledger-5507#q4")
    assert page.locator("#q4").evaluate("one => one.matches(':target')")
    page.reload()
    for key in ("j", "j", "j", "k"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "q2"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "m1"
    page.click("#q8 a.fact")
    assert page.evaluate("document.activeElement.id") == "fact-1"
    page.keyboard.press("]")
    page.wait_for_url("**match=2")
    page.keyboard.press("[")
    page.wait_for_url("**match=1")
    page.keyboard.press("a")
    page.wait_for_url("**view=composite")
    page.keyboard.press("u")
    page.wait_for_url("**/desk#r*")
    page.context.close()


def test_an_altered_quotation_is_shown_word_by_word(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    page.fill(
        "#text", desk.service.article("nw-0412").article.text.replace("Nobody will be protected", "Nobody is safe")
    )
    page.click("main button")
    entry = page.locator(".entry.important").first
    assert entry.locator(".kind").inner_text() == "Altered"
    assert entry.locator("del").all_inner_texts() == ["will be protected"]
    assert entry.locator("ins").all_inner_texts() == ["is safe"]
    assert page.locator("a.quote").count() >= 2
    page.context.close()


def test_each_paragraph_has_the_colour_and_number_of_its_source(browser: Browser, desk: Desk) -> None:
    first, second = (desk.service.article(name).article.text.split("\n\n") for name in ("nw-0412", "standard-1190"))
    turns = [one for both in zip(first[1:5], second[1:5], strict=True) for one in both]
    desk.service.ingest(Article("\n\n".join(turns), id="mixed", title="Two papers in one", source="Quay Weekly"))
    page = page_of(browser, desk)
    page.goto("/desk/articles/mixed?view=composite")
    assert page.locator(".key tbody tr").count() == 2
    badges = page.locator(".single .badge").all_inner_texts()
    assert set(badges) == {"1", "2"}
    colours = {
        page.locator(f".single .from-{number}").first.evaluate("one => getComputedStyle(one).borderLeftColor")
        for number in (0, 1)
    }
    assert len(colours) == 2
    shot(page, "desk-composite")
    page.click(".key tbody tr:nth-child(2) a.go")
    page.wait_for_url("**match=2")
    page.context.close()
    desk.service.remove("mixed")

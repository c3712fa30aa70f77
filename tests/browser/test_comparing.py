"""A story beside its source: bands, keys, marks, sources, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Article
from dedup.detection.encoding import verdict_json
from tests.browser.serving import page_of, shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.serving import Desk


def pieced(desk: Desk, name: str) -> None:
    """Store a text that was pieced together from two papers, paragraph by paragraph."""
    first, second = (desk.service.article(one).article.text.split("\n\n") for one in ("nw-0412", "standard-1190"))
    turns = [one for both in zip(first[1:5], second[1:5], strict=True) for one in both]
    desk.service.ingest(Article("\n\n".join(turns), id=name, title="Two papers in one", source="Quay Weekly"))


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
    page.set_viewport_size({"width": 1366, "height": 1100})
    shot(page, "desk-compare")
    page.context.close()


def test_counterparts_stand_at_the_same_height_and_keys_lead_from_one_to_the_next(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507")
    heights = """() => [...document.querySelectorAll('[data-pair]')].map(pair => {
        const [q, m] = ['[id^=q]', '[id^=m]'].map(id => pair.querySelector(id))
        return [q.id, m.id, Math.abs(q.getBoundingClientRect().top - m.getBoundingClientRect().top)]})"""
    pairs = page.evaluate(heights)
    assert [(q, m) for q, m, _ in pairs][:3] == [("q2", "m1"), ("q3", "m6"), ("q4", "m7")]
    assert max(apart for _, _, apart in pairs) < 2
    assert page.locator(".moved").count() == 2
    assert page.locator(".walk [role=status]").inner_text() == "10 passages"
    for key, at in (("n", "q2"), ("n", "q3"), ("n", "q4"), ("p", "q3")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == at
    assert page.locator(".walk [role=status]").inner_text() == "passage 2 of 10"
    page.get_by_role("button", name="Next passage").click()
    assert page.locator(".walk [role=status]").inner_text() == "passage 3 of 10"
    # What has the focus comes to stand above the bar, once the page has scrolled.
    page.wait_for_function("() => q4.getBoundingClientRect().bottom <= walk.getBoundingClientRect().top")
    page.get_by_role("link", name="As printed").click()
    page.wait_for_url("**order=printed**")
    numbers = page.locator(".sides section:nth-child(2) .paragraph").evaluate_all("all => all.map(one => one.id)")
    assert numbers == [f"m{number}" for number in range(1, len(numbers) + 1)]
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/desk/articles/ledger-5507")
    below = page.evaluate("m6.getBoundingClientRect().top - q3.getBoundingClientRect().bottom")
    assert 0 <= below < 40  # on a phone each stands right below what it belongs to
    page.context.close()


def test_shares_are_counted_without_what_is_left_out(browser: Browser, desk: Desk) -> None:
    pieced(desk, "shared")
    page = page_of(browser, desk)
    page.goto("/desk")
    listed = page.locator("tr[data-key]").first.locator(".figure span").inner_text()
    page.goto("/desk/articles/shared?view=composite")
    head = page.locator("#shares")
    assert head.inner_text().startswith(f"{listed} of this text")
    numbers = page.locator(".origins .badge").all_inner_texts()
    wide = page.locator(".shared .own").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    bar = page.locator(".shared").bounding_box()
    assert bar is not None
    assert abs(sum(wide) - bar["width"]) < 3
    colours = {}
    for number in numbers:  # the same number and colour in bar, table, tabs and text
        places = (f".origins .badge:text-is('{number}')", f".key .badge:text-is('{number}')")
        tab = f".matches li:has(.badge:text-is('{number}')) .badge"
        text = f".single .badge:text-is('{number}')"
        found = {
            page.locator(one).first.evaluate("one => getComputedStyle(one).backgroundColor")
            for one in (*places, tab, text)
        }
        assert len(found) == 1
        colours[number] = found.pop()
    assert len(set(colours.values())) == 2
    page.click("text=its time line")
    cards = page.locator(".card:has(.badge)")
    told = dict(
        cards.evaluate_all(
            "all => all.map(one => [one.querySelector('.badge').lastChild.data, "
            "getComputedStyle(one.querySelector('.badge')).backgroundColor])"
        )
    )
    assert told.items() >= {number: colour for number, colour in colours.items() if number in told}.items()
    assert told
    page.go_back()
    page.click(".leave summary")
    page.locator(f".options label:has(.badge:text-is('{numbers[0]}')) input").check()
    page.click("text=Count anew")
    page.wait_for_url("**without=**")
    assert "counted without source" in head.inner_text()
    assert numbers[0] not in page.locator(".origins .badge").all_inner_texts()
    page.locator("input[name=quotations]").check()
    page.click("text=Count anew")
    page.wait_for_url("**quotations=out**")
    assert "without quotations, source" in head.inner_text()
    assert page.locator(f".options label:has(.badge:text-is('{numbers[0]}')) input").is_checked()
    page.click("text=Count everything")
    assert head.inner_text().startswith(f"{listed} of this text")
    page.context.close()
    desk.service.remove("shared")


def test_thirty_matches_with_long_ids_stand_beside_each_other(browser: Browser, desk: Desk) -> None:
    told = "\n\n".join(desk.service.article("nw-0412").article.text.split("\n\n")[:3])
    names = [f"urn:newsml:wire.example:2031-03-04:{'0123456789abcdef' * 4}-{number}" for number in range(30)]
    for name in names:
        desk.service.ingest(Article(told, id=name, source=name[:60]))
    article = Article(told + "\n\nAnd a line of its own.", id="much-taken", title="Much taken", source="Post")
    desk.service.ingest(article)
    stored = desk.service.article("much-taken")
    verdict = desk.service.score(stored.article, limit=31, aligned=60)
    desk.service.store.save_verdict(stored.key, verdict_json(verdict))
    assert len(verdict.matches) >= 30
    page = page_of(browser, desk)
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for address in ("/desk/articles/much-taken?match=17", "/desk/articles/much-taken?view=composite&paper=1"):
            page.goto(address)
            wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert wide <= shown
    page.set_viewport_size({"width": 1366, "height": 844})
    page.goto("/desk/articles/much-taken?match=17")
    apart = page.locator(".matches li").evaluate_all(
        """all => all.slice(1).map((one, at) => {
            const [before, after] = [all[at], one].map(tab => tab.firstElementChild.getBoundingClientRect())
            const parts = [...one.querySelectorAll('*')].map(part => part.getBoundingClientRect())
            const inside = parts.every(part => part.right <= after.right + 1)
            return inside && before.right <= after.left})"""
    )
    assert len(apart) >= 30
    assert all(apart)
    tab = page.locator(".matches [aria-current]")
    assert tab.locator(".badge").inner_text() == "17"
    box = tab.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= 1366 - box["width"]  # it is in view
    page.context.close()
    for name in [*names, "much-taken"]:
        desk.service.remove(name)


def test_lines_join_what_belongs_together_wherever_it_was_moved(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507?order=printed")
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
    page.wait_for_url("**/desk/articles/ledger-5507?match=1")
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
    pieced(desk, "mixed")
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
    page.click(".key tbody tr:has(.badge:text-is('2')) a.go")
    page.wait_for_url("**match=2")
    page.context.close()
    desk.service.remove("mixed")

"""The desk in a real browser: its five views, keys, live news, accessibility, and a page made to do harm."""

from __future__ import annotations

import os
import shutil
import threading
import time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from api.app import create_app
from dedup.article import Article
from dedup.formats.files import read_files
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from dedup.service import DedupService

CHROMIUM = shutil.which("chromium")
SHOTS = os.environ.get("DEDUP_SCREENSHOTS")
"""Folder that screenshots are written to, for the documents."""

VIEWS = (
    "/desk",
    "/desk/articles/ledger-5507",
    "/desk/articles/ledger-5507?view=composite",
    "/desk/stories/ledger-5507",
    "/desk/check",
    "/desk?words=nothing+has+this",
    "/desk/articles/nobody",
)
"""The five, and those with nothing to show."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)")


class Desk:
    """A server over the sample wire or part of it, on any free port or on that one."""

    def __init__(self, data: Path, port: int = 0, samples: tuple[str, ...] = ("wire.jsonl", "incoming.json")) -> None:
        self.service: DedupService

        def opened(settings: Settings) -> DedupService:
            self.service = build_service(settings)
            for name in samples:
                sample = str(resources.files("dedup") / "samples" / name)
                for item in read_files(sample):
                    assert isinstance(item.result, Article)
                    self.service.ingest(item.result)
            return self.service

        app = create_app(Settings(data_dir=data, database_url=None, encoder_threads=1), opened)
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def page_of(browser: Browser, desk: Desk, **options: Any) -> Page:  # noqa: ANN401 - Playwright's own
    own = {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB", "timezone_id": "Europe/Oslo"}
    context = browser.new_context(base_url=desk.address, **{**own, **options})
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: failures.append(message.text) if "Content Security" in message.text else None)
    return page


failures: list[str] = []
"""What browsers refused to do for the sake of the policy."""


@pytest.fixture(autouse=True)
def no_policy_was_broken() -> Iterator[None]:
    yield
    assert failures == []


def shot(page: Page, name: str, **options: Any) -> None:  # noqa: ANN401 - Playwright's own
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", **options)


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_finding_of_axe(browser: Browser, desk: Desk, view: str, scheme: Any, width: int) -> None:  # noqa: ANN401
    page = page_of(browser, desk, color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(view)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.context.close()


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, desk: Desk, view: str, width: int) -> None:
    page = page_of(browser, desk, viewport={"width": width, "height": 844})
    page.goto(view)
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown
    page.context.close()


def test_one_key_shows_why_the_rewrite_is_a_rewrite(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk")
    page.locator("#live.on").wait_for()
    shot(page, "desk-incoming")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/ledger-5507?version=1")
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
    page.wait_for_url("**/desk")
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
    page.select_option("select[name=relation]", "derived")
    page.keyboard.press("Tab")
    page.click("form.filters button")
    page.wait_for_url("**/desk?words=SALTMERE&relation=derived&source=Northern+Wire")
    assert page.locator("a.row").all_inner_texts() == [
        "UPDATE 1-Police search harbour offices after Saltmere roof collapse, 31 hurt"
    ]
    page.reload()
    assert page.input_value("input[name=words]") == "SALTMERE"
    assert page.input_value("select[name=source]") == "Northern Wire"
    page.fill("input[name=words]", "nothing has this")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing here fits").wait_for()
    page.go_back()
    page.click("text=Show everything")
    assert page.locator("a.row").count() >= 20
    page.context.close()


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
    page.locator("#news a").wait_for(timeout=15000)
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
    assert "Nothing has come in yet" in listing.locator(".empty").inner_text()
    desk.service.ingest(Article("A quiet tide came in at noon and went out again.", id="tide", title="Quiet tide"))
    listing.locator("#news a").wait_for(timeout=15000)
    port = int(desk.address.rpartition(":")[2])
    desk.close()
    listing.locator("#live.off").wait_for(timeout=15000)
    assert "Offline since" in listing.locator("#live").inner_text()
    page.click("main button")
    page.get_by_text("your text is still here").wait_for(timeout=15000)
    assert page.input_value("#text").startswith("A text that")
    again = Desk(tmp_path / "one", port, ())
    listing.locator("#live.on").wait_for(timeout=30000)
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    page.context.close()
    again.close()


def test_an_editor_s_word_is_kept_and_shown(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/articles/ledger-5507?match=2")
    page.get_by_role("button", name="Not the same").click()
    page.locator("#said li").wait_for()
    assert "corrected to Unrelated (the machine said Rewrite" in page.locator("#said").inner_text()
    page.select_option("#said select", "same_event")
    page.get_by_role("button", name="Correct it").click()
    page.locator("#said li >> nth=1").wait_for()
    assert "corrected to Same event" in page.locator("#said").inner_text()
    page.get_by_role("button", name="Yes, rewrite").click()
    page.locator("#said li >> nth=2").wait_for()
    assert "confirmed as Rewrite" in page.locator("#said").inner_text()
    assert page.locator("#evidence dt").count() >= 8
    page.context.close()


def test_a_page_of_somebody_else_can_not_answer(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    form = f"""<form method=post action='{desk.address}/desk/feedback'><input name=query value=courier-8841>
        <input name=match value=nw-0412><button name=relation value=unrelated>Win a prize</button></form>"""
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto("http://elsewhere.example/")
    page.click("button")
    page.get_by_text("nothing was kept").wait_for()
    page.goto("/desk/articles/courier-8841")
    assert "corrected" not in page.locator("#said").inner_text()
    page.context.close()


def test_a_text_is_pasted(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    shot(page, "desk-check")
    before = desk.service.health()
    page.fill("#text", desk.service.article("nw-0412").article.text)
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    assert page.locator(".answer .chip").inner_text() == "Identical"
    assert page.locator("#said").count() == 0
    page.keyboard.press("]")
    page.locator(".matches li:nth-child(2) [aria-current]").wait_for()
    assert page.locator("#theirs").inner_text() != "Ferry terminal roof collapse injures 23 in Saltmere"
    page.keyboard.press("a")
    page.get_by_text("Sources of this text").wait_for()
    assert desk.service.health() == before
    page.context.close()


def test_a_file_is_dropped(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk)
    page.goto("/desk/check")
    text = desk.service.article("nw-0412").article.text
    dropped = page.evaluate_handle(
        """text => { const data = new DataTransfer()
            data.items.add(new File([text], 'wire.html', { type: 'text/html' })); return data }""",
        f"<html><body>{''.join(f'<p>{one}</p>' for one in text.split(chr(10) * 2))}</body></html>",
    )
    page.dispatch_event("form.check", "dragenter", {"dataTransfer": dropped})
    assert page.locator("form.dropping").count() == 1
    page.dispatch_event("form.check", "drop", {"dataTransfer": dropped})
    assert page.evaluate("document.querySelector('#file').files[0].name") == "wire.html"
    page.click("main button")
    page.locator(".answer .chip").wait_for()
    assert page.locator(".answer .chip").inner_text() in {"Identical", "Near copy"}
    page.context.close()


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
    page.context.close()
    desk.service.remove("boat")


def test_it_is_printed_on_white_without_its_controls(browser: Browser, desk: Desk) -> None:
    page = page_of(browser, desk, color_scheme="dark", viewport={"width": 760, "height": 1000})
    page.goto("/desk/articles/ledger-5507")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".top", ".matches", ".lines", ".feedback"):
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
    began = time.monotonic()
    page.goto("/desk/articles/harm")
    assert page.locator(".paragraph").count() == 2000
    assert time.monotonic() - began < 15  # a second where nothing else runs
    assert page.locator("h1").inner_text() == harm
    assert page.locator("#q2000 .text").inner_text().endswith(harm.rstrip("\u202c"))
    assert page.title() == f"{harm} · wire-dedup"
    assert page.evaluate("document.querySelectorAll('main script').length") == 0
    page.context.close()
    desk.service.remove("harm")

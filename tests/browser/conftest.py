"""One browser for all tests, and one desk for those of a module, with a page for each test that asks for no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.serving import CHROMIUM, Desk, failures, named, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample wire, and the rewrite that came after it."""
    opened = Desk(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, without a window. Closed after the last of these tests: the loop it runs in is in the way of others."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A browser that knows its editor's name."""
    opened = page_of(browser, desk)
    named(opened)
    yield opened
    opened.context.close()


@pytest.fixture(autouse=True)
def no_policy_was_broken() -> Iterator[None]:
    """Nothing that a test did was refused for the sake of the policy."""
    yield
    assert failures == []

"""Users at the desk: they log in, forms are bound to them, and they log out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.access.browsers import FORM, SECURE, SESSION, TOKEN
from api.app import create_app
from dedup.access.callers import Role
from dedup.access.passwords import hashed
from dedup.access.users import PER_ADDRESS, PER_NAME, WINDOW
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.api.access.entering import FIRST, HTML, PASSWORD, add, login, token
from tests.api.access.locked import OPERATOR
from tests.fakes import HashingEncoder
from tests.local import HERE, local_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from dedup.access.control import AccessControl


@pytest.fixture(scope="module")
def hash_of_password() -> str:
    return hashed(PASSWORD)


@pytest.fixture
def opened(tmp_path: Path, hash_of_password: str) -> Iterator[FastAPI]:
    """A service with an editor and a reader, a story and its copy."""
    settings = Settings(data_dir=tmp_path, public_url="https://desk.example", workers=0)
    app = create_app(settings, lambda settings: build_service(settings, HashingEncoder()))
    with local_client(app) as client:
        for name in ("pier", "copy"):
            assert client.put(f"/v1/articles/{name}", json={"text": FIRST}).status_code == 201
        add(app.state.access, "anna", Role.EDITOR, hash_of_password)
        add(app.state.access, "ben", Role.READER, hash_of_password)
        app.state.access._looked = -9.0
        yield app


@pytest.fixture
def browser(opened: FastAPI) -> TestClient:
    return TestClient(opened, base_url=HERE, headers=HTML)


def test_who_is_not_logged_in_is_led_to_the_page_for_it_and_back(browser: TestClient) -> None:
    page = browser.get("/desk/articles/copy?version=1")
    assert page.url.path == "/desk/login"
    assert "Log in" in page.text
    to = re.search(r'name="next" value="([^"]*)"', page.text)
    assert to is not None
    answer = login(browser, to=unescape(to[1]))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk/articles/copy?version=1"
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "<bdi>anna</bdi>" in page.text
    assert browser.get("/desk/login", follow_redirects=False).headers["location"] == "/desk"


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "https://evil.example",
        "/desk.evil.example",
        "/desk\\evil",
        "/desk/\r\nX: y",
        "",
        "data:x",
    ],
)
def test_nobody_is_led_elsewhere(browser: TestClient, to: str) -> None:
    answer = login(browser, to=to)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk"


def test_a_wrong_name_and_a_wrong_password_look_the_same(browser: TestClient) -> None:
    for name, password in (("anna", "wrong"), ("nobody", PASSWORD), ("", ""), ("a\x00", "\x00"), ("anna", "x" * 5000)):
        answer = login(browser, name, password)
        assert answer.status_code == 401
        assert "Name or password is wrong." in answer.text
        assert SESSION not in answer.headers.get("set-cookie", "")
        assert "value" not in re.findall(r'<input name="password"[^>]*>', answer.text)[0]


def test_the_cookie_of_a_session_is_for_the_server_alone(browser: TestClient, opened: FastAPI) -> None:
    cookie = login(browser, " ANNA ").headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    sent = login(TestClient(opened, base_url="https://127.0.0.1")).headers["set-cookie"]
    assert sent.startswith(f"{SECURE}{SESSION}=")
    assert "Secure" in sent.split("; ")
    # The public address is a secure one: where it is asked for by that, a proxy has the browser's connection.
    assert SECURE in TestClient(opened, base_url="http://desk.example").get("/desk/login").headers["set-cookie"]
    page = browser.get("/desk").text
    assert cookie.partition("=")[2].partition(";")[0] not in page


def test_a_session_that_somebody_else_knows_is_not_taken_over(browser: TestClient) -> None:
    browser.cookies.set(SESSION, "A" * 43, domain="127.0.0.1", path="/")
    assert browser.get("/desk").url.path == "/desk/login"
    login(browser)
    first = browser.cookies.get(SESSION)
    assert first != "A" * 43
    other = TestClient(browser.app, base_url=HERE)
    login(other)
    assert other.cookies.get(SESSION) != first


def story_of(browser: TestClient, name: str) -> str:
    """What the desk's forms call a story."""
    found = re.search(r'name="story" value="(\d+)"', browser.get(f"/desk/articles/{name}").text)
    assert found is not None
    return found.group(1)


def test_every_form_of_the_desk_needs_its_token(browser: TestClient) -> None:
    login(browser)
    page = browser.get("/desk/articles/copy")
    right = token(page)
    said = {"action": "different", "story": story_of(browser, "copy")}
    other = TestClient(browser.app, base_url=HERE, headers=HTML)
    login(other)
    theirs = token(other.get("/desk"))
    before = token(TestClient(browser.app, base_url=HERE).get("/desk/login"))
    for wrong in ({}, {TOKEN: ""}, {TOKEN: theirs}, {TOKEN: before}, {TOKEN: right[:-1]}, {TOKEN: "é"}):
        for path, fields in (("/desk/actions", said), ("/desk/check", {"text": FIRST}), ("/desk/logout", {})):
            answer = browser.post(path, data=fields | wrong)
            assert answer.status_code == 403, (path, wrong)
            assert "out of date" in answer.text
    assert browser.post("/desk/check", files={"text": (None, FIRST), TOKEN: (None, right)}).status_code == 200
    assert "<bdi>anna</bdi>: corrected" not in browser.get("/desk/articles/copy").text
    assert browser.post("/desk/actions", data=said | {TOKEN: right}).status_code == 200
    assert "<bdi>anna</bdi>: corrected" in browser.get("/desk/articles/copy").text
    (entry,) = browser.app.state.access.audit.listing(limit=5, action="feedback")  # type: ignore[attr-defined]
    assert entry.who == "user anna"


def test_every_form_on_every_page_carries_the_token(browser: TestClient) -> None:
    login(browser)
    text = {"text": FIRST, TOKEN: token(browser.get("/desk"))}
    pages = [browser.get(path) for path in ("/desk", "/desk/check", "/desk/articles/copy", "/desk/nowhere")]
    for page in [*pages, browser.post("/desk/check", data=text)]:
        forms = re.findall(r'<form method="post".*?</form>', page.text, re.DOTALL)
        assert forms
        assert all(f'name="{TOKEN}" value="' in form for form in forms)


def test_a_form_of_another_site_logs_nobody_in(browser: TestClient) -> None:
    sent = {"name": "anna", "password": PASSWORD}
    assert browser.post("/desk/login", data=sent).status_code == 403
    right = token(browser.get("/desk/login"))
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.post("/desk/login", data=sent | {TOKEN: right}, headers=headers).status_code == 403
    browser.cookies.delete(FORM)
    assert browser.post("/desk/login", data=sent | {TOKEN: right}).status_code == 403


def test_a_reader_corrects_nothing_and_a_session_is_no_key(browser: TestClient) -> None:
    login(browser, "ben")
    said = {"action": "different", "story": "1", TOKEN: token(browser.get("/desk/articles/copy"))}
    assert browser.post("/desk/actions", data=said).status_code == 403
    for path in ("/desk", "/desk/articles/copy", "/desk/alerts", "/desk?source=nobody"):  # nor is it offered
        page = browser.get(path)
        assert page.status_code == 200
        assert set(re.findall(r'<form method="post" action="([^"]+)"', page.text)) == {"/desk/logout"}
        assert 'name="story"' not in page.text
    for path in ("/v1/inbox", "/metrics", "/openapi.json", "/docs"):
        assert browser.get(path).status_code in {401, 403}
    assert browser.delete("/v1/articles/pier").status_code == 401


def test_a_session_ends_by_logging_out_by_time_by_removal_and_by_a_new_password(
    browser: TestClient, opened: FastAPI, hash_of_password: str
) -> None:
    access: AccessControl = opened.state.access

    def is_in() -> bool:
        return browser.get("/desk").url.path == "/desk"

    login(browser)
    kept = browser.cookies.get(SESSION)
    assert browser.post("/desk/logout", data={TOKEN: token(browser.get("/desk"))}).url.path == "/desk/login"
    assert browser.cookies.get(SESSION) is None
    browser.cookies.set(SESSION, str(kept), domain="127.0.0.1", path="/")
    assert not is_in()
    browser.cookies.clear()
    login(browser)
    assert is_in()
    access.users.set_password("anna", hash_of_password, OPERATOR, "here")
    assert not is_in()
    login(browser)
    assert is_in()
    access.users.remove("anna", datetime.now(UTC), OPERATOR, "here")
    assert not is_in()
    assert login(browser).status_code == 401
    add(access, "anna", Role.ADMIN, hash_of_password)
    assert not is_in()
    login(browser)
    assert is_in()
    access.logins._now = lambda: datetime.now(UTC) + timedelta(hours=12, seconds=1)
    assert not is_in()
    actions = [entry.action for entry in access.audit.listing(limit=50)]
    assert {"login", "logout", "user.add", "user.remove", "user.password"} <= set(actions)


def test_too_many_wrong_passwords_of_a_name_are_not_even_looked_at(browser: TestClient, opened: FastAPI) -> None:
    access: AccessControl = opened.state.access
    for _ in range(PER_NAME):
        assert login(browser, "Anna", "wrong").status_code == 401
    refused = login(browser)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW.total_seconds() + 1
    assert "15 minutes" in refused.text
    assert login(browser, "ben").status_code == 303
    access.logins._now = lambda: datetime.now(UTC) + WINDOW
    assert login(TestClient(opened, base_url=HERE)).status_code == 303
    failed = [entry for entry in access.audit.listing(limit=50, action="login") if entry.outcome == "failed"]
    assert len(failed) == PER_NAME
    assert not any("wrong" in str(entry) or PASSWORD in str(entry) for entry in failed)


def test_too_many_wrong_names_of_an_address_are_not_either(browser: TestClient, opened: FastAPI) -> None:
    access: AccessControl = opened.state.access
    for number in range(PER_ADDRESS):
        access.audit.write(OPERATOR, "login", f"name{number}", "testclient", "failed")
    assert login(browser).status_code == 429
    elsewhere = TestClient(opened, base_url=HERE, client=("192.0.2.9", 1))
    assert login(elsewhere).status_code == 303


def test_where_nothing_is_locked_the_desk_is_as_it_was(make_app: Callable[[], FastAPI]) -> None:
    with local_client(make_app()) as client:
        page = client.get("/desk/check")
        assert TOKEN not in page.text
        assert "Log out" not in page.text
        assert "set-cookie" not in page.headers
        assert client.post("/desk/check", data={"text": FIRST}).status_code == 200
        assert client.get("/desk/login", follow_redirects=False).headers["location"] == "/desk"
        assert client.get("/desk", headers={"Authorization": "Basic eDp5"}).status_code == 200


def test_a_desk_that_only_a_key_locks_says_what_to_do(opened: FastAPI, browser: TestClient) -> None:
    for name in ("anna", "ben"):
        opened.state.access.users.remove(name, datetime.now(UTC), OPERATOR, "here")
    assert "dedup users add" in browser.get("/desk").text

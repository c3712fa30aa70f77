"""What may send the desk a form, what it answers to what fails, and what it serves beside its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.api.deskpages import key_of, put
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://elsewhere.example"},
    {"Origin": "null"},
]
OWN = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1"}, {}]


@pytest.fixture(scope="module", autouse=True)
def stories(client: TestClient) -> None:
    put(client, "pier", FIRST, title="Pier closed", source="NW")
    put(client, "pier/2", FIRST, title="Pier closed again", source="Courier")


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_page_of_somebody_else_can_send_a_form(client: TestClient, headers: dict[str, str]) -> None:
    said = {"story": key_of(client, "pier/2"), "action": "different", "by": "Ada"}
    assert client.post("/desk/actions", data=said, headers=headers).status_code == 403
    assert client.post("/desk/name", data=said, headers=headers).status_code == 403
    assert client.post("/desk/views", data={"name": "x", "query": "review=1"}, headers=headers).status_code == 403
    assert "corrected to" not in client.get("/desk/articles/pier%2F2").text
    assert client.post("/desk/check", files={"text": (None, FIRST)}, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", OWN)
def test_its_own_pages_can(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/desk/check", files={"text": (None, FIRST)}, headers=headers).status_code == 200


def test_its_files(client: TestClient) -> None:
    page = client.get("/desk").text
    for address in re.findall(r'(?:href|src)="(/desk/static/[^"]+)"', page):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/desk/static/..%2fpages.py").status_code == 404
    assert client.get("/desk/static/pages.py").status_code == 404


def test_a_file_over_the_limit_is_told_on_a_page(client: TestClient) -> None:
    page = client.post("/desk/check", files={"file": ("long.txt", b"x " * 5_000_000)})
    assert page.status_code == 413
    assert page.headers["content-type"].startswith("text/html")
    assert "8,388,608 bytes" in page.text
    assert client.post("/v1/score", content=b"x" * 9_000_000).headers["content-type"] == "application/problem+json"


def test_the_root_leads_to_the_desk(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/desk"


def test_the_description_in_the_browser_needs_nobody_else(client: TestClient) -> None:
    page = client.get("/docs").text
    files = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(files) >= 2
    for file in files:
        assert file.startswith("/")
        assert client.get(file).status_code == 200


@pytest.mark.parametrize("query", ["credit=stolen", "since=soon", "state=x", "at=x", f"assigned={'x' * 81}"])
def test_choices_that_there_are_not(client: TestClient, query: str) -> None:
    page = client.get(f"/desk?{query}")
    assert page.status_code == 422
    assert query.partition("=")[0] in page.text

"""The desk's pages, without a browser: what they say, what they filter, and that a story is never markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.unit.formats.test_wire import ALL, FIRST

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> \u202egnidaeh\u202c & \"quotes\" 'too' {{ 7 * 7 }}"


def put(client: TestClient, name: str, text: str, **fields: str) -> None:
    answer = client.put(f"/v1/articles/{quote(name, safe='')}", json={"text": text, **fields})
    assert answer.status_code in {200, 201}, answer.text


@pytest.fixture(scope="module", autouse=True)
def stories(client: TestClient) -> None:
    put(client, "pier", FIRST, title="Pier closed", source="NW")
    put(client, "pier/2", FIRST, title="Pier closed again", source="Courier")
    put(client, "hostile", f"{HOSTILE}\n\nDivers found cracks.", title=HOSTILE, source="<b>x</b>")


def rows(page: str) -> list[str]:
    return re.findall(r'class="row">(.*?)</a>', page)


def test_what_came_in_is_listed_newest_first(client: TestClient) -> None:
    page = client.get("/desk")
    assert page.status_code == 200
    assert rows(page.text)[1:] == ["Pier closed again", "Pier closed"]
    assert "Identical" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=AGAIN", 1),
        ("words=pier%2F2", 1),
        ("words=%25", 0),
        ("words=_", 0),
        ("relation=identical", 1),
        ("relation=derived", 1),
        ("source=NW", 1),
        ("source=nobody", 0),
        ("hours=1", 3),
        ("before=1", 0),
        ("relation=", 3),
    ],
)
def test_filters(client: TestClient, query: str, found: int) -> None:
    page = client.get(f"/desk?{query}")
    assert len(rows(page.text)) == found
    if not found:
        assert "Show everything" in page.text


def test_paging_holds(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.desk.pages.PAGE", 2)
    first = client.get("/desk").text
    older = re.search(r'href="(/desk\?before=\d+)" rel="next"', first)
    assert older is not None
    assert len(rows(first)) == 2
    assert rows(client.get(older[1]).text) == ["Pier closed"]


def test_a_story_beside_its_source(client: TestClient) -> None:
    page = client.get("/desk/articles/pier%2F2").text
    assert "Verbatim" in page
    assert "←" in page
    assert f"<mark>{FIRST[:20]}" in page
    assert "Evidence" in page
    assert client.get("/desk/articles/pier%2F2?view=composite").text.count("source 1") == 1
    assert client.get("/desk/articles/pier%2F2?match=99").status_code == 200
    assert client.get("/desk/articles/nobody").status_code == 404


def test_a_story_s_time_line(client: TestClient) -> None:
    page = client.get("/desk/stories/pier").text
    assert page.index(">NW<") < page.index(">Courier<")
    assert "100 % taken" in page
    assert "No story" in client.get("/desk/stories/nobody").text


def test_a_text_is_checked_and_not_kept(client: TestClient) -> None:
    before = client.get("/readyz").json()["articles"]
    assert "Identical" in client.post("/desk/check", files={"text": (None, FIRST)}).text
    uploaded = client.post("/desk/check", files={"file": ("x.xml", ALL["nitf"])})
    assert "Pier closed at Ottervik" in uploaded.text
    assert client.post("/desk/check", files={"text": (None, " ")}).status_code == 422
    assert 'role="alert"' in client.post("/desk/check", files={"file": ("x.xml", b"<newsMessage/>")}).text
    foreign = client.post("/desk/check", files={"text": (None, FIRST)}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert client.get("/readyz").json()["articles"] == before


@pytest.mark.parametrize("path", ["/desk", "/desk/articles/hostile", "/desk/articles/hostile?view=composite"])
def test_a_hostile_story_is_text(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "<b>x" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "{{ 7 * 7 }}" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(
        r"<script(?! src=\"/desk/static/desk.js\")| style=| on\w+=", page.text.replace(" onerror=alert", "")
    )


def test_its_files(client: TestClient) -> None:
    assert client.get("/desk/static/desk.css").headers["content-type"].startswith("text/css")
    assert client.get("/desk/static/..%2fpages.py").status_code == 404
    assert client.get("/desk/static/pages.py").status_code == 404


def test_what_an_editor_says_is_kept_beside_what_the_machine_said(client: TestClient) -> None:
    said = {"query": "pier/2", "match": "pier", "relation": "update"}
    answer = client.post("/desk/feedback", data=said)
    assert answer.status_code == 200
    assert "corrected to" in answer.text
    assert "the machine said Identical" in answer.text
    again = client.post("/desk/feedback", data=said | {"relation": "identical"})
    assert "confirmed as" in again.text
    for wrong, status in (({"match": "nobody"}, 422), ({"relation": "stolen"}, 422), ({"query": "nobody"}, 404)):
        assert client.post("/desk/feedback", data=said | wrong).status_code == status
    foreign = client.post("/desk/feedback", data=said, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403

"""Searching what is stored: by words and phrases, by meaning, through the API and on the desk's page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.deskpages import put
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

SNOW = "Snow fell on the northern valleys and lay until noon on Sunday. Roads to the pier stayed open."


@pytest.fixture(scope="module", autouse=True)
def stories(client: TestClient) -> None:
    put(client, "pier", FIRST, title="Pier closed", source="NW", published_at="2031-03-03T12:00:00Z")
    put(client, "snow", SNOW, title="Snow <b>fell</b>", source="Post", published_at="2031-03-04T12:00:00Z")
    put(client, "again", f"{FIRST}\n\nIt rained.", title="Closed again", source="Courier")


def found(client: TestClient, **asked: Any) -> list[str]:  # noqa: ANN401 - parameters of a query
    answer = client.get("/v1/search", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["results"]]


def test_words_and_phrases_are_found_newest_first(client: TestClient) -> None:
    assert found(client, q="pier") == ["again", "snow", "pier"]
    assert found(client, q='"northern pier"') == ["again", "pier"]
    assert found(client, q="northern pier") == ["again", "snow", "pier"]
    assert found(client, q="valley*") == ["snow"]
    assert found(client, q="pier", source="NW") == ["pier"]
    assert found(client, q="pier", since="2031-03-04T00:00:00Z", until="2031-03-05T00:00:00Z") == ["snow"]


def test_pages_of_words_join(client: TestClient) -> None:
    first = client.get("/v1/search?q=pier&limit=2").json()
    last = client.get("/v1/search", params={"q": "pier", "limit": 2, "before": first["next"]}).json()
    assert [one["id"] for one in last["results"]] == ["pier"]
    assert last["next"] is None


def test_marks_stand_where_the_words_are(client: TestClient) -> None:
    (one,) = client.get("/v1/search", params={"q": "snow northern"}).json()["results"]
    assert [one["excerpt"][slice(*span)] for span in one["marks"]] == ["Snow", "northern"]
    assert [one["title"][slice(*span)] for span in one["title_marks"]] == ["Snow"]
    assert one["closeness"] is None


def test_more_like_a_story_and_like_a_sentence(client: TestClient) -> None:
    assert found(client, like="pier")[0] == "again"
    assert "pier" not in found(client, like="pier")  # it is no answer itself
    assert found(client, meaning="Snow fell on the northern valleys.")[0] == "snow"
    (one,) = client.get("/v1/search", params={"meaning": SNOW.partition(". ")[0], "limit": 1}).json()["results"]
    ((start, end),) = one["marks"]
    assert one["excerpt"][start:end] == SNOW.partition(" Roads")[0]
    assert one["closeness"] > 0.9
    assert found(client, like="pier", source="NW") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("q=a&like=b", 400),
        ("q=%22%22", 400),
        ("like=nobody", 404),
        ("meaning=%20", 422),
        ("q=x&since=soon", 422),
        ("q=x&limit=0", 422),
        (f"q={'x' * 1001}", 422),
    ],
)
def test_what_can_not_be_searched_says_why(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_what_is_removed_is_found_no_more(client: TestClient) -> None:
    put(client, "tide", "A quiet tide came in at noon and went out again.")
    assert found(client, q="tide") == ["tide"]
    client.delete("/v1/articles/tide")
    assert found(client, q="tide") == []
    assert "tide" not in found(client, meaning="A quiet tide came in at noon.")


def results(page: str) -> list[str]:
    return [unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r'<h2 dir="auto">(.*?)</h2>', page, re.DOTALL)]


def test_the_page_marks_hits_and_leads_on(client: TestClient) -> None:
    page = client.get("/desk/search?q=snow").text
    assert results(page) == ["Snow <b>fell</b>"]
    assert "<mark>Snow</mark> &lt;b&gt;fell" in page
    assert "<mark>Snow</mark> fell on the northern" in page
    assert "/desk/search?like=snow" in page
    like = client.get("/desk/search?like=pier").text
    assert "Stories like" in like
    assert results(like)[0] == "Closed again"
    assert "% close" in like
    by_meaning = client.get("/desk/search?q=Snow+fell+on+the+northern+valleys.&by=meaning").text
    assert results(by_meaning)[0] == "Snow <b>fell</b>"
    assert results(client.get("/desk/search?q=pier&source=NW&since=2031-03-03&until=2031-03-03").text) == [
        "Pier closed"
    ]


def test_the_page_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.desk.searching.PAGE", 2)
    first = client.get("/desk/search?q=pier").text
    (older,) = re.findall(r'href="(/desk/search[^"]+)" rel="next"', first)
    assert results(client.get(unescape(older)).text) == ["Pier closed"]


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("", 200, "All words have to stand in a story"),
        ("q=nobody+has+this", 200, "Search for the meaning instead"),
        ("q=%21", 422, "That can not be searched"),
        ("like=nobody", 422, "no article 'nobody' is stored"),
        ("by=magic", 422, "This address can not be used"),
        ("q=x&since=soon", 422, "This address can not be used"),
        ("q=x&source=%00", 200, "in all sources and times"),
        ("q=x&until=9999-12-31", 200, "Nothing was found"),
        ("q=x&since=2031-03-06&until=2031-03-05", 200, "These days are the wrong way round"),
    ],
)
def test_the_page_says_what_to_do(client: TestClient, query: str, status: int, told: str) -> None:
    page = client.get(f"/desk/search?{query}")
    assert page.status_code == status
    assert told in unescape(page.text)

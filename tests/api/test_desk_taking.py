"""What can be taken along from the desk: tables, a page to print, links, and checks at an address."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

import pytest

from dedup.errors import StoreUnavailable
from tests.local import local_client
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

HARM = '=HYPERLINK("http://evil.example","x"), and\n"more"'
SECOND = "Ferries will sail from the coal quay until June, the harbour office at Ottervik said on Tuesday morning."


def put(client: TestClient, name: str, text: str, **fields: str) -> None:
    answer = client.put(f"/v1/articles/{quote(name, safe='')}", json={"text": text, **fields})
    assert answer.status_code in {200, 201}, answer.text


@pytest.fixture(scope="module", autouse=True)
def stories(client: TestClient) -> None:
    put(client, "pier", FIRST, title="Pier closed", source="NW", published_at="2031-03-04T10:00:00Z")
    put(client, "quay", SECOND, title="Ferries at the quay", source="Estuary")
    put(client, "both", f"{FIRST}\n\n{SECOND}\n\nA line of its own.", title=HARM, source="+Courier")


def table(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_list_is_taken_along_as_csv_without_formulas(client: TestClient) -> None:
    answer = client.get("/desk?as=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="incoming-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    rows = table(answer.content)
    assert [row["id"] for row in rows] == ["both", "quay", "pier"]
    assert (rows[0]["title"], rows[0]["source"]) == (f"'{HARM}", "'+Courier")
    assert rows[2]["published_at"] == "2031-03-04T10:00:00+00:00"
    assert rows[1]["published_at"] == ""
    assert [row["id"] for row in table(client.get("/desk?source=NW&as=csv").content)] == ["pier"]
    assert table(client.get("/desk?source=nobody&as=csv").content) == []


def test_the_list_as_json_is_encoded_as_the_api_s_answers(client: TestClient) -> None:
    answer = client.get("/desk?as=json")
    assert answer.headers["content-type"] == "application/json"
    told = answer.json()
    assert (told["whole"], told["before"]) == (True, None)
    api = client.get("/v1/articles/both/matches").json()
    first = told["stories"][0]
    for name in ("relation", "derivation", "needs_review", "taken"):
        assert first[name] == api[name]
    assert first["title"] == HARM  # as it is: only spreadsheets run it
    assert told["stories"][2]["published_at"] == "2031-03-04T10:00:00+00:00"
    assert (first["done"], first["note"]) == (False, None)


def test_a_long_list_says_where_it_goes_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.desk.pages.MOST_TAKEN", 2)
    monkeypatch.setattr("api.desk.pages.READ_AT_ONCE", 1)
    told = client.get("/desk?as=json").json()
    assert ([one["id"] for one in told["stories"]], told["whole"]) == (["both", "quay"], False)
    rest = client.get(f"/desk?as=json&before={told['before']}").json()
    assert ([one["id"] for one in rest["stories"]], rest["whole"]) == (["pier"], True)
    assert len(table(client.get("/desk?as=csv").content)) == 2


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("/desk/search?q=ottervik&as={}", {"pier", "quay", "both"}),
        ("/desk/search?q=ottervik&source=NW&as={}", {"pier"}),
        ("/desk/search?like=pier&as={}", {"both"}),
        ("/desk/stories/pier?as={}", {"pier", "both"}),
    ],
)
def test_other_lists_are_taken_along_too(client: TestClient, address: str, ids: set[str]) -> None:
    rows = table(client.get(address.format("csv")).content)
    told = client.get(address.format("json")).json()["stories"]
    assert ids <= {row["id"] for row in rows}
    assert [row["id"] for row in rows] == [one["id"] for one in told]
    assert len({tuple(one) for one in told}) == 1
    assert set(told[0]) == set(rows[0])


def test_a_verdict_is_taken_along_paragraph_by_paragraph(client: TestClient) -> None:
    rows = table(client.get("/desk/articles/both?view=composite&as=csv").content)
    assert [row["kind"] for row in rows] == ["verbatim", "verbatim", "original"]
    assert {row["article_id"] for row in rows[:2]} == {"pier", "quay"}
    assert rows[2]["article_id"] == ""
    assert rows[0]["text"] == FIRST
    beside = table(client.get("/desk/articles/both?beside=quay&as=csv").content)
    assert [row["article_id"] for row in beside] == ["", "quay", ""]
    told = client.get("/desk/articles/both?as=json").json()
    api = client.get("/v1/articles/both/matches").json()
    assert {name: told[name] for name in api} == api
    assert told["counted"]["coverage"] == {kind: share for kind, share in api["coverage"].items() if share}
    out = client.get("/desk/articles/both?as=json&without=pier&short=10").json()["counted"]
    assert out["left_out"] == {"quotations": False, "furniture": False, "shorter_than": 10, "sources": ["pier"]}
    assert out["found"] < told["counted"]["found"]
    without = table(client.get("/desk/articles/both?view=composite&without=pier&as=csv").content)
    assert (without[0]["kind"], without[0]["not_counted"]) == ("original", "its source")


def test_lists_offer_to_be_taken_along(client: TestClient) -> None:
    for address in ("/desk?source=NW", "/desk/search?q=ottervik", "/desk/stories/pier", "/desk/articles/both?short=10"):
        page = client.get(address).text
        for kind in ("csv", "json"):
            (offered,) = {unescape(one) for one in re.findall(rf'href="([^"]*\bas={kind})"', page)}
            assert client.get(offered).status_code == 200
            assert address.partition("?")[2] in offered or "stories" in offered


def link_of(page: str) -> str:
    (found,) = re.findall(r'data-address="([^"]+)"', page)
    return unescape(found)


def test_a_link_names_version_and_match_whatever_list_it_was_opened_from(client: TestClient) -> None:
    pier = client.get("/desk/articles/both?list=source%3DNW&beside=pier&short=10").text
    address = link_of(pier)
    place, _, query = address.partition("?")
    assert place == "http://127.0.0.1/desk/articles/both"
    told = parse_qs(query)
    assert told == {"version": ["1"], "beside": ["pier"], "short": ["10"]}
    opened = client.get(address.removeprefix("http://127.0.0.1")).text
    assert re.search(r'id="theirs" dir="auto">.*Pier closed</h2>', opened)
    other = client.get("/desk/articles/both?version=1&match=1&beside=quay").text
    assert re.search(r'id="theirs" dir="auto">.*Ferries at the quay</h2>', other)
    lost = client.get("/desk/articles/both?version=1&match=2&beside=nobody").text
    assert "is no match any more" in lost
    assert "is no match any more" not in opened


def test_links_begin_with_the_public_address(make_app: Callable[..., FastAPI]) -> None:
    with local_client(make_app(public_url="https://dedup.example/")) as client:
        put(client, "pier", FIRST)
        assert link_of(client.get("/desk/articles/pier").text) == "https://dedup.example/desk/articles/pier?version=1"


def test_a_page_to_print_has_link_date_and_legend(client: TestClient) -> None:
    page = client.get("/desk/articles/both?beside=pier&paper=1&short=10").text
    told = unescape(re.sub("<[^>]+>", " ", page))
    assert "http://127.0.0.1/desk/articles/both?version=1&" in told
    assert re.search(r"As of\s+\d{4}-\d\d-\d\d \d\d:\d\d UTC", told)
    assert "in both, word for word" in told
    assert "counted without paragraphs under 10 words" in told
    for control in ("<form", 'class="top"', 'class="walk"', 'class="matches"', "data-sending"):
        assert control not in page
    composite = client.get("/desk/articles/both?view=composite&paper=1").text
    assert "Sources of this text" in composite
    assert HARM.partition("(")[0] in unescape(composite)


def test_every_part_of_a_page_of_a_thousand_paragraphs_stands_in_its_row(client: TestClient) -> None:
    lines = [f"Paragraph {number} of the harbour report says what pier {number} has cost." for number in range(1000)]
    put(client, "report", "\n\n".join([*lines[900:], *lines[:20], "And an end."]), title="Report")
    put(client, "long", "\n\n".join(lines), title="Long")
    page = client.get("/desk/articles/long?beside=report").text
    assert re.findall(r' id="q(\d+)"', page) == [str(number) for number in range(1, 1001)]
    assert sorted(map(int, re.findall(r' id="m(\d+)"', page))) == list(range(1, 122))
    assert page.count(" data-pair>") >= 120
    assert page.count('class="moved"') >= 20
    put(client, "longer", "\n\n".join([*lines, *lines]), title="Longer")  # neighbours are joined beyond a thousand
    longer = client.get("/desk/articles/longer").text
    assert re.findall(r' id="q(\d+)"', longer) == [str(number) for number in range(1, 1001)]
    for name in ("report", "long", "longer"):
        client.delete(f"/v1/articles/{name}")


def checked(client: TestClient, text: str = FIRST) -> str:
    """Check a text; the address it is kept at."""
    answer = client.post("/desk/check", files={"text": (None, text)}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_check_has_an_address(client: TestClient) -> None:
    place = checked(client, f"{FIRST}\n\n{SECOND}")
    assert re.fullmatch(r"/desk/checks/[\w-]{32}", place)
    page = client.get(place).text
    assert "not stored; kept until" in page
    assert link_of(page).startswith(f"http://127.0.0.1{place}?")
    beside = client.get(f"{place}?beside=quay").text
    assert re.search(r'id="theirs" dir="auto">.*Ferries at the quay</h2>', beside)
    assert "Sources of this text" in client.get(f"{place}?view=composite").text
    assert "counted without quotations" in client.get(f"{place}?quotations=out").text
    assert "Kept until" in client.get(f"{place}?paper=1").text
    assert len(table(client.get(f"{place}?as=csv").content)) == 2
    assert client.get(f"{place}?as=json").json()["relation"] in {"identical", "near_copy", "partial_copy"}
    assert client.get("/desk/check").text.count("kept for a day") == 1


def test_a_check_is_taken_away(client: TestClient) -> None:
    place = checked(client)
    (forget,) = re.findall(r'action="([^"]+/forget)"', client.get(place).text)
    assert client.post(forget, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(place).status_code == 200
    assert client.post(forget, follow_redirects=False).headers["location"] == "/desk/check"
    gone = client.get(place)
    assert gone.status_code == 404
    assert "Its time may be over" in gone.text
    assert client.get("/desk/checks/" + "x" * 65).status_code == 422


def test_what_is_removed_from_the_store_is_read_through_no_check(client: TestClient) -> None:
    told = "The treasurer keeps the second set of keys in a drawer at home."
    put(client, "secret", f"{FIRST}\n\n{told}", title="Secret story")
    place = checked(client)
    beside = client.get(f"{place}?beside=secret").text
    assert told in beside
    client.delete("/v1/articles/secret")
    for address in ("", "?beside=secret", "?beside=secret&paper=1", "?beside=secret&as=csv", "?as=json"):
        answer = client.get(place + address)
        assert answer.status_code == 200
        assert told not in answer.text
    assert "no longer stored" in client.get(f"{place}?beside=secret").text


def test_where_nothing_is_kept_the_page_s_own_copy_serves(make_app: Callable[..., FastAPI]) -> None:
    with local_client(make_app(keep_checks=0)) as client:
        put(client, "pier", FIRST, source="NW")
        put(client, "quay", SECOND, source="Estuary")
        answer = client.post("/desk/check", files={"text": (None, f"{FIRST}\n\n{SECOND}")})
        assert answer.url.path == "/desk/check"
        assert "checked now, not stored" in answer.text
        assert 'id="copy"' not in answer.text
        again = {"again": (None, unescape(re.findall(r'name="again" value="([^"]*)"', answer.text)[0]))}
        goes = [unescape(one) for one in re.findall(r'name="go" value="([^"]*)"', answer.text)]
        assert {"view=composite", "match=2", "order=printed", ""} <= set(goes)
        composite = client.post("/desk/check", files=again | {"go": (None, "view=composite")}).text
        assert "Sources of this text" in composite
        left_out = {"without": (None, "pier"), "short": (None, "10")}
        left = client.post("/desk/check", files=again | left_out).text
        assert "counted without paragraphs under 10 words, source" in left
        assert 'value="pier" checked' in left
        assert "nothing of it is kept" in client.get("/desk/check").text


class FailingLog:
    """A database that does not answer."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any of its methods
        def fails(*_: object) -> None:
            raise StoreUnavailable(name)

        return fails


def test_a_check_that_can_not_be_kept_is_shown(client: TestClient) -> None:
    checks = client.app.state.newsroom.checks  # type: ignore[attr-defined]
    log, checks._log = checks._log, FailingLog()
    try:
        answer = client.post("/desk/check", files={"text": (None, FIRST)})
    finally:
        checks._log = log
    assert answer.status_code == 200
    assert "checked now, not stored" in answer.text


@pytest.fixture(autouse=True)
def nothing_else_was_stored(client: TestClient) -> Iterator[None]:
    before = client.get("/readyz").json()["articles"]
    yield
    assert client.get("/readyz").json()["articles"] == before

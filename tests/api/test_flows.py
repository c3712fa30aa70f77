"""Who takes from whom: every figure of the page leads to exactly its stories, and follows what editors say."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from api.app import create_app
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.api.deskpages import put, rows
from tests.api.editing import act, undo
from tests.fakes import HashingEncoder
from tests.local import local_client
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

MARKET = (
    "Shares of the brewery rose nine percent in Corvane on Tuesday after a quarter without a strike or a flood.\n\n"
    "The firm will open a second bottling hall in Fennick Street next spring, its director told the works council."
)
HARM = '=HYPERLINK("http://elsewhere.example")<script>'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk of the house of Selm, to which two sources belong."""
    folder = tmp_path_factory.mktemp("flows")
    (folder / "senders.toml").write_text('[houses]\nselm = ["Wire", "Wire Sport"]\n')
    settings = Settings(data_dir=folder / "data", senders=folder / "senders.toml")
    app = create_app(settings, lambda settings: build_service(settings, HashingEncoder()))
    with local_client(app) as opened:
        put(opened, "pier", FIRST, title="Pier closed", source="Wire", published_at="2031-03-03T09:10:00Z")
        put(opened, "market", MARKET, title="Brewery up", source="Wire Sport", published_at="2031-03-03T10:00:00Z")
        put(opened, "post-1", FIRST, title="Pier", source="Post", published_at="2031-03-03T09:40:00Z")
        put(opened, "post-2", MARKET, title="Beer", source="Post", published_at="2031-03-03T10:20:00Z")
        put(opened, "harm", f"{MARKET}\n\nIt rained.", source=HARM, published_at="2031-03-05T23:59:30Z")
        put(opened, "nobody", f"{FIRST}\n\nIt rained.", published_at="2031-03-04T10:00:00Z")
        put(opened, "first", f"{FIRST}\n\nIt snowed.", source="Agency", published_at="2031-03-03T08:10:00Z")
        yield opened


def figures(page: str) -> dict[str, int]:
    """Every number of a page that leads to a list, by where it leads."""
    found = re.findall(r'<a href="(/desk\?[^"]*)">([\d,]+)', page)
    return {unescape(address): int(number.replace(",", "")) for address, number in found}


def pairs(client: TestClient, query: str = "") -> dict[tuple[str, str], dict[str, str]]:
    answer = client.get(f"/desk/flows.csv{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    told = csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return {(row["from"], row["taken_by"]): row for row in told}


def check(client: TestClient, least: int) -> str:
    """Follow every figure."""
    page = client.get("/desk/flows").text
    counted = figures(page)
    assert len(counted) >= least
    for address, number in counted.items():
        listed = client.get(address).text
        assert len(rows(listed)) == number, address
        assert re.search(rf'class="note taking">\s*{number} stor', listed), address
    return page


def test_every_figure_leads_to_its_stories_whatever_editors_say(client: TestClient) -> None:
    page = check(client, 25)
    assert "What became of the stories of <bdi>selm</bdi>" in page
    assert pairs(client)["Wire", "Post"] | {"all": ""} == {
        "from": "Wire",
        "taken_by": "Post",
        "copies": "1",
        "rewrites": "0",
        "all": "",
        "median_delay_seconds": "1800",
        "credited": "0",
        "not_credited": "1",
    }
    done = act(client, "different", "post-1", by="Ada")
    assert ("Wire", "Post") not in pairs(client)
    check(client, 20)
    undo(client, done)
    act(client, "correct", "post-1", relation="rewrite", by="Ada")
    assert [pairs(client)["Wire", "Post"][name] for name in ("copies", "rewrites")] == ["0", "1"]
    act(client, "done", "post-1", by="Ada")
    check(client, 25)


def test_a_late_original_is_no_taker(client: TestClient) -> None:
    assert ("Agency", "Wire") in pairs(client) or ("Agency", "Post") in pairs(client)
    assert not any(taker == "Agency" for _, taker in pairs(client))


def test_the_time_is_chosen(client: TestClient) -> None:
    whole = client.get("/desk/flows").text
    assert 'name="since" value="2031-02-27"' in whole  # a week that ends with the newest taking
    day = client.get("/desk/flows?since=2031-03-05&until=2031-03-05").text
    turned = client.get("/desk/flows?since=2031-03-06&until=2031-03-05").text
    assert pairs(client, "?since=2031-03-05&until=2031-03-05").keys() == pairs(client, "?since=2031-03-05").keys()
    assert "These days are the wrong way round" in turned
    assert 'href="/desk/flows?since=2031-03-05&amp;until=2031-03-06"' in turned
    assert client.get("/desk/flows.csv?since=2031-03-06&until=2031-03-05").status_code == 422
    assert "From 2031-03-05 to 2031-03-05" in day  # on paper
    assert list(figures(day).values()).count(1) >= 6
    nothing = client.get("/desk/flows?since=2030-01-01&until=2030-01-31").text
    assert "Nothing was taken in this time" in nothing
    for end in ("0001-01-01", "9999-12-31"):
        assert client.get(f"/desk/flows?until={end}").status_code == 200
        assert client.get(f"/desk/flows?since={end}&of=days").status_code == 200
    assert client.get("/desk/flows?since=0001-01-01&until=9999-12-31").status_code == 200
    assert client.get("/desk/flows?since=never").status_code == 422


def test_a_wrong_date_does_not_decide_the_time(client: TestClient) -> None:
    text = "Snow fell on the northern valleys and lay there until noon on the following Sunday, the road office said."
    for name, source, more in (
        ("snow", "Wire", {}),
        ("snow-2", "Post", {}),
        ("snow-3", "Web", {"published_at": "2999-01-01T10:00:00Z"}),
    ):
        client.put(f"/v1/articles/{name}", json={"text": text, "source": source, **more}).raise_for_status()
    shown = client.get("/desk/flows").text
    ahead = client.get("/desk/flows?since=2999-01-01").text
    for name in ("snow", "snow-2", "snow-3"):
        client.delete(f"/v1/articles/{name}").raise_for_status()
    assert 'name="until" value="2' in shown
    assert 'name="until" value="2999' not in shown
    assert 'name="until" value="2999-01-01"' in ahead


def test_another_house_is_chosen_on_the_page(client: TestClient) -> None:
    page = client.get("/desk/flows?ours=Agency").text
    assert "What became of the stories of <bdi>Agency</bdi>" in page
    nobody = client.get("/desk/flows", params={"ours": HARM}).text
    assert "Nobody took anything from there" in nobody


def test_files_are_whole_and_are_not_run(client: TestClient) -> None:
    answer = client.get("/desk/flows.csv")
    assert 'filename="flows-pairs-2031-02-27-2031-03-05-' in answer.headers["content-disposition"]
    assert "'=HYPERLINK" in answer.text
    stories = client.get("/desk/flows.csv?of=stories").content.decode("utf-8-sig")
    told = {row["id"]: row for row in csv.DictReader(StringIO(stories, newline=""))}
    assert told["market"]["headline"] == "Brewery up"
    assert told["market"]["first_delay_seconds"] == "1200"
    days = client.get("/desk/flows.csv?of=days").content.decode("utf-8-sig")
    assert len(days.splitlines()) == 8
    assert client.get("/desk/flows.csv?of=nothing").status_code == 422


def test_a_source_made_to_do_harm_is_text(client: TestClient) -> None:
    page = client.get("/desk/flows").text
    assert "<script>" not in page.partition("<main")[2]
    assert "&lt;script&gt;" in page


def test_what_is_taken_stays_chosen_when_the_list_is_narrowed_further(client: TestClient) -> None:
    page = client.get("/desk?state=all&way=taken&origin=Wire&origin=Wire+Sport&taken_from=2031-03-03&hour=10").text
    for field in ('name="origin" value="Wire"', 'name="origin" value="Wire Sport"', 'name="hour" value="10"'):
        assert f'<input type="hidden" {field}>' in page
    empty = unescape(client.get("/desk?taker=Nobody&taken_from=2031-03-03&original=pier&hour=3").text)
    assert "taken by: <bdi>Nobody</bdi>" in empty
    assert "Nothing here fits" in empty

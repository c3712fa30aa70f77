"""Alerts on the desk and over HTTP: raised by a real copy, listed, muted, lifted, tested, delivered again."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from api.streams import Cursor
from tests.api.newsroom.opening import Opened, due
from tests.local import local_client
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

    from tests.receiver import Receiver

TEXT = f"{FIRST}\n\nThe council meets on Thursday, and forty people have asked to be heard there."
RULES = """
[senders.open]
kind = "json"
unsigned = true
[[alerts]]
name = "taken from us"
to = ["cms", "chat"]
"""


@pytest.fixture
def opened(tmp_path: Path, receiver: Receiver) -> Opened:
    made = Opened(tmp_path, allow_private_destinations=True)
    receiver.write_senders(tmp_path, RULES)
    return made


@pytest.fixture
def client(opened: Opened) -> Iterator[TestClient]:
    with local_client(opened.app()) as client:
        opened.newsroom.stop()  # deliveries are made when a test says so
        client.cookies.set("desk-editor", "Ada%20Lind")
        yield client


@pytest.fixture
def raised(client: TestClient, opened: Opened) -> TestClient:
    """The alert that a copy raised."""
    for hour, (name, source) in enumerate((("pier", "NW"), ("copy", "Courier & Co"))):
        body = {"id": name, "text": TEXT, "title": f"The {name}", "source": source}
        answer = client.post("/v1/hooks/open", json=body | {"published_at": f"2031-03-03T1{hour}:00:00Z"})
        assert answer.status_code == 200, answer.text
    opened.work()
    assert len(client.get("/v1/alerts").json()["alerts"]) == 1
    return client


def act(client: TestClient, action: str, **fields: str | int) -> str:
    answer = client.post("/desk/alerts", data={"action": action, **{key: str(one) for key, one in fields.items()}})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def deliver(opened: Opened, name: str = "cms") -> None:
    while opened.newsroom.deliverer.deliver_once(name):
        pass


def test_a_desk_without_alerts_says_what_is_missing(client: TestClient, tmp_path: Path) -> None:
    assert "No alert was raised yet" in client.get("/desk/alerts").text
    assert "No alert is" in client.get("/desk/alerts?state=failed").text
    assert client.get("/desk/alerts/7").status_code == 404
    assert client.get("/desk/alerts?state=odd").status_code == 422
    (tmp_path / "bare").mkdir()
    bare = Opened(tmp_path / "bare")
    with local_client(bare.app()) as other:
        assert "Nothing raises alerts yet" in other.get("/desk/alerts").text


def test_the_page_says_what_was_raised_and_where_it_went(raised: TestClient, opened: Opened) -> None:
    deliver(opened)
    deliver(opened, "chat")
    page = unescape(raised.get("/desk/alerts").text)
    for told in ("The copy", "Courier & Co</bdi></b> from <b><bdi>NW", "no credit found", "cms</bdi>: ✓ delivered"):
        assert told in page
    assert "chat</bdi>: on its way, tried 1 time" in page
    one = unescape(raised.get("/desk/alerts/1").text)
    assert "answered 200" in one
    assert re.search(r'class="failed">[^<]*refused', one)
    assert re.search(r'href="/desk/articles/copy\?version=[^"]+"', one)
    page = act(raised, "replay", alert=1, destination="cms")
    assert "1 delivery waits" in page
    assert raised.get("/v1/alerts/1").json()["deliveries"][-1]["state"] == "waiting"


def test_a_story_without_a_headline_is_called_by_its_first_line(client: TestClient, opened: Opened) -> None:
    lead = FIRST.split(". ", maxsplit=1)[0][:60]
    for hour, (name, source) in enumerate((("pier", "NW"), ("copy", "Courier"))):
        body = {"id": name, "text": TEXT, "source": source, "published_at": f"2031-03-03T1{hour}:00:00Z"}
        assert client.post("/v1/hooks/open", json=body).status_code == 200
    opened.work()
    payload = client.get("/v1/alerts/1").json()["payload"]
    for one in (payload["article"], payload["match"]):
        assert one["title"] is None
        assert one["lead"].startswith(lead)
    assert re.search(f'class="row"[^>]*>{re.escape(lead)}', unescape(client.get("/desk/alerts").text))
    page = unescape(client.get("/desk/alerts/1").text)
    assert f"<title>Alert: {lead}" in page
    assert f'<h1 dir="auto">{lead}' in page
    assert page.count(f"<bdi>{lead}") == 3  # the original, and both of what can be muted


def test_what_was_taken_of_an_original_that_came_late_is_what_its_taker_says(
    client: TestClient, opened: Opened
) -> None:
    """The two verdicts count otherwise: the original has both in one paragraph, and its taker in two of its own."""
    first = "Divers of the harbour office found cracks in two of the eleven oak piles below the northern pier at dawn"
    second = "Ferries to the islands will sail from the coal quay in the old basin until the middle of June"
    own = ("A grey seal that lives there watched them from its rock", "Tickets cost two crowns more than last summer")
    taken = f"{first}. {own[0]}.\n\n{second}. {own[1]}."
    for name, text, hour in (("copy", taken, 5), ("pier", f"{first}. {second}.", 1)):
        body = {"id": name, "text": text, "source": name, "published_at": f"2031-03-03T1{hour}:00:00Z"}
        assert client.post("/v1/hooks/open", json=body).status_code == 200
        opened.work()
    verdicts = {name: client.get(f"/v1/articles/{name}/matches").json()["matches"][0] for name in ("copy", "pier")}
    share = verdicts["copy"]["containment"]["of_query"]
    assert share != verdicts["pier"]["containment"]["of_match"]
    (alert,) = client.get("/v1/alerts").json()["alerts"]
    assert alert["payload"]["match"]["direction"] == "match_from_query"
    assert alert["payload"]["taken"] == share


@pytest.mark.parametrize(("what", "told"), [("pair-0", "Courier & Co and NW"), ("story-1", "the story The pier")])
def test_muted_and_lifted_and_muted_again(raised: TestClient, opened: Opened, what: str, told: str) -> None:
    page = act(raised, "mute", alert=1, what=what, why="under licence", days="7")
    assert f"Muted: {told} (under licence)." in page
    assert f"Ada Lind muted {told}: under licence" in page
    deliver(opened)
    assert raised.get("/v1/alerts/1").json()["deliveries"][0]["state"] == "muted"
    assert "under licence" in raised.get("/v1/alerts").json()["alerts"][0]["muted"]
    assert raised.post("/v1/alerts/1:replay").json()["type"].endswith("alert-muted")
    listed = unescape(raised.get("/desk/alerts?state=muted").text)
    assert "The copy" in listed
    assert "cms</bdi>: muted" in listed
    assert f"the mute of {told}" in listed
    cursor = Cursor.read("0")
    assert due(opened, cursor) == []
    page = act(raised, "lift", alert=1, mute=1)
    assert f"No longer muted: {told}." in page
    assert [json.loads(body)["payload"]["type"] for _, body in due(opened, cursor)] == ["article.derived"]
    assert raised.get("/v1/mutes").json() == {"mutes": []}
    assert "muted" in act(raised, "restore", mute=1)
    assert len(raised.get("/v1/mutes").json()["mutes"]) == 1
    gone = raised.post("/desk/alerts", data={"action": "restore", "mute": "1"})
    assert gone.status_code == 404
    assert "That was done already" in unescape(gone.text)
    act(raised, "lift", mute=1)
    deliver(opened)
    assert raised.get("/v1/alerts/1").json()["deliveries"][0]["state"] == "delivered"


def test_what_can_not_be_muted(raised: TestClient) -> None:
    for fields in ({"what": "pair-7"}, {"what": "pair-0", "why": ""}, {"what": ""}, {"what": "story-99999"}):
        answer = raised.post("/desk/alerts", data={"action": "mute", "alert": "1", "why": "so", **fields})
        assert answer.status_code == 422, fields
    assert raised.post("/desk/alerts", data={"action": "mute", "alert": "9", "why": "so"}).status_code == 404
    assert raised.post("/desk/alerts", data={"action": "shout"}).status_code == 422
    assert raised.get("/v1/mutes").json() == {"mutes": []}


def test_who_mutes_is_asked_once(raised: TestClient) -> None:
    raised.cookies.clear()
    asked = raised.post("/desk/alerts", data={"action": "mute", "alert": "1", "what": "pair-0", "why": "so"})
    assert "Who are you?" in asked.text
    assert 'action="/desk/alerts"' in asked.text
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
    assert "Bo muted" in unescape(raised.post("/desk/alerts", data={**fields, "by": "Bo"}).text)


def test_a_test_for_each_destination(raised: TestClient, receiver: Receiver) -> None:
    page = act(raised, "test", destination="cms")
    assert "took the test" in page
    assert receiver.seen[-1]["type"] == "test"
    assert "✗ did not take the test" in act(raised, "test", destination="chat")
    assert raised.post("/desk/alerts", data={"action": "test", "destination": "fax"}).status_code == 404


def test_a_destination_that_wants_no_more_can_be_asked_again(
    raised: TestClient, opened: Opened, receiver: Receiver
) -> None:
    receiver.answers = [410]
    deliver(opened)
    assert "it answered 410 Gone" in raised.get("/desk/alerts").text
    assert "Send there again" not in act(raised, "enable", destination="cms")
    deliver(opened)
    assert receiver.seen[-1]["type"] == "article.derived"


def test_a_kill_is_told_whatever_is_muted(raised: TestClient, opened: Opened, receiver: Receiver) -> None:
    act(raised, "mute", alert=1, what="story-1", why="enough")
    raised.post("/v1/hooks/open", json={"id": "pier", "text": TEXT, "status": "canceled", "version": "9"})
    opened.work()
    deliver(opened)
    assert [one["type"] for one in receiver.seen] == ["article.killed"]
    page = raised.get("/desk/alerts/2").text
    assert "was killed" in page
    assert 'name="what"' not in page
    assert raised.post("/desk/alerts", data={"action": "mute", "alert": "2", "what": "story-0"}).status_code == 422


def test_mutes_over_http(raised: TestClient) -> None:
    made = raised.post("/v1/mutes", json={"sources": ["NW", "Courier & Co"], "why": "licensed", "by": "Bo"})
    assert made.status_code == 201
    assert (made.json()["sources"], made.json()["by"]) == (["Courier & Co", "NW"], "Bo")
    story = raised.post("/v1/mutes", json={"story": "copy", "why": "enough", "until": "2099-01-01T00:00:00Z"})
    assert story.json()["by"] == "anybody"
    assert [one["number"] for one in raised.get("/v1/mutes").json()["mutes"]] == [2, 1]
    for wrong, status in (
        ({"story": "nobody", "why": "x"}, 404),
        ({"why": "x"}, 422),
        ({"story": "copy", "why": " "}, 422),
        ({"sources": ["NW"], "why": "x"}, 422),
        ({"sources": ["NW", "B"], "story": "copy", "why": "x"}, 422),
        ({"story": "copy", "why": "x", "until": "2020-01-01T00:00:00Z"}, 422),
    ):
        assert raised.post("/v1/mutes", json=wrong).status_code == status, wrong
    assert raised.delete("/v1/mutes/1").status_code == 200
    assert raised.delete("/v1/mutes/1").status_code == 404

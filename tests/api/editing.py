"""What editors do on the desk, and the rows that tell of it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tests.api.deskpages import key_of, put
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


TAKEN = f"{FIRST}\n\n“The pier was safe last week,” said Ane Holm, the harbour master. Repairs cost 40 crowns."
COPIED = TAKEN.replace("was safe", "was never safe").replace("40", "90")


def put_stories(client: TestClient) -> None:
    put(client, "pier", TAKEN, title="Pier closed", source="NW", published_at="2031-03-03T12:00:00Z")
    put(client, "copy", COPIED, source="Courier", published_at="2031-03-03T13:00:00Z")
    put(client, "again", COPIED, title="Pier shut", source="Post", published_at="2031-03-04T13:00:00Z")
    put(client, "weather", "Snow fell on the northern valleys and lay until noon on Sunday.", source="NW")


def act(client: TestClient, action: str, *names: str, **fields: str) -> str:
    stories = {"story": [key_of(client, name) for name in names]}
    answer = client.post("/desk/actions", data={"action": action, **stories, **fields})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def undo(client: TestClient, page: str) -> str:
    (number,) = re.findall(r'name="batch" value="(\d+)"', page)
    return unescape(client.post("/desk/actions", data={"action": "undo", "batch": number}).text)


def row(client: TestClient, name: str, query: str = "state=all") -> str:
    found = re.findall(r'<tr class="[^"]*" data-key="\d+".*?</tr>', client.get(f"/desk?{query}").text, re.DOTALL)
    return unescape(re.sub(r"\s+", " ", next(one for one in found if f"/desk/articles/{name}?" in one)))


def words(markup: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", markup).split())

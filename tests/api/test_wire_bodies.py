from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.bodies import WIRE
from tests.unit.formats.test_wire import ALL, FIRST

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TYPES = {"ninjs": "application/vnd.iptc.ninjs+json", "nitf": "application/nitf+xml", "newsml-g2": "application/xml"}


@pytest.mark.parametrize("name", TYPES)
def test_a_wire_message_is_scored_as_its_text_is(client: TestClient, name: str) -> None:
    assert TYPES[name] in WIRE
    answer = client.post("/v1/score", content=ALL[name], headers={"Content-Type": TYPES[name]})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert FIRST in body["text"]
    assert next(body["text"][p["start"] : p["end"]] for p in body["paragraphs"]).endswith(FIRST)


@pytest.mark.parametrize(("content", "said"), [(b"<newsMessage/>", "no item"), (ALL["feed"].replace(b"<p>", b""), "")])
def test_what_is_no_single_text(client: TestClient, content: bytes, said: str) -> None:
    answer = client.post("/v1/score", content=content, headers={"Content-Type": "text/xml"})
    assert answer.status_code in ({400, 422} if said else {200})
    assert said in answer.text

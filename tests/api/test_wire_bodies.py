from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.bodies import JSON, WIRE
from tests.unit.formats.test_wire import ALL, FIRST

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TYPES = {
    "ninjs": "application/vnd.iptc.ninjs+json",
    "nitf": "application/nitf+xml",
    "newsml-g2": "application/xml",
    "dpa": "application/json",
}


@pytest.mark.parametrize("name", TYPES)
def test_a_wire_message_is_scored_as_its_text_is(client: TestClient, name: str) -> None:
    assert TYPES[name] in {*WIRE, JSON}
    answer = client.post("/v1/score", content=ALL[name], headers={"Content-Type": TYPES[name]})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert FIRST in body["text"]
    assert next(body["text"][p["start"] : p["end"]] for p in body["paragraphs"]).endswith(FIRST)


@pytest.mark.parametrize("name", ["dpa", "ap"])
def test_any_json_of_an_agency_goes_as_ninjs(client: TestClient, name: str) -> None:
    headers = {"Content-Type": "application/vnd.iptc.ninjs+json"}
    answer = client.post("/v1/score", content=ALL[name], headers=headers)
    assert answer.status_code == 200, answer.text
    assert FIRST in answer.json()["text"]


def test_a_message_in_another_encoding(client: TestClient) -> None:
    content = ALL["nitf"].decode().replace("utf-8", "iso-8859-1").replace("Ottervik,", "Öttervik,").encode("latin-1")
    headers = {"Content-Type": "text/xml; charset=iso-8859-1"}
    answer = client.post("/v1/score", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    assert "Öttervik," in answer.json()["text"]


@pytest.mark.parametrize(("content", "said"), [(b"<newsMessage/>", "no item"), (ALL["feed"].replace(b"<p>", b""), "")])
def test_what_is_no_single_text(client: TestClient, content: bytes, said: str) -> None:
    answer = client.post("/v1/score", content=content, headers={"Content-Type": "text/xml"})
    assert answer.status_code in ({400, 422} if said else {200})
    assert said in answer.text

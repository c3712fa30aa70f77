from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.bodies import JSON, WIRE
from tests.unit.formats import documents, mails, test_pages
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


SENT = {
    "message/rfc822": mails.mail(FIRST).as_bytes(),
    "application/pdf": documents.pdf([[documents.Drawn(20, 700, 8, FIRST)]]),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": documents.word([FIRST]),
}


@pytest.mark.parametrize("media_type", SENT)
def test_mail_and_documents_are_scored_as_their_text(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/score", content=SENT[media_type], headers={"Content-Type": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.json()["text"] == FIRST


def test_a_page_is_scored_as_its_story(client: TestClient) -> None:
    content = test_pages.page(test_pages.told(test_pages.ROOF, "Market roof falls"))
    sent = client.post("/v1/score", content=content.encode(), headers={"Content-Type": "text/html"}).json()
    assert sent["text"].split("\n\n") == list(test_pages.ROOF)
    assert client.post("/v1/score", json={"article": {"html": content}}).json() == sent


def test_a_document_that_can_not_be_read_says_why(client: TestClient) -> None:
    answer = client.post("/v1/score", content=documents.pdf([[]]), headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:wire-dedup:problem:unreadable-input")
    assert "OCR" in answer.json()["detail"]

"""Hooks, inbox and alerts over HTTP: everything but the order of a story's life, which the acceptance tests have."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, get_args

from standardwebhooks import Webhook

from api.hooks import KINDS
from dedup.formats.known import Format
from dedup.newsroom.config import SenderKind
from tests.api.newsroom.opening import SECRET, Opened
from tests.unit.formats.systems import GHOST
from tests.unit.formats.test_wire import ALL, DPA, FIRST, NINJS

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


def standard(body: bytes, secret: str = SECRET) -> dict[str, str]:
    now = datetime.now(UTC)
    signature = Webhook(secret).sign("m-1", now, body.decode())
    return {"webhook-id": "m-1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


def test_every_kind_of_sender_proves_itself(client: TestClient, opened: Opened) -> None:
    ours = json.dumps({"id": "a-1", "text": FIRST}).encode()
    twice = json.dumps(json.dumps(DPA)).encode()
    bearer = {"Authorization": f"Bearer {SECRET}"}
    for path, body, headers in (
        ("cms", ours, standard(ours)),
        ("dpa", twice, bearer),
        ("agency", ALL["newsml-g2"], bearer),
        ("open", ALL["ninjs"], {}),
        ("words", FIRST.encode(), {}),
    ):
        answer = client.post(f"/v1/hooks/{path}", content=body, headers=headers)
        assert answer.json()["status"] == "accepted", (path, answer.text)
    opened.work()
    messages = client.get("/v1/inbox").json()["messages"]
    assert {message["state"] for message in messages} == {"done"}
    assert {item["became"] for message in messages for item in message["items"]} == {"stored", "skipped"}


def test_forgeries_are_refused(client: TestClient) -> None:
    ours = json.dumps({"id": "a-1", "text": FIRST}).encode()
    old = standard(ours) | {"webhook-timestamp": "1000000000"}
    other = "whsec_" + base64.b64encode(b"another secret").decode()
    for path, body, headers in (
        ("cms", ours, standard(ours, other)),
        ("cms", ours + b" ", standard(ours)),
        ("cms", ours, old),
        ("cms", ours, standard(ours) | {"webhook-timestamp": "noon"}),
        ("cms", ours, {}),
        ("dpa", b"{}", {"Authorization": "Bearer wrong"}),
        ("dpa", b"{}", {"Authorization": SECRET}),
        ("agency", b"<x/>", {"x-signature": "sha256=00"}),
        ("agency", b"<x/>", {}),
        ("nobody", b"{}", {}),
    ):
        answer = client.post(f"/v1/hooks/{path}", content=body, headers=headers)
        assert answer.status_code == 403, (path, answer.text)
        assert answer.json()["type"].endswith("sender-refused")
    assert client.get("/v1/inbox").json()["messages"] == []


def test_a_signature_is_compared_byte_by_byte(client: TestClient) -> None:
    for token in ("\u00e9".encode(), b"\xff\xfe", b""):
        answer = client.post("/v1/hooks/dpa", content=b"{}", headers={b"Authorization": b"Bearer " + token})
        assert answer.status_code == 403


def test_signed_words_that_are_no_json_are_unreadable_and_not_forged(client: TestClient) -> None:
    assert client.post("/v1/hooks/cms", content=b"{", headers=standard(b"{")).status_code == 400


def test_what_can_never_be_read_is_refused_at_once(client: TestClient) -> None:
    for body, statuses in ((b"", {400}), (b"{", {400}), (ALL["nitf"], {400}), (b'{"body_html": "<p>x</p>"}', {422})):
        assert client.post("/v1/hooks/open", content=body).status_code in statuses, body
    assert client.get("/v1/inbox").json()["messages"] == []


def test_a_picture_is_accepted_and_skipped_with_its_reason(client: TestClient, opened: Opened) -> None:
    picture = json.dumps(NINJS | {"type": "picture"}).encode()
    number = client.post("/v1/hooks/open", content=picture).json()["id"]
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "waiting"
    opened.work()
    told = client.get(f"/v1/inbox/{number}").json()
    assert told["state"] == "skipped"
    assert told["reason"].endswith("it is of type picture and has no text")
    assert client.post(f"/v1/inbox/{number}:retry").json()["state"] == "waiting"
    assert client.get("/v1/inbox?state=skipped").json()["messages"] == []
    assert [one["id"] for one in client.get("/v1/inbox?sender=open&limit=1").json()["messages"]] == [number]


def test_a_sender_hears_at_once_that_an_item_has_no_text(client: TestClient, opened: Opened) -> None:
    empty = json.dumps(NINJS | {"guid": "nw:flash", "version": None, "body_html": " "}).encode()
    answer = client.post("/v1/hooks/open", content=empty)
    assert answer.status_code == 200  # it is kept, and no sender gives it up: it can be worked on again
    assert answer.json()["skipped"] == ["nw:flash: it has no text"]
    opened.work()
    assert client.get(f"/v1/inbox/{answer.json()['id']}").json()["reason"] == "nw:flash: it has no text"


def test_a_note_to_editors_is_skipped_with_the_reason(client: TestClient, opened: Opened) -> None:
    for number in (1, 2):
        note = NINJS | {"guid": f"nw:note-{number}", "body_html": "<p>(This note is not for publication.)</p>"}
        client.post("/v1/hooks/open", content=json.dumps(note).encode())
    opened.work()
    for message in client.get("/v1/inbox").json()["messages"]:
        assert message["state"] == "skipped"
        assert "nothing but a byline, notices or figures" in message["reason"]


def test_a_time_that_nobody_said_is_not_when_a_story_was_published(client: TestClient, opened: Opened) -> None:
    dated, undated = (NINJS | {"guid": f"nw:{name}", "evolvedfrom": None} for name in ("dated", "undated"))
    for sent in (dated, undated | {"versioncreated": None}):
        client.post("/v1/hooks/open", content=json.dumps(sent).encode())
    opened.work()
    second, first = (message["items"][0] for message in client.get("/v1/inbox").json()["messages"])
    assert "note" not in first
    assert second["note"].startswith("the message has no time")
    assert client.get("/v1/articles/nw:undated").json()["published_at"] is None
    assert client.get("/v1/articles/nw:dated").json()["published_at"] == "2031-03-03T09:30:00Z"
    verdict = client.get("/v1/articles/nw:undated/matches").json()
    assert verdict["matches"][0]["direction"] == "unknown"


def test_an_article_is_found_by_the_id_it_was_sent_with(client: TestClient, opened: Opened) -> None:
    sent = "urn:newsml:nw.example:20310303:pier:2"
    numbered = NINJS | {"guid": "nw:2", "body_html": f"<p>{FIRST} Ferries sail from the coal quay.</p>"}
    for message in (NINJS | {"guid": sent}, numbered):
        client.post("/v1/hooks/open", content=json.dumps(message).encode())
    opened.work()
    for name, kept in ((sent, sent[:-2]), (sent[:-2], sent[:-2]), ("nw:2", "nw:2")):
        assert client.get(f"/v1/articles/{name}").json()["id"] == kept
        assert client.get(f"/v1/articles/{name}/matches").status_code == 200
    for name in (f"{sent[:-2]}:3", "nw", "nw:2:1"):
        assert client.get(f"/v1/articles/{name}").status_code == 404
    assert client.delete(f"/v1/articles/{sent}").status_code == 404  # nothing else is taken out by a guess


def test_a_sender_of_anything_and_one_of_a_system(client: TestClient, opened: Opened) -> None:
    for content in (*ALL.values(), FIRST.encode()):
        assert client.post("/v1/hooks/any", content=content).status_code == 200
    assert client.post("/v1/hooks/any", content=b'{"no": "format"}').status_code == 400
    assert client.post("/v1/hooks/blog", content=json.dumps(GHOST).encode()).status_code == 200
    refused = client.post("/v1/hooks/blog", content=ALL["feed"])
    assert refused.status_code == 400
    assert 'set kind = "feed"' in refused.json()["detail"]
    feed = client.post("/v1/hooks/words", content=ALL["feed"])
    assert (feed.status_code, 'set kind = "feed"' in feed.json()["detail"]) == (400, True)
    opened.work()
    assert {message["state"] for message in client.get("/v1/inbox").json()["messages"]} <= {"done", "skipped"}


def test_every_kind_that_the_senders_file_takes_has_a_format_and_a_proof() -> None:
    assert set(get_args(SenderKind)) == KINDS.keys()
    formats = {known for known, _ in KINDS.values()}
    assert formats == {*get_args(Format), None}


def test_the_same_words_of_two_senders_are_two_stories(client: TestClient, opened: Opened) -> None:
    words = f"{FIRST}\n\nThe council meets on Thursday, and forty people have asked to be heard there."
    for name in ("words", "paper"):
        assert client.post(f"/v1/hooks/{name}", content=words.encode()).status_code == 200
    opened.work()
    second, first = (message["items"][0] for message in client.get("/v1/inbox").json()["messages"])
    assert first["guid"] != second["guid"]
    assert (first["relation"], second["relation"]) == ("unrelated", "identical")

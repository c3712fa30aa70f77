"""Hooks, inbox and alerts over HTTP: everything but the order of a story's life, which the acceptance tests have."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast, get_args

import anyio
import pytest
import uvicorn
from anyio import CapacityLimiter
from sqlalchemy import update
from standardwebhooks import Webhook

from api.app import create_app
from api.hooks import KINDS
from api.routes import alerts
from api.streams import Audience, Cursor
from dedup.errors import StoreUnavailable
from dedup.formats.known import Format
from dedup.newsroom.alerts import NewAlert
from dedup.newsroom.config import SenderKind
from dedup.newsroom.messages import WireState
from dedup.newsroom.worker import ATTEMPTS
from dedup.newsroomwiring import build_newsroom
from dedup.settings import Settings
from dedup.storage.alerts import SqlAlertLog
from dedup.storage.connecting import SQLITE_PRAGMAS
from dedup.storage.newsroomtables import MessageRow
from dedup.wiring import build_service, open_database
from tests.fakes import HashingEncoder
from tests.local import local_client
from tests.unit.formats.test_known import GHOST
from tests.unit.formats.test_wire import ALL, DPA, FIRST, NINJS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from dedup.newsroom.alerts import StoredAlert
    from dedup.newsroom.messages import Message
    from dedup.newsroom.running import Newsroom
    from dedup.service import DedupService
    from dedup.storage.store import SqlArticleStore

PATIENCE = 120.0
SECRET = "whsec_" + base64.b64encode(b"a secret of these tests").decode()
SENDERS = """
[senders.cms]
kind = "json"
secret_file = "secret"
[senders.dpa]
kind = "dpa"
secret_file = "secret"
[senders.agency]
kind = "newsml-g2"
secret_file = "secret"
[senders.open]
kind = "ninjs"
unsigned = true
[senders.words]
kind = "text"
unsigned = true
[senders.paper]
kind = "text"
unsigned = true
[senders.any]
kind = "auto"
unsigned = true
[senders.blog]
kind = "ghost"
unsigned = true
[destinations.cms]
kind = "webhook"
url = "http://127.0.0.1:9/none"
secret_file = "secret"
"""


class Opened:
    """An application with its newsroom, whose workers run only when a test asks."""

    def __init__(self, folder: Path, **settings: int) -> None:
        (folder / "senders.toml").write_text(SENDERS)
        (folder / "secret").write_text(SECRET)
        self.newsroom: Newsroom
        self.service: DedupService
        self.settings = Settings(
            data_dir=folder / "data", database_url=None, senders=folder / "senders.toml", workers=0, **settings
        )

    def app(self) -> FastAPI:
        def service(settings: Settings) -> DedupService:
            self.service = build_service(settings, HashingEncoder())
            return self.service

        def newsroom(settings: Settings, service: DedupService) -> Newsroom:
            self.newsroom = build_newsroom(settings, service)
            return self.newsroom

        return create_app(self.settings, service, newsroom)

    def work(self) -> None:
        while self.newsroom.worker.work_once():
            pass

    def raise_alert(self, identity: str, *articles: str) -> None:
        log = self.newsroom.alerts
        assert isinstance(log, SqlAlertLog)
        log.add(NewAlert(identity, "derived", "rewrite", articles, {"told": identity}, ("cms",)))


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(tmp_path)


@pytest.fixture
def client(opened: Opened) -> Iterator[TestClient]:
    with local_client(opened.app()) as client:
        yield client


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


def test_a_message_that_was_given_up_is_tried_again_when_it_is_sent_again(client: TestClient, opened: Opened) -> None:
    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    (claimed,) = opened.newsroom.inbox.claim(1)
    opened.newsroom.inbox.finish(claimed, "dead", "the model could not be run", [])
    again = client.post("/v1/hooks/words", content=b"A story about a pier.").json()
    assert again == {"id": number, "status": "known"}
    opened.work()
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


def test_a_message_that_kills_its_workers_is_given_up(client: TestClient, opened: Opened) -> None:
    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    for _ in range(ATTEMPTS):
        (claimed,) = opened.newsroom.inbox.claim(1)  # and its process dies
        opened.newsroom.inbox.postpone(claimed, "claimed", datetime.now(UTC))
    opened.work()
    told = client.get(f"/v1/inbox/{number}").json()
    assert told["state"] == "dead"
    assert "its worker died" in told["reason"]


def test_a_worker_outlives_what_it_does_not_expect(opened: Opened) -> None:
    with local_client(opened.app()) as client:
        stop, claim, calls = threading.Event(), opened.newsroom.inbox.claim, iter([ZeroDivisionError(), OSError()])

        def failing(count: int) -> list[Message]:
            for error in calls:
                raise error
            return claim(count)

        opened.newsroom.inbox.claim = failing  # type: ignore[method-assign]
        number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
        thread = threading.Thread(target=opened.newsroom.worker.run, args=(stop,))
        thread.start()
        deadline = time.monotonic() + PATIENCE
        while client.get(f"/v1/inbox/{number}").json()["state"] != "done" and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        thread.join()
        assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


def test_overload_asks_to_come_back(tmp_path: Path) -> None:
    opened = Opened(tmp_path, inbox_limit=2)
    with local_client(opened.app()) as client:
        statuses = [client.post("/v1/hooks/words", content=b"Story number %d." % n).status_code for n in range(4)]
        refused = client.post("/v1/hooks/words", content=b"One more story.")
        assert statuses == [200, 200, 503, 503]
        assert "Retry-After" in refused.headers
        opened.work()
        assert client.post("/v1/hooks/words", content=b"One more story.").status_code == 200


def test_a_database_that_is_locked_asks_to_come_back(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SQLITE_PRAGMAS, "busy_timeout", "200")  # milliseconds; instead of seconds
    body = b"A story about a pier."
    with local_client(opened.app()) as client:
        database = open_database(opened.settings)
        with database.unbound_transaction():
            refused = client.post("/v1/hooks/words", content=body)
        database.dispose()
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert refused.json()["type"].endswith("store-unavailable")
        assert client.post("/v1/hooks/words", content=body).json()["status"] == "accepted"
        opened.work()
        assert [one["became"] for one in client.get("/v1/inbox/1").json()["items"]] == ["stored"]


def test_a_failure_of_ours_is_tried_again(client: TestClient, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    with monkeypatch.context() as broken:
        broken.setattr(opened.service, "ingest", lambda *_a, **_k: 1 / 0)
        opened.work()
    told = client.get(f"/v1/inbox/{number}").json()
    assert (told["state"], told["attempts"]) == ("failed", 1)
    assert "ZeroDivisionError" in told["reason"]
    client.post(f"/v1/inbox/{number}:retry")
    opened.work()
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


def test_however_long_the_database_is_away_no_message_is_given_up(
    client: TestClient, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object, **_named: object) -> None:
        message = "The database does not answer."
        raise StoreUnavailable(message)

    number = client.post("/v1/hooks/words", content=b"A story about a pier.").json()["id"]
    database = cast("SqlArticleStore", opened.service.store).database
    due = update(MessageRow).values(due_at=datetime.now(UTC))
    with monkeypatch.context() as broken:
        broken.setattr(opened.service, "ingest", away)
        for _ in range(ATTEMPTS + 2):
            opened.work()
            told = client.get(f"/v1/inbox/{number}").json()
            assert (told["state"], told["attempts"]) == ("failed", 0)
            with database.unbound_transaction() as connection:
                connection.execute(due)
    opened.work()
    assert client.get(f"/v1/inbox/{number}").json()["state"] == "done"


@pytest.mark.parametrize(
    "path", ["/v1/inbox/99", "/v1/alerts/99", "/v1/inbox/x", "/v1/inbox?state=odd", "/v1/alerts?since=noon"]
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 422}


def test_alerts_are_listed_shown_and_replayed(client: TestClient, opened: Opened) -> None:
    for name in ("one", "two", "three"):
        opened.raise_alert(name, "a-1")
    page = client.get("/v1/alerts?limit=2").json()
    assert [alert["payload"]["told"] for alert in page["alerts"]] == ["three", "two"]
    rest = client.get(f"/v1/alerts?limit=2&before={page['next']}").json()
    assert ([alert["id"] for alert in rest["alerts"]], rest["next"]) == ([1], None)
    assert client.get("/v1/alerts?relation=identical").json()["alerts"] == []
    assert client.post("/v1/alerts/1:replay").json() == {"id": 1, "deliveries": 1}
    assert len(client.get("/v1/alerts/1").json()["deliveries"]) == 2
    assert client.post("/v1/alerts/1:replay?destination=other").status_code == 404


def test_alerts_stream_as_they_are_raised(opened: Opened) -> None:
    server = uvicorn.Server(uvicorn.Config(opened.app(), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        opened.raise_alert("before", "a-1")
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as fresh:
            fresh.sendall(b"GET /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            received(fresh, b"retry: 3000")
            opened.raise_alert("during", "a-1")
            content = received(fresh, b'"during"')
            assert b"id: 2\n" in content
            assert b"before" not in content
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as resumed:
            resumed.sendall(b"GET /v1/alerts:stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n")
            content = received(resumed, b'"during"')
            assert content.index(b'"before"') < content.index(b'"during"')
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_stream_that_is_resumed_misses_nothing_that_an_embargo_held(opened: Opened) -> None:
    with local_client(opened.app()):
        now = datetime.now(UTC)
        held = WireState("a-1", "1", now, "withheld", None, None, "desk", None, ())
        opened.newsroom.states.write(held)
        opened.raise_alert("held", "a-1")
        opened.raise_alert("free", "a-2")
        cursor = Cursor.read("0")
        ((event_id, body),) = due(opened, cursor)
        assert (json.loads(body)["payload"]["told"], event_id) == ("free", "2;1")
        opened.newsroom.states.write(replace(held, status="usable"))  # while nobody listens
        opened.raise_alert("later", "a-3")
        resumed = Cursor.read(event_id)
        told = [(json.loads(body)["payload"]["told"], event) for event, body in due(opened, resumed)]
        assert told == [("held", "2"), ("later", "3")]
        assert due(opened, Cursor.read("3;99")) == []


def due(opened: Opened, cursor: Cursor) -> list[tuple[str, bytes]]:
    """What is told to who comes with a cursor, all that was held looked at again."""

    async def told() -> list[tuple[str, bytes]]:
        newsroom = opened.newsroom
        audience = Audience(newsroom.alerts, partial(alerts.told, newsroom), CapacityLimiter(1))
        return await audience.due(cursor, look_at_held=True)

    return anyio.run(told)


def test_what_a_stream_was_told_is_known_for_the_others_until_something_is_new(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.streams.POLL_SECONDS", 1e9)
    asked: list[int] = []

    def told(alert: StoredAlert) -> bytes:
        asked.append(alert.id)
        return b"%d" % alert.id

    async def heard() -> list[list[bytes]]:
        audience = Audience(opened.newsroom.alerts, told, CapacityLimiter(1))
        cursors = [Cursor(0, []) for _ in range(50)]
        rounds = []
        for number in range(2):
            opened.raise_alert(f"news {number}", "a-1")
            await audience.look()
            rounds += [[body for _, body in await audience.due(one, look_at_held=False)] for one in cursors]
        return rounds

    with local_client(opened.app()):
        assert anyio.run(heard) == [[b"1"]] * 50 + [[b"2"]] * 50
    assert asked == [1, 2]


def test_streams_beyond_their_number_are_told_to_come_later(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.streams.MOST_STREAMS", 0)
    refused = client.get("/v1/alerts:stream")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "dedup_streams_refused_total 1.0" in client.get("/metrics").text


@pytest.mark.parametrize("event_id", ["x", "-1", "1;", "1;2,", "1;x", "9" * 40])
def test_an_event_id_that_is_none(client: TestClient, event_id: str) -> None:
    assert client.get("/v1/alerts:stream", headers={"Last-Event-ID": event_id}).status_code == 422


def test_the_same_words_of_two_senders_are_two_stories(client: TestClient, opened: Opened) -> None:
    words = f"{FIRST}\n\nThe council meets on Thursday, and forty people have asked to be heard there."
    for name in ("words", "paper"):
        assert client.post(f"/v1/hooks/{name}", content=words.encode()).status_code == 200
    opened.work()
    second, first = (message["items"][0] for message in client.get("/v1/inbox").json()["messages"])
    assert first["guid"] != second["guid"]
    assert (first["relation"], second["relation"]) == ("unrelated", "identical")


def received(opened: socket.socket, until: bytes) -> bytes:
    content = b""
    while until not in content:
        piece = opened.recv(65536)
        assert piece, content
        content += piece
    return content

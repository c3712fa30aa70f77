"""Superdesk pushes stories to a running server: over a socket, in any order, twice, forged, and through a kill -9."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.acceptance.newsdesk import (
    COPY,
    CORRECTION,
    EMBARGOED,
    GUID,
    KILL,
    PUBLISH,
    REWRITE,
    SECRET,
    UPDATE,
    encoded,
    message,
    signed,
)
from tests.acceptance.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.servers.forking import Forking
    from tests.receiver import Receiver

CAPTURES = Path(__file__).parents[3] / "shared" / "wire" / "superdesk-wire-captures"
HOOK = "/v1/hooks/desk"


@pytest.fixture
def start(tmp_path: Path, store_url: str, receiver: Receiver, forking: Forking) -> Iterator[Callable[..., Server]]:
    """Starts servers over one store, one after the other."""
    servers: list[Server] = []

    def begin(secret: str = SECRET, **settings: str) -> Server:
        senders = tmp_path / "senders.toml"
        senders.write_text(
            f"""
            [senders.desk]
            kind = "superdesk"
            secret_env = "DESK_SECRET"
            [senders.open]
            kind = "nitf"
            unsigned = true
            [[alerts]]
            name = "taken"
            to = ["cms"]
            [destinations.cms]
            kind = "webhook"
            url = "{receiver.url}"
            secret_env = "CMS_SECRET"
            """
        )
        server = Server(
            forking,
            tmp_path / f"data-{len(servers)}",
            {
                "DEDUP_DATABASE_URL": store_url,
                "DEDUP_SENDERS": str(senders),
                "DEDUP_ALLOW_PRIVATE_DESTINATIONS": "true",
                "DESK_SECRET": secret,
                "CMS_SECRET": receiver.secret,
                **settings,
            },
        )
        servers.append(server)
        return server

    yield begin
    for server in servers:
        server.kill()


def push(server: Server, content: dict[str, Any]) -> tuple[int, Any]:
    body = encoded(content)
    return server.request("POST", HOOK, body, signed(body))


def article(server: Server, guid: str) -> tuple[int, Any]:
    return server.request("GET", f"/v1/articles/{quote(guid, safe='')}")


def became(messages: list[dict[str, Any]]) -> list[str]:
    return [item["became"] for one in messages for item in one["items"]]


def test_the_life_of_a_story(start: Callable[..., Server], receiver: Receiver) -> None:
    server = start()
    for content in (PUBLISH, COPY, CORRECTION, REWRITE, EMBARGOED):
        assert push(server, content)[0] == 200
    status, answer = push(server, PUBLISH)
    assert (status, answer["status"]) == (200, "known")
    messages = server.drained()
    assert became(messages) == ["stored"] * 5
    relations = [one["items"][0]["relation"] for one in messages]
    assert relations[:4] == ["unrelated", "near_copy", "update", "update"]
    assert relations[4] in {"unrelated", "same_event"}
    assert article(server, GUID)[1]["version"] == "2"
    server.idle()
    (alert,) = receiver.seen
    assert alert["type"] == "article.derived"
    assert (alert["article"]["source"], alert["match"]["source"]) == ("Courier", "NW")
    assert alert["credit"]["found"] is False
    assert alert["credit"]["told"].startswith("Derived from NW, no credit found")
    assert {one["kind"] for one in alert["paragraphs"]} <= {"verbatim", "edited"}

    assert push(server, KILL)[0] == 200
    killed = server.drained()[-1]["items"][0]
    assert killed["became"] == "killed"
    assert set(killed["derivatives"]) == {COPY["guid"], UPDATE}
    assert article(server, GUID)[0] == 404
    server.idle()
    _, told = receiver.seen
    assert told["type"] == "article.killed"
    assert {one["id"]: one["relation"] for one in told["derivatives"]} == {COPY["guid"]: "near_copy", UPDATE: "update"}

    late = message(version="4", versioncreated="2031-03-03T12:59:00+0000")
    assert push(server, late)[0] == 200
    assert server.drained()[-1]["items"][0]["became"] == "skipped: killed before"
    assert article(server, GUID)[0] == 404
    again = message(version="5", versioncreated="2031-03-03T15:00:00+0000")
    assert push(server, again)[0] == 200
    assert server.drained()[-1]["items"][0]["became"] == "stored"
    assert article(server, GUID)[0] == 200
    # It was published before the copy, though this version of it was not: nobody is told that it was taken.
    answered = server.request("GET", f"/v1/articles/{quote(GUID, safe='')}/matches")[1]["matches"]
    courier = next(one for one in answered if one["article"]["id"] == COPY["guid"])
    assert (courier["relation"], courier["direction"]) == ("near_copy", "match_from_query")

    forged = encoded(PUBLISH | {"headline": "Forged"})
    assert server.request("POST", HOOK, forged, signed(encoded(PUBLISH)))[0] == 403
    assert server.request("POST", HOOK, forged, {"Content-type": "application/json"})[0] == 403
    assert push(server, {"headline": "no guid", "body_html": "<p>x</p>"})[0] in {400, 422}
    assert server.request("POST", HOOK, b"{", signed(b"{"))[0] == 400
    bomb = b'<!DOCTYPE nitf [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><nitf><body><p>&b;</p></body></nitf>'
    assert server.request("POST", "/v1/hooks/open", bomb)[0] == 400
    assert server.request("POST", "/v1/hooks/nobody", b"{}")[0] == 403
    assert len(server.idle()) == 2
    assert len(receiver.seen) == 2
    server.stop()


def test_any_order_ends_the_same(start: Callable[..., Server]) -> None:
    server = start()
    for content in (REWRITE, CORRECTION, PUBLISH):
        assert push(server, content)[0] == 200
    messages = server.drained()
    assert became(messages) == ["stored", "stored", "stored as an older version"]
    assert [one["items"][0]["relation"] for one in messages][1:] == ["update", "update"]
    assert article(server, GUID)[1]["version"] == "2"
    assert article(server, UPDATE)[1]["story"] == GUID
    assert push(server, KILL | {"versioncreated": "2031-03-03T08:00:00+0000"})[0] == 200
    assert server.drained()[-1]["items"][0]["became"] == "superseded"
    assert article(server, GUID)[0] == 200
    server.stop()


def test_what_was_accepted_survives_a_kill_before_it_was_scored(start: Callable[..., Server]) -> None:
    server = start(DEDUP_WORKERS="0")
    for content in (PUBLISH, COPY):
        assert push(server, content)[1]["status"] == "accepted"
    assert [one["state"] for one in server.request("GET", "/v1/inbox")[1]["messages"]] == ["waiting", "waiting"]
    server.kill()
    server = start()
    assert became(server.drained()) == ["stored", "stored"]
    assert push(server, PUBLISH)[1]["status"] == "known"
    server.stop()


def test_an_alert_about_a_story_under_embargo_waits(start: Callable[..., Server], receiver: Receiver) -> None:
    server = start()
    copied = message(
        guid="urn:newsml:courier.example:report",
        source="Courier",
        versioncreated="2031-03-04T00:00:00+0000",
        body_html=EMBARGOED["body_html"],
    )
    for content in (EMBARGOED, copied):
        assert push(server, content)[0] == 200
    messages = server.drained()
    assert messages[1]["items"][0]["relation"] == "identical"
    assert server.idle() == []
    assert receiver.seen == []
    lifted = EMBARGOED | {"embargoed": None, "version": "2", "versioncreated": "2031-03-05T00:00:00+0000"}
    assert push(server, lifted)[0] == 200
    assert len(server.idle()) == 1
    server.stop()


def test_several_servers_share_one_inbox(start: Callable[..., Server]) -> None:
    """Versions and kills of the same stories, to two servers of two workers each, all at once."""
    servers = [start(DEDUP_WORKERS="2") for _ in range(2)]
    contents = []
    for number in range(8):
        own = f"<p>Pier number {number} has {number * 11 + 7} piles and a lamp.</p>"
        for content in (PUBLISH, CORRECTION) if number % 2 else (PUBLISH, CORRECTION, KILL):
            guid = {"guid": f"urn:newsml:northwater.example:pier-{number}"}
            contents.append(content | guid | {"body_html": content["body_html"] + own})
    random.Random(4).shuffle(contents)  # noqa: S311 - a repeatable order
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda pair: push(servers[pair[0] % 2], pair[1]), enumerate(contents))
        assert [status for status, _ in answers] == [200] * len(contents)
    messages = servers[0].drained(120)
    assert len(messages) == len(contents)
    assert {one["state"] for one in messages} <= {"done", "skipped"}
    for number in range(8):
        status, stored = article(servers[1], f"urn:newsml:northwater.example:pier-{number}")
        assert (status, stored.get("version")) == ((200, "2") if number % 2 else (404, None))
    assert servers[0].request("GET", "/readyz")[1]["articles"] == 8


needs_captures = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captured pushes (../shared/wire) are not here")


def captures(kind: str) -> tuple[list[Path], list[dict[str, Any]]]:
    """Bodies that the real sender pushed, and their envelopes, in the order in which they were made."""
    captured = sorted(CAPTURES.glob(f"{kind}-*.body.json"))
    envelopes = [json.loads(Path(str(one).replace(".body.", ".headers.")).read_text("utf-8")) for one in captured]
    for envelope in envelopes:  # they were sent to another machine
        envelope["headers"] = [(name, value) for name, value in envelope["headers"] if name.lower() != "host"]
    return captured, envelopes


@needs_captures
@pytest.mark.parametrize(
    ("kind", "order"), [("ninjs", (4, 3, 2, 1, 0)), ("ninjs2", (2, 3, 0, 4, 1)), ("ninjs", (1, 2, 0, 3, 4))], ids=str
)
def test_captured_pushes_out_of_order_and_a_kill_before_they_are_scored(
    start: Callable[..., Server], kind: str, order: tuple[int, ...]
) -> None:
    captured, envelopes = captures(kind)
    # Nobody works on them yet: what was in work when its process died is due a minute after the rest, and a kill that
    # was told by then does not know of it.
    server = start(secret=envelopes[0]["secret"], DEDUP_WORKERS="0")
    for place in order:
        assert server.request("POST", HOOK, captured[place].read_bytes(), dict(envelopes[place]["headers"]))[0] == 200
    server.kill()
    server = start(secret=envelopes[0]["secret"])
    messages = server.drained()
    assert len(messages) == len(captured)
    assert {one["state"] for one in messages} <= {"done", "skipped"}
    killed, _, update, _, embargoed = (json.loads(one.read_bytes())["guid"] for one in captured)
    assert [article(server, guid)[0] for guid in (killed, update, embargoed)] == [404, 200, 200]
    items = [item for one in messages for item in one["items"]]
    assert update in {name for item in items for name in item.get("derivatives", ())}
    server.stop()


@needs_captures
@pytest.mark.parametrize("kind", ["ninjs", "ninjs2"])
def test_captured_pushes_byte_for_byte(start: Callable[..., Server], kind: str) -> None:
    captured, envelopes = captures(kind)
    server = start(secret=envelopes[0]["secret"])
    for turn in ("accepted", "known"):
        for file, envelope in zip(captured, envelopes, strict=True):
            status, answer = server.request("POST", HOOK, file.read_bytes(), dict(envelope["headers"]))
            assert (status, answer["status"]) == (200, turn), file.name
    flipped = dict(envelopes[0]["headers"])
    signature = flipped["x-superdesk-signature"]
    flipped["x-superdesk-signature"] = signature[:-1] + format(int(signature[-1], 16) ^ 1, "x")
    assert server.request("POST", HOOK, captured[0].read_bytes(), flipped)[0] == 403
    messages = server.drained()
    assert became(messages) == ["stored", "stored", "stored", "killed", "stored"]
    assert len(messages[3]["items"][0]["derivatives"]) == 1
    server.stop()

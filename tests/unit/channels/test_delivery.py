"""Alerts to a receiver on this machine, as it behaves well and badly."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from sqlalchemy import update

from dedup.channels import addresses, posting
from dedup.channels.addresses import checked_address
from dedup.channels.slack import slack_message
from dedup.channels.webhook import WebhookChannel
from dedup.errors import DestinationNotFound
from dedup.newsroom.alerts import NewAlert
from dedup.newsroom.config import Destination
from dedup.newsroom.delivery import PAUSES, Answer, Deliverer, pause
from dedup.newsroom.messages import WireState
from dedup.storage.alerts import SqlAlertLog
from dedup.storage.audit import SqlAuditLog
from dedup.storage.database import Database
from dedup.storage.mutes import SqlMutes
from dedup.storage.newsroomtables import DeliveryRow
from dedup.storage.wirestates import SqlWireStates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.receiver import Receiver


PAYLOAD = {"type": "article.killed", "told": "It was killed."}


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.dispose()


class Desk:
    """An alert log over a real database, and what delivers from it."""

    def __init__(self, database: Database, receiver: Receiver) -> None:
        mutes = SqlMutes(database, SqlAuditLog(database))
        self.log = SqlAlertLog(database, mutes)
        self.states = SqlWireStates(database)
        destination = Destination("cms", "webhook", receiver.url, receiver.secret)
        self.deliverer = Deliverer(
            self.log, {"cms": destination}, {"webhook": WebhookChannel(private=True)}, self.states, mutes
        )

    def raise_alert(self, identity: str = "one") -> None:
        self.log.add(NewAlert(identity, "killed", None, ("g",), PAYLOAD, ("cms",)))

    def deliveries(self, number: int = 1) -> list[dict[str, Any]]:
        return list(self.log.read(number).deliveries)


@pytest.fixture
def desk(database: Database, receiver: Receiver) -> Desk:
    return Desk(database, receiver)


def test_an_alert_is_delivered_once_and_signed(desk: Desk, receiver: Receiver) -> None:
    desk.raise_alert()
    desk.raise_alert()
    assert desk.deliverer.deliver_once("cms") == 1
    assert desk.deliverer.deliver_once("cms") == 0
    assert receiver.seen == [PAYLOAD | {"id": 1, "timestamp": receiver.seen[0]["timestamp"]}]
    (delivery,) = desk.deliveries()
    assert (delivery["state"], delivery["attempts"][0]["status"]) == ("delivered", 200)


def test_a_failure_is_tried_again_under_the_same_id(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.newsroom.delivery.PAUSES", (0,) * len(PAUSES))
    receiver.answers = [500, 302, 429]
    desk.raise_alert()
    while not receiver.seen:
        assert desk.deliverer.deliver_once("cms") == 1
    assert len(set(receiver.ids)) == 1
    (delivery,) = desk.deliveries()
    assert [one["status"] for one in delivery["attempts"]] == [500, 302, 429, 200]


def test_it_ends_after_the_last_pause(desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.newsroom.delivery.PAUSES", (0, 0))
    receiver.answers = [500] * 9
    desk.raise_alert()
    while desk.deliverer.deliver_once("cms"):
        pass
    (delivery,) = desk.deliveries()
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", 3)
    assert desk.log.replay(1) == 1
    receiver.answers = []
    desk.deliverer.deliver_once("cms")
    assert [one["state"] for one in desk.deliveries()] == ["failed", "delivered"]


class Broken(WebhookChannel):
    """A channel with a fault that one alert finds."""

    def send(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:
        if payload["id"] == 1:
            message = "not foreseen"
            raise ZeroDivisionError(message)
        return super().send(destination, message_id, payload)


def test_an_alert_that_breaks_its_channel_keeps_no_other_back(
    desk: Desk, database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.newsroom.delivery.PAUSES", (0,))
    destinations = {"cms": Destination("cms", "webhook", receiver.url, receiver.secret)}
    mutes = SqlMutes(database, SqlAuditLog(database))
    deliverer = Deliverer(desk.log, destinations, {"webhook": Broken(private=True)}, desk.states, mutes)
    desk.raise_alert("one")
    desk.raise_alert("two")
    assert deliverer.deliver_once("cms") == 2
    assert [desk.deliveries(number)[0]["state"] for number in (1, 2)] == ["waiting", "delivered"]
    deliverer.deliver_once("cms")
    (delivery,) = desk.deliveries()
    assert delivery["state"] == "failed"
    assert [one["error"] for one in delivery["attempts"]] == ["ZeroDivisionError: not foreseen"] * 2


def test_who_was_taken_for_dead_takes_back_no_delivery(desk: Desk, database: Database) -> None:
    """A process that was frozen while it sent, and goes on after another one delivered the alert."""
    desk.raise_alert()
    (frozen,) = desk.log.claim(1, "cms")
    with database.unbound_transaction() as connection:
        connection.execute(update(DeliveryRow).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert desk.deliverer.deliver_once("cms") == 1
    late = datetime.now(UTC)
    desk.log.hold(frozen, late)
    desk.log.record(frozen, Answer(None, "timed out", 10_000), "waiting", late)
    (delivery,) = desk.deliveries()
    assert delivery["state"] == "delivered"
    assert [one["error"] for one in delivery["attempts"]] == [None, "timed out"], "what was tried is told"
    assert desk.log.claim(1, "cms") == []


def test_gone_disables_a_destination_until_it_is_enabled(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [410]
    desk.raise_alert("one")
    desk.deliverer.deliver_once("cms")
    desk.raise_alert("two")
    assert desk.deliverer.deliver_once("cms") == 0
    assert [desk.deliveries(number)[0]["state"] for number in (1, 2)] == ["disabled", "disabled"]
    assert desk.log.enable("cms") == 2
    desk.deliverer.deliver_once("cms")
    assert len(receiver.seen) == 2


def test_nothing_is_sent_before_an_embargo_is_over(desk: Desk, receiver: Receiver) -> None:
    now = datetime.now(UTC)
    state = WireState("g", "1", now, "usable", now + timedelta(hours=1), None, "desk", None, ())
    desk.states.write(state)
    desk.raise_alert()
    assert desk.deliverer.deliver_once("cms") == 1
    assert desk.deliveries()[0]["state"] == "held"
    assert receiver.seen == []
    assert desk.deliverer.deliver_once("cms") == 0


def test_a_slow_destination_delays_no_other(database: Database, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mutes = SqlMutes(database, SqlAuditLog(database))
        log, stop = SqlAlertLog(database, mutes), threading.Event()
        destinations = {
            "slow": Destination("slow", "webhook", f"http://127.0.0.1:{silent.getsockname()[1]}/"),
            "cms": Destination("cms", "webhook", receiver.url, receiver.secret),
        }
        channels = {"webhook": WebhookChannel(private=True)}
        deliverer = Deliverer(log, destinations, channels, SqlWireStates(database), mutes)
        for number in range(6):
            log.add(NewAlert(str(number), "killed", None, (), PAYLOAD, ("slow", "cms")))
        threads = [threading.Thread(target=deliverer.run, args=(name, stop), daemon=True) for name in destinations]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not _all_made(log, "cms", 6):
            time.sleep(0.05)
        assert len(receiver.seen) == 6
        stop.set()
    for thread in threads:
        thread.join(10)


def _all_made(log: SqlAlertLog, destination: str, count: int) -> bool:
    deliveries = [one for number in range(1, count + 1) for one in log.read(number).deliveries]
    return all(one["state"] == "delivered" for one in deliveries if one["destination"] == destination)


def test_an_answer_counts_whatever_comes_after_its_head() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            taken, _ = server.accept()
            taken.recv(65536)
            taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nno gz")

        threading.Thread(target=answer, daemon=True).start()
        answered = posting.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True)
    assert answered.delivered


@pytest.mark.parametrize("wait", ["Mon, 01 Jan 99999999999 00:00:00 GMT", "\xb2", "soon", ""])
def test_a_time_to_come_again_that_is_none_is_passed_over(wait: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            taken, _ = server.accept()
            taken.recv(65536)
            taken.sendall(f"HTTP/1.1 503 Busy\r\nRetry-After: {wait}\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))

        threading.Thread(target=answer, daemon=True).start()
        answered = posting.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True)
    assert (answered.status, answered.retry_after) == (503, None)


def test_the_next_address_of_a_name_is_tried(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with localhost, which is ::1 first, where nobody may listen."""
    found = checked_address(receiver.url, private=True)
    monkeypatch.setattr(addresses, "checked_address", lambda *_a, **_k: (["127.0.0.2", *found[0]], *found[1:]))
    destination = Destination("x", "webhook", receiver.url, receiver.secret)
    assert WebhookChannel(private=True).send(destination, "id", PAYLOAD).delivered


def test_a_receiver_that_hangs_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "_TIMES", httpx2.Timeout(0.3))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[object] = []
        threading.Thread(target=lambda: held.append(silent.accept()), daemon=True).start()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        answer = WebhookChannel(private=True).send(Destination("x", "webhook", url), "id", PAYLOAD)
    assert answer.status is None
    assert answer.error == "it took too long to answer"


def test_an_address_inside_is_refused_by_default(receiver: Receiver) -> None:
    answer = WebhookChannel().send(Destination("x", "webhook", receiver.url, receiver.secret), "id", PAYLOAD)
    assert answer.status is None
    assert "DEDUP_ALLOW_PRIVATE_DESTINATIONS" in str(answer.error)
    assert receiver.ids == []


def test_pauses_grow_and_heed_the_destination() -> None:
    assert PAUSES[0] / 2 <= pause(0).total_seconds() <= PAUSES[0]
    assert pause(0, 600.0).total_seconds() == 600
    assert pause(99).total_seconds() <= PAUSES[-1]


def test_a_test_says_that_it_is_one(desk: Desk, receiver: Receiver) -> None:
    assert desk.deliverer.test("cms", "Ada <Lind>").delivered
    assert receiver.seen[0]["type"] == "test"
    assert "Ada <Lind>" in receiver.seen[0]["told"]
    assert desk.deliverer.tests["cms"].answer.status == 200
    receiver.answers = [500]
    assert not desk.deliverer.test("cms", "Ada").delivered
    assert "&lt;Lind&gt;" in slack_message(receiver.seen[0])["text"]
    with pytest.raises(DestinationNotFound, match="there are cms"):
        desk.deliverer.test("fax", "Ada")

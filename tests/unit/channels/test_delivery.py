"""Alerts to a receiver on this machine, as it behaves well and badly."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from dedup.channels import posting
from dedup.channels.slack import HEADER, SECTION, cut, escaped, slack_message
from dedup.channels.webhook import WebhookChannel
from dedup.newsroom.alerts import NewAlert
from dedup.newsroom.config import Destination
from dedup.newsroom.delivery import PAUSES, Deliverer, pause
from dedup.newsroom.messages import WireState
from dedup.storage.alerts import SqlAlertLog
from dedup.storage.database import Database
from dedup.storage.wirestates import SqlWireStates
from tests.acceptance.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYLOAD = {"type": "article.killed", "told": "It was killed."}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.dispose()


class Desk:
    """An alert log over a real database, and what delivers from it."""

    def __init__(self, database: Database, receiver: Receiver) -> None:
        self.log = SqlAlertLog(database)
        self.states = SqlWireStates(database)
        destination = Destination("cms", "webhook", receiver.url, receiver.secret)
        self.deliverer = Deliverer(
            self.log, {"cms": destination}, {"webhook": WebhookChannel(private=True)}, self.states
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
    assert desk.deliverer.deliver_once() == 1
    assert desk.deliverer.deliver_once() == 0
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
        assert desk.deliverer.deliver_once() == 1
    assert len(set(receiver.ids)) == 1
    (delivery,) = desk.deliveries()
    assert [one["status"] for one in delivery["attempts"]] == [500, 302, 429, 200]


def test_it_ends_after_the_last_pause(desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.newsroom.delivery.PAUSES", (0, 0))
    receiver.answers = [500] * 9
    desk.raise_alert()
    while desk.deliverer.deliver_once():
        pass
    (delivery,) = desk.deliveries()
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", 3)
    assert desk.log.replay(1) == 1
    receiver.answers = []
    desk.deliverer.deliver_once()
    assert [one["state"] for one in desk.deliveries()] == ["failed", "delivered"]


def test_gone_disables_a_destination_until_it_is_enabled(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [410]
    desk.raise_alert("one")
    desk.deliverer.deliver_once()
    desk.raise_alert("two")
    assert desk.deliverer.deliver_once() == 0
    assert [desk.deliveries(number)[0]["state"] for number in (1, 2)] == ["disabled", "disabled"]
    assert desk.log.enable("cms") == 2
    desk.deliverer.deliver_once()
    assert len(receiver.seen) == 2


def test_nothing_is_sent_before_an_embargo_is_over(desk: Desk, receiver: Receiver) -> None:
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC)
    state = WireState("g", "1", now, "usable", now + timedelta(hours=1), None, "desk", None, ())
    desk.states.write(state)
    desk.raise_alert()
    assert desk.deliverer.deliver_once() == 1
    assert desk.deliveries()[0]["state"] == "held"
    assert receiver.seen == []
    assert desk.deliverer.deliver_once() == 0


def test_a_receiver_that_hangs_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[object] = []
        threading.Thread(target=lambda: held.append(silent.accept()), daemon=True).start()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        answer = WebhookChannel(private=True).send(Destination("x", "webhook", url), "id", PAYLOAD)
    assert answer.status is None
    assert "Timeout" in str(answer.error)


def test_an_address_inside_is_refused_by_default(receiver: Receiver) -> None:
    answer = WebhookChannel().send(Destination("x", "webhook", receiver.url, receiver.secret), "id", PAYLOAD)
    assert answer.status is None
    assert "DEDUP_ALLOW_PRIVATE_DESTINATIONS" in str(answer.error)
    assert receiver.ids == []


def test_pauses_grow_and_heed_the_destination() -> None:
    assert PAUSES[0] / 2 <= pause(0).total_seconds() <= PAUSES[0]
    assert pause(0, 600.0).total_seconds() == 600
    assert pause(99).total_seconds() <= PAUSES[-1]


ARTICLE = {
    "id": "a",
    "title": "Cuts & <script>",
    "source": "NW",
    "links": {"article": "http://x/a", "matches": "http://x/m", "desk": "http://x/d"},
}


def test_slack_has_its_escapes_and_limits() -> None:
    derivatives = [ARTICLE | {"relation": "near_copy", "derivation": 0.99} for _ in range(40)]
    killed = {"type": "article.killed", "article": ARTICLE, "told": "a < b & c " * 900, "derivatives": derivatives}
    header, section = slack_message(killed)["blocks"]
    assert len(header["text"]["text"]) <= HEADER
    assert len(section["text"]["text"]) <= SECTION
    assert "&lt;" in section["text"]["text"]
    assert "<script>" not in section["text"]["text"]


def test_a_cut_never_splits_an_escape() -> None:
    for length in range(8, 40):
        kept = cut(escaped("&" * 40), length)
        assert len(kept) <= length
        assert kept.rstrip("…").count("&") == kept.count(";")

"""The inbox, on every database: nothing twice, nothing lost, nothing worked on by two at once."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from dedup.errors import MessageNotFound, StoreUnavailable
from dedup.newsroom.messages import Incoming, WireState
from dedup.storage import database as databases
from dedup.storage.database import Database
from dedup.storage.inbox import CLAIM, SqlInbox
from dedup.storage.newsroomtables import MessageRow
from dedup.storage.wirestates import SqlWireStates

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.dispose()


@pytest.fixture
def inbox(database: Database) -> SqlInbox:
    return SqlInbox(database)


def incoming(number: int, sender: str = "desk") -> Incoming:
    return Incoming(sender, "ninjs", "application/json", b"body %d \x00" % number, "NW")


def test_a_message_comes_back_as_it_came(inbox: SqlInbox) -> None:
    accepted = inbox.accept(incoming(1))
    assert not accepted.known
    message = inbox.read(accepted.id)
    assert message.incoming == incoming(1)
    assert (message.state, message.attempts, message.outcome) == ("waiting", 0, ())
    assert inbox.accept(incoming(1)).id == accepted.id
    assert inbox.accept(incoming(1)).known
    assert not inbox.accept(incoming(1, "other")).known


def test_the_same_message_at_the_same_moment_is_kept_once(inbox: SqlInbox) -> None:
    found: list[tuple[int, bool]] = []

    def send() -> None:
        accepted = inbox.accept(incoming(7))
        found.append((accepted.id, accepted.known))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({number for number, _ in found}) == 1
    assert [known for _, known in found].count(False) == 1


def test_a_message_whose_worker_is_frozen_as_it_takes_it_is_taken_by_another(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "FROZEN_SECONDS", 1)
    frozen, other = Database(postgres_url), SqlInbox(Database(postgres_url))
    sent = other.accept(incoming(1)).id

    def freeze() -> None:
        with frozen.unbound_transaction() as connection:
            connection.execute(select(MessageRow.id).with_for_update())
            assert other.claim(1) == []
            while not (taken := other.claim(1)):
                time.sleep(0.05)
            assert [message.id for message in taken] == [sent]

    with pytest.raises(StoreUnavailable):
        freeze()


def test_several_workers_share_one_inbox(inbox: SqlInbox) -> None:
    sent = {inbox.accept(incoming(number)).id for number in range(60)}
    claimed: list[int] = []

    def work() -> None:
        while messages := inbox.claim(4):
            claimed.extend(message.id for message in messages)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(sent)


def test_a_dead_worker_s_messages_come_back(inbox: SqlInbox, database: Database) -> None:
    inbox.accept(incoming(1))
    (first,) = inbox.claim(5)
    assert inbox.claim(5) == []
    with database.unbound_transaction() as connection:
        connection.execute(update(MessageRow).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    (again,) = inbox.claim(5)
    assert (again.id, again.attempts) == (first.id, 2)
    assert again.due_at > datetime.now(UTC) + CLAIM / 2


def test_states_and_what_is_listed(inbox: SqlInbox) -> None:
    ids = [inbox.accept(incoming(number, "desk" if number % 2 else "ftp")).id for number in range(6)]
    claimed = inbox.claim(6)
    inbox.finish(claimed[0], "done", None, [{"guid": "g", "became": "stored"}])
    inbox.finish(claimed[1], "skipped", "it is of type picture", [])
    inbox.finish(claimed[2], "dead", "no XML \x00", [])
    later = datetime.now(UTC) + timedelta(hours=1)
    inbox.postpone(claimed[3], "the database was away", later)
    assert inbox.backlog() == 3
    assert inbox.backlog("failed") == 1
    assert [message.id for message in inbox.listing(sender="ftp")] == [ids[4], ids[2], ids[0]]
    assert [message.id for message in inbox.listing(state="skipped")] == [ids[1]]
    assert [message.id for message in inbox.listing(before=ids[2], limit=1)] == [ids[1]]
    assert inbox.listing(since=later) == []
    assert len(inbox.listing(until=later)) == 6
    assert inbox.read(ids[0]).outcome == ({"guid": "g", "became": "stored"},)
    assert inbox.read(ids[2]).reason == "no XML \x00"
    assert inbox.claim(9) == []
    assert inbox.retry(ids[2]).state == "waiting"
    assert inbox.retry(ids[0]).state == "done"
    assert [message.id for message in inbox.claim(9)] == [ids[2]]


def test_a_message_that_was_given_up_waits_anew_when_it_is_sent_again(inbox: SqlInbox) -> None:
    inbox.accept(incoming(1))
    (claimed,) = inbox.claim(1)
    inbox.finish(claimed, "dead", "the model was away", [])
    assert inbox.accept(incoming(1)).known
    found = inbox.read(claimed.id)
    assert (found.state, found.attempts, found.reason) == ("waiting", 0, None)


def test_an_attempt_that_does_not_count(inbox: SqlInbox) -> None:
    inbox.accept(incoming(1))
    for counted in (False, True, False):
        (claimed,) = inbox.claim(1)
        inbox.postpone(claimed, "why", datetime.now(UTC), counted=counted)
    (last,) = inbox.claim(1)
    assert last.attempts == 2


def test_who_was_taken_for_dead_changes_nothing_any_more(inbox: SqlInbox, database: Database) -> None:
    """A worker that was frozen, and goes on after another one did its work."""
    inbox.accept(incoming(1))
    (frozen,) = inbox.claim(1)
    with database.unbound_transaction() as connection:
        connection.execute(update(MessageRow).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    (helper,) = inbox.claim(1)
    inbox.postpone(frozen, "its connection was ended", datetime.now(UTC))
    assert inbox.read(frozen.id).state == "working"
    inbox.finish(helper, "done", None, [])
    for counted in (True, False):
        inbox.postpone(frozen, "its connection was ended", datetime.now(UTC), counted=counted)
    inbox.finish(frozen, "dead", "given up", [])
    told = inbox.read(frozen.id)
    assert (told.state, told.attempts, told.reason) == ("done", 2, None)


def test_a_number_nobody_has(inbox: SqlInbox) -> None:
    for ask in (inbox.read, inbox.retry):
        with pytest.raises(MessageNotFound):
            ask(99)


def test_the_state_of_a_story_is_replaced(database: Database) -> None:
    states = SqlWireStates(database)
    noon = datetime(2031, 3, 3, 12, tzinfo=UTC)
    first = WireState("g", "1", noon, "usable", None, None, "desk", "PIER \x00", ("NW", "By Tamar Ellwood"))
    second = WireState("g", "2", noon, "withheld", noon + timedelta(hours=2), "f", "ftp", None, ())
    assert states.read("g") is None
    states.write(first)
    assert states.read("g") == first
    states.write(second)
    assert states.read("g") == second
    assert states.held_until(["g", "unknown"], noon) == noon + timedelta(hours=2)
    assert states.held_until(["g"], noon + timedelta(hours=3)) is None
    assert states.held_until([], noon) is None
    assert states.held(["g", "unknown"], noon) == {"g"}
    assert states.held(["g"], noon + timedelta(hours=3)) == frozenset()
    assert states.held([*map(str, range(2000)), "g"], noon) == {"g"}

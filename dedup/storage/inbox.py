"""The inbox in a SQL database: :class:`dedup.newsroom.messages.Inbox`."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from dedup.errors import MessageNotFound
from dedup.newsroom.messages import Accepted, Incoming, Message
from dedup.storage.newsroomtables import MessageRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Row

    from dedup.newsroom.messages import State
    from dedup.storage.database import Database

CLAIM = timedelta(seconds=60)
"""How long a claimed message is its worker's: a dead one's comes back after that."""

_ENVELOPE = [column for column in MessageRow.__table__.columns if column.name not in {"body", "digest"}]


class SqlInbox:
    """Messages in SQLite or PostgreSQL. Safe to share between threads and processes.

    A claim sets the time at which the message is due again; who finishes it first has done so, and work that is done
    twice because a worker was slow changes nothing. On PostgreSQL rows that another worker is about to claim are
    skipped; on SQLite writers queue anyway.

    Args:
        database: The store's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, incoming: Incoming) -> Accepted:
        """Keep a message; the same bytes of the same sender are kept once, and tried again if they were given up.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        now = datetime.now(UTC)
        digest = hashlib.sha256(incoming.sender.encode() + b"\x00" + incoming.body).hexdigest()
        values: dict[str, Any] = {
            "sender": incoming.sender,
            "format": incoming.format,
            "media_type": incoming.media_type,
            "source": incoming.source,
            "body": incoming.body,
            "digest": digest,
            "received_at": now,
            "state": "waiting",
            "attempts": 0,
            "due_at": now,
            "outcome": [],
        }
        known = select(MessageRow.id).where(MessageRow.digest == digest)
        with self._database.unbound_transaction() as connection:
            if not self._database.is_sqlite:  # two processes may take in the same message at the same moment
                connection.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))
            found = connection.execute(known).scalar_one_or_none()
            if found is not None:
                given_up = (MessageRow.id == found, MessageRow.state == "dead")
                anew = {"state": "waiting", "attempts": 0, "due_at": now, "reason": None}
                connection.execute(update(MessageRow).where(*given_up).values(anew))
                return Accepted(found, known=True)
            added: int = connection.execute(insert(MessageRow).values(values).returning(MessageRow.id)).scalar_one()
            return Accepted(added, known=False)

    def claim(self, count: int) -> list[Message]:
        """Take messages that are due, oldest first, for as long as :data:`CLAIM`."""
        now = datetime.now(UTC)
        due = (
            select(MessageRow.id)
            .where(MessageRow.state.in_(("waiting", "failed", "working")), MessageRow.due_at <= now)
            .order_by(MessageRow.due_at, MessageRow.id)
            .limit(count)
            .with_for_update(skip_locked=True)
        )
        with self._database.unbound_transaction() as connection:
            ids = list(connection.execute(due).scalars())
            if not ids:
                return []
            connection.execute(
                update(MessageRow)
                .where(MessageRow.id.in_(ids))
                .values(state="working", attempts=MessageRow.attempts + 1, due_at=now + CLAIM)
            )
            rows = connection.execute(
                select(MessageRow.__table__).where(MessageRow.id.in_(ids)).order_by(MessageRow.id)
            )
            return [_message(row, row.body) for row in rows]

    def finish(self, message: Message, state: State, reason: str | None, outcome: Sequence[dict[str, Any]]) -> None:
        """Say what became of a claimed message, unless it is another's by now, who took this worker for dead."""
        self._set(message, {"state": state, "reason": reason, "outcome": list(outcome)})

    def postpone(self, message: Message, reason: str, until: datetime, *, counted: bool = True) -> None:
        """Have a claimed message tried again, unless it is another's; a fault not its own is no attempt."""
        values: dict[str, Any] = {"state": "failed", "reason": reason, "due_at": until}
        self._set(message, values if counted else values | {"attempts": MessageRow.attempts - 1})

    def _set(self, message: Message, values: dict[str, Any]) -> None:
        """Write what became of a claim: each counts one attempt more, so a claim that ran out is told by its number."""
        held = (MessageRow.id == message.id, MessageRow.state == "working", MessageRow.attempts == message.attempts)
        with self._database.unbound_transaction() as connection:
            connection.execute(update(MessageRow).where(*held).values(values))

    def backlog(self, *states: State) -> int:
        """How many messages are in some states; without any, how many are not done yet."""
        counted = states or ("waiting", "working", "failed")
        query = select(func.count()).where(MessageRow.state.in_(counted))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def oldest(self) -> datetime | None:
        """When the oldest message that is not done yet came in; None if all are."""
        query = select(func.min(MessageRow.received_at)).where(MessageRow.state.in_(("waiting", "working", "failed")))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def listing(  # noqa: PLR0913 - each narrows it
        self,
        *,
        sender: str | None = None,
        state: State | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Message]:
        """Messages without their bodies, newest first."""
        query = select(*_ENVELOPE).order_by(MessageRow.id.desc()).limit(limit)
        conditions: tuple[tuple[object, Callable[[], ColumnElement[bool]]], ...] = (
            (sender, lambda: MessageRow.sender == sender),
            (state, lambda: MessageRow.state == state),
            (since, lambda: MessageRow.received_at >= since),
            (until, lambda: MessageRow.received_at <= until),
            (before, lambda: MessageRow.id < before),
        )
        for given, condition in conditions:
            if given is not None:
                query = query.where(condition())
        with self._database.reading() as connection:
            return [_message(row, b"") for row in connection.execute(query)]

    def read(self, message_id: int) -> Message:
        """One message.

        Raises:
            MessageNotFound: None has that number.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(MessageRow.__table__).where(MessageRow.id == message_id)).first()
        if row is None:
            message = f"no message {message_id} is in the inbox"
            raise MessageNotFound(message)
        return _message(row, row.body)

    def retry(self, message_id: int) -> Message:
        """Have a message worked on again; one that waits or was done is left as it is.

        Raises:
            MessageNotFound: None has that number.
        """
        self.read(message_id)
        with self._database.unbound_transaction() as connection:
            connection.execute(
                update(MessageRow)
                .where(MessageRow.id == message_id, MessageRow.state.in_(("dead", "failed", "skipped")))
                .values(state="waiting", attempts=0, due_at=datetime.now(UTC), reason=None)
            )
        return self.read(message_id)


def _message(row: Row[Any], body: bytes) -> Message:
    incoming = Incoming(row.sender, row.format, row.media_type, bytes(body), row.source)
    return Message(
        row.id, incoming, row.received_at, row.state, row.attempts, row.due_at, row.reason, tuple(row.outcome or ())
    )

"""Alerts and their deliveries in a SQL database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, func, insert, select, update

from dedup.errors import AlertMuted, AlertNotFound, DestinationDisabled
from dedup.newsroom.alerts import StoredAlert
from dedup.newsroom.delivery import Delivery
from dedup.newsroom.mutes import About
from dedup.storage.newsroomtables import AlertRow, AttemptRow, DeliveryRow, DisabledRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.engine import Connection

    from dedup.newsroom.alerts import NewAlert
    from dedup.newsroom.delivery import Answer, DeliveryState
    from dedup.newsroom.mutes import Mutes
    from dedup.storage.database import Database

CLAIM = timedelta(seconds=90)
"""How long a claimed delivery is its process's; longer than a destination may take."""


class SqlAlertLog:
    """Keeps alerts: :class:`dedup.newsroom.alerts.AlertLog` and :class:`dedup.newsroom.delivery.Deliveries`.

    Args:
        database: The store's.
        mutes: What is not sent.
    """

    def __init__(self, database: Database, mutes: Mutes) -> None:
        self._database = database
        self._mutes = mutes

    def add(self, alert: NewAlert) -> None:
        """Keep an alert with its deliveries, unless there is one; part of the store's transaction if one is open."""
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            if connection.execute(select(AlertRow.id).where(AlertRow.identity == alert.identity)).first() is not None:
                return
            values = {
                "created_at": now,
                "identity": alert.identity,
                "kind": alert.kind,
                "relation": alert.relation,
                "articles": list(alert.articles),
                "payload": orjson.dumps(alert.payload),
                "about": alert.about.plain() if alert.about else None,
            }
            number: int = connection.execute(insert(AlertRow).values(values).returning(AlertRow.id)).scalar_one()
            disabled = _disabled(connection)
            for name in alert.to:
                _deliver(connection, number, name, "disabled" if name in disabled else "waiting")

    def claim(self, count: int, destination: str) -> list[Delivery]:
        """Take deliveries to a destination that are due, oldest first, for as long as :data:`CLAIM`."""
        now = datetime.now(UTC)
        due = (
            select(DeliveryRow.id)
            .where(
                DeliveryRow.state.in_(("waiting", "held", "muted")),
                DeliveryRow.due_at <= now,
                DeliveryRow.destination == destination,
            )
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
            .limit(count)
            .with_for_update(skip_locked=True)
        )
        with self._database.unbound_transaction() as connection:
            ids = list(connection.execute(due).scalars())
            if not ids:
                return []
            connection.execute(update(DeliveryRow).where(DeliveryRow.id.in_(ids)).values(due_at=now + CLAIM))
            rows = connection.execute(
                select(DeliveryRow.__table__, AlertRow.articles, AlertRow.payload, AlertRow.created_at, AlertRow.about)
                .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
                .where(DeliveryRow.id.in_(ids))
                .order_by(DeliveryRow.id)
            )
            return [
                Delivery(
                    row.id,
                    row.alert_id,
                    row.destination,
                    row.state,
                    row.attempts,
                    tuple(row.articles),
                    orjson.loads(row.payload),
                    row.created_at,
                    _about(row),
                )
                for row in rows
            ]

    def hold(self, delivery: Delivery, until: datetime) -> None:
        """Look at it again then; no attempt was made."""
        with self._database.unbound_transaction() as connection:
            values = {"state": "held", "due_at": until}
            connection.execute(update(DeliveryRow).where(*_as_claimed(delivery)).values(values))

    def record(self, delivery: Delivery, answer: Answer, state: DeliveryState, due_at: datetime) -> None:
        """Note an attempt, and what follows from it unless another process made one since this delivery was claimed."""
        with self._database.unbound_transaction() as connection:
            connection.execute(
                insert(AttemptRow).values(
                    delivery_id=delivery.id,
                    at=datetime.now(UTC),
                    status=answer.status,
                    error=answer.error,
                    milliseconds=answer.milliseconds,
                )
            )
            values = {"state": state, "due_at": due_at, "attempts": delivery.attempts + 1}
            connection.execute(update(DeliveryRow).where(*_as_claimed(delivery)).values(values))

    def undelivered(self) -> dict[tuple[str, str], int]:
        """How many deliveries were not made, by destination and state."""
        query = (
            select(DeliveryRow.destination, DeliveryRow.state, func.count())
            .where(DeliveryRow.state.in_(("waiting", "held", "failed", "disabled")))
            .group_by(DeliveryRow.destination, DeliveryRow.state)
        )
        with self._database.reading() as connection:
            return {(destination, state): count for destination, state, count in connection.execute(query)}

    def disable(self, destination: str, reason: str) -> None:
        """Send nothing more to a destination until it is enabled."""
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(DisabledRow).where(DisabledRow.name == destination))
            connection.execute(insert(DisabledRow).values(name=destination, at=datetime.now(UTC), reason=reason))
            connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.destination == destination, DeliveryRow.state.in_(("waiting", "held", "muted")))
                .values(state="disabled")
            )

    def enable(self, destination: str) -> int:
        """Send to a destination again, what was kept back too.

        Returns:
            How many deliveries wait again.
        """
        with self._database.unbound_transaction() as connection:
            connection.execute(delete(DisabledRow).where(DisabledRow.name == destination))
            changed = connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.destination == destination, DeliveryRow.state == "disabled")
                .values(state="waiting", attempts=0, due_at=datetime.now(UTC))
            )
            return int(changed.rowcount)

    def replay(self, alert_id: int, destination: str | None = None) -> int:
        """Deliver an alert once more, to one destination or to all that it went to and that want more.

        Returns:
            How many deliveries wait.

        Raises:
            AlertNotFound: No alert has that number, or it never went to that destination.
            AlertMuted: It would not be sent.
            DestinationDisabled: Wherever it would go, no more is wanted.
        """
        alert = self.read(alert_id)
        names = sorted({one["destination"] for one in alert.deliveries})
        wanted = [name for name in names if destination in {None, name}]
        if not wanted:
            message = f"alert {alert_id} went to no destination{f' {destination!r}' if destination else ''}"
            raise AlertNotFound(message)
        why = None if alert.about is None else self._mutes.of({alert_id: alert.about}).get(alert_id)
        if why is not None:
            message = f"alert {alert_id} is muted: {why.told}. Lift that first."
            raise AlertMuted(message)
        with self._database.unbound_transaction() as connection:
            disabled = _disabled(connection)
            taking = [name for name in wanted if name not in disabled]
            for name in taking:
                _deliver(connection, alert_id, name, "waiting")
        if not taking:
            message = f"{' and '.join(wanted)} answered that no more is wanted: dedup alerts enable {wanted[0]}"
            raise DestinationDisabled(message)
        return len(taking)

    def deliveries(self, alerts: Collection[int]) -> dict[int, list[dict[str, Any]]]:
        """Where some alerts went, without the attempts."""
        query = select(DeliveryRow.__table__).where(DeliveryRow.alert_id.in_(alerts)).order_by(DeliveryRow.id)
        found: dict[int, list[dict[str, Any]]] = {number: [] for number in alerts}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                one = {"destination": row.destination, "state": row.state, "attempts": row.attempts}
                found[row.alert_id].append(one | {"due_at": row.due_at})
        return found

    def disabled(self) -> dict[str, tuple[datetime, str]]:
        """Destinations that want no more, since when, and why."""
        with self._database.reading() as connection:
            return _disabled(connection)

    def listing(  # noqa: PLR0913 - each narrows it
        self,
        *,
        relation: str | None = None,
        since: datetime | None = None,
        before: int | None = None,
        after: int | None = None,
        state: DeliveryState | None = None,
        limit: int = 50,
    ) -> list[StoredAlert]:
        """Alerts without their deliveries: newest first; oldest first after a given one."""
        order = AlertRow.id.desc() if after is None else AlertRow.id
        query = select(AlertRow.__table__).order_by(order).limit(limit)
        conditions: tuple[tuple[object, Callable[[], ColumnElement[bool]]], ...] = (
            (relation, lambda: AlertRow.relation == relation),
            (since, lambda: AlertRow.created_at >= since),
            (before, lambda: AlertRow.id < before),
            (after, lambda: AlertRow.id > after),
            (state, lambda: AlertRow.id.in_(select(DeliveryRow.alert_id).where(DeliveryRow.state == state))),
        )
        for given, condition in conditions:
            if given is not None:
                query = query.where(condition())
        with self._database.reading() as connection:
            return [_alert(row) for row in connection.execute(query)]

    def read(self, alert_id: int) -> StoredAlert:
        """One alert with its deliveries and every attempt.

        Raises:
            AlertNotFound: No alert has that number.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(AlertRow.__table__).where(AlertRow.id == alert_id)).first()
            if row is None:
                message = f"no alert {alert_id} was raised"
                raise AlertNotFound(message)
            deliveries = connection.execute(
                select(DeliveryRow.__table__).where(DeliveryRow.alert_id == alert_id).order_by(DeliveryRow.id)
            ).all()
            attempts = connection.execute(
                select(AttemptRow.__table__)
                .where(AttemptRow.delivery_id.in_([one.id for one in deliveries]))
                .order_by(AttemptRow.id)
            ).all()
        told = tuple(
            {
                "id": one.id,
                "destination": one.destination,
                "state": one.state,
                "due_at": one.due_at.isoformat() if one.state in {"waiting", "held"} else None,
                "attempts": [
                    {
                        "at": tried.at.isoformat(),
                        "status": tried.status,
                        "error": tried.error,
                        "milliseconds": tried.milliseconds,
                    }
                    for tried in attempts
                    if tried.delivery_id == one.id
                ],
            }
            for one in deliveries
        )
        return _alert(row, told)


def _deliver(connection: Connection, alert_id: int, destination: str, state: str) -> None:
    values = {"alert_id": alert_id, "destination": destination, "state": state, "attempts": 0}
    connection.execute(insert(DeliveryRow).values(due_at=datetime.now(UTC), **values))


def _alert(row: Row[Any], deliveries: tuple[dict[str, Any], ...] = ()) -> StoredAlert:
    articles, payload = tuple(row.articles), orjson.loads(row.payload)
    return StoredAlert(row.id, row.created_at, row.kind, row.relation, articles, payload, deliveries, _about(row))


def _disabled(connection: Connection) -> dict[str, tuple[datetime, str]]:
    return {row.name: (row.at, row.reason) for row in connection.execute(select(DisabledRow.__table__))}


def _as_claimed(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    """That no other process came to an end with it meanwhile, which took this one for dead."""
    return (
        DeliveryRow.id == delivery.id,
        DeliveryRow.state == delivery.state,
        DeliveryRow.attempts == delivery.attempts,
    )


def _about(row: Row[Any]) -> About | None:
    return None if row.about is None else About.read(row.about)

"""What is muted, in a SQL database: :class:`dedup.newsroom.mutes.Mutes`."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, update

from dedup.errors import InvalidMute
from dedup.newsroom.feedback import WITHDRAWN
from dedup.newsroom.mutes import KEPT, LONGEST_WHY, About, Mute, Muted, muted, pair_of
from dedup.storage.audited import Audited
from dedup.storage.database import PARAMETERS
from dedup.storage.desktables import ListedRow, MuteRow
from dedup.storage.feedback import feedback_of
from dedup.storage.newsroomtables import AlertRow, DeliveryRow, FeedbackRow
from dedup.storage.rows import is_storable
from dedup.storage.tables import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Row
    from sqlalchemy.engine import Connection

    from dedup.access.audit import Action
    from dedup.access.callers import Caller
    from dedup.newsroom.feedback import Feedback

NEVER = datetime.max.replace(tzinfo=UTC)
"""When a delivery is due that waits for somebody to lift a mute."""


class SqlMutes(Audited):
    """Keeps mutes."""

    def add(self, mute: Mute, who: Caller, origin: str) -> Mute:
        """Mute something; an earlier mute of the same gives way.

        Raises:
            InvalidMute: It says nothing to mute, or no reason.
        """
        named = [mute.story] if mute.story is not None else list(mute.sources or ())
        if not named or not all(one and is_storable(one) for one in named) or (mute.story and mute.sources):
            message = "A mute is of two sources or of one story: name either. What has no source is muted by its story."
            raise InvalidMute(message)
        if not mute.why.strip():
            message = "Say why, so that whoever misses an alert finds out: a word is enough."
            raise InvalidMute(message)
        if mute.until is not None and mute.until <= mute.at:
            message = "That time is over already. Name a later one, or none: then it is muted until somebody lifts it."
            raise InvalidMute(message)
        first, second = pair_of(*mute.sources) if mute.sources else (None, None)
        with self._database.writing() as connection:
            same = (MuteRow.story == mute.story, MuteRow.first.is_(None)) if mute.story else _pair(first, second)
            lifted = {"lifted_at": mute.at, "lifted_by": mute.by}
            connection.execute(update(MuteRow).where(MuteRow.lifted_at.is_(None), *same).values(lifted))
            values = {
                "story": mute.story,
                "first": first,
                "second": second,
                "by": mute.by,
                "why": mute.why.strip()[:LONGEST_WHY],
                "at": mute.at,
                "until": mute.until,
            }
            number = connection.execute(insert(MuteRow).values(values).returning(MuteRow.number)).scalar_one()
            return self._noted(connection, number, "mute", who, origin)

    def lift(self, number: int, by: str, who: Caller, origin: str) -> Mute | None:
        """Lift a mute, and let go what it kept back; None where there is none to lift."""
        if self.read(number) is None:  # it may be one that is not shown
            return None
        with self._database.writing() as connection:
            values = {"lifted_at": datetime.now(UTC), "lifted_by": by}
            where = (MuteRow.number == number, MuteRow.lifted_at.is_(None))
            if not connection.execute(update(MuteRow).where(*where).values(values)).rowcount:
                return None
            let_go(connection)
            return self._noted(connection, number, "mute.lift", who, origin)

    def restore(self, number: int, who: Caller, origin: str) -> Mute | None:
        """Take it back that a mute was lifted; None where it was not, or the same is muted anew."""
        if self.read(number) is None:
            return None
        with self._database.writing() as connection:
            row = connection.execute(select(MuteRow.__table__).where(MuteRow.number == number)).one_or_none()
            if row is None or row.lifted_at is None:
                return None
            same = (MuteRow.story == row.story,) if row.story is not None else _pair(row.first, row.second)
            anew = select(MuteRow.number).where(MuteRow.lifted_at.is_(None), *same)
            if connection.execute(anew).first() is not None:
                return None
            values = {"lifted_at": None, "lifted_by": None}
            connection.execute(update(MuteRow).where(MuteRow.number == number).values(values))
            return self._noted(connection, number, "mute", who, origin)

    def standing(self) -> list[Mute]:
        """All that mute something now, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(MuteRow.__table__).where(*_now(datetime.now(UTC))).order_by(MuteRow.number.desc())
            ).all()
            titles = _titles(connection, {row.story for row in rows if row.story is not None})
        return [_mute(row, titles) for row in rows]

    def read(self, number: int) -> Mute | None:
        """One, whether or not it was lifted."""
        with self._database.reading() as connection:
            return _read(connection, number)

    def of(self, alerts: Mapping[int, About]) -> dict[int, Muted]:
        """Which of some alerts are not sent, and why."""
        with self._database.reading() as connection:
            return _of(connection, alerts)

    def keep_back(self, delivery: int, alert: int, about: About, raised_at: datetime) -> bool:
        """Keep a delivery back until nothing mutes its alert; False where nothing does any more.

        What mutes it is looked at in the transaction that keeps it back, which no lifting of a mute can come between.
        One that another process has sent since it was claimed stays as it is.
        """
        with self._database.writing() as connection:
            why = _of(connection, {alert: about}).get(alert)
            if why is None:
                return False
            again = NEVER if why.until is None or why.until > raised_at + KEPT else why.until
            values = {"state": "muted", "due_at": again}
            open_still = (DeliveryRow.id == delivery, DeliveryRow.state.in_(("waiting", "held", "muted")))
            connection.execute(update(DeliveryRow).where(*open_still).values(values))
            return True

    def _noted(self, connection: Connection, number: int, action: Action, who: Caller, origin: str) -> Mute:
        mute = _read(connection, number)
        if mute is None:
            raise LookupError(number)
        self._audit.write(who, action, f"{mute.told}: {mute.why}", origin)
        return mute


def let_go(connection: Connection, articles: frozenset[str] | None = None) -> None:
    """Have deliveries that are kept back looked at again: what still mutes them keeps them back anew.

    Args:
        connection: The transaction that changes what is muted.
        articles: Only alerts about these two; all, where None.
    """
    now = datetime.now(UTC)
    kept = (
        select(DeliveryRow.id, AlertRow.about)
        .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
        .where(DeliveryRow.state == "muted", AlertRow.created_at >= now - KEPT)
    )
    rows = connection.execute(kept).all()
    ids = [row.id for row in rows if articles is None or articles == {row.about["article"], row.about["match"]}]
    for start in range(0, len(ids), PARAMETERS):
        some = DeliveryRow.id.in_(ids[start : start + PARAMETERS])
        connection.execute(update(DeliveryRow).where(some).values(state="waiting", due_at=now))


def _now(at: datetime) -> tuple[Any, ...]:
    return MuteRow.lifted_at.is_(None), or_(MuteRow.until.is_(None), MuteRow.until > at)


def _pair(first: str | None, second: str | None) -> tuple[Any, ...]:
    return MuteRow.first == first, MuteRow.second == second


def _of(connection: Connection, alerts: Mapping[int, About]) -> dict[int, Muted]:
    if not alerts:
        return {}
    rows = connection.execute(select(MuteRow.__table__).where(*_now(datetime.now(UTC)))).all()
    titles = _titles(connection, {row.story for row in rows if row.story is not None})
    mutes = [_mute(row, titles) for row in rows]
    words = _words(connection, alerts.values())
    found = {number: muted(about, mutes, words.get(_words_key(about))) for number, about in alerts.items()}
    return {number: why for number, why in found.items() if why is not None}


def _words_key(about: About) -> tuple[str, str, str]:
    return about.article, about.version, about.match


def _words(connection: Connection, abouts: Iterable[About]) -> dict[tuple[str, str, str], Feedback]:
    """The latest word that stands of each alert's two articles, said on the page of whichever of them."""
    wanted = {_words_key(about) for about in abouts}
    ids = sorted({name for article, _, match in wanted for name in (article, match) if is_storable(name)})
    said: dict[tuple[str, str, str, str], Row[Any]] = {}
    for start in range(0, len(ids), PARAMETERS):
        some = FeedbackRow.query_id.in_(ids[start : start + PARAMETERS])
        for row in connection.execute(select(FeedbackRow.__table__).where(some).order_by(FeedbackRow.number)):
            said[row.query_id, row.query_version, row.match_id, row.match_version] = row
    latest: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    for (query, version, match, match_version), row in said.items():
        if row.relation != WITHDRAWN:
            latest[query, version, match].append(row)
            latest[match, match_version, query].append(row)
    return {key: feedback_of(max(latest[key], key=lambda row: row.number)) for key in wanted if key in latest}


def _titles(connection: Connection, stories: set[str]) -> dict[str, str]:
    """Headlines of stories: of the version that came first."""
    ids, found = sorted(stories), {}
    for start in range(0, len(ids), PARAMETERS):
        query = (
            select(ArticleRow.id, ArticleRow.title, ListedRow.lead)
            .outerjoin(ListedRow, ListedRow.article_key == ArticleRow.key)
            .where(ArticleRow.id.in_(ids[start : start + PARAMETERS]))
        )
        for row in connection.execute(query.order_by(ArticleRow.key.desc())):
            found[row.id] = row.title or row.lead
    return found


def _read(connection: Connection, number: int) -> Mute | None:
    row = connection.execute(select(MuteRow.__table__).where(MuteRow.number == number)).one_or_none()
    return None if row is None else _mute(row, _titles(connection, {row.story} if row.story is not None else set()))


def _mute(row: Row[Any], titles: Mapping[str, str]) -> Mute:
    sources = None if row.first is None else (row.first, row.second)
    title = None if row.story is None else titles.get(row.story)
    return Mute(row.number, row.story, sources, row.by, row.why, row.at, row.until, title)

"""The life of a story: versions in any order, updates, kills, embargoes. What becomes of each item of a message."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import orjson

from dedup.detection.verdict import Direction, Match
from dedup.errors import ArticleNotFound, EmptyText, VersionConflict
from dedup.newsroom.messages import AlertRaiser, WireState, WireStates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Article
    from dedup.newsroom.messages import Message
    from dedup.service import DedupService
    from dedup.storing import Ingested
    from dedup.wire import WireItem

DERIVATIVES = 100
"""Most stored articles that a kill lists, and that its text is compared with."""

ALWAYS_DAYS = 36500
"""A kill concerns every article that derives from it, however long ago it was published."""

NO_TIME = (
    "the message has no time: its versions are put in order by when they came, and nobody knows when it was published"
)
"""Said in the inbox of an item without a time of its own."""


class Step(Enum):
    """What an item asks for, given what is known of its story."""

    SKIP = "skipped"
    STORE = "stored"
    OLDER = "stored as an older version"
    KILL = "killed"
    KILLED_BEFORE = "skipped: killed before"
    SUPERSEDED = "superseded"


def next_step(item: WireItem, state: WireState | None, created: datetime) -> Step:
    """What an item asks for.

    Versions are put in order by when they were made, not by when they came: senders retry, so an update can come before
    its original. A kill wins over a version made at the same moment.

    Args:
        item: The item.
        state: What is known of its story; None if nothing is.
        created: When this version was made.
    """
    if item.status == "canceled":
        return Step.SUPERSEDED if state is not None and state.version_created > created else Step.KILL
    if item.article is None:
        return Step.SKIP
    if state is None or state.version_created < created:
        return Step.STORE
    if state.status == "canceled":
        return Step.KILLED_BEFORE
    return Step.STORE if state.version_created == created else Step.OLDER


class StoryChangedError(Exception):
    """Another worker changed the story between reading its state and writing it."""


class Lifecycle:
    """Applies items to the store; any number of workers may, to the same story too.

    What an item asks for depends on the state of its story, and scoring takes long. So the state is read again in the
    transaction that writes it, where writers queue: if it is not the same any more, the item is decided anew.

    Args:
        service: Stores and scores.
        states: What is known of each story.
        alerts: Is told of what arrives and of kills.
    """

    def __init__(self, service: DedupService, states: WireStates, alerts: AlertRaiser) -> None:
        self._service = service
        self._states = states
        self._alerts = alerts

    def apply(self, message: Message, item: WireItem, *, window_days: int | None = None) -> dict[str, Any]:
        """Do what an item asks for; doing it again changes nothing.

        Args:
            message: That it came in.
            item: One of its items.
            window_days: Days around the article in which matches are looked for.

        Returns:
            What became of it, for the inbox.

        Raises:
            InputError: The article can not be stored.
        """
        while True:  # each turn means that another worker's change of this story was committed
            with suppress(StoryChangedError):
                return self._apply(message, item, window_days)

    def _apply(self, message: Message, item: WireItem, window_days: int | None) -> dict[str, Any]:
        state = self._states.read(item.guid)
        created = _created(message, item, state)
        step = next_step(item, state, created)
        told: dict[str, Any] = {"guid": item.guid, "version": item.version, "became": step.value}
        if step is Step.SKIP:
            return told | {"reason": item.skipped}
        if step is Step.SUPERSEDED:
            return told | {"reason": "a version that was made later is here already"}
        if step is Step.KILL:
            return told | {"derivatives": self._kill(message, item, state, created)}
        if item.version_created is None:
            told["note"] = NO_TIME
        article = _to_store(message, item, created)
        if step is Step.KILLED_BEFORE and state is not None:
            reason = f"killed at {state.version_created.isoformat()}"
            return told | {"reason": reason, "derivatives": self._killed_before(message, article, state)}
        try:
            ingested = self._ingest(article, created, window_days)
        except EmptyText as error:
            # Nothing went wrong, and trying again is no use.
            return told | {"became": Step.SKIP.value, "reason": str(error)}
        told |= {"article": ingested.id, "version": ingested.version, "relation": _relation(ingested)}
        with self._service.store.transaction():
            self._unchanged(item.guid, state)
            if step is Step.STORE:
                self._states.write(self._state(message, item, created))
                self._alerts.arrived(message.incoming.sender, item, ingested)
        return told

    def _unchanged(self, guid: str, state: WireState | None) -> None:
        """To be asked inside a transaction: nobody writes until it ends.

        Raises:
            StoryChangedError: The state is another one than that which was decided by.
        """
        if self._states.read(guid) != state:
            raise StoryChangedError(guid)

    def _ingest(self, article: Article, created: datetime, window_days: int | None) -> Ingested:
        """Store a version; a label that is used for other words gets the time of this version behind it."""
        label = str(article.version)
        at = f"{label}@{created.isoformat()}"
        # The plain label twice: another process may have stored this very text between a look and a write.
        for one in (label, label, at):
            with suppress(VersionConflict):
                return self._service.ingest(replace(article, version=one), window_days=window_days)
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return self._service.ingest(replace(article, version=f"{at}#{digest}"), window_days=window_days)

    def _kill(self, message: Message, item: WireItem, state: WireState | None, created: datetime) -> list[str]:
        """Take a story out of the store, and tell who derives from the text that was there, in one transaction."""
        killed = self._state(message, item, created)
        if state is not None:  # what was under embargo was never cleared: taking it back does not publish it
            held = is_held(state, datetime.now(UTC))
            killed = replace(killed, evolved_from=state.evolved_from, embargoed_until=held or killed.embargoed_until)
        versions = [stored.article for stored in self._service.store.versions(item.guid)]
        derivatives = self._derivatives(versions)

        def tell() -> None:
            self._unchanged(item.guid, state)
            self._states.write(killed)
            if versions:
                self._alerts.killed(message.incoming.sender, created, versions[-1], derivatives)

        if versions:
            try:
                self._service.remove(item.guid, within=tell)
            except ArticleNotFound:  # it went since its versions were read: the kill is all the same
                raise StoryChangedError(item.guid) from None
        else:
            with self._service.store.transaction():
                tell()
        return [str(match.article.id) for match in derivatives]

    def _killed_before(self, message: Message, article: Article, state: WireState) -> list[str]:
        """A version that came after its kill: it is not kept, and the kill is told as if it had come in order.

        There is one alert a kill: where its text was here already, nothing is added.
        """
        derivatives = self._derivatives([article])
        with self._service.store.transaction():
            self._unchanged(state.guid, state)
            self._alerts.killed(message.incoming.sender, state.version_created, article, derivatives)
        with suppress(ArticleNotFound):  # a worker that had read the state before the kill may have stored it
            self._service.remove(state.guid, within=lambda: self._unchanged(state.guid, state))
        return [str(match.article.id) for match in derivatives]

    def _derivatives(self, versions: Sequence[Article]) -> list[Match]:
        """Stored articles made from any version of a story: those that came after it, or whose order nobody knows."""
        found: dict[str, Match] = {}
        for version in versions:
            told = self._service.told_to_readers_of(version.source)
            verdict = told.score(version, window_days=ALWAYS_DAYS, limit=DERIVATIVES, aligned=DERIVATIVES)
            for match in verdict.matches:
                name = str(match.article.id)
                derived = match.relation.is_derived and match.direction is not Direction.QUERY_FROM_MATCH
                if not derived or name == version.id:
                    continue
                if name not in found or match.derivation > found[name].derivation:
                    found[name] = match
        return sorted(found.values(), key=lambda match: -match.derivation)[:DERIVATIVES]

    @staticmethod
    def _state(message: Message, item: WireItem, created: datetime) -> WireState:
        return WireState(
            item.guid,
            item.version,
            created,
            item.status,
            item.embargoed_until,
            item.evolved_from,
            message.incoming.sender,
            item.slug,
            item.credits,
        )


def _created(message: Message, item: WireItem, state: WireState | None) -> datetime:
    """When a version was made; when it came, where the sender gives no time.

    A kill without a time counts as made after all that is known: clocks differ, and a kill must not get lost by that.
    """
    created = item.version_created or message.received_at
    if item.status == "canceled" and item.version_created is None and state is not None:
        return max(created, state.version_created)
    return created


def _to_store(message: Message, item: WireItem, created: datetime) -> Article:
    """The article of an item, labelled as its sender is."""
    if item.article is None:
        raise ValueError(item)
    return replace(
        item.article,
        source=message.incoming.source or item.article.source,
        published_at=item.article.published_at or item.version_created,  # when it came is not when it was published
        version=item.version or created.isoformat(),
        credits=item.credits,
    )


def is_held(state: WireState, now: datetime) -> datetime | None:
    """Until when a story may not be named; None if it may be.

    An embargo that is over lifts itself; a story withheld without a time waits for a version that is usable.
    """
    if state.embargoed_until is not None:
        return state.embargoed_until if state.embargoed_until > now else None
    return datetime.max.replace(tzinfo=UTC) if state.status == "withheld" else None


def _relation(ingested: Ingested) -> str | None:
    verdict = orjson.loads(ingested.verdict)
    return None if verdict is None else verdict["relation"]

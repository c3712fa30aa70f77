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
from dedup.errors import ArticleNotFound, VersionConflict
from dedup.newsroom.messages import AlertRaiser, WireState, WireStates

if TYPE_CHECKING:
    from dedup.newsroom.messages import Message
    from dedup.ports import StoredArticle
    from dedup.service import DedupService, Ingested
    from dedup.wire import WireItem

DERIVATIVES = 100
"""Most stored articles that a kill lists."""


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


class Lifecycle:
    """Applies items to the store.

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
        created = item.version_created or message.received_at
        state = self._states.read(item.guid)
        step = next_step(item, state, created)
        told: dict[str, Any] = {"guid": item.guid, "version": item.version, "became": step.value}
        if step is Step.SKIP:
            return told | {"reason": item.skipped}
        if step is Step.KILLED_BEFORE and state is not None:
            return told | {"reason": f"killed at {state.version_created.isoformat()}"}
        if step is Step.KILL:
            return told | {"derivatives": self._kill(message, item, state, created)}
        if step is Step.SUPERSEDED:
            return told | {"reason": "a version that was made later is here already"}
        ingested = self._ingest(message, item, created, window_days)
        told |= {"article": ingested.id, "version": ingested.version, "relation": _relation(ingested)}
        if step is Step.STORE:
            with self._service.transaction():
                self._states.write(self._state(message, item, created))
                self._alerts.arrived(message.incoming.sender, item, ingested)
        return told

    def _ingest(self, message: Message, item: WireItem, created: datetime, window_days: int | None) -> Ingested:
        """Store a version; a label that is used for other words gets the time of this version behind it."""
        if item.article is None:
            raise ValueError(item)
        article = replace(
            item.article,
            source=message.incoming.source or item.article.source,
            published_at=item.article.published_at or created,
            version=item.version or created.isoformat(),
        )
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        for label in (article.version, f"{article.version}@{created.isoformat()}"):
            with suppress(VersionConflict):
                return self._service.ingest(replace(article, version=label), window_days=window_days)
        label = f"{article.version}@{created.isoformat()}#{digest}"
        return self._service.ingest(replace(article, version=label), window_days=window_days)

    def _kill(self, message: Message, item: WireItem, state: WireState | None, created: datetime) -> list[str]:
        """Take a story out of the store, and tell who derives from the text that was there, in one transaction."""
        killed = replace(self._state(message, item, created), evolved_from=state.evolved_from if state else None)
        try:
            stored = self._service.article(item.guid)
        except ArticleNotFound:
            with self._service.transaction():
                self._states.write(killed)
            return []
        derivatives = self._derivatives(stored)

        def tell() -> None:
            self._states.write(killed)
            self._alerts.killed(message.incoming.sender, item, stored, derivatives)

        self._service.remove(item.guid, within=tell)
        return [str(match.article.id) for match in derivatives]

    def _derivatives(self, stored: StoredArticle) -> list[Match]:
        """Stored articles made from a stored one: those that came after it, or whose order nobody knows."""
        verdict = self._service.score(stored.article, limit=DERIVATIVES)
        return [
            match
            for match in verdict.matches
            if match.relation.is_derived
            and match.article.id != stored.article.id
            and match.direction is not Direction.QUERY_FROM_MATCH
        ]

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

"""Builds the newsroom from settings: what takes in messages, raises and sends alerts, and lets go of what is old."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from dedup.wiring import database_of

if TYPE_CHECKING:
    from dedup.access.callers import Caller
    from dedup.access.desks import Sight
    from dedup.newsroom.config import NewsroomConfig
    from dedup.newsroom.delivery import Channel
    from dedup.newsroom.messages import Message
    from dedup.newsroom.retention import Keeping, Retention
    from dedup.newsroom.running import Newsroom
    from dedup.service import DedupService
    from dedup.settings import Settings
    from dedup.wire import WireItem


def newsroom_config(settings: Settings) -> NewsroomConfig:
    """What the senders file says; nothing, where none is set.

    Raises:
        SettingsError: The file can not be used.
    """
    from dedup.newsroom.config import NewsroomConfig
    from dedup.senders import load_newsroom
    from dedup.settings import environment

    return NewsroomConfig() if settings.senders is None else load_newsroom(settings.senders, environment())


def build_newsroom(settings: Settings, service: DedupService) -> Newsroom:
    """Build what takes in messages and sends out alerts, over the store of a service.

    Args:
        settings: Everything that can be set.
        service: Built by :func:`dedup.wiring.build_service`.

    Returns:
        The newsroom, not yet started.

    Raises:
        SettingsError: The senders file can not be used.
    """
    from dedup.access.callers import Caller
    from dedup.channels.slack import SlackChannel
    from dedup.channels.webhook import WebhookChannel
    from dedup.following import Follower
    from dedup.newsroom.archive import Archive
    from dedup.newsroom.checks import Checks
    from dedup.newsroom.delivery import Deliverer, TimedChannel
    from dedup.newsroom.kills import AuditedKills
    from dedup.newsroom.lifecycle import Lifecycle
    from dedup.newsroom.raising import Alerts
    from dedup.newsroom.running import Newsroom
    from dedup.newsroom.sweeping import Sweep
    from dedup.newsroom.triage import Triage
    from dedup.newsroom.worker import Worker
    from dedup.storage.alerts import SqlAlertLog
    from dedup.storage.announcing import announcements
    from dedup.storage.audit import SqlAuditLog
    from dedup.storage.checks import SqlChecks
    from dedup.storage.feedback import SqlFeedback
    from dedup.storage.flows import SqlTakings
    from dedup.storage.fulltext import SqlFullText
    from dedup.storage.inbox import SqlInbox
    from dedup.storage.listing import SqlListing
    from dedup.storage.mutes import SqlMutes
    from dedup.storage.triage import SqlTriage
    from dedup.storage.views import SqlViews
    from dedup.storage.wirestates import SqlWireStates

    database = database_of(service)
    config = newsroom_config(settings)
    mutes = SqlMutes(database, SqlAuditLog(database))
    inbox, states, log = SqlInbox(database), SqlWireStates(database), SqlAlertLog(database, mutes)
    address = (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    alerts = AuditedKills(Alerts(service, config, log, states, address), SqlAuditLog(database))
    lifecycle = Lifecycle(service, states, alerts)
    listing = SqlListing(database)
    private = settings.allow_private_destinations
    channels: dict[str, Channel] = {"webhook": WebhookChannel(private=private), "slack": SlackChannel(private=private)}
    timed = {kind: TimedChannel(channel, service.observed) for kind, channel in channels.items()}
    return Newsroom(
        config,
        inbox,
        states,
        Worker(inbox, _read_message, lifecycle, config.senders, service.observed),
        Deliverer(log, config.destinations, timed, states, mutes),
        log,
        listing,
        SqlFeedback(database),
        Triage(service.store, listing, SqlTriage(database)),
        SqlViews(database),
        Archive(service, listing, SqlFullText(database)),
        Checks(SqlChecks(database), settings.keep_checks),
        mutes,
        SqlTakings(database),
        settings.ours or (next(iter(config.houses)) if len(config.houses) == 1 else None),
        build_retention(service, config.keeping, (Caller("service", "retention", frozenset()), "senders file")),
        Sweep(service),
        Follower(service.upkeep, announcements(database), settings.keep_operations),
        settings.inbox_limit,
    )


def seen_by(sight: Sight, service: DedupService, newsroom: Newsroom) -> tuple[DedupService, Newsroom]:
    """A service and its newsroom as somebody sees them: every read goes through the views of one database.

    Args:
        sight: What may be seen.
        service: Built by :func:`dedup.wiring.build_service`.
        newsroom: Built by :func:`build_newsroom`.
    """
    from dedup.newsroom.archive import Archive
    from dedup.newsroom.checks import Checks
    from dedup.newsroom.triage import Triage
    from dedup.seeing import SeenService
    from dedup.storage.alerts import SqlAlertLog
    from dedup.storage.audit import SqlAuditLog
    from dedup.storage.checks import SqlChecks
    from dedup.storage.feedback import SqlFeedback
    from dedup.storage.flows import SqlTakings
    from dedup.storage.fulltext import SqlFullText
    from dedup.storage.inbox import SqlInbox
    from dedup.storage.listing import SqlListing
    from dedup.storage.mutes import SqlMutes
    from dedup.storage.triage import SqlTriage
    from dedup.storage.views import SqlViews
    from dedup.storage.wirestates import SqlWireStates

    seen = SeenService(service, sight)
    database = database_of(seen)
    listing, mutes = SqlListing(database), SqlMutes(database, SqlAuditLog(database))
    private = service.store.private()
    config = newsroom.config.seen_by(sight, private)
    hidden = newsroom.ours in newsroom.config.houses.keys() - config.houses.keys()
    known = not hidden and sight.sees(private.get(newsroom.ours or "", frozenset()))
    return seen, replace(
        newsroom,
        config=config,
        inbox=SqlInbox(database),
        states=SqlWireStates(database),
        alerts=SqlAlertLog(database, mutes),
        listing=listing,
        feedback=SqlFeedback(database),
        triage=Triage(seen.store, listing, SqlTriage(database)),
        views=SqlViews(database),
        archive=Archive(seen, listing, SqlFullText(database)),
        checks=Checks(SqlChecks(database), newsroom.checks.hours),
        mutes=mutes,
        takings=SqlTakings(database),
        ours=newsroom.ours if known else None,
    )


def keeping(settings: Settings) -> Keeping:
    """How long what is kept, as the senders file says; for good, where none is set.

    Raises:
        SettingsError: The file can not be used.
    """
    from dedup.newsroom.retention import Keeping
    from dedup.senders import load_keeping

    return Keeping() if settings.senders is None else load_keeping(settings.senders)


def build_retention(service: DedupService, keeping: Keeping, by: tuple[Caller, str]) -> Retention:
    """Build what lets go what is older than it is kept, over the store of a service."""
    from dedup.newsroom.retention import Retention
    from dedup.storage.audit import SqlAuditLog
    from dedup.storage.retention import SqlExpiring

    database = database_of(service)
    return Retention(service, SqlExpiring(database), SqlAuditLog(database), keeping, by)


def _read_message(message: Message) -> list[WireItem]:
    from dedup.formats.wire import format_named, read_wire

    incoming = message.incoming
    return [_of_sender(item, incoming.sender) for item in read_wire(incoming.body, format_named(incoming.format))]


def _of_sender(item: WireItem, sender: str) -> WireItem:
    """A text has no id but its words; the same words of two senders are two stories, the second a copy of the first."""
    from dedup.formats.plain import TEXT_ID

    if not item.guid.startswith(TEXT_ID):
        return item
    digest = hashlib.sha256(f"{sender}\0{item.guid}".encode()).hexdigest()[:32]
    guid = TEXT_ID + digest
    return replace(item, guid=guid, article=item.article and replace(item.article, id=guid))

"""Kills in the audit log: written in the transaction that takes the story back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.access.callers import Caller

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dedup.access.audit import AuditLog
    from dedup.article import Article
    from dedup.detection.verdict import Match
    from dedup.newsroom.messages import AlertRaiser
    from dedup.storing import Ingested
    from dedup.wire import WireItem


class AuditedKills:
    """Tells another what came in, and writes down what was taken back.

    Args:
        alerts: Is told of both.
        audit: In the store's database.
    """

    def __init__(self, alerts: AlertRaiser, audit: AuditLog) -> None:
        self._alerts = alerts
        self._audit = audit

    def arrived(self, sender: str, item: WireItem, ingested: Ingested) -> None:
        """The newest version of a story was stored and scored."""
        self._alerts.arrived(sender, item, ingested)

    def killed(self, sender: str, at: datetime, article: Article, derivatives: Sequence[Match]) -> None:
        """A story was taken back."""
        self._audit.write(Caller("sender", sender, frozenset()), "article.kill", str(article.id), "inbox")
        self._alerts.killed(sender, at, article, derivatives)

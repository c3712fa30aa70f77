"""Alerts as signed webhooks: Standard Webhooks, which receivers check with a library of their own language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from standardwebhooks import Webhook

from dedup.channels.posting import post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.newsroom.config import Destination
    from dedup.newsroom.delivery import Answer


class WebhookChannel:
    """Posts alerts as JSON, signed if the destination has a secret.

    Args:
        private: Destinations inside are fine.
    """

    def __init__(self, *, private: bool = False) -> None:
        self._private = private

    def send(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:
        """Send an alert once; ``webhook-id`` is the same at every attempt, so that a receiver knows a repeat."""
        now = datetime.now(UTC)
        body = orjson.dumps({**payload, "timestamp": payload.get("at", now.isoformat())})
        headers = {"webhook-id": message_id, "webhook-timestamp": str(int(now.timestamp()))}
        if destination.secret:
            headers["webhook-signature"] = Webhook(destination.secret).sign(message_id, now, body.decode())
        return post(destination.url, body, headers, private=self._private)

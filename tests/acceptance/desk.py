"""One process that works on the inbox of a database, inside the test's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dedup.newsroom.messages import Incoming
from dedup.newsroomwiring import build_newsroom
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.acceptance.newsdesk import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from dedup.newsroom.alerts import StoredAlert
    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder

RULES = """
[senders.near]
kind = "ninjs"
unsigned = true
window_days = 3
[[alerts]]
name = "taken"
to = ["cms"]
[[alerts]]
name = "from us"
from_sources = ["NW"]
to = ["cms"]
[[alerts]]
name = "updates"
relations = ["update"]
to = ["cms"]
[houses]
selm = ["Selm Post", "Selm Post Online"]
[destinations.cms]
kind = "webhook"
url = "https://cms.example/hook"
secret_file = "secret"
"""


class Interrupted:
    """An encoder that lets something else happen first, once: another worker is quicker."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension, self.fingerprint = encoder.name, encoder.dimension, encoder.fingerprint
        self.languages, self.scale, self.way = encoder.languages, encoder.scale, encoder.way
        self.first: Callable[[], object] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        first, self.first = self.first, None
        if first is not None:
            first()
        return self._encoder.encode(texts)


class Desk:
    """One process that works on the inbox of a database."""

    def __init__(self, folder: Path, url: str, encoder: Encoder) -> None:
        folder.mkdir()
        senders = folder / "senders.toml"
        senders.write_text(RULES)
        (folder / "secret").write_text("whsec_dGlkZQ==")
        settings = Settings(data_dir=folder / "data", database_url=url, senders=senders)
        self.encoder = Interrupted(encoder)
        self.service = build_service(settings, self.encoder)
        self.newsroom = build_newsroom(settings, self.service)

    def send(self, *contents: dict[str, Any], sender: str = "desk") -> list[dict[str, Any]]:
        """Take in messages and work on each; what became of them."""
        told: list[dict[str, Any]] = []
        for content in contents:
            accepted = self.newsroom.accept(Incoming(sender, "ninjs", "application/json", encoded(content)))
            while self.newsroom.worker.work_once():
                pass
            told += self.newsroom.inbox.read(accepted.id).outcome
        return told

    def alerts(self, rule: str | None = "taken") -> list[StoredAlert]:
        """Alerts of a rule, or kills, oldest first."""
        return [one for one in self.newsroom.alerts.listing(after=0) if one.payload.get("rule") == rule]

    def verdict(self, article_id: str) -> dict[str, Any]:
        """What ``/matches`` answers."""
        told: dict[str, Any] = json.loads(self.service.matches(article_id))
        return told

    def match(self, article_id: str, other: str) -> dict[str, Any]:
        """The match of one article with another in that answer."""
        found: dict[str, Any] = next(
            one for one in self.verdict(article_id)["matches"] if one["article"]["id"] == other
        )
        return found

    def held(self, alert: StoredAlert) -> bool:
        return self.newsroom.states.held_until(alert.articles, datetime.now(UTC)) is not None


def body(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)

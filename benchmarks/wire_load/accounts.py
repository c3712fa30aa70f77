"""What became of the messages that were sent, by the service and by its database."""

from __future__ import annotations

import http.client
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from dedup.storage.newsroomtables import DeliveryRow
from dedup.storage.tables import ArticleRow, VerdictRow

if TYPE_CHECKING:
    from benchmarks.servers.server import Server
    from benchmarks.wire_load.receiver import Receiver
    from benchmarks.wire_load.stories import Story
    from dedup.storage.database import Database


def drained(server: Server) -> bool:
    """Whether nothing is left to work on."""
    try:
        return not any(server.get(f"/v1/inbox?limit=1&state={s}")["messages"] for s in ("waiting", "working", "failed"))
    except (OSError, ValueError, http.client.HTTPException, KeyError):
        return False


def inbox(server: Server) -> list[dict[str, Any]]:
    """All messages."""
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        page = server.get(f"/v1/inbox?limit=500{before}")
        found += page["messages"]
        if page["next"] is None:
            return found
        before = f"&before={page['next']}"


@dataclass
class Kept:
    """What the database holds in the end.

    Attributes:
        stored: Id and version of each article.
        scored: The same of those with a verdict.
        undelivered: Deliveries of alerts that were not made.
    """

    stored: list[tuple[str, str]]
    scored: list[tuple[str, str]]
    undelivered: int

    def without(self, ids: set[str]) -> Kept:
        """The same without some articles."""
        return Kept(
            [one for one in self.stored if one[0] not in ids],
            [one for one in self.scored if one[0] not in ids],
            self.undelivered,
        )


def undelivered(database: Database) -> int:
    """How many deliveries of alerts are not made yet."""
    with database.reading() as connection:
        query = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state != "delivered")
        return int(connection.execute(query).scalar_one())


def kept_in(database: Database) -> Kept:
    """Read what is there, without the server."""
    every = select(ArticleRow.id, ArticleRow.version)
    with database.reading() as connection:
        stored = [(row.id, row.version) for row in connection.execute(every)]
        judged = every.join(VerdictRow, VerdictRow.article_key == ArticleRow.key).where(VerdictRow.verdict != b"null")
        scored = [(row.id, row.version) for row in connection.execute(judged)]
    return Kept(stored, scored, undelivered(database))


def checked(
    told: list[Story], messages: list[dict[str, Any]], kept: Kept, receiver: Receiver, refused: list[str]
) -> dict[str, Any]:
    """Count what became of the messages of some stories; ``problems`` lists what is not as it must be."""
    expected = sum(len(story.messages) for story in told)
    right = sorted(pair for story in told for pair in story.stored)
    due = {(max(pair), min(pair)) for story in told for pair in story.alerts}
    ended = Counter(message["state"] for message in messages if not _came_after_its_kill(message))
    items = Counter((item["guid"], item["version"]) for message in messages for item in message["items"])
    became = Counter(item["became"] for message in messages for item in message["items"])
    missing = due - receiver.pairs.keys()
    problems = [
        *([f"{len(messages)} messages in the inbox, {expected} sent"] if len(messages) != expected else []),
        *([f"states {dict(ended)}"] if ended.keys() != {"done"} else []),
        *(f"{pair} is stored and must not be, or twice" for pair in Counter(kept.stored) - Counter(right)),
        *(f"{pair} is not stored" for pair in Counter(right) - Counter(kept.stored)),
        *(f"{pair} was not scored" for pair in Counter(kept.stored) - Counter(kept.scored)),
        *([f"{kept.undelivered} alerts were raised and not delivered"] if kept.undelivered else []),
        *(f"{guid} came {number} times" for guid, number in items.items() if number > 1),
        *(f"no alert named {pair}" for pair in sorted(missing)[:10]),
        *(f"{guid} was refused" for guid in refused),
    ]
    return {
        "messages": len(messages),
        "article versions": len(kept.stored),
        "article versions scored": len(kept.scored),
        "became": dict(became),
        "alerts due": len(due),
        "alerts that came": len(due) - len(missing),
        "alerts that came twice": sum(number > 1 for number in receiver.pairs.values()),
        "problems": problems,
    }


def _came_after_its_kill(message: dict[str, Any]) -> bool:
    """Whether a worker that was killed had the story, and another one its kill meanwhile: it is skipped as it must."""
    return [item["became"] for item in message["items"]] == ["skipped: killed before"]

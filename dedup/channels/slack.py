"""Alerts as Slack messages, through an incoming webhook; within its limits."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import orjson

from dedup.channels.posting import post
from dedup.detection.wording import percent
from dedup.newsroom.listing import called
from dedup.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.newsroom.config import Destination
    from dedup.newsroom.delivery import Answer

SECTION = 3000
"""Most characters of a section (Slack's block kit reference)."""

HEADER = 150
"""Most characters of a header."""

APART_SECONDS = 1.0
"""Slack takes one message a second of an incoming webhook."""

_LISTED = 10


class SlackChannel:
    """Posts alerts to Slack, one a second of each destination.

    Args:
        private: Destinations inside are fine; Slack's own never are.
    """

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def send(self, destination: Destination, message_id: str, payload: Mapping[str, Any]) -> Answer:  # noqa: ARG002
        """Send an alert once."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(destination.name, now))
            self._next[destination.name] = turn + APART_SECONDS
        time.sleep(turn - now)  # without the lock: the other destinations do not wait for this one
        return post(destination.url, orjson.dumps(slack_message(payload)), {}, private=self._private)


def slack_message(payload: Mapping[str, Any]) -> dict[str, Any]:
    """An alert in Slack's blocks, with a text for notifications."""
    if payload["type"] == "test":
        told = escaped(payload["told"])
        return {"text": told, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": cut(told, SECTION)}}]}
    article = payload["article"]
    title = called(article)
    if payload["type"] == "article.killed":
        head, last = f"Killed: {title}", ""
        derivatives = payload["derivatives"]
        lines = [escaped(payload["told"])]
        lines += [
            f"• {_link(one)} ({escaped(one['source'] or 'unknown')}): {one['relation'].replace('_', ' ')}, "
            f"{percent(one['derivation'])}"
            for one in derivatives[:_LISTED]
        ]
        if len(derivatives) > _LISTED:
            last = f"and {len(derivatives) - _LISTED} more"
    else:
        taker, origin, way = article, payload["match"], "from"
        if payload["credit"]["found"] is None:  # nobody is said to have taken it
            way = "and"
        elif origin["direction"] == "match_from_query":  # what came in is the source of what was here before it
            taker, origin = origin, taker
        head = f"{payload['relation'].replace('_', ' ').capitalize()}: {title}"
        last = f"<{article['links']['desk']}|All of it>"
        review = " (please look)" if payload["needs_review"] else ""
        others = len((payload.get("composite") or {"sources": ()})["sources"]) - 1
        more = f" and {others} more {'story' if others == 1 else 'stories'}" if others > 0 else ""
        lines = [
            (
                f"*{escaped(taker['source'] or 'unknown')}* {way} *{escaped(origin['source'] or 'unknown')}*"
                f"{more}, {percent(payload['derivation'])}{review}"
            ),
            escaped(payload["summary"]),
            *map(escaped, filter(None, [payload.get("review_reason")])),
            *map(escaped, payload.get("notes", ())),
            escaped(payload["credit"]["told"]),
        ]
        lines += [f"• {one['kind']} ¶{one['index'] + 1}: {escaped(one['text'])}" for one in payload["paragraphs"][:3]]
    return {
        "text": cut(escaped(head), SECTION),
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": cut(harmless(head), HEADER)}},
            {"type": "section", "text": {"type": "mrkdwn", "text": _joined(lines, last)}},
        ],
    }


def _link(one: Mapping[str, Any]) -> str:
    return f"<{one['links']['desk']}|{escaped(cut(called(one), HEADER))}>"


def _joined(lines: list[str], last: str) -> str:
    """Lines within the limit of a section, the last one always among them; whole ones, lest a link is cut."""
    room = SECTION - len(last) - 1
    kept = [cut(lines[0], room)]
    for line in lines[1:]:
        if sum(map(len, kept)) + len(kept) + len(line) > room:
            break
        kept.append(line)
    return "\n".join([*kept, last] if last else kept)


def escaped(text: str) -> str:
    """One line without the three characters that Slack reads as its own, nor any that would turn or break the line."""
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, longest: int) -> str:
    """A text that is short enough, cut at a line or a word, and never inside an escape."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at = max(kept.rfind("\n"), kept.rfind(" "))
    return (kept[:at] if at > longest // 2 else kept.rpartition("&")[0] or kept) + "…"

"""What Slack is told, within its limits."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from dedup.channels.slack import HEADER, SECTION, SlackChannel, cut, escaped, slack_message
from dedup.newsroom.config import Destination

if TYPE_CHECKING:
    import pytest

ARTICLE: dict[str, Any] = {
    "id": "a",
    "title": "Cuts & <script>",
    "source": "NW",
    "links": {"article": "http://x/a", "matches": "http://x/m", "desk": "http://x/d"},
}


def test_slack_has_its_escapes_and_limits() -> None:
    derivatives = [ARTICLE | {"relation": "near_copy", "derivation": 0.99} for _ in range(40)]
    killed = {"type": "article.killed", "article": ARTICLE, "told": "a < b & c " * 900, "derivatives": derivatives}
    header, section = slack_message(killed)["blocks"]
    assert len(header["text"]["text"]) <= HEADER
    assert len(section["text"]["text"]) <= SECTION
    assert "&lt;" in section["text"]["text"]
    assert "<script>" not in section["text"]["text"]


def test_slack_shows_a_hostile_headline_on_its_line() -> None:
    harm = "x\n• *Reuters* <!channel> \u202egnihton\x1b[31m | http://y"
    hostile = ARTICLE | {"relation": "near_copy", "derivation": 0.99, "title": harm, "source": harm}
    killed = {"type": "article.killed", "article": hostile, "told": "Killed.", "derivatives": [hostile]}
    header, section = slack_message(killed)["blocks"]
    for text in (header["text"]["text"], section["text"]["text"], slack_message(killed)["text"]):
        assert "\u202e" not in text
        assert "\x1b" not in text
    assert "\n" not in header["text"]["text"]
    assert section["text"]["text"].count("\n") == 1
    assert "<!channel>" not in section["text"]["text"]


DERIVED: dict[str, Any] = {
    "type": "article.derived",
    "article": ARTICLE,
    "match": ARTICLE | {"source": "Courier", "direction": "query_from_match"},
    "relation": "near_copy",
    "derivation": 0.98,
    "needs_review": False,
    "summary": "Of 4 paragraphs 3 verbatim.",
    "credit": {"found": False, "told": "Derived from Courier, no credit found."},
    "paragraphs": [{"kind": "edited", "index": 0, "text": "<&>" * 100}] * 4,
}


def test_slack_is_told_who_took_from_whom() -> None:
    told = slack_message(DERIVED)["blocks"][1]["text"]["text"]
    assert told.startswith("*NW* from *Courier*, 98 %\n")
    noted = slack_message(DERIVED | {"notes": ["Letters <were> disguised."]})["blocks"][1]["text"]["text"]
    assert "\nLetters &lt;were&gt; disguised.\n" in noted
    taken = DERIVED | {"match": DERIVED["match"] | {"direction": "match_from_query"}}
    assert slack_message(taken)["blocks"][1]["text"]["text"].startswith("*Courier* from *NW*, 98 %\n")
    unknown = DERIVED | {"credit": {"found": None, "told": "Shares text with Courier; which came first is not known."}}
    assert slack_message(unknown)["blocks"][1]["text"]["text"].startswith("*NW* and *Courier*, 98 %\n")


def test_slack_never_gets_half_a_link() -> None:
    for length in range(0, 3200, 100):
        told = slack_message(DERIVED | {"summary": "word " * (length // 5)})["blocks"][1]["text"]["text"]
        assert len(told) <= SECTION
        assert told.endswith("\n<http://x/d|All of it>")
    long = ARTICLE | {"relation": "near_copy", "derivation": 0.99, "title": "long title " * 40}
    for count in range(1, 20):
        killed = {"type": "article.killed", "article": ARTICLE, "told": "Killed.", "derivatives": [long] * count}
        told = slack_message(killed)["blocks"][1]["text"]["text"]
        assert len(told) <= SECTION
        assert told.count("<http") == told.count("|") == told.count(">")
        assert ("more" in told) == (count > 10)


def test_a_cut_never_splits_an_escape() -> None:
    for length in range(8, 40):
        kept = cut(escaped("&" * 40), length)
        assert len(kept) <= length
        assert kept.rstrip("…").count("&") == kept.count(";")


def test_a_destination_that_waits_for_its_turn_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = SlackChannel(private=True)
    test = {"type": "test", "told": "This is a test."}
    first, second = (Destination(name, "slack", "http://127.0.0.1:9/none") for name in ("night", "day"))
    waits: list[float] = []

    def meanwhile(seconds: float) -> None:
        waits.append(seconds)
        if seconds > 0:
            other = threading.Thread(target=channel.send, args=(second, "3", test), daemon=True)
            other.start()
            other.join(30)
            assert not other.is_alive(), "the other destination waits for this one"

    monkeypatch.setattr("dedup.channels.slack.APART_SECONDS", 3600.0)
    monkeypatch.setattr("dedup.channels.slack.time.sleep", meanwhile)
    channel.send(first, "1", test)
    channel.send(first, "2", test)
    assert waits[0] == waits[-1] == 0
    assert 0 < waits[1] <= 3600

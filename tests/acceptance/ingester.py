"""A process that stores articles until it is killed, run by ``benchmarks.servers.forking``.

Its argument says what::

    {"data_dir": …, "database_url": …, "first": 20, "reopen": 12}

It prints what is stored or removed as soon as it is::

    "+ 20", "+ 21", … "- 20", …

An article's text depends on its number alone. The index's snapshot is written at every ``reopen``-th article, when the
service is closed and opened again, so that a kill can fall into that too.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from dedup.article import Article
from dedup.errors import InputError
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

REMOVED_AFTER = 9
"""Each tenth article is removed again when so many others have come in."""

_NOUNS = ["harbour", "orchard", "tramway", "observatory", "bakery", "theatre", "quarry", "lighthouse", "dairy", "mill"]
_DEEDS = ["closed its doors", "found cracks in its walls", "hired nine people", "won a prize", "lost a lawsuit"]


def story(number: int) -> Article:
    """The article of a number: two passages that no other number has."""
    noun, deed = _NOUNS[number % 10], _DEEDS[number // 10 % 5]
    words = " ".join(f"{_NOUNS[(number * step) % 10]}{number}x{step}" for step in range(1, 31))
    text = f"The {noun} of village {number} {deed} on day {number} of the fair.\n\nIt listed {words}.\n\n{words[::-1]}."
    return Article(text, id=f"story-{number}")


def main() -> None:
    """Store articles for ever."""
    order = json.loads(sys.argv[1])
    settings = Settings(data_dir=Path(order["data_dir"]), database_url=order["database_url"])
    number = order["first"]
    while True:
        service = build_service(settings, HashingEncoder())
        upcoming = range(number, number + order["reopen"])
        for one, outcome in zip(upcoming, service.ingest_many(map(story, upcoming)), strict=True):
            if isinstance(outcome, InputError):
                raise outcome
            _say("+", one)
            old = one - REMOVED_AFTER
            if one % 10 == REMOVED_AFTER and old >= order["first"]:
                service.remove(str(story(old).id))
                _say("-", old)
        number = upcoming.stop
        service.close()


def _say(what: str, number: int) -> None:
    os.write(1, f"{what} {number}\n".encode())  # in one piece, whatever happens next

"""Processes that store articles until they are killed: ``python -m tests.acceptance.ingester``.

It imports everything once and then forks a process for each order, a JSON line on standard input, so that a short
life is not preceded by seconds of importing::

    {"data_dir": …, "database_url": …, "first": 20, "reopen": 12}

The child says its process id, and what is stored or removed as soon as it is; the parent says how it ended::

    "pid 4711", "+ 20", "+ 21", … "- 20", … "end 9"

An article's text depends on its number alone. The index's snapshot is written at every ``reopen``-th article, when the
service is closed and opened again, so that a kill can fall into that too.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

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


def work(order: dict[str, Any]) -> None:
    """Store articles for ever."""
    _say("pid", os.getpid())
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


def main() -> None:
    """Fork a process for each order."""
    for module in ("dedup.index.faiss", "dedup.index.minhash", "dedup.storage.store", "dedup.storage.schema"):
        importlib.import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(json.loads(line))
        _, status = os.waitpid(child, 0)
        _say("end", os.waitstatus_to_exitcode(status))


def _say(what: str, number: int) -> None:
    os.write(1, f"{what} {number}\n".encode())  # in one piece, whatever happens next


if __name__ == "__main__":
    main()

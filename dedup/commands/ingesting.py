"""Storing what files hold, with a bar for whoever watches and a line of what was found at the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson

from dedup import errors
from dedup.terminal.exits import fail
from dedup.terminal.progress import progress

if TYPE_CHECKING:
    from dedup.intake import Preparing
    from dedup.service import DedupService
    from dedup.terminal.reading import Reading

_QUIET = ("unrelated", "same_event")
"""Relations that are not worth a word while somebody waits."""


def store_files(service: DedupService, reading: Reading, *, bulk: bool, preparing: Preparing | None = None) -> int:
    """Store the articles of some files, and say what became of them.

    Args:
        service: Where to.
        reading: Of the files.
        bulk: Without verdicts.
        preparing: What prepares articles then, if not this process.

    Returns:
        How many could not be stored.
    """
    counts: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with progress("Storing" if bulk else "Ingesting") as advance:
        for outcome in service.store_many(reading, preparing) if bulk else service.ingest_many(reading):
            name = reading.names.popleft()
            if isinstance(outcome, errors.InputError):
                fail(f"{name}: {outcome}")
                counts["failed"] += 1
            else:
                counts[outcome.status] += 1
                if outcome.status == "created":
                    found[_relation(outcome.verdict)] += 1
            advance(counts.total() + reading.failed, reading.expected(), told(found))
    counts["failed"] += reading.failed
    print(f"{counts['created']} created, {counts['unchanged']} unchanged, {counts['failed']} failed")
    _summed_up(found)
    return counts["failed"]


def judge_waiting(service: DedupService) -> None:
    """Give verdicts to what waits for one, and say what was found."""
    found: Counter[str] = Counter()
    total = service.waiting()
    with progress("Judging") as advance:
        for verdict in service.judge_waiting():
            found[_relation(verdict)] += 1
            advance(found.total(), total, told(found))
    print(f"{found.total()} judged")
    _summed_up(found)


def _relation(verdict: bytes) -> str:
    answer = orjson.loads(verdict)
    return str(answer["relation"]) if answer else ""


def told(found: Counter[str]) -> str:
    """What is worth knowing of what was found, the most frequent first."""
    return ", ".join(
        f"{count} {relation}" for relation, count in found.most_common() if relation and relation not in _QUIET
    )


def _summed_up(found: Counter[str]) -> None:
    if words := told(found):
        print(f"found: {words}")

"""A real process is killed in the middle of its work, again and again, and nothing that was stored is lost."""

from __future__ import annotations

import json
import os
import random
import time
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from dedup.errors import ArticleNotFound
from dedup.settings import Settings
from dedup.wiring import SNAPSHOT, build_service
from tests.acceptance.ingester import story
from tests.acceptance.server import END_SECONDS
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.servers.forking import Forking
    from dedup.service import DedupService

KILLS = {"sqlite": 10, "postgres": 5}
"""A short version: ``python -m benchmarks faults`` kills two hundred times."""
SEED = 20310304
LONGEST_LIFE = 12
"""Articles that a process says it has stored or removed before its end, at most."""
MOMENT = 0.1
"""Seconds in which one more is stored, or two: somewhere in them the process is killed."""
DAMAGES = ["none", "none", "torn", "partial", "torn and partial", "missing", "flipped"]


def live_and_die(
    forking: Forking, settings: Settings, first: int, reopen: int, life: tuple[int, float]
) -> tuple[set[int], set[int]]:
    """Let a process store until it has reported so many articles, and for some seconds after that, and kill it.

    Returns:
        The numbers of what it has reported as stored, and as removed.
    """
    order = {"data_dir": str(settings.data_dir), "database_url": settings.database_url, "first": first}
    reading, writing = os.pipe()
    with os.fdopen(reading) as reports:
        process = forking.start(
            "tests.acceptance.ingester", [json.dumps({**order, "reopen": reopen})], os.environ, output=writing
        )
        os.close(writing)
        number, seconds = life
        told = list(islice(reports, number))
        assert len(told) == number, "it ended by itself"
        time.sleep(seconds)
        assert not process.has_ended(), "likewise"
        process.kill(END_SECONDS)
        told += reports
    return {int(one[1:]) for one in told if one[0] == "+"}, {int(one[1:]) for one in told if one[0] == "-"}


@dataclass
class Ledger:
    """What is known to be stored, from what the processes reported before they were killed."""

    stored: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    next_number: int = 0

    def take_in(self, stored: set[int], removed: set[int]) -> None:
        self.stored |= stored - removed
        self.stored -= removed
        self.removed |= removed

    def reconcile(self, service: DedupService) -> set[int]:
        """Add what was stored or removed and not reported any more: one step at most.

        Returns:
            The numbers it was done to.
        """
        last = max(self.stored | self.removed, default=-1)
        unreported = {n for n in range(last + 1, last + 3) if is_stored(service, n)}
        assert unreported <= {last + 1}, "more than the one that was being stored"
        gone = {n for n in self.stored if not is_stored(service, n)}
        assert len(gone) <= 1, "stored, and lost"
        assert all(n % 10 == 0 for n in gone), "stored, and lost"
        assert not any(is_stored(service, n) for n in self.removed), "removed, and back"
        self.stored = (self.stored | unreported) - gone
        self.removed |= gone
        self.next_number = last + 3
        self.next_number += -self.next_number % 10
        return unreported


def is_stored(service: DedupService, number: int) -> bool:
    try:
        return service.article(str(story(number).id)).article.text == story(number).text
    except ArticleNotFound:
        return False


def damage(snapshot: Path, how: str, chance: random.Random) -> None:
    """Leave behind what a crash or a bad disk may leave behind."""
    content = bytearray(snapshot.read_bytes()) if snapshot.exists() else bytearray(b"none yet")
    if "torn" in how:
        snapshot.write_bytes(content[: len(content) // 2])
    if "partial" in how:
        snapshot.with_name(snapshot.name + ".partial").write_bytes(chance.randbytes(3000))
    if how == "missing":
        snapshot.unlink(missing_ok=True)
    if how == "flipped":
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        snapshot.write_bytes(content)


def check(service: DedupService, ledger: Ledger, looked_up: set[int]) -> None:
    """Store and indexes agree, and what was stored is there once and is found by both indexes."""
    health = service.health()
    assert health.in_step
    assert health.indexed_items == health.passages
    assert health.articles == len(ledger.stored)
    findings = service.diagnose()
    assert all(finding.ok for finding in findings), findings
    for number in sorted(looked_up):
        article = story(number)
        verdict = service.score(article)
        assert verdict.relation == "identical", number
        found = [match for match in verdict.matches if match.relation == "identical"]
        assert [match.article.id for match in found] == [article.id]
        assert {"lexical", "semantic"} <= set(found[0].proposed_by), number


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_nothing_stored_is_lost(request: pytest.FixtureRequest, tmp_path: Path, kind: str, forking: Forking) -> None:
    url = None if kind == "sqlite" else request.getfixturevalue("postgres_url")
    settings = Settings(data_dir=tmp_path / "data", database_url=url)
    chance = random.Random(SEED)  # noqa: S311 - to be repeated, not to be secret
    ledger = Ledger()
    for kill in range(KILLS[kind]):
        life = chance.randint(1, LONGEST_LIFE), chance.uniform(0.0, MOMENT)
        told = live_and_die(forking, settings, ledger.next_number, chance.choice([3, 10, 40]), life)
        ledger.take_in(*told)
        damage(settings.data_dir / SNAPSHOT, DAMAGES[kill % len(DAMAGES)], chance)
        service = build_service(settings, HashingEncoder())
        fresh = ledger.reconcile(service) | (told[0] & ledger.stored)
        check(service, ledger, some(fresh, 2, chance) | some(ledger.stored, 2, chance))
        if chance.random() < 0.5:
            service.close()
    service = build_service(settings, HashingEncoder())
    assert len(ledger.stored) > KILLS[kind]
    check(service, ledger, some(ledger.stored, 20, chance))
    service.close()


def some(numbers: set[int], count: int, chance: random.Random) -> set[int]:
    return set(chance.sample(sorted(numbers), min(count, len(numbers))))

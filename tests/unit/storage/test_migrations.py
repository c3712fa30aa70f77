"""Every step between schemas, with data in it: down and up again loses nothing that the older one has room for."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.script import ScriptDirectory

import migrations
from dedup.article import Article
from dedup.newsroom.listing import Narrowed
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.listing import SqlListing
from dedup.storage.schema import differences, downgrade, head, revision_of, upgrade
from dedup.wiring import build_service
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from dedup.service import DedupService

REVISIONS = [one.revision for one in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()]
"""From the newest to the first."""
TURNS = (REVISIONS[1], REVISIONS[len(REVISIONS) // 2], REVISIONS[-1])
"""Where the way down ends: after one step, half of them, and all."""
EARLY = datetime(2031, 3, 3, 9, tzinfo=UTC)


def test_a_step_is_what_it_was_when_it_was_written() -> None:
    """It imports nothing of the code that goes on: a store of an old release comes up as it did then."""
    for path in (Path(migrations.__file__).parent / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in {"dedup", "api", "benchmarks"}], path.name


def test_a_step_says_after_which_it_comes() -> None:
    for step in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions():
        before = f"after {step.down_revision}" if step.down_revision else "the first"
        assert f"Revision: {step.revision}, {before}.\n" in (step.module.__doc__ or "")


def opened(folder: Path, url: str) -> DedupService:
    return build_service(Settings(data_dir=folder, database_url=url), HashingEncoder())


def test_a_filled_store_goes_down_every_step_and_comes_up_whole(tmp_path: Path, store_url: str) -> None:
    service = opened(tmp_path, store_url)
    for number in range(3):
        service.ingest(story(number))
    told = {str(story(number).id): service.matches(str(story(number).id)) for number in range(3)}
    service.remove(str(story(1).id))
    service.close()
    database = Database(store_url)
    for revision in TURNS:
        downgrade(store_url, revision)
        assert revision_of(database) == revision
        upgrade(store_url)
        assert revision_of(database) == head()
        assert differences(database) == []
        service = opened(tmp_path, store_url)
        assert all(finding.ok for finding in service.diagnose()), revision
        for number in (0, 2):
            name = str(story(number).id)
            assert service.article(name).article.text == story(number).text, revision
            assert service.matches(name) == told[name], revision
        assert service.ingest(story(1)).status == "created", revision
        service.remove(str(story(1).id))
        service.close()
    database.dispose()


def test_what_was_taken_of_originals_is_told_of_stores_from_before(tmp_path: Path, store_url: str) -> None:
    service = opened(tmp_path, store_url)
    taken = story(0)
    whole = Article(f"{taken.text}\n\n{story(1).text}", id="late", source="Wire", published_at=EARLY)
    service.ingest(replace(taken, source="Post", published_at=EARLY + timedelta(hours=3)))
    service.ingest(whole)
    service.close()
    database = Database(store_url)
    before = SqlListing(database).page(Narrowed())
    assert before[0].direction == "match_from_query"
    assert 0 < before[0].taken < 1
    downgrade(store_url, "0020")
    assert [row.taken for row in SqlListing(database).page(Narrowed())] == [0, before[1].taken]
    upgrade(store_url)
    assert SqlListing(database).page(Narrowed()) == before
    database.dispose()

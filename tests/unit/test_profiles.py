"""Answers are the same whether or not anything is kept of the stored texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

import dedup
from dedup.detection.encoding import verdict_json
from dedup.formats.jsonlines import article_from_mapping
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.text import profiles
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    import pytest

    from dedup.service import DedupService

SAMPLES = Path(dedup.__file__).parent / "samples"
WIRE = [article_from_mapping(json.loads(line)) for line in (SAMPLES / "wire.jsonl").read_text("utf-8").splitlines()]
INCOMING = article_from_mapping(json.loads((SAMPLES / "incoming.json").read_text("utf-8")))


def opened(folder: Path, url: str) -> DedupService:
    return build_service(Settings(data_dir=folder, database_url=url, cache_mb=0), HashingEncoder())


def kept(database: Database) -> dict[str, bytes | None]:
    with database.reading() as connection:
        rows = connection.execute(
            text("SELECT id, profile FROM articles JOIN contents ON article_key = key ORDER BY id")
        )
        return {row.id: None if row.profile is None else bytes(row.profile) for row in rows}


def change(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        connection.execute(text(statement))


def test_answers_are_the_same_without_profiles_and_profiles_come_back(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = opened(tmp_path, store_url)
    for article in WIRE:
        service.ingest(article)
    database = Database(store_url)
    made = kept(database)
    assert all(profile and profiles.is_current(profile) for profile in made.values())
    asked = [INCOMING, *(dedup.Article(article.text, title=article.title) for article in WIRE[:6])]
    answers = [verdict_json(service.score(article)) for article in asked]
    assert kept(database) == made

    for emptied in ("profile = NULL", "profile = 'made by other code'"):
        if "other" in emptied and not database.is_sqlite:
            emptied = "profile = convert_to('made by other code', 'UTF8')"  # noqa: PLW2901 - its dialect
        change(database, f"UPDATE contents SET {emptied}")  # noqa: S608 - ours
        assert [verdict_json(service.score(article)) for article in asked] == answers
        again = kept(database)
        filled = {name for name, profile in again.items() if profile == made[name]}
        assert filled  # those that were compared; others stay as they are
        assert all(again[name] == made[name] or not profiles.is_current(again[name]) for name in again)

    monkeypatch.setattr(profiles, "fingerprint", lambda: b"tomorrow")
    assert [verdict_json(service.score(article)) for article in asked] == answers
    assert any((profile or b"").startswith(b"tomorrow") for profile in kept(database).values())
    service.close()
    database.dispose()

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.errors import SchemaOutdated
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.wiring import (
    DATABASE,
    SNAPSHOT,
    build_encoder,
    build_judge,
    build_reader,
    build_service,
    database_url,
    migrate,
    packaged_model,
)
from tests.fakes import CountingReader, FailingReader, HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

STORY = "The harbour master closed the northern pier on Monday after divers found cracks in two of its piles."


def test_an_embedded_database_is_made_and_migrated(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    service = build_service(Settings(data_dir=folder), HashingEncoder())
    assert service.ingest(Article(STORY, id="a")).status == "created"
    service.close()
    assert (folder / DATABASE).exists()
    assert (folder / SNAPSHOT).exists()


def test_what_was_stored_is_there_at_the_next_start(tmp_path: Path) -> None:
    for status in ("created", "unchanged"):
        service = build_service(Settings(data_dir=tmp_path), HashingEncoder())
        assert service.ingest(Article(STORY, id="a")).status == status
        service.close()


def test_a_database_set_by_url_is_not_migrated_on_the_way(tmp_path: Path, empty_url: str) -> None:
    settings = Settings(data_dir=tmp_path, database_url=empty_url)
    with pytest.raises(SchemaOutdated, match="dedup migrate"):
        build_service(settings, HashingEncoder())
    migrate(settings)
    service = build_service(settings, HashingEncoder())
    assert service.health().articles == 0
    service.close()


def test_the_database_is_the_one_that_is_set(tmp_path: Path) -> None:
    assert database_url(Settings(data_dir=tmp_path, database_url="postgresql://h/n")) == "postgresql://h/n"
    embedded = database_url(Settings(data_dir=tmp_path))
    assert Database(embedded).url.database == str(tmp_path / DATABASE)


def test_settings_reach_the_service(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, window_days=3, candidates=2)
    service = build_service(settings, HashingEncoder())
    for number in range(5):
        service.ingest(Article(f"{STORY} Paper number {number}.", id=f"a{number}"))
    answer = service.score(Article(STORY))
    service.close()
    assert len(answer.matches) == 2
    assert answer.searched.window_days == 3


def test_the_encoder_is_the_one_the_settings_name() -> None:
    settings = Settings()
    assert build_encoder(settings).name == settings.model


def test_the_judge_has_the_packaged_model() -> None:
    assert build_judge().fingerprint.startswith("relation-")
    assert packaged_model() == json.loads(json.dumps(packaged_model()))


def test_composing_loads_no_model() -> None:
    code = "import sys, dedup.wiring; print(sorted({'torch', 'faiss', 'sqlalchemy', 'fastapi'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)  # noqa: S603 - ours
    assert done.stdout.strip() == "[]"


def test_only_the_packaged_model_has_a_reader_and_only_where_windows_may_be_read() -> None:
    packaged, other = build_encoder(Settings()), HashingEncoder()
    assert (build_reader(Settings(), packaged) is not None) is ("reading" in packaged_model())
    assert build_reader(Settings(), other) is None
    assert build_reader(Settings(reader_windows=0), packaged) is None


def test_the_reader_and_its_bound_reach_the_answer(tmp_path: Path) -> None:
    reader = CountingReader()
    service = build_service(Settings(data_dir=tmp_path, reader_windows=5), HashingEncoder(), reader)
    findings = {finding.name: finding for finding in service.diagnose()}
    answer = service.compare(Article(STORY), Article(f"{STORY} It rained."))
    service.close()
    assert findings["reader"].ok
    assert findings["reader"].detail == "counting-reader, up to 5 passages for an answer"
    assert answer.searched.config.endswith(" counting-reader")


def test_the_doctor_says_where_there_is_no_reader(tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path), HashingEncoder())
    findings = {finding.name: finding for finding in service.diagnose()}
    service.close()
    assert findings["reader"].ok
    assert "DEDUP_MODEL" in findings["reader"].detail


def test_the_doctor_finds_a_reader_that_fails(tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path), HashingEncoder(), FailingReader())
    findings = {finding.name: finding for finding in service.diagnose()}
    service.close()
    assert not findings["reader"].ok
    assert findings["reader"].detail == "the adapter is gone, and 1 windows were not read"

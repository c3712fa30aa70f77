from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.calibrations import Applied
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.service import DedupService

SOURCE = Article(
    "The ferry Halden ran aground off Corvane on Monday, the harbour office said. Forty people were taken ashore by "
    "two lifeboats, and nobody was hurt. The owner, Meridel Lines, said the ship had lost its rudder.",
    id="source",
)
REWRITE = Article(
    "A ferry ran aground on Monday off Corvane and forty people had to be taken ashore by lifeboats. Nobody was hurt. "
    "Meridel Lines, which owns the Halden, said the rudder of the ship was lost. An inquiry begins on Friday."
)


def opened(folder: Path) -> DedupService:
    return build_service(Settings(data_dir=folder, database_url=None), HashingEncoder())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[DedupService]:
    service = opened(tmp_path)
    service.ingest(SOURCE)
    yield service
    service.close()


def applied(service: DedupService, offset: float, relation_model: str | None = None) -> Applied:
    models = relation_model or service.calibrations.relation_model, service.calibrations.sentence_model
    return Applied(1.0, offset, *models, labels=40, learned_from="answers", at="2031-05-14T10:00:00+00:00", by="mira")


def calibration(service: DedupService) -> tuple[bool, str]:
    return next((one.ok, one.detail) for one in service.diagnose() if one.name == "calibration")


def test_what_is_applied_decides_and_is_named_until_it_is_taken_back(service: DedupService, tmp_path: Path) -> None:
    before = service.score(REWRITE)
    other = opened(tmp_path)  # another process of the same store
    service.calibrations.apply(applied(service, -1.0))
    for one in (service, other):
        after = one.score(REWRITE)
        assert after.derivation < before.derivation
        assert after.searched.config == f"{before.searched.config} calibrated:1:-1"
        assert one.compare(REWRITE, SOURCE).searched.config.endswith(" calibrated:1:-1")
    assert calibration(service)[1].startswith(
        "calibrated:1:-1, fitted to 40 labelled pairs of answers, applied by mira"
    )
    assert service.calibrations.take_back() == applied(service, -1.0)
    for one in (service, other):
        assert one.score(REWRITE) == before
    assert calibration(service) == (True, "as shipped")
    other.close()


def test_what_is_certain_stays_what_it_is(service: DedupService) -> None:
    service.calibrations.apply(applied(service, -5.0))
    again = service.score(Article(SOURCE.text))
    assert (again.relation, again.derivation) == ("identical", 1.0)


def test_what_was_fitted_to_another_model_does_not_count(service: DedupService) -> None:
    before = service.score(REWRITE)
    service.calibrations.apply(applied(service, -1.0, "relation-0"))
    assert service.score(REWRITE) == before
    ok, detail = calibration(service)
    assert not ok
    assert "fitted to other models" in detail

"""Grouping by meaning, where a run before was stopped."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from dedup.clustering import cluster
from dedup.detection.clusters import Membership
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.unit.copies.wire import article, edited, report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.article import Article
    from dedup.service import DedupService


def service(folder: Path) -> closing[DedupService]:
    return closing(build_service(Settings(data_dir=folder, database_url=None), HashingEncoder()))


def archive() -> Iterator[Article]:
    for number in range(3):
        yield article(f"o{number}", report(number))
    for number in range(3):
        yield article(f"c{number}", edited(report(number), 1, 50 + number))


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("stop", [2, 4])
def test_a_run_goes_on_with_the_leads_it_has_stored_or_stores_them_again(
    tmp_path: Path, stop: int, *, kept: bool
) -> None:
    with service(tmp_path / "whole") as leads:
        whole = list(cluster(leads, archive()))
    assert {one.id: one.lead for one in whole if isinstance(one, Membership)} == {
        **{f"o{n}": f"o{n}" for n in range(3)},
        **{f"c{n}": f"o{n}" for n in range(3)},
    }
    first = tmp_path / "first"
    with service(first) as leads:
        before = [found for _, found in zip(range(stop), cluster(leads, archive()), strict=False)]
    told = {one.id: one.lead for one in before if isinstance(one, Membership)}
    with service(first if kept else tmp_path / "second") as leads:
        rest = list(cluster(leads, archive(), earlier=lambda name: told.pop(name, None)))
    assert rest == [None] * stop + whole[stop:]


def test_a_lead_that_was_stored_but_not_told_leads(tmp_path: Path) -> None:
    with service(tmp_path) as leads:
        leads.ingest(article("o0", report(0)))
        assert list(cluster(leads, [article("o0", report(0))])) == [Membership("o0", "o0")]

"""Ray workers on this machine do what this process would, in the same order; killed ones are in tests/acceptance."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

import orjson
import pytest

from benchmarks.servers.server import free_port
from dedup import spreading
from dedup.clustering import cluster
from dedup.copies.grouping import group
from dedup.detection.clusters import Membership
from dedup.errors import EncoderError, ModelMismatch
from dedup.settings import Settings, SettingsError
from dedup.spreading import LOCAL, Spread, spread
from dedup.terminal.reading import Reading
from dedup.wiring import build_service
from tests.unit.detection.sides import STORIES, text

if find_spec("ray") is None:  # which is imported once it is known how it is to run
    pytest.skip("ray is not installed", allow_module_level=True)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dedup.service import DedupService

WIRE = str(files("dedup") / "samples" / "wire.jsonl")
SETTINGS = Settings(encoder_threads=1, reader_windows=0)


@pytest.fixture(scope="module")
def workers() -> Iterator[Spread]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("RAY_USAGE_STATS_ENABLED", "RAY_AUTH_TOKEN", *spreading._ALONE):
            patch.setenv(name, "")  # put back as they were
            patch.delenv(name)
        with spread(LOCAL, SETTINGS) as started:
            yield started


@pytest.fixture
def leads(tmp_path: Path) -> Iterator[DedupService]:
    service = build_service(SETTINGS.model_copy(update={"data_dir": tmp_path / "leads"}))
    yield service
    service.close()


def test_records_are_read_in_their_order_and_bad_ones_told(
    workers: Spread, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text("".join(f'{{"id": "a{n}", "text": "Snow fell."}}\n' for n in range(100)) + "{\n")
    (tmp_path / "b.html").write_text("<h1>Pier</h1><p>It reopened.</p>")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    here, there = Reading([str(tmp_path)], "Agency"), Reading([str(tmp_path)], "Agency", workers.told)
    assert list(here) == list(there)
    assert (len(here.names), here.failed) == (101, 2)
    assert (here.names, here.failed) == (there.names, there.failed)
    told = capsys.readouterr().err.splitlines()
    assert told[:2] == told[2:]


def test_groups_are_the_same_by_meaning_and_by_words(workers: Spread, leads: DedupService, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    first, second = (text(*story) for story in STORIES[:2])
    texts = [first, second, text(first, "The mayor was not there."), first]
    archive.write_bytes(b"".join(orjson.dumps({"id": str(n), "text": one}) + b"\n" for n, one in enumerate(texts)))
    alone = build_service(SETTINGS.model_copy(update={"data_dir": tmp_path / "alone"}))
    here = list(cluster(alone, Reading([str(archive)], None)))
    alone.close()
    there = list(cluster(leads, Reading([str(archive)], None, workers.told), preparing=workers.prepared))
    placed, same = ([one for one in found if isinstance(one, Membership)] for found in (here, there))
    assert len({one.lead for one in placed}) < len(placed) == len(here)
    assert [(one.id, one.lead, one.relation) for one in placed] == [(one.id, one.lead, one.relation) for one in same]
    assert list(group(Reading([str(archive)], None))) == list(group(Reading([str(archive)], None, workers.told)))


def test_a_worker_with_another_model_is_refused(workers: Spread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_expected", "another release")
    with pytest.raises(ModelMismatch, match="Install the same on all machines"):
        list(workers.prepared([list(Reading([WIRE], None))]))


def test_work_that_kills_its_worker_again_and_again_is_given_up(workers: Spread) -> None:
    import ray

    deadly = ray.remote(max_retries=1)(_die)
    with pytest.raises(EncoderError, match="What is stored stays"):
        list(workers._in_order([1], deadly.remote))


def _die(_piece: int) -> None:
    import os

    os._exit(1)


def test_where_no_machine_has_a_gpu_nothing_waits_for_one(workers: Spread) -> None:
    if workers._ray.cluster_resources().get("GPU"):
        pytest.skip("this machine has a GPU")
    with pytest.raises(SettingsError, match="no machine of the cluster has a GPU"):
        Spread(workers._ray, SETTINGS.model_copy(update={"encoder_device": "cuda"}))


def test_what_is_known_is_sent_nowhere(workers: Spread) -> None:
    assert list(workers.prepared([["known"], ["too"]])) == [["known"], ["too"]]


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"pip install 'wire-dedup\[ray\]'"), spread(LOCAL, SETTINGS):
        pass


def test_where_no_cluster_is_it_says_so_at_once() -> None:
    with pytest.raises(SettingsError, match="No Ray cluster answers"), spread(f"127.0.0.1:{free_port()}", SETTINGS):
        pass

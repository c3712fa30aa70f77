"""Services that share a store, start again, or start with another model."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.detection.verdict import Relation
from dedup.errors import (
    ModelMismatch,
)
from dedup.settings import Settings
from dedup.wiring import SNAPSHOT
from tests.fakes import HashingEncoder
from tests.unit.detection.sides import STORIES, shuffled, text
from tests.unit.service.opening import COMET, FROST, MODEL, PIER, PLAY, TRAM, in_order, matched, run_threads

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dedup.service import DedupService

    Open = Callable[..., DedupService]

OTHER_MODEL = HashingEncoder(seed=2)


class TestTwoServices:
    def test_the_second_one_sees_what_the_first_one_did(self, start: Open) -> None:
        first, second = start(), start()
        first.ingest(Article(PIER, id="a"))
        assert matched(second, PIER) == {"a": Relation.IDENTICAL}
        second.ingest(Article(PLAY, id="b"))
        assert matched(first, PLAY) == {"b": Relation.IDENTICAL}
        first.remove("a")
        assert matched(second, PIER) == {}
        for one in (first, second):
            one.catch_up()
            assert in_order(one)

    def test_the_same_article_through_both_is_stored_once(self, start: Open) -> None:
        first, second = start(), start()
        assert first.ingest(Article(PIER, id="a")).status == "created"
        assert second.ingest(Article(PIER, id="a")).status == "unchanged"
        assert first.health().articles == 1

    def test_both_at_once(self, start: Open) -> None:
        services = [start(), start()]
        failures: list[BaseException] = []

        def work(number: int) -> None:
            try:
                for n in range(12):
                    services[number].ingest(
                        Article(f"{STORIES[n % 5][0]} Desk {number}, take {n}.", id=f"{number}-{n}")
                    )
            except BaseException as error:  # noqa: BLE001 - shown below
                failures.append(error)

        run_threads([lambda number=number: work(number) for number in range(2)])  # type: ignore[misc]
        assert failures == []
        for service in services:
            service.catch_up()
            assert service.health().articles == 24
            assert in_order(service)


class TestRestart:
    def test_a_start_takes_in_what_the_snapshot_has_not(self, start: Open, data: Settings) -> None:
        first = start()
        first.ingest(Article(PIER, id="a"))
        first.ingest(Article(FROST, id="gone"))
        first.close()
        assert (data.data_dir / SNAPSHOT).exists()
        first.ingest(Article(PLAY, id="b"))
        first.remove("gone")
        second = start()
        assert in_order(second)
        assert matched(second, PIER).keys() == {"a"}
        assert matched(second, shuffled_text(PLAY)).keys() == {"b"}
        assert matched(second, FROST) == {}

    @pytest.mark.parametrize("damage", ["missing", "torn", "flipped", "empty", "rubbish"])
    def test_a_damaged_snapshot_is_made_good(self, start: Open, data: Settings, damage: str) -> None:
        first = start()
        for name, content in (("a", PIER), ("b", PLAY), ("c", FROST)):
            first.ingest(Article(content, id=name))
        first.close()
        snapshot = data.data_dir / SNAPSHOT
        whole = snapshot.read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) * 2 // 3] ^= 0x10
        broken = {"torn": whole[: len(whole) // 2], "flipped": bytes(flipped), "empty": b"", "rubbish": b"x" * 5000}
        if damage == "missing":
            snapshot.unlink()
        else:
            snapshot.write_bytes(broken[damage])
        second = start()
        assert in_order(second)
        assert matched(second, shuffled_text(PLAY)).keys() == {"b"}

    @pytest.mark.parametrize("articles", [1, 6], ids=["shorter history", "longer history"])
    def test_a_snapshot_of_another_store_is_thrown_away(
        self, start: Open, data: Settings, tmp_path: Path, articles: int
    ) -> None:
        elsewhere = Settings(data_dir=tmp_path / "elsewhere")
        other = start(settings=elsewhere)
        for name, content in (("x", PIER), ("y", PLAY), ("z", FROST)):
            other.ingest(Article(content, id=name))
        other.close()
        service = start()
        for number in range(articles):
            service.ingest(Article(f"{TRAM}\n\n{COMET} Paper number {number}.", id=f"a{number}"))
        service.close()
        shutil.copy(elsewhere.data_dir / SNAPSHOT, data.data_dir / SNAPSHOT)
        again = start()
        assert in_order(again)
        found = again.score(Article(TRAM)).matches
        assert len(found) == min(articles, 10)
        assert all("semantic" in match.proposed_by for match in found)
        assert matched(again, shuffled_text(PIER)) == {}


def shuffled_text(content: str) -> str:
    """In other words, so that only the semantic index proposes it."""
    return text(*(shuffled(paragraph, seed=3) for paragraph in content.split("\n\n")))


class TestAnotherModel:
    @pytest.fixture
    def filled(self, start: Open) -> DedupService:
        service = start()
        for name, content in (("a", PIER), ("b", PLAY), ("c", FROST)):
            service.ingest(Article(content, id=name))
        service.close()
        return service

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize("encoder", [OTHER_MODEL, HashingEncoder(dimension=32)], ids=["weights", "dimension"])
    def test_it_is_refused_until_rebuilt(self, start: Open, encoder: HashingEncoder) -> None:
        with pytest.raises(ModelMismatch, match="dedup reindex"):
            start(encoder)
        progress: list[tuple[int, int]] = []
        start(encoder, rebuilding=True).rebuild(lambda done, total: progress.append((done, total)))
        assert progress[-1] == (3, 3)
        service = start(encoder)
        assert in_order(service)
        assert matched(service, PIER) == {"a": Relation.IDENTICAL}
        assert matched(service, shuffled_text(PLAY)).keys() == {"b"}
        with pytest.raises(ModelMismatch):
            start()

    @pytest.mark.usefixtures("filled")
    def test_the_service_that_rebuilt_goes_on(self, start: Open) -> None:
        service = start(OTHER_MODEL, rebuilding=True)
        service.rebuild(lambda _done, _total: None)
        service.ingest(Article(TRAM, id="d"))
        assert matched(service, PIER).keys() == {"a"}
        assert matched(service, TRAM).keys() == {"d"}
        assert in_order(service)

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize("encoder", [MODEL, OTHER_MODEL], ids=["same model", "another model"])
    def test_an_interrupted_rebuild_is_refused_until_rebuilt(self, start: Open, encoder: HashingEncoder) -> None:
        class Stopped(Exception):
            pass

        def stop(_done: int, _total: int) -> None:
            raise Stopped

        with pytest.raises(Stopped):
            start(encoder, rebuilding=True).rebuild(stop)
        for model in (MODEL, OTHER_MODEL):
            with pytest.raises(ModelMismatch, match="dedup reindex"):
                start(model)
        start(encoder, rebuilding=True).rebuild(lambda _done, _total: None)
        service = start(encoder)
        assert in_order(service)
        assert matched(service, shuffled_text(PIER)).keys() == {"a"}

    @pytest.mark.usefixtures("filled")
    def test_a_rebuild_interrupted_with_one_model_can_be_done_with_another(self, start: Open) -> None:
        def stop(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            start(OTHER_MODEL, rebuilding=True).rebuild(stop)
        start(MODEL, rebuilding=True).rebuild(lambda _done, _total: None)
        service = start(MODEL)
        assert in_order(service)
        assert matched(service, shuffled_text(PIER)).keys() == {"a"}

    @pytest.mark.usefixtures("filled")
    def test_rebuilding_with_the_same_model_changes_no_answer(self, start: Open) -> None:
        before = start().score(Article(PIER + " " + PLAY))
        start(rebuilding=True).rebuild(lambda _done, _total: None)
        after = start().score(Article(PIER + " " + PLAY))
        assert after == before

    def test_an_empty_store_is_rebuilt_too(self, start: Open) -> None:
        start(rebuilding=True).rebuild(lambda _done, _total: None)
        assert in_order(start())

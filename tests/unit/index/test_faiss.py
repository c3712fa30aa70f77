from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dedup.index.exact import ExactSemanticIndex
from dedup.index.faiss import FaissSemanticIndex
from dedup.index.structures import clusters_for, count_trained_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.ports.arrays import Vectors

DIMENSION = 16


def clustered(count: int, seed: int = 0) -> Vectors:
    random = np.random.default_rng(seed)
    centres = random.standard_normal((40, DIMENSION), dtype=np.float32)
    noise = random.standard_normal((count, DIMENSION), dtype=np.float32)
    vectors = centres[random.integers(0, 40, count)] + 0.4 * noise
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def settle(index: FaissSemanticIndex) -> None:
    while (growth := index._growth) is not None and growth.thread is not None:
        growth.thread.join()


def kind(index: FaissSemanticIndex) -> str:
    return type(index._structure).__name__


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / "semantic.faiss"


def test_grows_into_an_inverted_file_that_finds_the_same() -> None:
    index, oracle = FaissSemanticIndex(None, DIMENSION, "m", exact_up_to=2000), ExactSemanticIndex(DIMENSION)
    vectors = clustered(4000)
    for start in range(0, 4000, 500):
        keys = np.arange(start, start + 500)
        index.add(keys, vectors[start : start + 500])
        oracle.add(keys, vectors[start : start + 500])
    settle(index)
    assert kind(index) == "InvertedStructure"
    assert len(index) == 4000
    cosines, found = index.search(vectors[:200], 10)
    _, expected = oracle.search(vectors[:200], 10)
    assert (found[:, 0] == expected[:, 0]).mean() > 0.97
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, expected, strict=True)]) > 0.9
    assert cosines.max() <= 1
    index.close()


def test_grows_again_when_there_are_eight_times_as_many() -> None:
    index = FaissSemanticIndex(None, DIMENSION, "m", exact_up_to=300)
    vectors = clustered(3000)
    index.add(np.arange(400), vectors[:400])
    settle(index)
    first = index._structure.index.nlist
    index.add(np.arange(3000), vectors)
    index.add(np.arange(1000), vectors[:1000])
    index.add(np.arange(5000, 8000), clustered(3000, seed=1))
    settle(index)
    assert index._structure.index.nlist > first
    assert len(index) == 6000
    assert (index.search(vectors[:300], 1)[1][:, 0] == np.arange(300)).mean() > 0.95
    index.close()


def test_changes_and_searches_go_on_while_it_grows() -> None:
    index = FaissSemanticIndex(None, DIMENSION, "m", exact_up_to=3000)
    vectors = clustered(9000)
    failures: list[BaseException] = []
    done = threading.Event()

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - reported by the test
            failures.append(error)

    def search() -> None:
        while not done.is_set():
            assert index.search(vectors[:5], 3)[1].shape == (5, 3)

    def change(first: int) -> None:
        for start in range(first, first + 4500, 50):
            index.add(np.arange(start, start + 50), vectors[start : start + 50])
            index.remove(np.arange(start, start + 10))
            index.advance(start)

    searchers = [threading.Thread(target=guarded, args=(search,)) for _ in range(2)]
    changers = [threading.Thread(target=guarded, args=(lambda first=first: change(first),)) for first in (0, 4500)]
    for thread in (*searchers, *changers):
        thread.start()
    for thread in changers:
        thread.join()
    settle(index)
    done.set()
    for thread in searchers:
        thread.join()
    assert failures == []
    assert kind(index) == "InvertedStructure"
    expected = [key for key in range(9000) if key % 50 >= 10]
    assert len(index) == len(expected)
    held = np.concatenate([keys for keys, _ in index._structure.chunks()])
    assert sorted(held.tolist()) == expected
    index.close()


def test_clearing_or_closing_ends_the_growth() -> None:
    index = FaissSemanticIndex(None, DIMENSION, "m", exact_up_to=500)
    index.add(np.arange(3000), clustered(3000))
    index.clear()
    index.add(np.arange(5), clustered(5))
    assert len(index) == 5
    index.add(np.arange(3000), clustered(3000))
    index.close()
    assert threading.active_count() < 20
    assert not any(thread.name == "semantic-index-growth" for thread in threading.enumerate())


def test_growth_that_fails_leaves_the_index_in_use(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(FaissSemanticIndex):
        def _build(self, *_: object) -> None:
            raise MemoryError

    index = Failing(None, DIMENSION, "m", exact_up_to=100)
    index.add(np.arange(200), clustered(200))
    settle(index)
    index.add(np.arange(200, 300), clustered(100))
    assert len(index) == 300
    assert index._growth is None
    assert caplog.text.count("No bigger index") == 1


@pytest.mark.parametrize("exact_up_to", [10_000, 300])
def test_a_snapshot_brings_everything_back(path: Path, exact_up_to: int) -> None:
    index = FaissSemanticIndex(path, DIMENSION, "m", exact_up_to=exact_up_to)
    index.add(np.arange(600), clustered(600))
    index.advance(42)
    settle(index)
    index.close()
    again = FaissSemanticIndex(path, DIMENSION, "m", exact_up_to=exact_up_to)
    assert (len(again), again.sequence, kind(again)) == (600, 42, kind(index))
    for got, expected in zip(again.search(clustered(5), 7), index.search(clustered(5), 7), strict=True):
        np.testing.assert_array_equal(got, expected)
    again.remove(np.arange(100))
    again.add(np.arange(50), clustered(50, seed=2))
    again.add(np.arange(50), clustered(50))
    assert len(again) == 550
    assert again.search(clustered(50)[:1], 1)[1].tolist() == [[0]]
    again.close()


def test_saving_again_does_nothing_unless_something_changed(path: Path) -> None:
    index = FaissSemanticIndex(path, DIMENSION, "m")
    index.save()
    assert not path.exists()
    index.add(np.arange(3), clustered(3))
    index.save()
    written = path.stat().st_mtime_ns, path.stat().st_ino
    index.save()
    index.close()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == written
    index.advance(1)
    index.save()
    assert path.stat().st_ino != written[1]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_snapshot_that_can_not_be_written_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    index = FaissSemanticIndex(tmp_path / "file" / "semantic.faiss", DIMENSION, "m")
    index.add(np.arange(3), clustered(3))
    index.close()
    assert "can not be written" in caplog.text


@pytest.mark.parametrize(("model", "dimension"), [("other", DIMENSION), ("m", DIMENSION + 1)])
def test_a_snapshot_of_another_model_is_not_used(
    path: Path, model: str, dimension: int, caplog: pytest.LogCaptureFixture
) -> None:
    index = FaissSemanticIndex(path, DIMENSION, "m")
    index.add(np.arange(3), clustered(3))
    index.close()
    other = FaissSemanticIndex(path, dimension, model)
    assert (len(other), other.sequence) == (0, 0)
    assert "another model" in caplog.text


class Changing(RuleBasedStateMachine):
    """Any changes, with a new start from the snapshot at any point: what was saved comes back, no more, no less."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "semantic.faiss"
        self.index = self.start()
        self.held: dict[int, int] = {}
        self.sequence = 0
        self.saved: tuple[dict[int, int], int] = ({}, 0)
        self.pool = clustered(60)

    def start(self) -> FaissSemanticIndex:
        return FaissSemanticIndex(self.path, DIMENSION, "m", exact_up_to=20)

    @rule(items=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 59)), max_size=15))
    def add(self, items: list[tuple[int, int]]) -> None:
        self.held.update(items)
        self.index.add(np.array([key for key, _ in items], dtype=np.int64), self.pool[[row for _, row in items]])
        self.sequence += 1
        self.index.advance(self.sequence)

    @rule(keys=st.lists(st.integers(0, 80), max_size=30))
    def remove(self, keys: list[int]) -> None:
        for key in keys:
            self.held.pop(key, None)
        self.index.remove(np.array(keys, dtype=np.int64))

    @rule()
    def settle(self) -> None:
        settle(self.index)

    @rule()
    def save(self) -> None:
        self.index.save()
        self.saved = dict(self.held), self.sequence

    @rule()
    def crash_and_start(self) -> None:
        self.index._path = None  # what is not saved is lost
        self.index.close()
        self.held, self.sequence = dict(self.saved[0]), self.saved[1]
        self.index = self.start()

    @rule()
    def close_and_start(self) -> None:
        self.index.close()
        self.saved = dict(self.held), self.sequence
        self.index = self.start()

    @invariant()
    def holds_what_it_should(self) -> None:
        assert len(self.index) == len(self.held)
        assert self.index.sequence == self.sequence
        _, found = self.index.search(self.pool[:1], 100)
        assert sorted(found[0][found[0] >= 0].tolist()) == sorted(self.held)

    def teardown(self) -> None:
        self.index.close()
        self.folder.cleanup()


TestChanging = Changing.TestCase
TestChanging.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_a_damaged_snapshot_is_told_and_written_anew(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = FaissSemanticIndex(path, DIMENSION, "m")
    index.add(np.arange(3), clustered(3))
    index.close()
    path.write_bytes(path.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING):
        again = FaissSemanticIndex(path, DIMENSION, "m")
    assert "digest" in caplog.text
    again.add(np.arange(4), clustered(4))
    again.close()
    assert len(FaissSemanticIndex(path, DIMENSION, "m")) == 4


def test_clusters_are_counted_back() -> None:
    for count in (39, 500, 20_001, 50_000, 1_000_000, 12_000_000):
        assert count_trained_for(clusters_for(count)) == pytest.approx(count, rel=0.1)
    assert clusters_for(1_000_000) == 4000

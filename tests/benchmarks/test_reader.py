from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from benchmarks.corpora import Corpus, load_gold
from benchmarks.fit import REPORTS, balanced, fit_calibration
from benchmarks.gold import EVENTS
from benchmarks.reader import main
from benchmarks.reading.examples import draw_examples, some_pairs
from benchmarks.reading.folds import FOLDS, HALF, HALVED, SHIPPED, seen_by, unseen_adapter, unseen_sources
from benchmarks.reading.training import WITH_GPU, WITHOUT_GPU, Recipe, tokens_of, train
from benchmarks.records import BenchmarkError
from benchmarks.sides import SideCache
from benchmarks.weighing import fit_weighing, found_with
from dedup.detection.windows import READ_TOKENS
from dedup.formats.labelled import Pair
from dedup.modelfiles import packaged_folder
from dedup.reader import AdaptedReader
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.records import Row

CORPORA = frozenset({"one", "two", "three", "four"})
FOLDER = str(packaged_folder())


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    events = tmp_path_factory.mktemp("events")
    for name in ("quay-crane", "ridge-rescue"):
        shutil.copy(EVENTS / f"{name}.json", events)
    return load_gold(events)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> SideCache:
    return SideCache(tmp_path_factory.mktemp("vectors"), HashingEncoder())


def test_held_out_articles_and_other_relations_are_never_drawn(gold: Corpus) -> None:
    kept = some_pairs(gold, None, seed=1)
    assert kept.pairs
    assert not {pair.derived for pair in kept.pairs} & gold.held_out
    assert {pair.relation for pair in kept.pairs} <= {"rewrite", "near_copy", "same_event"}


def test_fewer_pairs_are_whole_sources(gold: Corpus) -> None:
    every, some = some_pairs(gold, None, seed=1), some_pairs(gold, 1, seed=1)
    assert set(some.pairs) < set(every.pairs)
    for pair in some.pairs:
        same = [p for p in every.pairs if (p.source, p.relation) == (pair.source, pair.relation)]
        assert set(same) <= set(some.pairs)
    assert {name for pair in some.pairs for name in (pair.derived, pair.source)} == some.articles.keys()


def test_half_of_the_windows_restate_and_the_seed_decides_which(gold: Corpus, sides: SideCache) -> None:
    corpus = some_pairs(gold, None, seed=1)
    first, again, other = (draw_examples([corpus], sides, 40, seed)["gold"] for seed in (1, 1, 2))
    assert first == again != other
    assert len(first) == 40
    assert sum(example.restates for example in first) == 20
    assert all(example.read and example.answering for example in first)
    assert all(len(example.read.split()) <= READ_TOKENS or ". " not in example.read for example in first)


def test_a_corpus_weighs_the_root_of_its_size(gold: Corpus, sides: SideCache) -> None:
    pair = next(pair for pair in gold.fitting_pairs if pair.relation == "rewrite")
    named = {name: gold.articles[name] for name in (pair.derived, pair.source)}
    small = Corpus("small", named, [pair])
    large = Corpus("large", named, [Pair(pair.derived, pair.source, "rewrite", str(n)) for n in range(9)])
    drawn = draw_examples([small, large], sides, 80, 1)
    assert (len(drawn["small"]), len(drawn["large"])) == (10, 30)


@pytest.mark.parametrize("recipe", [WITH_GPU, WITHOUT_GPU], ids=["every layer", "upper layers"])
def test_an_adapter_follows_from_seed_and_windows(gold: Corpus, sides: SideCache, recipe: Recipe) -> None:
    examples = draw_examples([some_pairs(gold, None, seed=1)], sides, 16, 1)["gold"]
    small = replace(recipe, epochs=2, batch=8)
    losses: list[float] = []
    first, again = (
        train(
            tokens_of(examples, FOLDER),
            FOLDER,
            small,
            seed=3,
            device="cpu",
            report=lambda step, steps, loss: losses.append(loss * (step == steps == 4)),
        )
        for _ in range(2)
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert len(losses) == 2
    assert losses[0] == losses[1] > 0
    assert {name.split(".")[2] for name in first if name.startswith("encoder")} == set("012345"[recipe.frozen :])


def test_a_training_that_was_stopped_goes_on_where_it_was(gold: Corpus, sides: SideCache, tmp_path: Path) -> None:
    windows = tokens_of(draw_examples([some_pairs(gold, None, seed=1)], sides, 22, 1)["gold"], FOLDER)
    recipe = replace(WITHOUT_GPU, epochs=1, batch=1)
    reached: list[int] = []

    def stop(step: int, _: int, __: float) -> None:
        reached.append(step)
        if stopping and step > 20:
            raise KeyboardInterrupt

    def fit(unfinished: Path | None) -> dict[str, torch.Tensor]:
        return train(windows, FOLDER, recipe, seed=3, device="cpu", report=stop, unfinished=unfinished)

    stopping = True
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "adapter.part")
    stopping = False
    with pytest.raises(BenchmarkError, match="another training"):
        train(windows[1:], FOLDER, recipe, seed=3, device="cpu", report=stop, unfinished=tmp_path / "adapter.part")
    resumed, whole = fit(tmp_path / "adapter.part"), fit(None)
    assert reached == [20, 22, 22, 20, 22]
    assert all(torch.equal(resumed[name], whole[name]) for name in whole)


def test_the_command_writes_an_adapter_that_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    command = ["reader", "--data", str(tmp_path), "--out", str(out), "--pairs", "1", "--windows", "4"]
    monkeypatch.setattr(sys, "argv", [*command, "--only", SHIPPED, "--cache", str(tmp_path / "vectors")])
    main()
    adapter = out / f"{SHIPPED}.safetensors"
    assert adapter.stat().st_size < 4 * 2**20
    reader = AdaptedReader(adapter)
    assert reader.name.startswith("reader-")
    assert np.isfinite(reader.read([("The tide turned.", "It is low water now.")])).all()


def test_half_of_the_halved_corpus_is_read_by_the_adapter_of_the_other(tmp_path: Path) -> None:
    assert unseen_adapter(tmp_path, HALVED, half=True).stem == HALF
    assert FOLDS[unseen_adapter(tmp_path, HALVED).stem] == HALVED


@pytest.mark.parametrize("corpus", FOLDS.values())
def test_a_corpus_is_read_by_the_adapter_that_was_fitted_without_it(corpus: str, tmp_path: Path) -> None:
    assert FOLDS[unseen_adapter(tmp_path, corpus).stem] == corpus


def test_a_corpus_that_no_reader_was_fitted_on_is_read_by_the_shipped_one(tmp_path: Path) -> None:
    assert unseen_adapter(tmp_path, "of-my-own").stem == SHIPPED


def rows(count: int, *, reading: bool) -> list[Row]:
    """Pairs whose evidence says little and whose reading says much."""
    random = np.random.default_rng(1)
    found: list[Row] = []
    for corpus in sorted(CORPORA):
        for number in range(count):
            relation = ("rewrite", "same_event", "near_copy", "unrelated")[number % 4]
            derived = relation in {"rewrite", "near_copy"}
            names = ["verbatim", "run", "overlap", "chain", "order", "names", "shared_names", "numbers", "topic"]
            evidence = {name: float(derived * 0.5 + random.normal()) for name in names}
            if reading:
                evidence["reading"] = float((4 if derived else -4) + random.normal())
            found.append(
                {
                    "corpus": corpus,
                    "derived": f"{corpus}-{number}",
                    "source": "s",
                    "relation": relation,
                    "detail": "",
                    "held_out": False,
                    "words": 300,
                    "evidence": evidence,
                }
            )
    return found


def test_what_a_reading_adds_is_fitted_on_predictions() -> None:
    found = fit_weighing(rows(80, reading=True), CORPORA)
    assert found["reading"]["weight"] > 0
    assert found["reading"]["limit"] > 0
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.0), (1.3, -1.0), (0.6, 0.5)])
def test_a_calibration_finds_what_log_odds_come_to(slope: float, shift: float) -> None:
    odds = np.tile(np.linspace(-6, 6, 241), 100)
    share = 1 / (1 + np.exp(-(slope * odds + shift)))
    truth = np.repeat(np.arange(100) / 100 + 0.005, 241) < share
    weighed = balanced(["one"] * len(odds), truth) * np.where(truth, 1.0, REPORTS)
    told = np.log(weighed[truth][0] / weighed[~truth][0])
    line = fit_calibration({"one": (odds, truth)})
    assert line.slope == pytest.approx(slope, abs=0.02)
    assert line.offset == pytest.approx(shift + told, abs=0.05)


def test_reports_of_one_event_weigh_more_than_what_was_derived() -> None:
    even = np.linspace(-3, 3, 200)
    line = fit_calibration({"one": (even, np.arange(200) % 2 == 0)})
    assert line.offset < 0


def test_a_reading_that_misleads_gets_no_weight() -> None:
    misled = rows(80, reading=True)
    for row in misled:
        row["evidence"]["reading"] *= -1
    assert fit_weighing(misled, CORPORA)["reading"]["weight"] == 0


def test_what_does_not_count_is_no_rewrite_that_must_be_found() -> None:
    every = [row | {"counts": row["corpus"] != "one"} for row in rows(80, reading=True)]
    assert set(found_with(0.4, every, CORPORA)) == CORPORA - {"one"}


def test_the_adapter_of_a_half_is_fitted_on_the_other() -> None:
    pairs = [Pair(f"d{n}", f"s{n % 10}", "rewrite", "") for n in range(40)]
    (seen,) = seen_by(HALF, [Corpus(HALVED, {}, pairs)])
    unseen = unseen_sources(pairs)
    assert len(unseen) == 5
    assert {pair.source for pair in seen.pairs} == {f"s{n}" for n in range(10)} - unseen
    assert seen_by("without-onestop", [Corpus("onestop", {}), Corpus("basil", {})]) == [Corpus("basil", {})]


def test_without_readings_there_is_nothing_to_weigh() -> None:
    with pytest.raises(BenchmarkError, match="--readers"):
        fit_weighing(rows(80, reading=False), CORPORA)


def test_predictions_of_some_corpora_are_not_enough() -> None:
    with pytest.raises(BenchmarkError, match="five"):
        fit_weighing(rows(8, reading=True), CORPORA | {"five"})

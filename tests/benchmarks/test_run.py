from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from benchmarks.baselines import run_baselines
from benchmarks.corpora import Corpus, load_gold
from benchmarks.gold import EVENTS
from benchmarks.records import MixedPredictions, read_rows
from benchmarks.report import write_report
from benchmarks.runs.alignment import run_alignment
from benchmarks.runs.clusters import run_clusters
from benchmarks.runs.corpus import run_corpus
from benchmarks.runs.pairs import run_pairs
from benchmarks.sides import CachedEncoder
from benchmarks.workbench import Workbench
from dedup.article import Article
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.records import Row
    from dedup.ports.arrays import Vectors

FITTING, HELD_OUT = "quay-crane", "ridge-rescue"


class CountingEncoder(HashingEncoder):
    """Counts the texts it is asked for."""

    asked = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        return super().encode(texts)


def bench(folder: Path) -> Workbench:
    events = folder / "events"
    events.mkdir(exist_ok=True)
    for name in (FITTING, HELD_OUT):
        shutil.copy(EVENTS / f"{name}.json", events)
    wire = {
        f"w{n}": Article(f"Item {n} of the day.\n\nNothing else happened in place number {n} today.", id=f"w{n}")
        for n in range(6)
    }
    encoder = CachedEncoder(CountingEncoder(), folder / "vectors")
    return Workbench([load_gold(events), Corpus("wire", wire)], encoder, folder / "out", quiet=True)


def run_all(made: Workbench) -> None:
    run_pairs(made)
    run_alignment(made)
    run_baselines(made)
    run_clusters(made)
    run_corpus(made, sample=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench")
    run_all(bench(path))
    write_report(path / "out")
    return path


def raw(folder: Path, name: str) -> list[Row]:
    return read_rows(folder / "out" / "raw" / f"{name}.jsonl")[1]


def test_every_labelled_pair_is_predicted(folder: Path) -> None:
    gold = load_gold(folder / "events")
    labelled = {(pair.derived, pair.source) for pair in gold.pairs}
    assert labelled <= {(row["derived"], row["source"]) for row in raw(folder, "pairs")}
    assert labelled == {(row["derived"], row["source"]) for row in raw(folder, "alignment")}
    assert {row["held_out"] for row in raw(folder, "pairs")} == {True, False}


def test_every_article_without_a_source_is_left_out_once(folder: Path) -> None:
    rows = raw(folder, "corpus")
    assert sum(row["role"] == "distractor" for row in rows) == 6
    assert {row["role"] for row in rows} == {"derived", "same_event", "distractor"}
    assert all(match["id"] != f"{r['corpus']}:{r['derived']}" for r in rows for match in r["matches"])


def test_the_report_holds_figures_tables_and_plots(folder: Path) -> None:
    out = folder / "out"
    figures = json.loads((out / "metrics.json").read_text())
    assert set(figures) == {"made_by", "pairs", "alignment", "clusters", "corpus"}
    assert figures["pairs"]["negatives"] == {"gold": 8}
    assert figures["pairs"]["recall"]["near_copy"]["jaccard"]["1%"]["gold"] == 1.0
    assert figures["corpus"]["found"]["all"]["articles"] > 0
    assert "| word 5-gram Jaccard |" in (out / "table.md").read_text()
    for name in ("precision-recall", "calibration"):
        assert (out / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (out / f"{name}.svg").read_text()


def test_figures_computed_again_are_the_same(folder: Path) -> None:
    out = folder / "out"
    before = {
        name: (out / name).read_bytes() for name in ("metrics.json", "table.md", "misses.jsonl", "calibration.svg")
    }
    write_report(out)
    assert before == {name: (out / name).read_bytes() for name in before}


def test_a_second_run_predicts_nothing_and_encodes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "out" / "raw").iterdir()}
    inner = CountingEncoder()
    again = bench(folder)
    run_all(Workbench(again.corpora, CachedEncoder(inner, folder / "vectors"), again.out, quiet=True))
    assert before == {path.name: path.read_bytes() for path in (folder / "out" / "raw").iterdir()}
    assert inner.asked == 0


def test_another_sentence_model_is_not_mixed_in(folder: Path) -> None:
    made = bench(folder)
    other = CachedEncoder(HashingEncoder(dimension=32), folder / "vectors")
    with pytest.raises(MixedPredictions, match="sentence model"):
        run_pairs(Workbench(made.corpora, other, made.out, quiet=True))


def test_no_text_in_the_misses(folder: Path) -> None:
    article = load_gold(folder / "events").articles[f"{HELD_OUT}/source"]
    paragraph = article.text.split("\n\n")[0]
    assert paragraph not in (folder / "out" / "misses.jsonl").read_text()


def test_no_report_without_predictions(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no predictions"):
        write_report(tmp_path)

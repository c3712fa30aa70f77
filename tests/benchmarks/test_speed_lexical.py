"""The measurements of speed say what they should; how fast anything is depends on the machine and is not asserted."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from benchmarks.records import BenchmarkError
from benchmarks.speed.__main__ import app
from benchmarks.speed.archive import Found, judged, measure_archive
from benchmarks.speed.archives import archive
from benchmarks.speed.encoding import STOCK, measure_encoder
from benchmarks.speed.ingesting import measure_ingest
from benchmarks.speed.judge import exact_pairs, pairs_within
from benchmarks.speed.lexical import measure_lexical
from benchmarks.speed.peers import joined, rensa
from benchmarks.speed.showing import show
from benchmarks.speed.watching import watched

if TYPE_CHECKING:
    from pathlib import Path


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[start : start + 4]) for start in range(max(len(words) - 3, 1))}


def test_the_judge_gives_every_pair_its_similarity() -> None:
    texts = [
        "one two three four five six seven",
        "one two three four five six eight",
        "nothing of this is said there",
        "ONE two three four five six seven",
        "",
        "short",
        "short",
    ]
    pairs = exact_pairs(texts, 0.01)
    for one, first in enumerate(texts):
        for other, second in enumerate(texts[:one]):
            both, either = runs(first) & runs(second), runs(first) | runs(second)
            expected = len(both) / len(either) if first and second else 0
            assert pairs.get((other, one), 0) == pytest.approx(expected)
    assert exact_pairs(texts, 0.9) == {(0, 3): 1.0, (5, 6): 1.0}


def test_an_answer_is_held_against_the_pairs() -> None:
    found = Found(leads=[0, 0, 2, 2, 4, 5], pairs=frozenset({(0, 4)}), reasons=2)
    figures = judged(found, {(0, 1), (0, 4), (1, 2), (4, 5)})
    assert pairs_within([[0, 1], [2, 3]]) == {(0, 1), (2, 3)}
    assert (figures["recall"], figures["precision"]) == (0.5, round(2 / 3, 4))
    assert (figures["thrown_away"], figures["copies_left"], figures["lost"]) == (2, 2, 1)


def test_pairs_join_to_groups_of_their_first() -> None:
    assert joined(6, [(4, 5), (1, 4), (0, 2)]) == [0, 1, 0, 3, 1, 1]


def test_a_made_up_archive_has_copies_of_all_degrees_and_is_the_same_again() -> None:
    articles = archive(None, 800)
    assert articles == archive(None, 800)
    assert len({article.id for article in articles}) == 800
    similarities = sorted(exact_pairs([article.text for article in articles], 0.3).values())
    assert 40 < len(similarities) < 400
    assert similarities[0] < 0.4
    assert similarities[-1] > 0.9


def test_signatures_are_datasketchs_and_every_figure_is_there() -> None:
    figures = measure_lexical(None, 12)
    assert figures["same_as_datasketch"] is True
    assert set(figures["signatures"]) == {"datasketch update", "datasketch update_batch", "rensa", "wire-dedup"}
    assert figures["signatures"]["datasketch update"]["times_update"] == 1.0
    assert figures["entry"]["wire-dedup, SQLite"]["bytes"] < figures["entry"]["datasketch, in memory"]["bytes"]


def test_an_archive_is_grouped_by_every_tool_and_judged(tmp_path: Path) -> None:
    figures = measure_archive(None, 300, bars=(0.5, 0.7))
    assert set(figures["bars"]["0.7"]) == {"wire-dedup", "rensa", "semhash"}
    rows = figures["bars"]["0.5"]
    assert set(rows) == {"wire-dedup", "rensa"}
    assert set(figures["not_run"]) == {"text-dedup"}
    ours = rows["wire-dedup"]
    assert ours["alike"] > 5
    assert ours["recall"] == 1.0
    assert (ours["copies_left"], ours["lost"]) == (0, 0)
    assert ours["explained"] == ours["thrown_away"] > 0
    assert min(row["times_quickest"] for row in rows.values()) == 1.0
    assert not list(tmp_path.iterdir())


def test_rensa_is_asked_for_the_pairs_that_are_alike() -> None:
    texts = [article.text for article in archive(None, 300)]
    found = {tuple(pair) for pair in rensa(texts, 0.7)["pairs"]}
    sure = set(exact_pairs(texts, 0.9))
    assert sure
    assert sure <= found


def test_the_command_writes_figures_a_table_and_a_plot(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["lexical", "--out", str(tmp_path), "--articles", "10"])
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "lexical.json").read_text())["articles"] == 10
    assert "| wire-dedup |" in (tmp_path / "lexical.md").read_text()
    assert (tmp_path / "lexical.png").read_bytes().startswith(b"\x89PNG")


def test_a_command_is_watched_to_its_end_and_its_failure_told() -> None:
    cost = watched([sys.executable, "-c", "held = bytearray(80_000_000); import time; time.sleep(0.5)"])
    assert cost["seconds"] >= 0.5
    assert cost["peak_mib"] > 70
    with pytest.raises(BenchmarkError, match="out of luck"):
        watched([sys.executable, "-c", "raise SystemExit('out of luck')"])


def test_the_encoder_is_held_against_stock_on_the_same_sentences(tmp_path: Path) -> None:
    found = measure_encoder(None, count=24, repeats=1)
    ours, exact, stock = (found["ways"][name] for name in ("wire-dedup", "wire-dedup in f32", STOCK))
    assert (found["sentences"], stock["times_stock"], stock["mean_cosine"]) == (24, 1.0, pytest.approx(1.0, abs=1e-6))
    assert exact["lowest_cosine"] > 0.9999
    assert ours["mean_cosine"] > 0.998
    assert ours["gflops"] >= 0
    show("encoder", found, tmp_path)
    assert "times stock" in (tmp_path / "encoder.md").read_text("utf-8")


def test_an_ingest_is_held_against_its_encoder(tmp_path: Path) -> None:
    found = measure_ingest(None, count=8, before=2)
    assert set(found["ways"]) == {
        "encoder alone",
        "wire-dedup",
        "wire-dedup without the reader",
        "wire-dedup --bulk, stored",
        "wire-dedup --bulk, judged",
    }
    assert found["ways"]["encoder alone"]["encoder_share"] == 1.0
    assert (found["articles"], found["sentences"] > found["articles"]) == (8, True)
    show("ingest", found, tmp_path)
    assert (tmp_path / "ingest.png").stat().st_size > 0

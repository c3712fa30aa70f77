"""The report: every figure computed from stored predictions, as metrics.json, tables in Markdown and plots."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.figures.corpus import cluster_figures, corpus_figures, corpus_misses
from benchmarks.figures.explained import alignment_figures, alignment_misses
from benchmarks.figures.pairs import pair_figures, pair_misses
from benchmarks.heldout import HeldOut
from benchmarks.plots import draw
from benchmarks.records import BenchmarkError, read_rows
from benchmarks.tables import sweep_table, tables
from dedup.detection.calibration import Calibration
from dedup.detection.relation import Weighing
from dedup.wiring import packaged_model

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DIGITS = 5
_TESTS = ("pairs", "baselines", "alignment", "clusters", "corpus")


def compute(out: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Compute all figures of a run.

    Args:
        out: The run's folder.

    Returns:
        The figures, and the pairs and articles that caused misses.

    Raises:
        BenchmarkError: The folder holds no predictions.
    """
    raw = {name: read_rows(out / "raw" / f"{name}.jsonl") for name in _TESTS}
    fingerprint, pairs = raw["pairs"]
    if not pairs:
        message = f"{out} holds no predictions of pairs; run `python -m benchmarks run --out {out}` first"
        raise BenchmarkError(message)
    model = packaged_model()
    weighing, calibration = Weighing(**model["reading"]), Calibration(**model["calibration"])
    held = HeldOut(pairs, frozenset(fingerprint["fitted on"].split(", ")), _band(fingerprint), weighing, calibration)
    figures: dict[str, Any] = {
        "made_by": {name: header for name, (header, rows) in raw.items() if rows},
        "pairs": pair_figures(held, raw["baselines"][1]),
    }
    misses = pair_misses(held)
    if aligned := raw["alignment"][1]:
        figures["alignment"] = alignment_figures(aligned)
        misses += alignment_misses(aligned)
    if clusters := raw["clusters"][1]:
        figures["clusters"] = cluster_figures(clusters)
    if corpus := raw["corpus"][1]:
        figures["corpus"] = corpus_figures(corpus, held)
        misses += corpus_misses(corpus)
    rounded: dict[str, Any] = _rounded(figures)
    return rounded, misses


def write_report(out: Path, *, sweep: bool = False) -> str:
    """Write metrics.json, table.md, misses.jsonl and the plots.

    Args:
        out: The run's folder.
        sweep: Give the table of thresholds too.

    Returns:
        The tables.

    Raises:
        BenchmarkError: As :func:`compute`.
    """
    figures, misses = compute(out)
    (out / "metrics.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    _write_lines(out / "misses.jsonl", misses)
    table = tables(figures)
    (out / "table.md").write_text(f"{table}\n{sweep_table(figures['pairs']['sweep'])}", "utf-8")
    draw(figures["pairs"], out)
    return f"{table}\n{sweep_table(figures['pairs']['sweep'])}" if sweep else table


def _band(fingerprint: dict[str, str]) -> tuple[float, float]:
    low, high = fingerprint["sure"].split(" to ")
    return float(low), float(high)


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _rounded(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value

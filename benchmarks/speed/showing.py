"""Figures of one measurement as JSON, as a table in Markdown and as a plot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.markdown import table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.figure import Figure

OURS = "wire-dedup"
_OURS_COLOUR, _PEER_COLOUR = "#0b3d91", "#9aa5b1"


def show(name: str, figures: dict[str, Any], out: Path) -> None:
    """Write ``NAME.json``, ``NAME.md`` and ``NAME.png``, and print the table.

    Args:
        name: One of :data:`TABLES`.
        figures: What was measured; with ``machine``.
        out: Folder; made where it is missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    tables, plot = TABLES[name]
    told = f"{_machine(figures['machine'])}\n\n{tables(figures)}"
    (out / f"{name}.md").write_text(told, "utf-8")
    _save(plot(figures), out / f"{name}.png")
    print(told)


def _machine(facts: dict[str, Any]) -> str:
    instructions = ", ".join(facts["instructions"]) or "no vector instructions named"
    return f"{facts['cores']} cores ({instructions}); load {facts['load']} when it began."


def _lexical_tables(figures: dict[str, Any]) -> str:
    signed = [
        [name, f"{row['nanoseconds']:,}", f"{row['times_update']:,}"] for name, row in figures["signatures"].items()
    ]
    stages = [[name, f"{microseconds:,}"] for name, microseconds in figures["stages"].items()]
    entries = [[name, str(row["rows"]), f"{row['bytes']:,}"] for name, row in figures["entry"].items()]
    same = "the same as" if figures["same_as_datasketch"] else "NOT THE SAME AS"
    return "\n".join(
        (
            table([f"{figures['permutations']} permutations", "ns a shingle", "times update"], signed),
            f"The values are {same} datasketch's.\n",
            table(["step", "µs an article"], stages),
            table(["entry", "rows", "bytes"], entries),
        )
    )


def _encoder_tables(figures: dict[str, Any]) -> str:
    rows = [
        [
            name,
            f"{row['sentences_a_second']:,}",
            f"{row['times_stock']:.2f}",
            f"{row['gflops']:,}",
            f"{row['share_of_f32_peak']:.2f}",
            f"{row['mean_cosine']:.6f}",
            f"{row['lowest_cosine']:.6f}",
        ]
        for name, row in figures["ways"].items()
    ]
    head = [f"{figures['sentences']:,} sentences", "a second", "times stock", "GFLOP/s", "of the f32 peak"]
    peak = ", ".join(f"{name} {value:,}" for name, value in figures["peak_gflops"].items())
    return f"{table([*head, 'mean cosine', 'lowest'], rows)}\nLarge matrix products here, in GFLOP/s: {peak}.\n"


def _ingest_tables(figures: dict[str, Any]) -> str:
    rows = [
        [name, f"{row['seconds']:.1f}", f"{row['articles_a_second']:.1f}", f"{row['encoder_share']:.2f}"]
        for name, row in figures["ways"].items()
    ]
    head = [f"{figures['articles']:,} articles, {figures['sentences']:,} sentences", "seconds", "articles a second"]
    return table([*head, "the encoder alone, as a share"], rows)


def _archive_tables(figures: dict[str, Any]) -> str:
    parts = [f"{figures['articles']:,} articles, {figures['words']:,} words; judge: {figures['judge']}.\n"]
    for bar, tools in figures["bars"].items():
        alike = next(iter(tools.values()))["alike"]
        head = [f"alike from {bar}: {alike:,} pairs", "seconds", "times quickest", "processor s", "MiB", "recall"]
        head += ["precision", "thrown away", "copies left", "lost", "explained"]
        rows = [
            [
                name,
                f"{row['seconds']:.1f}",
                f"{row['times_quickest']:.2f}",
                f"{row['processor_seconds']:.1f}",
                f"{row['peak_mib']:,}",
                f"{row['recall']:.4f}",
                f"{row['precision']:.4f}",
                *(f"{row[field]:,}" for field in ("thrown_away", "copies_left", "lost", "explained")),
            ]
            for name, row in tools.items()
        ]
        parts.append(table(head, rows))
    parts += [f"Not run: {name}, {reason}.\n" for name, reason in figures["not_run"].items()]
    return "\n".join(parts)


def _lexical_plot(figures: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.subplots()
    signed = figures["signatures"]
    names = list(signed)[::-1]
    axes.barh(names, [signed[name]["times_update"] for name in names], color=[_colour(name) for name in names])
    axes.set(xscale="log", xlabel="signatures, times as fast as datasketch's update", title="MinHash signatures")
    axes.grid(visible=True, axis="x", color="#eeeeee")
    return figure


def _encoder_plot(figures: dict[str, Any]) -> Figure:
    return _bars({name: row["times_stock"] for name, row in figures["ways"].items()}, "times stock", "Encoder")


def _ingest_plot(figures: dict[str, Any]) -> Figure:
    shares = {name: row["encoder_share"] for name, row in figures["ways"].items()}
    return _bars(shares, "the encoder alone, as a share of the time", "Ingest")


def _bars(values: dict[str, float], unit: str, title: str) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.subplots()
    names = list(values)[::-1]
    axes.barh(names, [values[name] for name in names], color=[_colour(name) for name in names])
    axes.set(xlabel=unit, title=title)
    axes.grid(visible=True, axis="x", color="#eeeeee")
    return figure


def _archive_plot(figures: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.6), layout="constrained")
    panels = figure.subplots(1, len(figures["bars"]), squeeze=False)[0]
    for axes, (bar, tools) in zip(panels, figures["bars"].items(), strict=True):
        for name, row in tools.items():
            axes.scatter(row["seconds"], row["recall"], s=20 + 180 * row["precision"], color=_colour(name), zorder=2)
            axes.annotate(
                name, (row["seconds"], row["recall"]), textcoords="offset points", xytext=(6, -12), fontsize=7
            )
        axes.set(xscale="log", xlabel="seconds", title=f"alike from {bar}", ylim=(0, 1.05))
        axes.grid(visible=True, color="#eeeeee")
    panels[0].set_ylabel("recall; the dot: precision")
    return figure


def _colour(name: str) -> str:
    return _OURS_COLOUR if name.startswith(OURS) else _PEER_COLOUR


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=140, metadata={"Software": None})


TABLES: dict[str, tuple[Callable[[dict[str, Any]], str], Callable[[dict[str, Any]], Figure]]] = {
    "lexical": (_lexical_tables, _lexical_plot),
    "archive": (_archive_tables, _archive_plot),
    "encoder": (_encoder_tables, _encoder_plot),
    "ingest": (_ingest_tables, _ingest_plot),
}
"""By measurement, what makes its table and its plot."""

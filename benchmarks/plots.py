"""Precision-recall and calibration curves of all methods, as PNG and SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.figures.methods import HELD_OUT, SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

_OURS = {HELD_OUT: "#0b3d91", SHIPPED: "#7fa3d8"}
_OTHERS = ("#d1495b", "#edae49", "#66a182", "#8d6a9f", "#5c5c5c", "#2e4057")
_LABELS = {HELD_OUT: "wire-dedup (corpus left out of the fit)", SHIPPED: "wire-dedup as shipped (optimistic)"}


def draw(pairs: dict[str, Any], out: Path) -> list[Path]:
    """Draw both figures.

    Args:
        pairs: Figures of the test ``pairs``.
        out: Folder to write to.

    Returns:
        The files.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams.update({"svg.hashsalt": "wire-dedup", "font.size": 9, "axes.spines.top": False})
    return [
        *_save(_precision_recall(pairs), out / "precision-recall"),
        *_save(_calibration(pairs), out / "calibration"),
    ]


def _precision_recall(pairs: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for name, style in _styles(pairs).items():
        curve = pairs["curves"][name]
        recall, flagged = curve["rewrite"], curve["flagged"]
        points = [(r, r / (r + rate)) for r, rate in zip(recall, flagged, strict=True) if r]
        left.plot([r for r, _ in points], [precision for _, precision in points], **style)
        right.plot([max(rate, 1e-4) for rate in flagged], recall, **style)
    left.set(
        xlabel="recall of rewrites, mean over corpora",
        ylabel="precision, as many same-event pairs as rewrites",
        xlim=(0, 1.01),
        ylim=(0.48, 1.01),
        title="Precision and recall",
    )
    right.set(
        xscale="log",
        xlim=(1e-3, 1),
        ylim=(0, 1.01),
        xlabel="share of same-event pairs flagged (false positives)",
        ylabel="recall of rewrites, mean over corpora",
        title="Recall at a rate of false positives",
    )
    for rate in (0.001, 0.01):
        right.axvline(rate, color="#cccccc", linewidth=0.8, zorder=0)
    for axes in (left, right):
        axes.grid(visible=True, color="#eeeeee")
    left.legend(loc="lower left", frameon=False, fontsize=7.5)
    return figure


def _calibration(pairs: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 7.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1, linestyle=":")
    for name, style in _styles(pairs).items():
        figures = pairs["calibration"][name]
        curve = figures["curve"]
        style["label"] = f"{style['label']}: error {figures['error']:.3f}"
        axes.plot([one[1] for one in curve], [one[2] for one in curve], marker="o", markersize=3, **style)
    axes.set(
        xlabel="score, read as a probability",
        ylabel="share of pairs that are derived",
        xlim=(0, 1),
        ylim=(0, 1.01),
        title="Calibration",
    )
    axes.grid(visible=True, color="#eeeeee")
    figure.legend(loc="outside lower center", frameon=False, fontsize=8)
    return figure


def _styles(pairs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """How each method is drawn; one whose curve is another's is named with it."""
    styles: dict[str, dict[str, Any]] = {}
    others = iter(_OTHERS)
    for name, label in pairs["names"].items():
        twin = next((n for n in styles if n not in _OURS and pairs["curves"][n] == pairs["curves"][name]), None)
        if twin is not None:
            styles[twin]["label"] += f" = {label}"
            continue
        ours = name in _OURS
        styles[name] = {
            "color": _OURS[name] if ours else next(others, "#999999"),
            "linewidth": 2.2 if name == HELD_OUT else 1.3,
            "linestyle": "-" if ours else "--",
            "label": _LABELS.get(name, label),
            "zorder": 3 if ours else 2,
        }
    return styles


def _save(figure: Figure, path: Path) -> list[Path]:
    saved = [path.with_suffix(".png"), path.with_suffix(".svg")]
    figure.savefig(saved[0], dpi=140, metadata={"Software": None})
    figure.savefig(saved[1], metadata={"Date": None})
    return saved

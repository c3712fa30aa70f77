"""Lints and renders the chart with Helm's own library, in a process of its own: what is in Go may stay out of this one.

``python -m tests.unit.charts``: values as JSON on standard input, what comes of them on standard output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

CHART = Path(__file__).parents[2] / "deploy" / "helm"


def main() -> None:
    """Answer once."""
    import helm_python

    values = json.load(sys.stdin)
    answer: dict[str, object] = {"lint": helm_python.lint(CHART, values, strict=True), "manifests": {}, "error": None}
    try:
        with helm_python.Chart.load(CHART) as chart:
            answer["manifests"] = chart.render(values, name="dedup", namespace="news")
    except helm_python.HelmError as error:
        answer["error"] = str(error)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()

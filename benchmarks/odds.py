"""What the shipped models say of the gold set: ``python -m benchmarks odds --out dedup/detection/gold.json``.

A recalibration is held against these figures before it is applied, without a model being run. A pair whose probability
a calibration can not move is left out: what is the same word for word, or of one story, is derived whatever it says,
and where no paragraph shows a derivation none is claimed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import track

from benchmarks.corpora import load_gold
from dedup.detection.matching import UNSHOWN
from dedup.detection.odds import odds_of
from dedup.modelfiles import PACKAGED
from dedup.settings import Settings
from dedup.wiring import build_comparer, build_judge

if TYPE_CHECKING:
    from benchmarks.corpora import Corpus
    from dedup.comparing import Comparer


def gold_odds(corpus: Corpus, comparer: Comparer) -> dict[str, Any]:
    """Compare every labelled pair.

    Args:
        corpus: The gold set.
        comparer: With the models as they ship.

    Returns:
        ``relation_model``, whose figures they are, and ``pairs``: ``[derived, source, relation, log-odds]``.
    """
    rows = []
    for pair in track(corpus.pairs, "the gold set"):
        verdict = comparer.compare(corpus.articles[pair.derived], corpus.articles[pair.source])
        derivation = verdict.matches[0].derivation
        if derivation not in {0.0, UNSHOWN, 1.0}:
            rows.append([pair.derived, pair.source, pair.relation, round(odds_of(derivation), 4)])
    return {"relation_model": build_judge().fingerprint, "pairs": rows}


def main() -> None:
    """Compare, and write the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks odds", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    arguments = parser.parse_args()
    found = gold_odds(load_gold(), build_comparer(Settings(model=PACKAGED)))
    rows = ",\n".join(map(json.dumps, found["pairs"]))
    arguments.out.write_text(f'{{"relation_model": "{found["relation_model"]}", "pairs": [\n{rows}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()

"""Fit the relation model: ``python -m benchmarks.fit --data DIR --out dedup/detection/model.json``.

Three logistic regressions on the features of :mod:`dedup.detection.evidence` give the derivation: one tells copied
texts from reports of the same event, one restated texts, and one tells reports of one event from unrelated texts; a
text is derived if it is copied, or tells the event and restates. Corpora weigh alike within their class, whatever their
size, so that the model learns what derived texts have in common and not what one corpus is like. Probabilities are
calibrated on scores of corpora that the scoring model has not seen (Platt 1999).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.corpora import Corpus, load_corpus, load_gold
from benchmarks.sides import SideCache
from dedup.detection.alignment import align
from dedup.detection.calibration import AS_SHIPPED, Calibration
from dedup.detection.evidence import gather
from dedup.formats.labelled import DERIVED, Pair

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

CORPORA = ("onestop", "sheepdog", "wmt21-ru-en", "clough-stevenson", "ntrex", "pan-verbatim", "basil", "ecb-plus")
"""Corpora of whole articles with labels; leads of one to three sentences are too short to learn from."""

COPIED_FEATURES = ("run",)
RESTATED_FEATURES = ("verbatim", "overlap", "chain", "order", "names", "shared_names", "numbers")
EVENT_FEATURES = ("topic", "overlap", "chain", "names", "numbers")
COPIED_STRENGTH = 1.0
"""Inverse of the regularisation strength: one feature needs next to none."""
RESTATED_STRENGTH = 0.03
"""The same; chosen by leave-one-corpus-out, where weaker and stronger ones lost unseen corpora."""
EVENT_STRENGTH = 1.0
"""The same; reports of one event and random pairs are far enough apart to need none."""

REPORTS = 1.25
"""What reports of one event weigh against derived texts when the whole is calibrated: to call one of them derived is
the worse mistake. With it no corpus that was left out has more than 1.5 % of them at a half, with 1 one has 1.6 %."""

SURE = (0.3, 0.9)
"""Derivations between which an editor is asked: of corpora that were left out, next to no reports of one event are
above them, 1 to 4 % between them, and of rewrites 0 to 10 % below."""

_CERTAIN = 12.0
"""Log-odds beyond which a score counts as if it were these."""

UNRELATED = 200
"""Random pairs added to each corpus that has pairs of one event: the easy cases, counted apart from the hard ones."""

Rows = list[tuple[Pair, dict[str, float]]]


def evidence_rows(corpus: Corpus, pairs: list[Pair], sides: SideCache) -> Rows:
    """Evidence of every pair."""
    return [(pair, gather(align(sides.side(corpus, pair.derived), sides.side(corpus, pair.source)))) for pair in pairs]


def unrelated_pairs(corpus: Corpus, count: int = UNRELATED) -> list[Pair]:
    """Pairs of articles of different stories: random ones, as a desk's corpus is mostly."""
    rng = random.Random(corpus.name)  # noqa: S311 - a fixed sample, not a secret
    linked = {frozenset((pair.derived, pair.source)) for pair in corpus.pairs}
    story = story_of(corpus)
    ids = sorted(corpus.articles)
    drawn: list[Pair] = []
    while len(drawn) < count:
        first, second = rng.sample(ids, 2)
        if frozenset((first, second)) not in linked and story[first] != story[second]:
            drawn.append(Pair(first, second, "unrelated", "random"))
    return drawn


def story_of(corpus: Corpus) -> dict[str, str]:
    """The story of each article: as the corpus has it, else articles linked by any pair belong to one."""
    found = {} if corpus.stories else _components(corpus)
    return {name: corpus.stories.get(name, found.get(name, name)) for name in corpus.articles}


def _components(corpus: Corpus) -> dict[str, str]:
    lead: dict[str, str] = {name: name for name in corpus.articles}

    def find(name: str) -> str:
        while lead[name] != name:
            name = lead[name]
        return name

    for pair in corpus.pairs:
        lead[find(pair.derived)] = find(pair.source)
    return {name: find(name) for name in corpus.articles}


class Fit:
    """One fitted logistic regression, with a calibration of its log-odds."""

    def __init__(
        self, rows: dict[str, Rows], features: tuple[str, ...], positive: frozenset[str], strength: float
    ) -> None:
        self.features = features
        names = [name for name, some in rows.items() for _ in some]
        flat = [row for some in rows.values() for row in some]
        x = _matrix(flat, features)
        y = np.array([pair.relation in positive for pair, _ in flat])
        self.mean, self.deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
        self.model = LogisticRegression(C=strength, max_iter=5000)
        self.model.fit((x - self.mean) / self.deviation, y, sample_weight=balanced(names, y))
        self.line = AS_SHIPPED

    def odds(self, rows: Rows) -> NDArray[np.float64]:
        """Calibrated log-odds of rows."""
        raw: NDArray[np.float64] = self.model.decision_function(
            (_matrix(rows, self.features) - self.mean) / self.deviation
        )
        return self.line.of_odds(raw)

    def calibrate(self, odds: NDArray[np.float64], truth: NDArray[np.bool_], names: list[str]) -> None:
        """Fit the line on scores of corpora their models had not seen."""
        self.line = fit_line(odds, truth, balanced(names, truth))

    def data(self) -> dict[str, Any]:
        """As :class:`dedup.detection.relation.Logistic` reads it."""
        return {
            "intercept": round(self.line.of_odds(float(self.model.intercept_[0])), 6),
            "weights": {
                name: {
                    "mean": round(float(mean), 6),
                    "deviation": round(float(deviation), 6),
                    "coefficient": round(float(self.line.slope * coefficient), 6),
                }
                for name, mean, deviation, coefficient in zip(
                    self.features, self.mean, self.deviation, self.model.coef_[0], strict=True
                )
            },
        }


def fit_calibrated(rows: dict[str, Rows], features: tuple[str, ...], positive: frozenset[str], strength: float) -> Fit:
    """Fit on all rows; calibrate on the scores each corpus gets from a fit without it."""
    odds, truth, names = [], [], []
    for held, scored in rows.items():
        rest = {name: rows[name] for name in rows if name != held}
        labels = {pair.relation in positive for some in rest.values() for pair, _ in some}
        if len(labels) == 1 or not scored:
            continue
        odds.append(Fit(rest, features, positive, strength).odds(scored))
        truth += [pair.relation in positive for pair, _ in scored]
        names += [held] * len(scored)
    fit = Fit(rows, features, positive, strength)
    fit.calibrate(np.concatenate(odds), np.array(truth), names)
    return fit


def fit_line(odds: NDArray[np.float64], truth: NDArray[np.bool_], weights: NDArray[np.float64]) -> Calibration:
    """Fit the line that leads log-odds to calibrated ones (Platt 1999)."""
    platt = LogisticRegression(C=1e6, max_iter=5000)
    platt.fit(odds[:, None], truth, sample_weight=weights)
    return Calibration(float(platt.coef_[0, 0]), float(platt.intercept_[0]))


def fit_calibration(scores: Mapping[str, tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> Calibration:
    """Fit what the log-odds of evidence and reading together come to.

    Each route is calibrated alone, at even odds; that one of both holds comes out too likely then.

    Args:
        scores: For each corpus, log-odds by models that were fitted without it, and which of the pairs are derived.
    """
    odds, truth = (np.concatenate([part[at] for part in scores.values()]) for at in (0, 1))
    weights = balanced([name for name, (own, _) in scores.items() for _ in own], truth)
    return fit_line(np.clip(odds, -_CERTAIN, _CERTAIN), truth, weights * np.where(truth, 1.0, REPORTS))


class Derivation:
    """The fitted routes by which a text is derived; see :class:`dedup.detection.relation.Derivation`."""

    def __init__(self, rows: dict[str, Rows]) -> None:
        copied = _of(rows, (DERIVED - {"rewrite"}) | {"same_event"})
        restated = _of(rows, {"rewrite", "same_event"})
        events = _of(rows, {"same_event", "unrelated"})
        self.copied = fit_calibrated(copied, COPIED_FEATURES, DERIVED, COPIED_STRENGTH)
        self.restated = fit_calibrated(restated, RESTATED_FEATURES, DERIVED, RESTATED_STRENGTH)
        self.same_event = fit_calibrated(events, EVENT_FEATURES, frozenset({"same_event"}), EVENT_STRENGTH)

    def odds(self, rows: Rows) -> NDArray[np.float64]:
        """Log-odds of derivation of rows: of one route or the other."""
        restating = -np.logaddexp(0.0, -self.restated.odds(rows)) - np.logaddexp(0.0, -self.same_event.odds(rows))
        neither = -np.logaddexp(0.0, self.copied.odds(rows)) + np.log(-np.expm1(np.minimum(restating, -_LEAST)))
        odds: NDArray[np.float64] = np.log(-np.expm1(neither)) - neither
        return odds


_LEAST = 1e-12
"""Doubt that is left in any probability, so that its logarithm is finite."""


def _of(rows: dict[str, Rows], relations: Collection[str]) -> dict[str, Rows]:
    """The rows of some relations, without the corpora that have none."""
    kept = {name: [row for row in some if row[0].relation in relations] for name, some in rows.items()}
    return {name: some for name, some in kept.items() if some}


def balanced(names: list[str], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Both classes weigh alike; within one, a corpus weighs the square root of its size."""
    counts = Counter(zip(names, truth.tolist(), strict=True))
    weights = np.array([counts[key] ** -0.5 for key in zip(names, truth.tolist(), strict=True)])
    for label in (True, False):
        weights[truth == label] /= weights[truth == label].sum()
    scaled: NDArray[np.float64] = weights * len(weights) / 2
    return scaled


def _matrix(rows: Rows, features: tuple[str, ...]) -> NDArray[np.float64]:
    return np.array([[evidence[name] for name in features] for _, evidence in rows])


def fit_model(corpora: list[Corpus], sides: SideCache) -> dict[str, Any]:
    """Fit everything the model file holds.

    Args:
        corpora: To fit on; their held-out articles are left out.
        sides: Sentence vectors.

    Returns:
        The content of the model file.
    """
    rows = {c.name: evidence_rows(c, _fitting_pairs(c), sides) for c in corpora}
    derived = Derivation(rows)
    return {
        "fitted_on": sorted(rows),
        "sure": list(SURE),
        "copied": derived.copied.data(),
        "restated": derived.restated.data(),
        "same_event": derived.same_event.data(),
    }


def _fitting_pairs(corpus: Corpus) -> list[Pair]:
    """The pairs that a fit may read, and unrelated ones where the corpus has reports of one event."""
    if any(pair.relation == "same_event" for pair in corpus.fitting_pairs):
        unrelated = [pair for pair in unrelated_pairs(corpus) if pair.derived not in corpus.held_out]
        return [*corpus.fitting_pairs, *unrelated]
    return corpus.fitting_pairs


def main() -> None:
    """Fit on every development corpus and the gold set's fitting events, and write the model file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpora")
    parser.add_argument("--out", type=Path, required=True, help="model file to write")
    parser.add_argument("--cache", type=Path, default=Path("bench-data/vectors"), help="folder for sentence vectors")
    arguments = parser.parse_args()
    corpora = [load_corpus(arguments.data, name) for name in CORPORA]
    model = fit_model([*corpora, load_gold()], SideCache(arguments.cache))
    arguments.out.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
    print(f"wrote {arguments.out}, fitted on {', '.join(model['fitted_on'])}")


if __name__ == "__main__":
    main()

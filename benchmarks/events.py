"""Fit what one event is: ``python -m benchmarks events --data DIR --model dedup/detection/model.json``.

The negatives are the events that are most alike: in ecb-plus two events of one kind for each topic ("siblings": two
stars entering rehab, two earthquakes), elsewhere the closest articles of other stories. The model is boosted trees of
two questions each (Friedman 2001), none of which may count more of a feature as less. It is measured on topics and
corpora that are left out of the fit.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.corpora import Corpus, load_corpus, load_gold
from benchmarks.fit import evidence_rows, story_of, unrelated_pairs
from benchmarks.reading.examples import some_pairs
from benchmarks.sides import SideCache
from dedup.detection.events import EVENT_FEATURES, odds_by_time
from dedup.detection.trees import Trees
from dedup.formats.labelled import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

FEATURES = (*EVENT_FEATURES, "names", "numbers", "margin")
SIBLINGS = "ecb-plus"
CORPORA = (SIBLINGS, "basil", "allsides-full")
"""Corpora of independent reports of one event."""

_QUESTIONS, _ROUNDS, _RATE, _LEAST_LEAF = 2, 120, 0.1, 40
_FOLDS = 5
"""Parts into which the topics of a corpus are split, each scored by a fit on the others."""
_SIBLINGS_A_TOPIC = 14
_CLOSEST = 3
"""Articles of other stories that each article is held against."""
_AT_RECALL = 0.89
"""Share of reports of one event that must be called so; with it goes the share of siblings that are."""

HARD = frozenset({"sibling", "close"})
"""Details of pairs of different events that are alike."""


@dataclass(frozen=True)
class EventRow:
    """One pair: its corpus and topic, its features, what times of publication add, and whether it is one event."""

    corpus: str
    topic: str
    detail: str
    features: tuple[float, ...]
    by_time: float
    one_event: bool
    held_out: bool


def sibling_pairs(corpus: Corpus) -> Iterator[Pair]:
    """Pairs of different events of one kind: ``N/…ecb`` with ``N/…ecbplus``, some of each topic."""
    topics: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for name in sorted(corpus.articles):
        topics[_topic(name)][name.endswith("plus")].append(name)
    rng = random.Random(SIBLINGS)  # noqa: S311 - a fixed sample, not a secret
    for first, second in topics.values():
        both = [Pair(one, other, "unrelated", "sibling") for one in first for other in second]
        yield from rng.sample(both, min(len(both), _SIBLINGS_A_TOPIC))


def close_pairs(corpus: Corpus, sides: SideCache) -> Iterator[Pair]:
    """Each article with the closest ones of other stories, by words and their rarity."""
    story, linked = story_of(corpus), {frozenset((pair.derived, pair.source)) for pair in corpus.pairs}
    weights = {name: sides.side(corpus, name).topic.words for name in sorted(corpus.articles)}
    holders: dict[str, list[str]] = defaultdict(list)
    for name, stems in weights.items():
        for stem in stems:
            holders[stem].append(name)
    told = set()
    for name, stems in weights.items():
        closeness: dict[str, float] = defaultdict(float)
        for stem, weight in stems.items():
            for other in holders[stem]:
                closeness[other] += weight * weights[other][stem]
        others = [
            frozenset((name, other))
            for other in sorted(closeness, key=lambda other: -closeness[other])
            if story[other] != story[name] and frozenset((name, other)) not in linked
        ]
        told.update(others[:_CLOSEST])
    for first, second in sorted(map(sorted, told)):
        yield Pair(first, second, "unrelated", "close")


def event_rows(corpus: Corpus, sides: SideCache) -> list[EventRow]:
    """Pairs of one event, of random ones, and of those that are most alike."""
    pairs = [pair for pair in corpus.pairs if pair.relation == "same_event"] + unrelated_pairs(corpus)
    pairs += sibling_pairs(corpus) if corpus.name == SIBLINGS else close_pairs(corpus, sides)
    return [
        EventRow(
            corpus.name,
            _topic(pair.derived) if corpus.name in {SIBLINGS, "gold"} else story_of(corpus)[pair.derived],
            pair.detail,
            tuple(evidence[name] for name in FEATURES),
            odds_by_time(*(corpus.articles[name].published_at for name in (pair.derived, pair.source))),
            pair.relation == "same_event",
            bool({pair.derived, pair.source} & corpus.held_out),
        )
        for pair, evidence in evidence_rows(corpus, pairs, sides)
    ]


def _topic(name: str) -> str:
    return name.split("/", maxsplit=1)[0]


def fit_trees(rows: Sequence[EventRow]) -> dict[str, Any]:
    """Fit on some rows.

    Returns:
        What :class:`dedup.detection.relation.Trees` is made from, without its ``least``.
    """
    boosted = HistGradientBoostingClassifier(
        max_depth=_QUESTIONS,
        max_iter=_ROUNDS,
        learning_rate=_RATE,
        min_samples_leaf=_LEAST_LEAF,
        monotonic_cst=[1] * len(FEATURES),
        early_stopping=False,
        random_state=1,
    )
    x, y = np.array([row.features for row in rows]), np.array([row.one_event for row in rows])
    boosted.fit(x, y, sample_weight=_alike(rows))
    intercept = float(boosted._baseline_prediction.item())  # noqa: SLF001 - there is no public way to read the trees
    trees = [_tree(one.nodes, 0) for (one,) in boosted._predictors]  # noqa: SLF001 - as above
    return {"intercept": round(intercept, 4), "trees": trees}


def _tree(nodes: Any, at: int) -> Any:  # noqa: ANN401 - scikit-learn's own record array
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    below = [_tree(nodes, int(node[side])) for side in ("left", "right")]
    return [FEATURES[node["feature_idx"]], round(float(node["num_threshold"]), 4), *below]


def odds(trees: dict[str, Any], rows: Sequence[EventRow]) -> NDArray[np.float64]:
    """Log-odds of rows."""
    fitted = Trees.from_mapping(trees | {"least": 0.5})
    return np.array([fitted.odds(dict(zip(FEATURES, row.features, strict=True)), row.by_time) for row in rows])


def left_out_odds(rows: Sequence[EventRow]) -> NDArray[np.float64]:
    """Log-odds of every row from a fit that knew neither its topic (ecb-plus, gold) nor its corpus (the others)."""
    found = np.empty(len(rows))
    parts = [_fold(row) for row in rows]
    for part in sorted(set(parts)):
        own = [index for index, other in enumerate(parts) if other == part]
        rest = [row for row, other in zip(rows, parts, strict=True) if other != part and not row.held_out]
        found[own] = odds(fit_trees(rest), [rows[index] for index in own])
    return found


def _fold(row: EventRow) -> tuple[str, int]:
    by_topic = row.corpus in {SIBLINGS, "gold"}
    return row.corpus, sum(row.topic.encode()) % _FOLDS if by_topic else 0


def _alike(rows: Sequence[EventRow]) -> NDArray[np.float64]:
    """Weights by which one event and different ones count alike, and within each the corpora."""
    counts = Counter((row.corpus, row.one_event) for row in rows)
    corpora = Counter(one_event for _, one_event in counts)
    weights = [1 / (counts[row.corpus, row.one_event] * corpora[row.one_event]) for row in rows]
    return np.array(weights) * len(rows) / 2


def report(rows: Sequence[EventRow], found: NDArray[np.float64], least: float) -> str:
    """What share of each kind of pair is called one event, on topics and corpora that were left out."""
    lines = ["| corpus | one event | siblings, or the closest of other stories | random |", "|---|---|---|---|"]
    for corpus in sorted({row.corpus for row in rows}):
        kinds: tuple[Callable[[EventRow], bool], ...] = (
            lambda row: row.one_event,
            lambda row: row.detail in HARD,
            lambda row: not row.one_event and row.detail not in HARD,
        )
        cells = []
        for kind in kinds:
            own = [i for i, row in enumerate(rows) if row.corpus == corpus and kind(row)]
            cells.append(f"{(found[own] >= least).mean():.3f} of {len(own)}" if own else "")
        lines.append(f"| {corpus} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Fit on everything, report on what is left out, and write the trees into a model file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks events", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpora")
    parser.add_argument("--model", type=Path, required=True, help="model file to complete")
    parser.add_argument("--pairs", type=int, default=400, help="most pairs of one event of allsides-full")
    parser.add_argument("--cache", type=Path, default=Path("bench-data/vectors"), help="folder for sentence vectors")
    arguments = parser.parse_args()
    sides = SideCache(arguments.cache)
    rows: list[EventRow] = []
    for corpus in (*(load_corpus(arguments.data, name) for name in CORPORA), load_gold()):
        fewer = some_pairs(corpus, arguments.pairs, 1) if corpus.name == "allsides-full" else corpus
        rows += event_rows(replace(fewer, stories=story_of(corpus)), sides)
    found = left_out_odds(rows)
    one_event = np.array([row.one_event for row in rows])
    least = float(np.quantile(found[one_event & np.array([row.corpus == SIBLINGS for row in rows])], 1 - _AT_RECALL))
    print(report(rows, found, least))
    trees = fit_trees([row for row in rows if not row.held_out])
    model = json.loads(arguments.model.read_text("utf-8"))
    model["one_event"] = {"least": round(1 / (1 + float(np.exp(-least))), 4), **trees}
    arguments.model.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
    print(f"wrote {arguments.model}: one event from {model['one_event']['least']} on")


if __name__ == "__main__":
    main()
